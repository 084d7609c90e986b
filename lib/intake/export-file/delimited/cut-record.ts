/** Cuts one record off a text: as RFC 4180 writes it, or by a looser rule about its quotation marks. */

import { countBreaks, cutField, type MarkRule, type Stretch } from "./quoted-field";
import type { Delimiter, LineBreak, RecordLimits } from "./record";

export interface CutRules {
  delimiter: Delimiter;
  lineBreak: LineBreak;
  limits: RecordLimits;
}

export interface CutRecord {
  cells: string[];
  /** Where the next record starts. */
  end: number;
  /** Physical lines that the record takes. */
  lines: number;
}

/** A limit is reached by the field or line that starts `below` line breaks under the start of the record. */
export interface LimitReached {
  limit: "field_too_long" | "line_too_long";
  below: number;
}

/**
 * The record that starts at `from`. `odd`: its quotation marks do not allow to say where it ends.
 * `unfinished`: more text is needed.
 */
export function cutRecord(
  text: string,
  from: number,
  rules: CutRules,
  isWhole: boolean,
): CutRecord | LimitReached | "odd" | "unfinished" {
  const { limits } = rules;
  // No record may be longer than this, so nothing that decides lies further on, however much text is there.
  const furthest = from + limits.maxLineChars + 2;
  const to = Math.min(text.length, furthest);
  const stretch: Stretch = { ...rules, text, to, isWhole: isWhole && to === text.length };
  const cut = cutFirst(stretch, from);
  if (typeof cut === "object" && "cells" in cut) return tooLong(cut, from, rules) ?? cut;
  // An odd record costs at least its first line, so that must be there.
  if (cut === "odd" && (stretch.isWhole || text.slice(from, to).includes(rules.lineBreak))) return cut;
  const openAt = cut === "odd" ? null : cut.openAt;
  const isEndless = to === furthest;
  if (openAt !== null && (isEndless || stretch.isWhole) && to - openAt - 1 > limits.maxFieldChars) {
    return { limit: "field_too_long", below: countBreaks(text.slice(from, openAt), rules.lineBreak) };
  }
  if (isEndless) return { limit: "line_too_long", below: 0 };
  return stretch.isWhole ? "odd" : "unfinished";
}

/** The record by this rule and within this stretch; null if it does not end there. */
export function cutBy(
  rule: MarkRule,
  stretch: Stretch,
  from: number,
  limits: RecordLimits,
): CutRecord | null {
  const cut = cutCells(stretch, from, rule);
  return "cells" in cut && cut.cells.every((cell) => cell.length <= limits.maxFieldChars) ? cut : null;
}

/** True if a record of these cells has this width; empty cells more at its end do no harm. */
export function fits(cells: readonly string[], width: number): boolean {
  if (cells.length < width) return false;
  for (let index = width; index < cells.length; index++) if (cells[index]?.trim() !== "") return false;
  return true;
}

function cutFirst(stretch: Stretch, from: number): CutRecord | "odd" | { openAt: number | null } {
  const { text, to, isWhole, delimiter, lineBreak } = stretch;
  const found = text.indexOf(lineBreak, from);
  const lineEnd = found === -1 || found >= to ? to : found;
  const line = text.slice(from, lineEnd);
  if (line.includes('"')) {
    const cut = cutCells(stretch, from, "strict");
    return "why" in cut ? (cut.why === "odd" ? "odd" : { openAt: cut.openAt }) : cut;
  }
  if (lineEnd === to && !isWhole) return { openAt: null };
  const ends = lineBreak === "\n" && line.endsWith("\r");
  const cells = (ends ? line.slice(0, -1) : line).split(delimiter);
  return { cells, end: Math.min(lineEnd + 1, text.length), lines: 1 };
}

function cutCells(
  stretch: Stretch,
  from: number,
  rule: MarkRule,
): CutRecord | { why: "odd" | "more"; openAt: number | null } {
  const { text, to, isWhole, delimiter, lineBreak } = stretch;
  const cells: string[] = [];
  let lines = 1;
  for (let at = from; ; ) {
    const field = cutField(stretch, at, rule);
    if (typeof field === "string") {
      return { why: field === "odd" ? "odd" : "more", openAt: field === "open" ? at : null };
    }
    if (field.isQuoted) lines += countBreaks(field.value, lineBreak);
    cells.push(field.value);
    const { next } = field;
    if (next >= to && !isWhole) return { why: "more", openAt: null };
    if (next >= to || text[next] !== delimiter) {
      return { cells, end: Math.min(next + 1, text.length), lines };
    }
    at = next + 1;
  }
}

function tooLong(
  { cells, end }: CutRecord,
  from: number,
  { limits, lineBreak }: CutRules,
): LimitReached | null {
  if (end - from <= limits.maxFieldChars) return null;
  let below = 0;
  for (const cell of cells) {
    if (cell.length > limits.maxFieldChars) return { limit: "field_too_long", below };
    below += countBreaks(cell, lineBreak);
  }
  return end - from > limits.maxLineChars + 1 ? { limit: "line_too_long", below: 0 } : null;
}
