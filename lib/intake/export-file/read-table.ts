/** Reads the rows of an export file from pieces of text, batch by batch. */

import type { ClientKind } from "@/lib/core/client";
import { capRaw } from "./cells/clean-text";
import { orderEvidence } from "./dates/order-evidence";
import type { DateOrder } from "./dates/read-date";
import { type LineTurn, type OpeningRules, type OpenTable, openTable, type TakeHead } from "./open-table";
import type { FileQuestion, FileStop } from "./question";
import { type Refusal, type RowReader, type RowRules, rowReader } from "./rows/read-row";
import { type ExportRow, type Notice, noticeCodes, type Reject } from "./rows/row";
import { datedColumns, ordersOfCell } from "./survey-date-order";

export interface TableRules extends OpeningRules {
  /** IANA zone of dates that name no offset. */
  zone: string;
  /** The request or a person named the zone for this file, so that it holds for the times of an API script as well. */
  zoneStated: boolean;
  /** Zones that people named for tables with these headings, by `fingerprint`. */
  rememberedZones: Readonly<Record<string, string>>;
  /** Order of numeric dates as the request, the appliance or `surveyDateOrder` says; null: not known. */
  order: DateOrder | null;
  /** `order` was taken from the beginning of the file: reading must end at a date that speaks against it. */
  isOrderAssumed?: boolean;
  /** Kind of rows that name none. */
  defaultKind: ClientKind;
  /** Epoch milliseconds; a date more than five minutes later is a reject. */
  now: number;
}

/** What one push brought. Once `stop` is there nothing more comes. Rows with `rejected` belong to a reject and were only listed. */
export interface TableBatch {
  rows: ExportRow[];
  rejects: Reject[];
  notices: Notice[];
  stop: FileStop | null;
}

/** What became of the lines of a file so far. A row with notices is in `accepted` and in `noticed`. */
export interface LineCounts {
  accepted: number;
  rejected: number;
  noticed: number;
  skipped: number;
  leftOut: number;
}

export interface TableReader {
  push(text: string): TableBatch;
  finish(): TableBatch;
  /** The tables understood so far, one for each block that was read. */
  tables(): readonly OpenTable[];
  counts(): LineCounts;
  /** The last row ends before its last column, or in the middle of a quotation. */
  endsShort(): boolean;
  /** A date spoke against the order that was assumed: nothing more is read, and what was given is to be thrown away. */
  isOrderRefuted(): boolean;
  /** How the next lines may be read by somebody else; null: not now. */
  rowTurn(): RowTurn | null;
  /** False once it is known that there will never be such lines. */
  mayHaveLines(): boolean;
}

/** The next lines are rows, should they be plain ones. */
export interface RowTurn extends LineTurn {
  rules: RowRules;
  readRow: RowReader;
  /** So many may be taken. */
  mostRows: number;
  /** So many lines were taken, each an accepted row without notices. */
  took(rows: number): void;
}

/**
 * A reader with flat memory: it keeps nothing but an unfinished line. Each push returns the rows, rejects and notices
 * completed by it, so the caller decides how fast to go on. It stops with a question (columns, date order or time zone
 * not known) or with the problem of the whole file; whatever it gave before is then to be thrown away. `takeHead`: takes
 * the beginning of a table, which is held until its shape is known, and gives it back to `push` in pieces.
 */
export function createTableReader(rules: TableRules, takeHead?: TakeHead): TableReader {
  let batch: Omit<TableBatch, "stop"> = emptyBatch();
  const counts: LineCounts = { accepted: 0, rejected: 0, noticed: 0, skipped: 0, leftOut: 0 };
  let stop: FileStop | null = null;
  let readRow: RowReader | null = null;
  let rowRules: RowRules | null = null;
  let watched: ReturnType<typeof datedColumns> = [];
  let isOrderRefuted = false;
  const tables: OpenTable[] = [];
  let endsShort = false;

  const opening = openTable(
    rules,
    (table) => {
      tables.push(table);
      const remembered = rules.rememberedZones[table.fingerprint];
      const zoned =
        rules.zoneStated || remembered === undefined ? {} : { zone: remembered, zoneStated: true };
      rowRules = { ...rules, ...zoned, table, kind: rules.defaultKind };
      readRow = rowReader(rowRules);
      if (rules.isOrderAssumed) watched = datedColumns(table.columns);
    },
    (cells, line, raw, quotes) => {
      isOrderRefuted ||= quotes !== "broken" && refutesOrder(cells);
      if (isOrderRefuted) return true;
      if (counts.accepted + counts.rejected >= rules.limits.maxRows) {
        stop = { problem: { code: "too_many_rows", params: { limit: rules.limits.maxRows } } };
        return true;
      }
      if (readRow === null) return false;
      endsShort = quotes === "broken" || cells.length < (tables.at(-1)?.headings.length ?? 0);
      const reading = readRow(cells, line, quotes);
      if ("row" in reading) takeRow(reading.row, reading.notices);
      else if ("reject" in reading) refuse(reading.reject, reading.listed, line, raw);
      else if ("leftOut" in reading) tell(reading.leftOut);
      else stop = { question: questionOf(reading, line) };
      return stop !== null;
    },
    tell,
    takeHead,
  );

  function refutesOrder(cells: readonly string[]): boolean {
    return watched.some(({ column, field }) => {
      const orders = ordersOfCell(field, cells[column] ?? "", rules.now);
      return orders !== null && (rules.order === null || !orders.includes(rules.order));
    });
  }

  function rowTurn(): RowTurn | null {
    const mostRows = rules.limits.maxRows - counts.accepted - counts.rejected;
    if (stop !== null || isOrderRefuted || rowRules === null || readRow === null || mostRows <= 0)
      return null;
    const turn = opening.lines();
    if (turn === null) return null;
    return {
      ...turn,
      rules: rowRules,
      readRow,
      mostRows,
      took(rows) {
        turn.took(rows);
        counts.accepted += rows;
        if (rows > 0) endsShort = false;
      },
    };
  }

  function takeRow(row: ExportRow, notices: readonly Notice[]): void {
    batch.rows.push(row);
    counts.accepted += 1;
    if (notices.length === 0) return;
    counts.noticed += 1;
    batch.notices.push(...notices);
  }

  /** What else stood out in a refused row is not told: it was not used. */
  function refuse(refusal: Refusal, listed: ExportRow | null, line: number, raw: () => string): void {
    counts.rejected += 1;
    batch.rejects.push({ line, ...refusal, raw: capRaw(raw()) });
    if (listed !== null) batch.rows.push(listed);
  }

  /** A line that is no client: skipped, or left out because it is something else. */
  function tell(notice: Notice): void {
    if (notice.code === "cut_off_line") endsShort = true;
    if (noticeCodes[notice.code] === "left_out") {
      counts.leftOut += typeof notice.params.lines === "number" ? notice.params.lines : 1;
    } else if (noticeCodes[notice.code] === "skipped") counts.skipped += 1;
    batch.notices.push(notice);
  }

  function questionOf(
    { ask, column, value }: { ask: "date_order" | "time_zone"; column: string; value: string },
    line: number,
  ): FileQuestion {
    if (ask === "date_order") {
      const examples = [{ line, value, fits: "both" as const }];
      const orders = [...(orderEvidence(value, rules.now) ?? (["dmy", "mdy"] as const))];
      return { kind: "date_order", why: "ambiguous", orders, examples };
    }
    const table = tables.at(-1);
    const at = table?.names.indexOf(column) ?? -1;
    const why = table?.apiFields[at] ? "no_offset" : "unclear_zone";
    const fingerprint = table?.fingerprint ?? "";
    return { kind: "time_zone", why, fingerprint, columns: [column], examples: [{ line, value }] };
  }

  function give(stopped: FileStop | null): TableBatch {
    stop ??= stopped;
    const made = { ...batch, stop };
    batch = emptyBatch();
    return made;
  }

  return {
    push: (text) => give(stop ?? opening.push(text)),
    finish: () => give(stop ?? opening.finish()),
    tables: () => tables,
    counts: () => ({ ...counts }),
    endsShort: () => endsShort,
    isOrderRefuted: () => isOrderRefuted,
    rowTurn,
    mayHaveLines: opening.mayHaveLines,
  };
}

const emptyBatch = (): Omit<TableBatch, "stop"> => ({ rows: [], rejects: [], notices: [] });
