/** Tells from the bytes of a cell that no reader would change anything about it and that no list of words knows it. */

import { absenceWords } from "../cells/cell-words";
import { bareWord, comparisonKey } from "../cells/clean-text";
import { beyondAscii, digit, hostMark, letter, space } from "./line-cells";

const longestWord = 80;
/** Identities are cut to 500 characters, attributes to 2,000. */
const longestRaw = 500;
/** Begins the two bytes of the letters from À to ÿ, which stand for themselves in any text: nothing composes or is hidden. */
const latinLead = 0xc3;

const isAlphanumeric = new Uint8Array(256);
for (let byte = 48; byte <= 57; byte++) isAlphanumeric[byte] = 1;
for (let byte = 65; byte <= 90; byte++) isAlphanumeric[byte] = isAlphanumeric[byte + 32] = 1;

/** By the second byte of a letter from À to ÿ: its code as words are compared, and its second byte in lower case; 0: not by itself. */
const latinFolded = new Uint8Array(256);
const latinLower = new Uint8Array(256);
for (let second = 0x80; second <= 0xbf; second++) {
  const character = Buffer.from([latinLead, second]).toString();
  const word = bareWord(`a${character}a`);
  const lower = Buffer.from(comparisonKey(character));
  if (word.length !== 3 || lower.length !== 2 || lower[0] !== latinLead) continue;
  latinFolded[second] = word.charCodeAt(1) & 0xff;
  latinLower[second] = lower[1] as number;
}

/** By length, first and last letter: whether there is such a word among those that stand for nothing or nobody. */
const mayBeAbsence = new Uint8Array((longestWord + 1) << 12);
for (const word of absenceWords) {
  const last = word.length - 1;
  if (word.length <= longestWord)
    mayBeAbsence[shapeOf(word.length, word.charCodeAt(0), word.charCodeAt(last))] = 1;
}

/**
 * True for printable ASCII and letters from À to ÿ that begin with a letter or digit, end in neither space, full stop nor
 * exclamation mark, and have no two spaces in a row: nothing surrounds them and nothing about them is cleaned, so they are compared
 * with the words as they stand, and no word has their length, first and last letter. False says nothing.
 */
export function isRaw(bytes: Uint8Array, start: number, end: number, bits: number): boolean {
  let length = end - start;
  if (length > longestRaw) return false;
  let first = bytes[start] as number;
  let last = bytes[end - 1] as number;
  if ((bits & beyondAscii) !== 0) {
    length = latinLength(bytes, start, end);
    if (length === -1) return false;
    if (first === latinLead) first = latinFolded[bytes[start + 1] as number] as number;
    else if (isAlphanumeric[first] === 0) return false;
    if (last >= 0x80) last = latinFolded[last] as number;
  } else if (isAlphanumeric[first] === 0) return false;
  if (last === 32 || last === 33 || last === 46) return false;
  if (length <= longestWord && mayBeAbsence[shapeOf(length, first, last)] === 1) return false;
  return (bits & space) === 0 || !hasDoubleSpace(bytes, start, end);
}

/** The same for a host that is no address: letters, digits, dots, hyphens and underscores, a letter among them. */
export function isRawHost(bytes: Uint8Array, start: number, end: number, bits: number): boolean {
  return (
    (bits & ~(letter | digit | hostMark)) === 0 && (bits & letter) !== 0 && isRaw(bytes, start, end, bits)
  );
}

/** The same for an id: digits that do not begin with 0. */
export function isRawId(bytes: Uint8Array, start: number, end: number, bits: number): boolean {
  return bits === digit && bytes[start] !== 48 && isRaw(bytes, start, end, bits);
}

/** Writes a raw cell in lower case; returns where it ends. */
export function writeLower(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  to: number,
): number {
  let at = to;
  for (let index = start; index < end; index++) {
    const byte = source[index] as number;
    if (byte >= 65 && byte <= 90) target[at++] = byte + 32;
    else if (byte < 0x80) target[at++] = byte;
    else {
      target[at++] = byte;
      target[at++] = latinLower[source[++index] as number] as number;
    }
  }
  return at;
}

/** How many characters they are; -1 where there are others than ASCII and the letters from À to ÿ. */
function latinLength(bytes: Uint8Array, start: number, end: number): number {
  let length = 0;
  for (let at = start; at < end; at++, length++) {
    const byte = bytes[at] as number;
    if (byte < 0x80) continue;
    if (byte !== latinLead || ++at >= end || latinFolded[bytes[at] as number] === 0) return -1;
  }
  return length;
}

/** Two spaces in a row are one where words are compared. */
function hasDoubleSpace(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start + 1; at < end; at++) if (bytes[at] === 32 && bytes[at - 1] === 32) return true;
  return false;
}

function shapeOf(length: number, first: number, last: number): number {
  return (length << 12) | (placeOf(first) << 6) | placeOf(last);
}

/** Letters of either case have one place, the last five bits of their code; digits have others. */
function placeOf(code: number): number {
  return code >= 64 ? code & 31 : code;
}
