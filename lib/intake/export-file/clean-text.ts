/** Makes text from outside fit to keep: no control characters, no halves of characters, no formula guard. */

const attributeChars = 2_000;
const rawChars = 500;

// Built from code points so that no invisible character stands in this file: C0 and C1 controls, zero-width
// space, direction marks and overrides, byte order mark. Tab and line feed are dealt with where they matter.
const unwanted =
  "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff";
const allUnwanted = new RegExp(`[${unwanted}]`, "g");
const allSpaces = /\s+/g;

/**
 * A cell as it is kept: without surrounding space, without control characters (line breaks inside stay, as
 * line feeds), and without the apostrophe that our own CSV export puts before = + - @, tab and carriage return.
 */
export function cleanCell(raw: string): string {
  if (raw === "") return raw;
  let text = raw;
  if (text.charCodeAt(0) === 39 && text.length > 1 && isFormulaStart(text.charCodeAt(1)))
    text = text.slice(1);
  if (holdsUnwanted(text)) text = text.replace(/\r\n?/g, "\n").replace(allUnwanted, "");
  const first = text.charCodeAt(0);
  const last = text.charCodeAt(text.length - 1);
  return isLetterOrDigit(first) && isLetterOrDigit(last) ? text : text.trim();
}

/** A cell on one line: for names, hosts, dates and words. */
export function oneLine(text: string): string {
  return text.includes("\n") || text.includes("\t") ? text.replace(allSpaces, " ") : text;
}

/** The text cut to what an attribute may hold (2,000 characters). */
export function capAttribute(text: string): string {
  return cut(text, attributeChars);
}

/** A row as shown beside a reject: at most 500 characters, without control characters or its last line break. */
export function capRaw(text: string): string {
  const kept = cut(text, rawChars * 2)
    .replace(/\r\n?/g, "\n")
    .replace(allUnwanted, "");
  return cut(kept.replace(/\n+$/, ""), rawChars);
}

/** At most `chars` UTF-16 units, never half of a surrogate pair (PostgreSQL refuses those). */
export function cut(text: string, chars: number): string {
  if (text.length <= chars) return text;
  const last = text.charCodeAt(chars - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? chars - 1 : chars);
}

/** Lower case, without accents and compatibility forms (no-break spaces become spaces): the form words are compared in. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();
}

/** Folded words separated by single spaces, everything else dropped. */
export function foldWords(text: string): string {
  return fold(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** May say yes for characters that then stay; a loop, because a million rows have many millions of cells. */
function holdsUnwanted(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 32 || (code > 126 && (code < 160 || (code > 0x200a && code < 0x206a) || code === 0xfeff)))
      return true;
  }
  return false;
}

function isFormulaStart(code: number): boolean {
  return code === 61 || code === 43 || code === 45 || code === 64 || code === 9 || code === 13;
}

function isLetterOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
}
