/** The form in which the rows of a file leave the thread that read it: columns of numbers and one text of bytes, whoever read them. */

import { type ClientKind, clientKinds } from "@/lib/core/client";
import { type FlaggedFacts, unpackFlags } from "./row-flags";
import { fieldEnd, nullMark, rowOfTexts, type SaidField, type SaidRow, saidFields } from "./said-text";

/** 64 bits each, in two halves; 0/0: none. */
export interface Hashes {
  high: Int32Array<ArrayBuffer>;
  low: Int32Array<ArrayBuffer>;
}

/** Rows of a file, accepted ones and those that were refused and only listed, in the order of the file. */
export interface RowBatch {
  count: number;
  /** Place of the first row among all rows of the file, from 0. */
  seqFrom: number;
  /** Physical line where the row starts; the first line of the file is 1. */
  line: Int32Array<ArrayBuffer>;
  /** Index into `clientKinds`. */
  kind: Uint8Array<ArrayBuffer>;
  /** Epoch milliseconds; NaN: none. */
  connectedAt: Float64Array<ArrayBuffer>;
  connectedFromAt: Float64Array<ArrayBuffer>;
  earliestAt: Float64Array<ArrayBuffer>;
  /** See `row-flags.ts`. */
  flags: Uint16Array<ArrayBuffer>;
  /** Of the fields `hostKey`, `shortHost` and `vendorId` of the text. */
  hostHash: Hashes;
  shortHash: Hashes;
  vendorHash: Hashes;
  /** Of all fields but `moving`: who it is and how it is described. */
  steadyHash: Hashes;
  /** Of the whole text. */
  saidHash: Hashes;
  /** The said texts, one after the other (`said-text.ts`); a row's begins where the one before ends. */
  text: Uint8Array<ArrayBuffer>;
  textEnd: Int32Array<ArrayBuffer>;
  /** For unreadable rows, by their place in the batch: the column that could not be read, where it is one. */
  unreadableColumns: Map<number, string>;
}

/** One row of a batch. Instants are epoch milliseconds. */
export interface BatchRow extends SaidRow, FlaggedFacts {
  seq: number;
  line: number;
  kind: ClientKind;
  connectedAt: number | null;
  connectedFromAt: number | null;
  earliestAt: number | null;
  unreadableColumn: string | null;
  hostKey: string;
  shortHost: string;
}

/** The row at this place of the batch, in words. */
export function rowAt(batch: RowBatch, at: number): BatchRow {
  return {
    seq: batch.seqFrom + at,
    line: batch.line[at] as number,
    kind: clientKinds[batch.kind[at] as number] as ClientKind,
    connectedAt: instantAt(batch.connectedAt, at),
    connectedFromAt: instantAt(batch.connectedFromAt, at),
    earliestAt: instantAt(batch.earliestAt, at),
    ...unpackFlags(batch.flags[at] as number),
    unreadableColumn: batch.unreadableColumns.get(at) ?? null,
    ...rowOfTexts(textsAt(batch, at)),
  };
}

/** The texts of the fields of a row, in the order of `saidFields`. */
export function textsAt(batch: RowBatch, at: number): (string | null)[] {
  const { text, textEnd } = batch;
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length);
  const said = bytes.toString("utf8", startOf(batch, at), textEnd[at]);
  return said.split("\x1f").map((field) => (field === "\x1e" ? null : field));
}

/** The bytes of one field of a row, a view of the batch's own; null where the field is null. */
export function fieldAt(batch: RowBatch, at: number, field: SaidField): Uint8Array | null {
  const { text, textEnd } = batch;
  const last = textEnd[at] as number;
  let start = startOf(batch, at);
  for (let before = saidFields.indexOf(field); before > 0; before--)
    start = text.indexOf(fieldEnd, start) + 1;
  const found = text.indexOf(fieldEnd, start);
  const end = found === -1 || found > last ? last : found;
  return end - start === 1 && text[start] === nullMark ? null : text.subarray(start, end);
}

/** What `postMessage` may move to another thread instead of copying it. */
export function buffersOf(batch: RowBatch): ArrayBuffer[] {
  return Object.values(batch).flatMap((column) =>
    ArrayBuffer.isView(column)
      ? [column.buffer as ArrayBuffer]
      : isHashes(column)
        ? [column.high.buffer, column.low.buffer]
        : [],
  );
}

function isHashes(value: unknown): value is Hashes {
  return typeof value === "object" && value !== null && "high" in value && "low" in value;
}

function startOf({ textEnd }: RowBatch, at: number): number {
  return at === 0 ? 0 : (textEnd[at - 1] as number);
}

function instantAt(column: Float64Array, at: number): number | null {
  const instant = column[at] as number;
  return Number.isNaN(instant) ? null : instant;
}
