/** Reads the rows of an export file from pieces of text, batch by batch. */

import type { ClientKind } from "@/lib/core/client";
import { capRaw, cleanCell, oneLine } from "./clean-text";
import type { Field } from "./heading-words";
import { type OpeningRules, type OpenTable, openTable, type TableStop } from "./open-table";
import type { DateOrder } from "./read-date";
import { orderEvidenceOf, type RowReader, rowReader } from "./read-row";
import type { ExportRow, MessageParams, Reject, RejectCode } from "./row";

export interface TableRules extends OpeningRules {
  /** IANA zone of dates that name no offset. */
  zone: string;
  /** Order of numeric dates as the request, the appliance or `surveyDateOrder` says; null: not known. */
  order: DateOrder | null;
  /** Kind of rows that name none. */
  defaultKind: ClientKind;
  /** Epoch milliseconds; a date more than five minutes later is a reject. */
  now: number;
}

/** What one push brought. Once `stop` is there nothing more comes. */
export interface TableBatch {
  rows: ExportRow[];
  rejects: Reject[];
  stop: TableStop | null;
}

export interface TableReader {
  push(text: string): TableBatch;
  finish(): TableBatch;
  /** The table once its headings are understood, else null. */
  table(): OpenTable | null;
  /** Rows so far; blank lines and the headings are not rows. */
  counts(): { total: number; accepted: number; rejected: number };
}

/**
 * A reader with flat memory: it keeps nothing but an unfinished line. Each push returns the rows and rejects
 * completed by it, so the caller decides how fast to go on. It stops with a question (columns or date order
 * not known) or with the problem of the whole file; whatever it gave before is then to be thrown away.
 */
export function createTableReader(rules: TableRules): TableReader {
  let rows: ExportRow[] = [];
  let rejects: Reject[] = [];
  let accepted = 0;
  let rejected = 0;
  let stop: TableStop | null = null;
  let readRow: RowReader | null = null;
  let table: OpenTable | null = null;
  const decided: Partial<Record<"dmy" | "mdy", { line: number; value: string }>> = {};

  const opening = openTable(
    rules,
    (opened) => {
      table = opened;
      readRow = rowReader({ ...rules, names: opened.names, columns: opened.columns });
    },
    (cells, line, raw, malformed) => {
      if (accepted + rejected >= rules.limits.maxRows) {
        stop = { problem: { code: "too_many_rows", params: { limit: rules.limits.maxRows } } };
        return true;
      }
      takeRecord(cells, line, raw, malformed);
      return stop !== null;
    },
  );

  function takeRecord(cells: string[], line: number, raw: () => string, malformed: boolean): void {
    if (table === null || readRow === null) return;
    const misshapen = misshape(cells, table, malformed);
    if (misshapen !== null) {
      reject(line, raw, null, misshapen, shapeParams(misshapen, cells, table));
      return;
    }
    if (rules.order === null && contradicts(cells, table.columns, line)) return;
    const reading = readRow(cells, line);
    if ("row" in reading) {
      rows.push(reading.row);
      accepted += 1;
    } else if ("reject" in reading) {
      reject(line, raw, reading.reject.column, reading.reject.code, reading.reject.params);
    } else {
      const examples = [{ line, value: reading.ambiguousDate.value, fits: "both" as const }];
      stop = { question: { kind: "date_order", why: "ambiguous", examples } };
    }
  }

  function reject(
    line: number,
    raw: () => string,
    column: string | null,
    code: RejectCode,
    params: MessageParams,
  ): void {
    rejected += 1;
    rejects.push({ line, column, code, params, raw: capRaw(raw()) });
  }

  /** Without a stated order every decisive date must say the same. */
  function contradicts(cells: readonly string[], columns: readonly (Field | null)[], line: number): boolean {
    for (const { evidence, value } of orderEvidenceOf(cells, columns)) {
      if (evidence !== "ambiguous") decided[evidence] ??= { line, value };
    }
    if (decided.dmy === undefined || decided.mdy === undefined) return false;
    stop = { question: contradiction(decided.dmy, decided.mdy) };
    return true;
  }

  function batch(stopped: TableStop | null): TableBatch {
    stop ??= stopped;
    const made = { rows, rejects, stop };
    rows = [];
    rejects = [];
    return made;
  }

  return {
    push: (text) => batch(stop ?? opening.push(text)),
    finish: () => batch(stop ?? opening.finish()),
    table: () => table,
    counts: () => ({ total: accepted + rejected, accepted, rejected }),
  };
}

/** The question asked where one date fits only day first and another only month first. */
export function contradiction(
  dmy: { line: number; value: string },
  mdy: { line: number; value: string },
): Extract<TableStop, { question: unknown }>["question"] {
  return {
    kind: "date_order",
    why: "contradictory",
    examples: [
      { ...dmy, fits: "dmy" },
      { ...mdy, fits: "mdy" },
    ],
  };
}

/** Why a record does not fit the table, before its cells are looked at; null if it does. */
function misshape(cells: readonly string[], table: OpenTable, malformed: boolean): RejectCode | null {
  const { headings, columns } = table;
  if (malformed) return "malformed_quotes";
  if (cells.length > headings.length && cells.slice(headings.length).some((cell) => cell.trim() !== "")) {
    return "too_many_cells";
  }
  if (cells.length < headings.length && columns.slice(cells.length).some(matters)) return "too_few_cells";
  return repeatsHeadings(cells, headings) ? "repeated_headings" : null;
}

function shapeParams(code: RejectCode, cells: readonly string[], table: OpenTable): MessageParams {
  if (code !== "too_many_cells" && code !== "too_few_cells") return {};
  return { expected: table.headings.length, found: cells.length };
}

/** A cell that is missing at the end of a line may be taken as empty only where it decides nothing. */
function matters(field: Field | null): boolean {
  return field !== null && decisive.has(field);
}

const decisive: ReadonlySet<Field> = new Set<Field>([
  "vendorId",
  "name",
  "hostname",
  "fqdn",
  "kind",
  "statusDetails",
  "status",
  "online",
  "lastConnect",
  "lastDisconnect",
  "needsUpdate",
  "connectionType",
  "unavailableReason",
]);

function repeatsHeadings(cells: readonly string[], headings: readonly string[]): boolean {
  const first = cells[0] ?? "";
  if (first.length > 200 || oneLine(cleanCell(first)) !== headings[0]) return false;
  return headings.every((heading, index) => oneLine(cleanCell(cells[index] ?? "")) === heading);
}
