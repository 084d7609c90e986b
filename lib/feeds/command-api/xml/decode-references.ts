/** What stands for a character in XML: the five predefined entities and numbers. Nothing else is ever replaced. */

const reference = /&(?:#x([0-9a-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));|&/gi;
const predefined: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * The text with its references replaced once, so that what comes out is never longer than what went in. `null`: it holds
 * another entity, or the number of a character that XML does not allow.
 */
export function decodeReferences(text: string): string | null {
  if (!text.includes("&")) return text;
  let known = true;
  const decoded = text.replace(reference, (_, hex?: string, decimal?: string, name?: string) => {
    const character =
      name === undefined ? characterOf(hex ? Number.parseInt(hex, 16) : Number(decimal)) : predefined[name];
    known &&= character !== undefined;
    return character ?? "";
  });
  return known ? decoded : null;
}

/** XML 1.0, "Char". */
function characterOf(code: number): string | undefined {
  const allowed =
    code === 9 ||
    code === 10 ||
    code === 13 ||
    (code >= 0x20 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd) ||
    (code >= 0x10000 && code <= 0x10ffff);
  return allowed ? String.fromCodePoint(code) : undefined;
}
