/** Lays out what each column of a table is to the reader of plain rows, or finds that the table has no plain rows. */

import type { Field } from "../headings/heading-words";
import { isMoving, keptKeys } from "../rows/kept-columns";
import { type Places, placesOf, type RowRules } from "../rows/read-row";
import { type AskedAs, cellAsker } from "./ask-cell";
import { type CellAnswers, cellAnswers } from "./cell-answers";

/** A column whose cells decide something. */
export interface DecidingColumn {
  column: number;
  /** What a date in it is. `access` is no connection; in `status` it stands beside a word of one. */
  as: "connect" | "disconnect" | "seen" | "status" | "word" | "access";
}

/** One attribute that may be written; `column` -1: the mark of a client that is lost, which words of several columns make. */
export interface KeptColumn {
  column: number;
  /** The key as JSON, with its colon. */
  prefix: Uint8Array;
}

export interface PlainTable {
  width: number;
  answers: readonly CellAnswers[];
  /** In the order in which the exact reader takes their dates. */
  deciding: readonly DecidingColumn[];
  /** Columns whose cells are kept or identify, and decide nothing. */
  free: readonly number[];
  vendorId: number;
  name: number;
  hostname: number;
  fqdn: number;
  group: number;
  groupId: number;
  bothDates: boolean;
  steady: readonly KeptColumn[];
  /** So many bytes of a row's text do not come from its cells. */
  fixedBytes: number;
}

const dated: Partial<Record<Field, DecidingColumn["as"]>> = {
  lastConnect: "connect",
  lastDisconnect: "disconnect",
  lastSeen: "seen",
  lastAccessed: "access",
};
const wordFields: readonly Field[] = [
  "needsUpdate",
  "connectionType",
  "unavailableReason",
  "online",
  "isLost",
  "kind",
  "itemType",
];
const identityFields = ["vendorId", "name", "hostname", "fqdn", "group", "groupId"] as const;

/** The layout; null where several columns of one meaning share a place, so that each row must be weighed by itself. */
export function plainTable(rules: RowRules, watchOrder: boolean): PlainTable | null {
  const { table } = rules;
  const places = placesOf(table.columns);
  const kept = keptKeys(table);
  if (
    !isSimple(
      places,
      kept.map(({ key }) => key),
    )
  )
    return null;
  const askerOf = cellAsker(rules, watchOrder);
  const deciding = decidingColumns(places);
  const decidedBy = new Map(deciding.map(({ column, as }) => [column, as]));
  const answers = table.columns.map((field, column) => {
    const as = askedAs(decidedBy.get(column), field);
    const isDeciding = as !== "identity" && as !== "kept";
    return cellAnswers(askerOf(column, as), isDeciding && as !== "word", isDeciding);
  });
  const keys = [...kept, { column: -1, key: "lost" }].sort((a, b) => (a.key < b.key ? -1 : 1));
  const steady = keys
    .filter(({ key }) => !isMoving(key))
    .map(({ column, key }): KeptColumn => ({ column, prefix: Buffer.from(`${JSON.stringify(key)}:`) }));
  const prefixBytes = steady.reduce((bytes, { prefix }) => bytes + prefix.length + 4, 0);
  const placeOf = (field: Field) => places[field]?.[0] ?? -1;
  return {
    width: table.headings.length,
    answers,
    deciding,
    free: table.columns.flatMap((_, column) => (decidedBy.has(column) ? [] : [column])),
    vendorId: placeOf("vendorId"),
    name: placeOf("name"),
    hostname: placeOf("hostname"),
    fqdn: placeOf("fqdn"),
    group: placeOf("group"),
    groupId: placeOf("groupId"),
    bothDates: places.lastConnect !== undefined && places.lastDisconnect !== undefined,
    steady,
    fixedBytes: prefixBytes + 64,
  };
}

function decidingColumns(places: Places): DecidingColumn[] {
  const columnsOf = (field: Field, as: DecidingColumn["as"]) =>
    (places[field] ?? []).map((column): DecidingColumn => ({ column, as }));
  return [
    ...columnsOf("lastConnect", "connect"),
    ...columnsOf("lastDisconnect", "disconnect"),
    ...columnsOf("lastSeen", "seen"),
    ...columnsOf("statusDetails", "status"),
    ...columnsOf("status", "status"),
    ...columnsOf("lastAccessed", "access"),
    ...wordFields.flatMap((field) => columnsOf(field, "word")),
  ];
}

function askedAs(deciding: DecidingColumn["as"] | undefined, field: Field | null | undefined): AskedAs {
  if (deciding === "status" || deciding === "word" || deciding === "access") return deciding;
  if (deciding !== undefined) return "date";
  return identityFields.some((one) => one === field) ? "identity" : "kept";
}

function isSimple(places: Places, keys: readonly string[]): boolean {
  const alone = [...identityFields, ...(Object.keys(dated) as Field[])];
  if (alone.some((field) => (places[field]?.length ?? 0) > 1)) return false;
  // What every object of JavaScript has is never kept under its own name.
  return new Set(keys).size === keys.length && !keys.some((key) => key in {});
}
