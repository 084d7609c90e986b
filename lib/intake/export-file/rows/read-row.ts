/** Turns the cells of one record into a row of facts, with what is to be told about it, or into the reason why it cannot be taken. */

import type { ClientKind } from "@/lib/core/client";
import { cleanCell, cut, oneLine } from "../cells/clean-text";
import type { DateOrder } from "../dates/read-date";
import type { Quotes } from "../delimited/split-records";
import type { Field } from "../headings/heading-words";
import type { OpenTable } from "../open-table";
import { keptColumns } from "./kept-columns";
import { type Condition, conditionReader } from "./read-condition";
import { type Connections, connectionReader } from "./read-connections";
import { type Identity, identityReader } from "./read-identity";
import { kindReader } from "./read-kind";
import type { ExportRow, MessageParams, Notice, RejectCode } from "./row";
import { slipReader } from "./slipped-cells";

/** How rows of one table are read. */
export interface RowRules {
  table: OpenTable;
  /** IANA zone of times that name none. */
  zone: string;
  /** A person or the request said so; else it is the appliance's, which never stands in for the zone of an API script's PC. */
  zoneStated: boolean;
  order: DateOrder | null;
  /** Kind of rows that name none. */
  kind: ClientKind;
  /** Epoch milliseconds; dates more than five minutes after it are refused. */
  now: number;
}

/** What one record turned out to be. `listed`: the refused row says who it is. */
export type RowReading =
  | { row: ExportRow; notices: Notice[] }
  | { reject: Refusal; listed: ExportRow | null; notices: Notice[] }
  | { leftOut: Notice }
  | { ask: "date_order" | "time_zone"; column: string; value: string };

/** Why a row cannot be taken. */
export interface Refusal {
  column: string | null;
  code: RejectCode;
  params: MessageParams;
}

/** The record as the readers of its parts see it. */
export interface Cells {
  line: number;
  /** The text of a column, without what is not part of it; "" where it is empty. */
  text(column: number): string;
  /** The same on one line. */
  oneLine(column: number): string;
  /** The record ends before this column. */
  isMissing(column: number): boolean;
}

/** What the readers of a record's parts report besides their values. */
export interface Told {
  notice(column: number, code: Notice["code"], value: string): void;
  refuse(column: number, code: RejectCode, value: string, more?: MessageParams): void;
  ask(question: "date_order" | "time_zone", column: number, value: string): void;
}

/** Reads rows of one table. `quotes`: how well the record could be cut. */
export type RowReader = (cells: readonly string[], line: number, quotes: Quotes) => RowReading;

/** Columns by field, in the order of the file. */
export type Places = Partial<Record<Field, readonly number[]>>;

/** Columns that decide a client's state: what is missing or unreadable there is unknown and never taken as empty. */
const deciding: ReadonlySet<Field> = new Set<Field>([
  "statusDetails",
  "status",
  "online",
  "lastConnect",
  "lastDisconnect",
  "lastSeen",
  "needsUpdate",
  "connectionType",
  "unavailableReason",
]);

const wholeRow: ReadonlySet<RejectCode> = new Set<RejectCode>(["malformed_quotes", "too_many_cells"]);

/**
 * A reader for tables with these columns. What decides a client's state has three readings: a value, nothing said, or
 * unreadable. Unreadable is never "no" and never "never": it proves nothing, and is told. A cell that decides nothing
 * refuses nothing.
 */
export function rowReader(rules: RowRules): RowReader {
  const { table } = rules;
  const places = placesOf(table.columns);
  const width = widthOf(table.headings);
  const identityOf = identityReader(places);
  const mayHaveSlipped = slipReader(rules);
  const connectionsOf = connectionReader(places, rules);
  const conditionOf = conditionReader(places);
  const keep = keptColumns(table);
  const kindOf = kindReader(places, rules);

  return (raw, line, quotes) => {
    const notices: Notice[] = [];
    let refusal: Refusal | null = null;
    let asked: Extract<RowReading, { ask: unknown }> | null = null;
    const nameOf = (column: number) => table.names[column] ?? "";
    const cells: Cells = {
      line,
      text: (column) => cleanCell(raw[column] ?? ""),
      oneLine: (column) => oneLine(cleanCell(raw[column] ?? "")),
      isMissing: (column) => column >= raw.length && column < width,
    };
    const told: Told = {
      notice(column, code, value) {
        const name = nameOf(column);
        notices.push({ line, column: name, code, params: { column: name, value: cut(value, 200) } });
      },
      refuse(column, code, value, more = {}) {
        const name = nameOf(column);
        refusal ??= { column: name, code, params: { column: name, value: cut(value, 200), ...more } };
      },
      ask(question, column, value) {
        asked ??= { ask: question, column: nameOf(column), value: cut(value, 200) };
      },
    };

    const kind = kindOf(cells);
    if (typeof kind === "object" && kind !== null) return { leftOut: kind.leftOut };
    if (kind === null) refuseKind(cells, told);
    const identity = identityOf(cells, told);
    if (identity.isNobody) {
      refusal = { column: null, code: "no_identity", params: nobodyParams(identity.placeholder) };
    }
    refusal = misshape(raw, quotes) ?? refusal;
    if (refusal !== null && wholeRow.has((refusal as Refusal).code)) {
      return { reject: refusal, listed: listedAs(identity, kind, null, true), notices: [] };
    }
    if (raw.length > table.headings.length) tellExtra(raw, notices, line);
    if (raw.length < width) {
      notices.push({ line, column: null, code: "short_row", params: { expected: width, found: raw.length } });
    }
    if (quotes === "loose") notices.push({ line, column: null, code: "loose_quotes", params: {} });

    const condition = conditionOf(cells, told);
    const connections = connectionsOf(cells, told, condition);
    if (asked !== null) return asked;
    if (refusal !== null) {
      const { column } = refusal as Refusal;
      return { reject: refusal, listed: listedAs(identity, kind, column, kind === null), notices };
    }
    const row = {
      ...identityPart(identity, kind),
      ...factsOf(connections, condition),
      attributes: keep(cells),
    };
    if (condition.isLost) row.attributes.lost = "true";
    return { row: whollyUnread(row, connections, nameOf), notices };

    function listedAs(
      who: Identity,
      ofKind: ClientKind | null,
      column: string | null,
      knownOnly: boolean,
    ): ExportRow | null {
      if (who.isNobody) return null;
      const part = identityPart(who, ofKind);
      return { ...part, ...noFactsInRow, attributes: {}, unreadable: { column }, rejected: true, knownOnly };
    }

    function identityPart(who: Identity, ofKind: ClientKind | null) {
      const { vendorId, name, hostname, fqdn, group } = who;
      return { line, kind: ofKind ?? rules.kind, vendorId, name, hostname, fqdn, group };
    }
  };

  function refuseKind(cells: Cells, told: Told): void {
    const column = (places.kind ?? []).find((each) => cells.oneLine(each) !== "") ?? 0;
    told.refuse(column, "unknown_kind", cells.oneLine(column));
  }

  /** Why a record does not fit the table, before its cells are looked at; null if it does. */
  function misshape(raw: readonly string[], quotes: Quotes): Refusal | null {
    if (quotes === "broken") return { column: null, code: "malformed_quotes", params: {} };
    if (!mayHaveSlipped(raw)) return null;
    const params = { expected: table.headings.length, found: raw.length };
    return { column: null, code: "too_many_cells", params };
  }

  function tellExtra(raw: readonly string[], notices: Notice[], line: number): void {
    const value = raw
      .slice(table.headings.length)
      .map((cell) => oneLine(cleanCell(cell)))
      .find((cell) => cell !== "");
    if (value === undefined) return;
    const params = { value: cut(value, 200), expected: table.headings.length, found: raw.length };
    notices.push({ line, column: null, code: "extra_cells", params });
  }

  /** A row of which nothing that decides could be read was listed, and no more. */
  function whollyUnread(
    row: Omit<ExportRow, "unreadable" | "rejected" | "knownOnly">,
    connections: Connections,
    nameOf: (column: number) => string,
  ): ExportRow {
    const { unreadColumn } = connections;
    const saysSomething = row.connectedAt !== null || row.online !== null || row.availability !== null;
    if (unreadColumn === null || saysSomething) {
      return { ...row, unreadable: null, rejected: false, knownOnly: false };
    }
    return {
      ...row,
      ...noFactsInRow,
      unreadable: { column: nameOf(unreadColumn) },
      rejected: false,
      knownOnly: false,
    };
  }
}

const noFactsInRow = {
  connectedAt: null,
  connectedFromAt: null,
  online: null,
  earliestAt: null,
  newestAt: null,
  newestIsLocal: false,
  needsUpdate: null,
  needsUpdateUnread: false,
  connectionType: null,
  availability: null,
} as const;

function factsOf(connections: Connections, condition: Condition) {
  const { connectedAt, connectedFromAt, online, earliestAt, newestAt, newestIsLocal } = connections;
  const { connectionType, availability, needsUpdate, needsUpdateUnread } = condition;
  return {
    connectedAt,
    connectedFromAt,
    online,
    earliestAt,
    newestAt,
    newestIsLocal,
    needsUpdate,
    needsUpdateUnread,
    connectionType,
    availability,
  };
}

/** Excel writes `#NAME?` and the like where it took a text for a formula. */
function nobodyParams(placeholder: string | null): MessageParams {
  const isExcelError = placeholder?.startsWith("#") === true ? "yes" : "no";
  return { value: placeholder ?? "none", isExcelError };
}

/** Columns by field. */
export function placesOf(columns: readonly (Field | null)[]): Places {
  const places: Partial<Record<Field, number[]>> = {};
  columns.forEach((field, column) => {
    if (field === null) return;
    const found = places[field];
    if (found) found.push(column);
    else places[field] = [column];
  });
  return places;
}

/** True for columns whose cells decide a state. */
export function isDeciding(field: Field | null): boolean {
  return field !== null && deciding.has(field);
}

/** Columns that end in nothing but empty headings are not missed. */
function widthOf(headings: readonly string[]): number {
  let width = headings.length;
  while (width > 0 && headings[width - 1] === "") width--;
  return width;
}
