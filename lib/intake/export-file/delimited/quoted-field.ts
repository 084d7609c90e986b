/** Reads one field of a delimited record: where it opens, closes and ends, and what it holds. */

import type { Delimiter, LineBreak } from "./record";

/** A stretch of text and how it is delimited. Nothing at or beyond `to` is looked at. */
export interface Stretch {
  text: string;
  to: number;
  /** The file ends at `to`. */
  isWhole: boolean;
  delimiter: Delimiter;
  lineBreak: LineBreak;
}

/** `next`: where the delimiter or line break after it stands, or the end. */
export interface FieldCut {
  value: string;
  next: number;
  isQuoted: boolean;
}

/**
 * What to do about a quotation mark inside a quoted field that neither closes it nor is doubled. `strict`: the
 * field is odd. `pass`: it belongs to the value, the field goes on. `literal`: the field never was a quoted
 * one; it is taken as it stands, up to the next delimiter.
 */
export type MarkRule = "strict" | "pass" | "literal";

const quotationMark = 34;

/**
 * The field that starts at `at`. A mark closes it where a delimiter, a line break or the end follows; spaces
 * around a quoted field do not belong to it. `open`: its mark does not close before `to`. `unfinished`: what
 * decides lies beyond `to`.
 */
export function cutField(
  stretch: Stretch,
  at: number,
  rule: MarkRule,
): FieldCut | "odd" | "open" | "unfinished" {
  const { text, to, isWhole } = stretch;
  const opens = skipSpaces(stretch, at);
  if (opens >= to || text.charCodeAt(opens) !== quotationMark) return plainField(stretch, at, at);
  let isEscaped = false;
  for (let sought = opens + 1; ; ) {
    const mark = text.indexOf('"', sought);
    if (mark === -1 || mark >= to) return "open";
    if (mark + 1 >= to && !isWhole) return "unfinished";
    if (mark + 1 < to && text.charCodeAt(mark + 1) === quotationMark) {
      isEscaped = true;
      sought = mark + 2;
      continue;
    }
    const next = endOfSpaces(stretch, mark + 1);
    if (next >= to && !isWhole) return "unfinished";
    if (next >= to || endsField(stretch, next)) {
      const value = text.slice(opens + 1, mark);
      return { value: isEscaped ? value.replaceAll('""', '"') : value, next, isQuoted: true };
    }
    if (rule === "literal") return plainField(stretch, at, mark + 1);
    // Spaces before the mark: text that merely begins with a quotation.
    if (rule === "strict") return opens > at ? plainField(stretch, at, at) : "odd";
    sought = mark + 1;
  }
}

/** How many line breaks stand in this text. */
export function countBreaks(text: string, lineBreak: LineBreak): number {
  let count = 0;
  for (let at = text.indexOf(lineBreak); at !== -1; at = text.indexOf(lineBreak, at + 1)) count++;
  return count;
}

/** The field as it stands from `at`, up to the first delimiter or line break at or after `endFrom`. */
function plainField(stretch: Stretch, at: number, endFrom: number): FieldCut | "unfinished" {
  const { text, to, isWhole, lineBreak } = stretch;
  let next = endFrom;
  while (next < to && !endsField(stretch, next)) next++;
  if (next >= to && !isWhole) return "unfinished";
  const endsLine = next >= to || text[next] === lineBreak;
  // Lines are cut at line feeds; the carriage return before one is no part of the last field.
  const end = endsLine && lineBreak === "\n" && next > at && text[next - 1] === "\r" ? next - 1 : next;
  return { value: text.slice(at, end), next, isQuoted: false };
}

function endsField({ text, delimiter, lineBreak }: Stretch, at: number): boolean {
  const character = text[at];
  return character === delimiter || character === lineBreak;
}

function skipSpaces({ text, to, delimiter }: Stretch, at: number): number {
  let end = at;
  while (end < to && (text[end] === " " || (text[end] === "\t" && delimiter !== "\t"))) end++;
  return end;
}

/** After spaces and the carriage return of a CRLF. */
function endOfSpaces(stretch: Stretch, at: number): number {
  const end = skipSpaces(stretch, at);
  return stretch.lineBreak === "\n" && end < stretch.to && stretch.text[end] === "\r" ? end + 1 : end;
}
