/** Proposes fields for columns whose headings say too little, from what stands in their first rows. */

import { isIpAddress } from "@/lib/core/client";
import { isNoDate } from "../cells/cell-words";
import { cleanCell, cut, oneLine } from "../cells/clean-text";
import { readInstant } from "../dates/read-date";
import { readStatus } from "../status/read-status";
import { isOtherHeading } from "./closest-field";
import type { Field } from "./heading-words";
import { type RecognisedHeading, settle, severalColumns, sureConfidence } from "./headings";

const enoughShare = 0.7;
const lookedAtChars = 300;

/**
 * The recognised headings, with proposals added for columns that are not sure: a column of connection texts,
 * of dates, of host names. Proposals stay below the confidence at which a field is taken without asking. For a
 * heading that says something else (created, enrolled, compliance, last check-in) nothing is proposed.
 */
export function proposeMapping(
  recognised: readonly RecognisedHeading[],
  rows: readonly (readonly string[])[],
): RecognisedHeading[] {
  const taken = new Set(recognised.filter((one) => one.confidence >= sureConfidence).map((one) => one.field));
  const proposed = recognised.map((one) => {
    if (one.confidence >= sureConfidence || isOtherHeading(one.heading)) return one;
    const values = rows.map((row) => plain(row[one.index] ?? "")).filter((value) => value !== "");
    const likely = likelyField(values, taken);
    if (likely && likely.confidence > one.confidence) {
      taken.add(likely.field);
      return { ...one, ...likely };
    }
    const isTaken = one.field !== null && taken.has(one.field) && !severalColumns.has(one.field);
    return isTaken ? { ...one, field: null, confidence: 0 } : one;
  });
  return settle(proposed);
}

/** True if most of these values are dates, or texts with a date in them. */
export function holdsDates(values: readonly string[]): boolean {
  const told = values.map(plain).filter((value) => value !== "" && !isNoDate(value));
  return told.length > 0 && told.filter(isDated).length >= told.length * enoughShare;
}

function likelyField(
  values: readonly string[],
  taken: ReadonlySet<Field | null>,
): { field: Field; confidence: number } | null {
  if (values.length === 0) return null;
  const most = (test: (value: string) => boolean) =>
    values.filter(test).length >= values.length * enoughShare;
  const allDifferent = new Set(values).size === values.length;
  const candidates: [Field, number, boolean][] = [
    ["statusDetails", 0.8, most((value) => isDated(value) && readStatus(value).online !== null)],
    ["lastConnect", 0.5, most(isDated)],
    ["fqdn", 0.7, most((value) => /^[a-z0-9_-]+(\.[a-z0-9_-]+)+\.?$/i.test(value) && !isIpAddress(value))],
    ["hostname", 0.6, allDifferent && most((value) => /^(?=.*[a-z])[a-z0-9][a-z0-9_-]{1,62}$/i.test(value))],
    ["name", 0.4, allDifferent && most((value) => /\p{L}/u.test(value) && !isDated(value))],
  ];
  for (const [field, confidence, fits] of candidates)
    if (fits && !taken.has(field)) return { field, confidence };
  return null;
}

function plain(cell: string): string {
  return oneLine(cleanCell(cut(cell, lookedAtChars)));
}

/** A bare number may be a date to a program; in a column that nobody has named it may be anything, as nested JSON may. */
function isDated(value: string): boolean {
  const { dateText } = readStatus(value);
  if (dateText === null || /^[-+]?\d+(?:[.,]\d+)?$|^[[{]/.test(value)) return false;
  return !("invalid" in readInstant(dateText, { zone: "UTC", order: null }));
}
