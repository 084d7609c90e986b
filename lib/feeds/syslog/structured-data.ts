/** Steps over the structured data of RFC 5424 (6.3), which says nothing about the message. */

/**
 * Where the message begins behind `-` or `[id name="value" …]…`; inside values `"`, `\` and `]` are escaped by a
 * backslash. Where no structured data stands at all, `at` itself. `null`: it never ends. One pass.
 */
export function skipStructuredData(text: string, at: number): number | null {
  let next = at;
  if (text[next] === "-") next += 1;
  while (text[next] === "[") {
    const end = endOfElement(text, next + 1);
    if (end === null) return null;
    next = end;
  }
  return text[next] === " " ? next + 1 : next;
}

function endOfElement(text: string, from: number): number | null {
  let isQuoted = false;
  for (let index = from; index < text.length; index++) {
    const character = text[index];
    if (isQuoted && character === "\\") index += 1;
    else if (character === '"') isQuoted = !isQuoted;
    else if (character === "]" && !isQuoted) return index + 1;
  }
  return null;
}
