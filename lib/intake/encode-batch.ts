/** Puts what was told of a file's lines into the lines that COPY takes. */
import { type CopyValue, copyLine } from "@/lib/platform/copy-line";
import type { Notice, Reject } from "./export-file/rows/row";

/** What one piece of a file brought beside its rows. */
export interface Told {
  rejects: readonly Reject[];
  notices: readonly Notice[];
}

/** Lines for COPY, "" where there are none, into the targets of `keep-told.ts`. */
export interface ToldLines {
  rejects: string;
  notices: string;
}

/** An encoder for one reading of a file. */
export function toldEncoder(importId: number): (told: Told) => ToldLines {
  let rejects = 0;
  let notices = 0;
  return (told) => ({
    rejects: linesOf(told.rejects, (reject) => rejectValues(importId, rejects++, reject)),
    notices: linesOf(told.notices, (notice) => noticeValues(importId, notices++, notice)),
  });
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
