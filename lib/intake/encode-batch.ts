/** Puts what was read of a file into the lines that COPY takes. */
import { type CopyValue, copyLine } from "@/lib/platform/copy-line";
import { type BatchRow, type RowBatch, rowAt } from "./export-file/batch/row-batch";
import type { Notice, Reject } from "./export-file/rows/row";

/** What one piece of a file brought. */
export interface PieceOfRows {
  rows: readonly RowBatch[];
  rejects: readonly Reject[];
  notices: readonly Notice[];
}

/** Lines for COPY, "" where there are none, into the targets of `stage-lines.ts`. */
export interface StageLines {
  rows: string;
  rejects: string;
  notices: string;
}

/** An encoder for one reading of a file. */
export function batchEncoder(importId: number): (piece: PieceOfRows) => StageLines {
  let rejects = 0;
  let notices = 0;
  return (piece) => ({
    rows: piece.rows.map((batch) => rowLines(importId, batch)).join(""),
    rejects: linesOf(piece.rejects, (reject) => rejectValues(importId, rejects++, reject)),
    notices: linesOf(piece.notices, (notice) => noticeValues(importId, notices++, notice)),
  });
}

function rowLines(importId: number, batch: RowBatch): string {
  let lines = "";
  for (let at = 0; at < batch.count; at++) lines += copyLine(rowValues(importId, rowAt(batch, at)));
  return lines;
}

function linesOf<T>(items: readonly T[], valuesOf: (item: T) => CopyValue[]): string {
  let lines = "";
  for (const item of items) lines += copyLine(valuesOf(item));
  return lines;
}

const timestamp = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

function rowValues(importId: number, row: BatchRow): CopyValue[] {
  return [
    importId,
    row.seq,
    row.line,
    row.kind,
    row.vendorId,
    row.name,
    row.hostname,
    row.fqdn,
    row.group,
    row.hostKey,
    row.shortHost,
    timestamp(row.connectedAt),
    timestamp(row.connectedFromAt),
    row.online,
    timestamp(row.earliestAt),
    row.needsUpdate,
    row.needsUpdateUnread,
    row.connectionType,
    row.availability,
    row.isUnreadable,
    row.unreadableColumn,
    row.rejected,
    row.knownOnly,
    JSON.stringify(row.attributes),
  ];
}

function rejectValues(importId: number, seq: number, reject: Reject): CopyValue[] {
  const { line, column, code, params, raw } = reject;
  return [importId, line, seq, column, code, JSON.stringify(params), raw];
}

function noticeValues(importId: number, seq: number, notice: Notice): CopyValue[] {
  const { line, column, code, params } = notice;
  return [importId, seq, line, column, code, JSON.stringify(params)];
}
