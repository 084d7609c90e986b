/** Makes text from outside fit to keep: no control characters, no halves of characters, no formula guard. */

const attributeChars = 2_000;
const rawChars = 500;

// Built from code points so that no invisible character stands in this file: C0 and C1 controls, zero-width
// space, direction marks and overrides, byte order mark. Tab and line feed are dealt with where they matter.
const unwanted =
  "\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff";
const allUnwanted = new RegExp(`[${unwanted}]`, "g");
const allSpaces = /\s+/g;

// What nobody sees and what therefore tells nobody apart: controls that are no space, soft hyphens, joiners,
// direction marks, variation selectors, annotation marks, byte order mark.
const unseen =
  "\\u0000-\\u0008\\u000e-\\u001f\\u007f-\\u009f\\u00ad\\u034f\\u061c\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufe00-\\ufe0f\\ufeff\\ufff9-\\ufffb";
const allUnseen = new RegExp(`[${unseen}]`, "g");
const guards = "'\u2019\u2018`\u00b4";
const realApostrophe = /^['\u2019][stn][ -]\p{L}/u;
const wholeWithDecimals = /^(\d+)[.,]0+$/;
const deepestWrapping = 4;
const endMarks = ".! ";
const beyondAscii = /[^ -~]/;

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

/**
 * A cell in the one spelling that tells who is meant: composed characters (NFC), nothing invisible, every run of
 * white space a single space, none around it, and `="00123"`, which keeps spreadsheets from dropping zeros, as
 * 00123. Case and apostrophes stay.
 */
export function identityText(cell: string): string {
  return isPlain(cell) ? cell : unwrapFormula(visibleText(cell));
}

/**
 * What identities are compared by: the identity text in lower case without the apostrophe that spreadsheets and
 * exports put in front of cells. A real one is taken off as well, so that it does not matter who wrote it.
 */
export function comparisonKey(text: string): string {
  if (isPlain(text)) return text.toLowerCase();
  return bareText(text).toLowerCase().normalize("NFC");
}

/** What is shown of an identity: its text without a guard apostrophe; the real one of 's-Hertogenbosch or 't Zand stays. */
export function shownText(cell: string): string {
  if (isPlain(cell)) return cell;
  const text = identityText(cell);
  return realApostrophe.test(text) ? text : bareText(text);
}

/** An id in its one spelling: bare text, and 1412.0, which is what a column with gaps becomes in pandas, as 1412. */
export function identityId(cell: string): string {
  const text = bareText(cell);
  return wholeWithDecimals.exec(text)?.[1] ?? text;
}

/** The text inside what spreadsheets put around a cell: guard apostrophes and `="…"`, in whatever nesting. */
export function bareText(cell: string): string {
  if (isPlain(cell)) return cell;
  let text = identityText(cell);
  for (let depth = 0; depth < deepestWrapping; depth++) {
    const inner = unwrapFormula(withoutGuard(text));
    if (inner === text) break;
    text = inner;
  }
  return text;
}

/** A text as single words are compared: bare, lower case, without accents, without the full stops or marks behind it. */
export function bareWord(text: string): string {
  const word = comparisonKey(text);
  let end = word.length;
  while (end > 1 && endMarks.includes(word[end - 1] ?? "x")) end--;
  const kept = word.slice(0, end);
  return beyondAscii.test(kept) ? kept.normalize("NFD").replace(/[\u0300-\u036f]/g, "") : kept;
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

function visibleText(text: string): string {
  return text.replace(allUnseen, "").replace(allSpaces, " ").trim().normalize("NFC");
}

function unwrapFormula(text: string): string {
  if (!text.startsWith('="') || !text.endsWith('"') || text.length < 3) return text;
  return text.slice(2, -1).replaceAll('""', '"').trim();
}

function withoutGuard(text: string): string {
  let start = 0;
  while (start < text.length && (guards.includes(text[start] ?? "") || (start > 0 && text[start] === " ")))
    start++;
  return start === 0 ? text : text.slice(start);
}

/** Printable ASCII with single spaces inside and no guard or formula in front: already what it is known by. */
function isPlain(text: string): boolean {
  let before = 32;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 32 || code > 126 || (code === 32 && before === 32)) return false;
    before = code;
  }
  const first = text.charCodeAt(0);
  return text === "" || (before !== 32 && first !== 39 && first !== 61 && first !== 96);
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
