/** Puts what was read of a file into the lines that COPY takes, and keeps count of what it says. Runs beside the process that writes it. */
import { type ClientKind, hostKey, shortHost } from "@/lib/core/client";
import { type CopyValue, copyLine } from "@/lib/platform/copy-line";
import { type NoticeCount, noticeCounter } from "./count-notices";
import type { TableBatch } from "./export-file/read-table";
import type { ExportRow, Notice, Reject } from "./export-file/rows/row";

/** The newest date among the rows. `isLocal`: written without an offset, so that the zone assumed placed it. */
export interface NewestDate {
  at: number;
  isLocal: boolean;
  line: number;
}

/** What the rows read so far say together. */
export interface Said {
  newest: NewestDate | null;
  hasLocalTimes: boolean;
  kinds: ClientKind[];
  notices: NoticeCount[];
}

/** Lines for COPY, "" where there are none, into the targets of `stage-lines.ts`. */
export interface StageLines {
  rows: string;
  rejects: string;
  notices: string;
}

/** An encoder for one import. Notices beyond `maxNotices` are counted and not kept. */
export function batchEncoder(
  importId: number,
  maxNotices: number,
): { encode(batch: TableBatch): StageLines; said(): Said } {
  const counted = noticeCounter();
  const kinds = new Set<ClientKind>();
  let newest: NewestDate | null = null;
  let hasLocalTimes = false;
  let rows = 0;
  let rejects = 0;
  let notices = 0;

  function take(row: ExportRow): void {
    if (!row.rejected) kinds.add(row.kind);
    if (row.newestIsLocal) hasLocalTimes = true;
    if (row.newestAt !== null && row.newestAt > (newest?.at ?? 0))
      newest = { at: row.newestAt, isLocal: row.newestIsLocal, line: row.line };
  }

  function encode(batch: TableBatch): StageLines {
    for (const row of batch.rows) take(row);
    for (const notice of batch.notices) counted.add(notice);
    const kept = batch.notices.slice(0, Math.max(0, maxNotices - notices));
    return {
      rows: linesOf(batch.rows, (row) => rowValues(importId, rows++, row)),
      rejects: linesOf(batch.rejects, (reject) => rejectValues(importId, rejects++, reject)),
      notices: linesOf(kept, (notice) => noticeValues(importId, notices++, notice)),
    };
  }

  return {
    encode,
    said: () => ({ newest, hasLocalTimes, kinds: [...kinds].sort(), notices: counted.counts() }),
  };
}

function linesOf<T>(items: readonly T[], valuesOf: (item: T) => CopyValue[]): string {
  let lines = "";
  for (const item of items) lines += copyLine(valuesOf(item));
  return lines;
}

const timestamp = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

function rowValues(importId: number, seq: number, row: ExportRow): CopyValue[] {
  const key = hostKey(row) || `id:${row.vendorId}`;
  return [
    importId,
    seq,
    row.line,
    row.kind,
    row.vendorId,
    row.name,
    row.hostname,
    row.fqdn,
    row.group,
    key,
    row.hostname || row.fqdn ? shortHost(key) : key,
    timestamp(row.connectedAt),
    timestamp(row.connectedFromAt),
    row.online,
    timestamp(row.earliestAt),
    row.needsUpdate,
    row.needsUpdateUnread,
    row.connectionType,
    row.availability,
    row.unreadable !== null,
    row.unreadable?.column ?? null,
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
