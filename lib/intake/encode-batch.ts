/** Puts what was read of a file into the lines that COPY takes, and keeps count of what it says. Runs beside the process that writes it. */
import type { RowBatch } from "@/lib/evidence/rows/row-batch";
import { type CopyValue, copyLine } from "@/lib/platform/copy-line";
import { type NoticeCount, noticeCounter } from "./count-notices";
import { BatchBuilder, type RowsSay } from "./export-file/batch/batch-builder";
import type { TableBatch } from "./export-file/read-table";
import type { Notice, Reject } from "./export-file/rows/row";

/** What the rows read so far say together. */
export interface Said extends RowsSay {
  notices: NoticeCount[];
}

/** The rows, and lines for COPY, "" where there are none, into the targets of `stage-lines.ts`. */
export interface StageLines {
  rows: RowBatch;
  rejects: string;
  notices: string;
}

/** An encoder for one import. Notices beyond `maxNotices` are counted and not kept; `seed` is that of the hashes. */
export function batchEncoder(
  importId: number,
  maxNotices: number,
  seed: number,
): { encode(batch: TableBatch): StageLines; said(): Said } {
  const counted = noticeCounter();
  const builder = new BatchBuilder(seed);
  let rejects = 0;
  let notices = 0;

  function encode(batch: TableBatch): StageLines {
    for (const row of batch.rows) builder.add(row);
    for (const notice of batch.notices) counted.add(notice);
    const kept = batch.notices.slice(0, Math.max(0, maxNotices - notices));
    return {
      rows: builder.give(),
      rejects: linesOf(batch.rejects, (reject) => rejectValues(importId, rejects++, reject)),
      notices: linesOf(kept, (notice) => noticeValues(importId, notices++, notice)),
    };
  }

  return { encode, said: () => ({ ...builder.says(), notices: counted.counts() }) };
}

function linesOf<T>(items: readonly T[], valuesOf: (item: T) => CopyValue[]): string {
  let lines = "";
  for (const item of items) lines += copyLine(valuesOf(item));
  return lines;
}

function rejectValues(importId: number, seq: number, reject: Reject): CopyValue[] {
  const { line, column, code, params, raw } = reject;
  return [importId, line, seq, column, code, JSON.stringify(params), raw];
}

function noticeValues(importId: number, seq: number, notice: Notice): CopyValue[] {
  const { line, column, code, params } = notice;
  return [importId, seq, line, column, code, JSON.stringify(params)];
}
