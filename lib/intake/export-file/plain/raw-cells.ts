/** Tells from the bytes of a cell that no reader would change anything about it and no word list knows it. */

import { absenceWords } from "../cells/cell-words";
import { backslash, beyondAscii, digit, hostMark, letter } from "./line-cells";

const longestWord = 80;
/** Identities are cut to 500 characters, attributes to 2,000. */
const longestRaw = 500;

const isAlphanumeric = new Uint8Array(256);
for (let byte = 48; byte <= 57; byte++) isAlphanumeric[byte] = 1;
for (let byte = 65; byte <= 90; byte++) isAlphanumeric[byte] = isAlphanumeric[byte + 32] = 1;

/** By length, first and last letter: whether there is such a word among those that stand for nothing or nobody. */
const mayBeAbsence = new Uint8Array((longestWord + 1) << 12);
for (const word of absenceWords) {
  if (/^[ -~]+$/.test(word) && word.length <= longestWord) mayBeAbsence[shapeOf(word.length, word.charCodeAt(0), word.charCodeAt(word.length - 1))] = 1;
}

/**
 * True for printable ASCII that begins with a letter or digit and ends in neither space, full stop nor exclamation mark: nothing
 * surrounds it and nothing about it is cleaned, so it is compared with the words as it stands, and no word has its length, first
 * and last letter. False says nothing.
 */
export function isRaw(bytes: Uint8Array, start: number, end: number, bits: number): boolean {
  const length = end - start;
  if ((bits & (backslash | beyondAscii)) !== 0 || length > longestRaw) return false;
  const first = bytes[start] as number;
  const last = bytes[end - 1] as number;
  if (isAlphanumeric[first] === 0 || last === 32 || last === 33 || last === 46) return false;
  return length > longestWord || mayBeAbsence[shapeOf(length, first, last)] === 0;
}

/** The same for a host that is no address: letters, digits, dots, hyphens and underscores, a letter among them. */
export function isRawHost(bytes: Uint8Array, start: number, end: number, bits: number): boolean {
  return (bits & ~(letter | digit | hostMark)) === 0 && (bits & letter) !== 0 && isRaw(bytes, start, end, bits);
}

/** The same for an id: digits that do not begin with 0. */
export function isRawId(bytes: Uint8Array, start: number, end: number, bits: number): boolean {
  return bits === digit && bytes[start] !== 48 && isRaw(bytes, start, end, bits);
}

/** Two spaces in a row are one where words are compared. */
export function hasDoubleSpace(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) if (bytes[at] === 32 && bytes[at - 1] === 32) return true;
  return false;
}

/** Letters of either case have one place: their last five bits. */
function shapeOf(length: number, first: number, last: number): number {
  return (length << 12) | ((first & 31) << 6) | (last & 31);
}
