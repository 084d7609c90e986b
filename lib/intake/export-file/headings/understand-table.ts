/** Decides which field each column of a table carries, or what has to be asked before it can be read. */

import type { ClientKind } from "@/lib/core/client";
import { readYesNo } from "../cells/cell-words";
import { cleanCell, oneLine } from "../cells/clean-text";
import type { Delimiter } from "../delimited/record";
import { readStatus } from "../status/read-status";
import type { OpeningRules, OpenTable, TableStop } from "../table";
import { applyMapping, mappingFor } from "./apply-mapping";
import { headingText, isOtherHeading, listedField, squeeze } from "./closest-field";
import { foreignListOf } from "./foreign-lists";
import type { Field } from "./heading-words";
import { splitZone } from "./heading-zones";
import {
  columnNames,
  fingerprint,
  isUsable,
  missingParts,
  type RecognisedHeading,
  recogniseHeadings,
  sureFields,
} from "./headings";
import { holdsDates, proposeMapping } from "./propose-mapping";

/** A table as it stands: its headings, the records seen below them, and what is known of its place. */
export interface RawTable {
  headings: readonly string[];
  below: readonly (readonly string[])[];
  /** null: JSON. */
  delimiter: Delimiter | null;
  line: number;
  labelKind: ClientKind | null;
}

const shownRows = 8;
const mostShare = 0.7;
const datedFields: readonly Field[] = ["statusDetails", "lastConnect", "lastDisconnect", "lastSeen"];
/** Names of the Configuration API's times, which it always writes with their offset. */
const apiTimes = new Set(
  [
    "last_connect_timestamp",
    "last_disconnect_timestamp",
    "last_access_timestamp",
    "expiration_timestamp",
  ].map(squeeze),
);

/**
 * The table, or the question or problem that stops the reading: a list of something else, columns that are not
 * understood, columns of dates that nobody has named in a list that has no others, or no table with headings. A mapping
 * given for this file or for these headings counts more than what the headings say.
 */
export function understandTable(rules: OpeningRules, raw: RawTable): { table: OpenTable } | TableStop {
  const { limits } = rules;
  if (raw.headings.length > limits.maxColumns) {
    const params = { columns: raw.headings.length, limit: limits.maxColumns };
    return { problem: { code: "too_many_columns", params } };
  }
  const headings = raw.headings.map(headingText);
  const list = rules.otherList ? null : foreignListOf(headings);
  const rows = raw.below.slice(0, shownRows).map((cells) => cells.map(cleanCell));
  const mark = fingerprint(headings);
  if (list !== null) return { question: { kind: "other_list", list, headings, rows, fingerprint: mark } };
  const recognised = recogniseHeadings(headings, raw.labelKind ?? rules.defaultKind);
  const chosen = chosenColumns(rules, headings, recognised, mark);
  if (chosen !== null && "problem" in chosen) return chosen;
  const columns = asTheyAreFilled(chosen?.columns ?? sureFields(recognised), raw.below);
  const isAnswered = chosen !== null;
  if (isUsable(columns) && (isAnswered || !leavesDatesOut(columns, headings, raw.below))) {
    return { table: makeTable(raw, headings, columns, mark) };
  }
  const isUnknown = columns.every((field) => field === null) && !isRegular(headings, raw.below);
  if (!isAnswered && (isUnknown || isRow(headings, raw.below))) {
    return { problem: { code: "not_a_table", params: {} } };
  }
  const { delimiter } = raw;
  const proposal = proposeMapping(recognised, raw.below);
  const missing = missingParts(columns);
  return { question: { kind: "mapping", headings, rows, proposal, fingerprint: mark, missing, delimiter } };
}

/** A further block of the file by its own headings; null if they do not make it usable. Nothing is asked about it. */
export function understandBlock(rules: OpeningRules, raw: RawTable): OpenTable | null {
  const headings = raw.headings.map(headingText);
  if (headings.length > rules.limits.maxColumns) return null;
  const recognised = recogniseHeadings(headings, raw.labelKind ?? rules.defaultKind);
  const mark = fingerprint(headings);
  const mapping = rules.mapping ? mappingFor(rules.mapping, headings) : null;
  const chosen = chosenColumns({ ...rules, mapping }, headings, recognised, mark);
  const columns = chosen !== null && "columns" in chosen ? chosen.columns : sureFields(recognised);
  return isUsable(columns) ? makeTable(raw, headings, columns, mark) : null;
}

function makeTable(raw: RawTable, headings: string[], columns: (Field | null)[], mark: string): OpenTable {
  const zones = headings.map(splitZone);
  return {
    delimiter: raw.delimiter,
    headings,
    names: columnNames(headings),
    columns,
    fingerprint: mark,
    line: raw.line,
    labelKind: raw.labelKind,
    zones: zones.map(({ zone }) => zone),
    unclearZones: zones.map(({ unclear }) => unclear),
    apiFields: headings.map((heading) => apiTimes.has(squeeze(heading))),
  };
}

/** What a person said of these columns, for this file or for an earlier one with these headings; null: nothing. */
function chosenColumns(
  rules: OpeningRules,
  headings: readonly string[],
  recognised: readonly RecognisedHeading[],
  mark: string,
): ReturnType<typeof applyMapping> | null {
  if (rules.mapping) return applyMapping(rules.mapping, headings, recognised);
  const remembered = Object.hasOwn(rules.rememberedMappings ?? {}, mark)
    ? rules.rememberedMappings?.[mark]
    : null;
  const applied = remembered ? applyMapping(remembered, headings, recognised) : null;
  return applied !== null && "columns" in applied ? applied : null;
}

/**
 * Some headings say less than their cells: a plain Status column may hold the dated texts, and "Connected" may
 * stand above yes and no, above dates, or above "Connected" and "Disconnected".
 */
function asTheyAreFilled(columns: (Field | null)[], below: readonly (readonly string[])[]): (Field | null)[] {
  const cellsOf = (column: number) =>
    below.map((cells) => oneLine(cleanCell(cells[column] ?? ""))).filter(Boolean);
  const has = (field: Field) => columns.includes(field);
  let filled = columns;
  for (const [column, field] of columns.entries()) {
    if (field === "status" && !datedFields.some(has) && holdsDates(cellsOf(column))) {
      filled = filled.with(column, "statusDetails");
    }
    if (field !== "online") continue;
    const cells = cellsOf(column);
    if (cells.length === 0 || mostly(cells, (cell) => readYesNo(cell) !== null)) continue;
    if (holdsDates(cells)) filled = filled.with(column, "lastSeen");
    else if (!has("status") && mostly(cells, (cell) => readStatus(cell).online !== null)) {
      filled = filled.with(column, "status");
    }
  }
  return filled;
}

/** A list without dates may have them in a column that nobody has named: that is not passed over in silence. */
function leavesDatesOut(
  columns: readonly (Field | null)[],
  headings: readonly string[],
  below: readonly (readonly string[])[],
): boolean {
  if (datedFields.some((field) => columns.includes(field))) return false;
  return headings.some(
    (heading, column) =>
      columns[column] === null &&
      !isOtherHeading(heading) &&
      holdsDates(below.map((cells) => oneLine(cleanCell(cells[column] ?? "")))),
  );
}

/** Prose with commas in it is not a table: the lines of a table are alike. */
function isRegular(headings: readonly string[], below: readonly (readonly string[])[]): boolean {
  if (below.length === 0) return false;
  return below.filter((cells) => cells.length === headings.length).length >= below.length / 2;
}

/** No heading among them, but dates or words of connection as the lines below have: the headings are missing. */
function isRow(headings: readonly string[], below: readonly (readonly string[])[]): boolean {
  const says = (cell: string) => holdsDates([cell]) || readStatus(oneLine(cleanCell(cell))).understood;
  if (headings.some((heading) => listedField(heading) !== null && !says(heading))) return false;
  return headings.some(
    (heading, column) => says(heading) && below.some((cells) => says(cells[column] ?? "")),
  );
}

function mostly(cells: readonly string[], test: (cell: string) => boolean): boolean {
  return cells.filter(test).length >= cells.length * mostShare;
}
