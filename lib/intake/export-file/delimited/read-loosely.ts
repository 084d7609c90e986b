/** Makes the best of a record whose quotation marks leave it open where its cells end. */

import { type CutRecord, type CutRules, cutBy, fits } from "./cut-record";
import type { Stretch } from "./quoted-field";
import type { Quotes } from "./record";

export interface LooseReading {
  record: CutRecord;
  quotes: Quotes;
}

/** So far below a doubtful record is looked at for where it may end. */
const soughtLines = 20;
const soughtChars = 8_000;

/**
 * A record that cannot be cut strictly. Its first line wins if it gives the width of the table when bare marks
 * count as text; then several lines together, unless one of them is a row by itself. Else its first line is
 * broken, and what follows is read afresh.
 */
export function readLoosely(
  text: string,
  from: number,
  rules: CutRules,
  width: number | null,
  isWhole: boolean,
): LooseReading | "unfinished" {
  const line = firstLine(text, from, rules);
  for (const rule of ["pass", "literal"] as const) {
    const record = cutBy(rule, line, from, rules.limits);
    if (record && fits(record.cells, width ?? record.cells.length)) return { record, quotes: "loose" };
  }
  const to = endOfSought(text, from, rules);
  if (to === -1 && !isWhole) return "unfinished";
  const several = { ...line, to: to === -1 ? text.length : to };
  const record = width === null ? null : cutBy("pass", several, from, rules.limits);
  if (record === null || width === null || !fits(record.cells, width)) return brokenLine(line, from);
  return holdsRow(text, from, record, rules, width) ? brokenLine(line, from) : { record, quotes: "loose" };
}

/**
 * A record over several lines that has not the width of the table: broken if one of its later lines is a row by
 * itself, so that an open quotation mark has swallowed it.
 */
export function readSwallowed(
  text: string,
  from: number,
  record: CutRecord,
  rules: CutRules,
  width: number,
): LooseReading {
  return holdsRow(text, from, record, rules, width)
    ? brokenLine(firstLine(text, from, rules), from)
    : { record, quotes: "clean" };
}

function firstLine(text: string, from: number, rules: CutRules): Stretch {
  const end = text.indexOf(rules.lineBreak, from);
  return { ...rules, text, to: end === -1 ? text.length : end, isWhole: true };
}

function brokenLine({ text, to, delimiter }: Stretch, from: number): LooseReading {
  const cells = text.slice(from, to).split(delimiter);
  return { record: { cells, end: Math.min(to + 1, text.length), lines: 1 }, quotes: "broken" };
}

function holdsRow(text: string, from: number, record: CutRecord, rules: CutRules, width: number): boolean {
  let start = from;
  for (let count = 0; count < soughtLines; count++) {
    start = text.indexOf(rules.lineBreak, start) + 1;
    if (start === 0 || start >= record.end) return false;
    const line = firstLine(text, start, rules);
    const row = cutBy("strict", line, start, rules.limits);
    if (row !== null && width > 1 && fits(row.cells, width)) return true;
  }
  return false;
}

/** The end of what is looked at from `from`: a number of lines or of characters; -1 if the text ends before. */
function endOfSought(text: string, from: number, { lineBreak }: CutRules): number {
  let end = from;
  for (let count = 0; count < soughtLines; count++) {
    const at = text.indexOf(lineBreak, end);
    if (at === -1 || at - from > soughtChars)
      return text.length - from > soughtChars ? from + soughtChars : -1;
    end = at + 1;
  }
  return end;
}
