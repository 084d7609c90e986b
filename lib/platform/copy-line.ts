/** One row in COPY's text format. Apart from `copy.ts`, so that a thread without a database can write it. */

/** A value COPY can take in its text form; `null` is NULL. */
export type CopyValue = string | number | boolean | null;

/** The line of a row, with its line break. */
export function copyLine(row: readonly CopyValue[]): string {
  return `${row.map(copyText).join("\t")}\n`;
}

function copyText(value: CopyValue): string {
  if (value === null) return "\\N";
  return typeof value === "string"
    ? value.replace(/[\\\n\r\t]/g, (char) => copyEscapes[char] ?? char)
    : String(value);
}

const copyEscapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
