/** Finds the line that holds the headings of a table, whatever stands above it. */

import type { ClientKind } from "@/lib/core/client";
import { readYesNo } from "../cells/cell-words";
import { countFilled, holdsInk, soleCell } from "../delimited/record-cells";
import { readStatus } from "../status/read-status";
import { mentions } from "./apply-mapping";
import { headingText, isOtherHeading, listedField, mayBeListed } from "./closest-field";
import { foreignListOf } from "./foreign-lists";
import type { Field } from "./heading-words";
import { fingerprint, isUsable, type Mapping } from "./headings";
import { type Label, labelOf } from "./labels";

export interface HeadingRules {
  mapping?: Mapping | null;
  rememberedMappings?: Readonly<Record<string, Mapping>>;
  defaultKind?: ClientKind;
}

/** Where the headings stand, and what the label above them names. */
export interface FoundHeadings {
  at: number;
  label: Label | null;
}

interface Weight {
  filled: number;
  /** Cells that are headings of some kind. */
  known: number;
  fields: Set<Field>;
  /** The fields without those whose heading is also a value: "Online", "Lost", "Jump Client". */
  plainFields: Set<Field>;
  /** Cells that can be no heading: numbers, dates, "*". */
  strangers: number;
}

const alsoValues: ReadonlySet<Field> = new Set<Field>(["online", "isLost"]);
const plainConfidence = 0.87;
const comparedCells = 500;

/**
 * The heading line among the first records: the one that a person's mapping speaks of, else the first that
 * makes the table usable (or shows it to be another list), else the one with most known headings, else the
 * first that is filled like the widest. Lines with only one or two known words, as filters have, never win over
 * a later one that makes the table usable.
 */
export function findHeadings(records: readonly (readonly string[])[], rules: HeadingRules): FoundHeadings {
  const at = mentionedAt(records, rules) ?? usableAt(records) ?? likeliestAt(records);
  return { at, label: labelAbove(records, at) };
}

/**
 * True if this record, met below the headings of a table, is the heading line of another block. Under a label it
 * needs fewer headings that are known, but no cell may be what a row says.
 */
export function isHeadingLine(cells: readonly string[], label: Label | null): boolean {
  const weight = weigh(cells);
  if (weight.filled < 2 || weight.strangers > 0) return false;
  const isMostlyKnown = weight.known * 2 >= weight.filled;
  if (label !== null) {
    if (isMostlyKnown && isUsable([...weight.fields])) return true;
    return namesClients(weight.plainFields) && !cells.some(saysSomething);
  }
  if (!isMostlyKnown) return false;
  if (isUsable([...weight.plainFields])) return true;
  if (weight.fields.size >= 4 && isUsable([...weight.fields])) return true;
  return weight.plainFields.size >= 2 && weight.known === weight.filled && namesClients(weight.plainFields);
}

/** A word of a row: yes, no, online, lost. */
function saysSomething(cell: string): boolean {
  const text = headingText(cell);
  return readYesNo(text) !== null || readStatus(text).understood;
}

/** A cheap first look: false if neither of its first cells is a known heading. */
export function mayBeHeadings(cells: readonly string[]): boolean {
  return mayBeListed(cells[0] ?? "") || mayBeListed(cells[1] ?? "");
}

function mentionedAt(records: readonly (readonly string[])[], rules: HeadingRules): number | null {
  const { mapping, rememberedMappings = {} } = rules;
  const counts = records.map((cells) => (mapping ? mentions(mapping, cells) : 0));
  const most = Math.max(0, ...counts);
  if (most > 0) return counts.indexOf(most);
  const remembered = records.findIndex((cells) =>
    Object.hasOwn(rememberedMappings, fingerprint(cells.map(headingText))),
  );
  return remembered === -1 ? null : remembered;
}

function usableAt(records: readonly (readonly string[])[]): number | null {
  const weights = records.map(weigh);
  const isUsableAt = (index: number) => {
    const weight = weights[index];
    if (weight === undefined || weight.filled < 2 || weight.known * 2 < weight.filled) return false;
    const next = weights[index + 1];
    const isFollowed = next !== undefined && next.strangers === 0 && isUsable([...next.plainFields]);
    return weight.plainFields.size > 0 && isUsable([...weight.fields]) && !isFollowed;
  };
  for (const mayHaveStrangers of [false, true]) {
    for (let index = 0; index < records.length; index++) {
      const weight = weights[index] as Weight;
      if (weight.strangers > 0 !== mayHaveStrangers) continue;
      if (isUsableAt(index) || foreignListOf(records[index] ?? []) !== null) return index;
      if (weight.filled >= 2 && weight.plainFields.size > 0 && itemLabel(records[index - 1])) return index;
    }
  }
  return null;
}

function likeliestAt(records: readonly (readonly string[])[]): number {
  const weights = records.map(weigh);
  const known = weights.map(({ fields, strangers }, index) =>
    strangers === 0 && (fields.size >= 2 || index === 0) ? fields.size : 0,
  );
  const mostKnown = Math.max(0, ...known);
  if (mostKnown >= 2) return known.indexOf(mostKnown);
  const widest = Math.max(0, ...weights.map(({ filled }) => filled));
  const like = (weight: Weight) => weight.filled >= 2 && weight.filled >= widest * 0.7;
  const plain = weights.findIndex((weight) => like(weight) && weight.strangers === 0);
  return Math.max(0, plain === -1 ? weights.findIndex(like) : plain);
}

/** The nearest line above that names a kind or another item type; of the latter only the line right above counts. */
function labelAbove(records: readonly (readonly string[])[], at: number): Label | null {
  for (let above = at - 1; above >= 0; above--) {
    const label = labelIn(records[above]);
    if (label !== null && (label.kind !== null || above === at - 1)) return label;
  }
  return null;
}

function itemLabel(cells: readonly string[] | undefined): boolean {
  return labelIn(cells)?.kind === null;
}

function labelIn(cells: readonly string[] | undefined): Label | null {
  const sole = cells === undefined ? -1 : soleCell(cells);
  return sole === -1 ? null : labelOf(headingText(cells?.[sole] ?? ""));
}

function weigh(all: readonly string[]): Weight {
  const cells = all.slice(0, comparedCells);
  const weight: Weight = {
    filled: countFilled(cells),
    known: 0,
    fields: new Set(),
    plainFields: new Set(),
    strangers: 0,
  };
  for (const cell of cells) {
    if (!holdsInk(cell)) continue;
    const listed = listedField(cell);
    if (listed !== null) {
      weight.known += 1;
      weight.fields.add(listed.field);
      if (listed.confidence >= plainConfidence && !alsoValues.has(listed.field))
        weight.plainFields.add(listed.field);
    } else if (isOtherHeading(cell)) weight.known += 1;
    else if (!mayBeHeading(cell)) weight.strangers += 1;
  }
  return weight;
}

/** A heading has letters, and no number of four digits as dates and ids have. */
function mayBeHeading(cell: string): boolean {
  const text = headingText(cell);
  return /\p{L}/u.test(text) && !/\d{4}/.test(text);
}

function namesClients(fields: ReadonlySet<Field>): boolean {
  return fields.has("name") || fields.has("hostname") || fields.has("fqdn");
}
