/**
 * COPY in PostgreSQL's binary format: a million narrow rows a second in either direction, where text costs several times that.
 * Source: PostgreSQL, "COPY", binary format, and the send/receive functions of its types.
 */
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import type { Tx } from "./db";

const signature = Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1");
const unixToPostgresMs = 946_684_800_000;
const twoTo32 = 4_294_967_296;
const int4Oid = 23;
const int2Oid = 21;
const int8Oid = 20;

/** Writes rows of COPY's binary format: `row(n)`, then n fields in the order of the target's columns. */
export class RowWriter {
  private buffer = Buffer.allocUnsafe(256 * 1024);
  private at: number;
  private readonly full: Buffer[] = [];

  constructor() {
    this.at = signature.copy(this.buffer);
  }

  row(fields: number): void {
    this.room(2);
    this.at = this.buffer.writeInt16BE(fields, this.at);
  }

  none(): void {
    this.room(4);
    this.at = this.buffer.writeInt32BE(-1, this.at);
  }

  int2(value: number | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.room(6);
    this.at = this.buffer.writeInt32BE(2, this.at);
    this.at = this.buffer.writeInt16BE(value, this.at);
  }

  int4(value: number | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.room(8);
    this.at = this.buffer.writeInt32BE(4, this.at);
    this.at = this.buffer.writeInt32BE(value, this.at);
  }

  int8(value: bigint | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.room(12);
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeBigInt64BE(value, this.at);
  }

  /** Two halves of a 64-bit number. */
  halves(high: number, low: number): void {
    this.room(12);
    this.at = this.buffer.writeInt32BE(8, this.at);
    this.at = this.buffer.writeInt32BE(high | 0, this.at);
    this.at = this.buffer.writeInt32BE(low | 0, this.at);
  }

  bool(value: boolean | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.room(5);
    this.at = this.buffer.writeInt32BE(1, this.at);
    this.at = this.buffer.writeInt8(value ? 1 : 0, this.at);
  }

  /** An instant in epoch milliseconds. */
  instant(ms: number | null): void {
    if (ms === null) {
      this.none();
      return;
    }
    const micros = (ms - unixToPostgresMs) * 1000;
    this.halves(Math.floor(micros / twoTo32), micros % twoTo32);
  }

  /** Text, also of an enum or of JSON; of jsonb with `version`. */
  text(value: string | null): void {
    if (value === null) {
      this.none();
      return;
    }
    const bytes = Buffer.byteLength(value);
    this.room(4 + bytes);
    this.at = this.buffer.writeInt32BE(bytes, this.at);
    this.at += this.buffer.write(value, this.at, bytes, "utf8");
  }

  jsonb(json: string | null): void {
    if (json === null) {
      this.none();
      return;
    }
    const bytes = Buffer.byteLength(json);
    this.room(5 + bytes);
    this.at = this.buffer.writeInt32BE(1 + bytes, this.at);
    this.at = this.buffer.writeInt8(1, this.at);
    this.at += this.buffer.write(json, this.at, bytes, "utf8");
  }

  /** The same of bytes that are UTF-8. */
  textBytes(bytes: Uint8Array, from: number, to: number): void {
    this.room(4 + to - from);
    this.at = this.buffer.writeInt32BE(to - from, this.at);
    this.copy(bytes, from, to);
  }

  jsonbBytes(bytes: Uint8Array, from: number, to: number): void {
    this.room(5 + to - from);
    this.at = this.buffer.writeInt32BE(1 + to - from, this.at);
    this.at = this.buffer.writeInt8(1, this.at);
    this.copy(bytes, from, to);
  }

  private copy(bytes: Uint8Array, from: number, to: number): void {
    const { buffer } = this;
    let at = this.at;
    // A call costs more than copying the few bytes of a name.
    if (to - from > 200) buffer.set(bytes.subarray(from, to), at);
    else for (let index = from; index < to; index++) buffer[at++] = bytes[index] as number;
    this.at += to - from;
  }

  /** An array without nulls of 2- or 4-byte whole numbers. */
  ints(values: Int16Array | Int32Array): void {
    const size = values instanceof Int16Array ? 2 : 4;
    this.arrayHead(values.length, size, size === 2 ? int2Oid : int4Oid);
    for (let index = 0; index < values.length; index++) {
      this.at = this.buffer.writeInt32BE(size, this.at);
      const value = values[index] ?? 0;
      this.at =
        size === 2 ? this.buffer.writeInt16BE(value, this.at) : this.buffer.writeInt32BE(value, this.at);
    }
  }

  /** An array of 8-byte whole numbers, held in doubles; NaN becomes null. */
  longs(values: Float64Array): void {
    const hasNulls = values.some(Number.isNaN);
    this.arrayHead(values.length, 8, int8Oid, hasNulls);
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? 0;
      if (Number.isNaN(value)) {
        this.at = this.buffer.writeInt32BE(-1, this.at);
        continue;
      }
      this.at = this.buffer.writeInt32BE(8, this.at);
      this.at = this.buffer.writeInt32BE(Math.floor(value / twoTo32), this.at);
      this.at = this.buffer.writeUInt32BE(((value % twoTo32) + twoTo32) % twoTo32, this.at);
    }
    if (hasNulls) this.closeArray();
  }

  /** Bytes that were written and not taken. */
  get waiting(): number {
    return this.at + this.full.length * this.buffer.length;
  }

  /** What was written since the last call, for COPY; the last piece with `end`. */
  take(end = false): Buffer[] {
    if (end) {
      this.room(2);
      this.at = this.buffer.writeInt16BE(-1, this.at);
    }
    const pieces = this.full.splice(0);
    pieces.push(this.buffer.subarray(0, this.at));
    this.buffer = Buffer.allocUnsafe(this.buffer.length);
    this.at = 0;
    return pieces;
  }

  private arrayStart = 0;

  private arrayHead(length: number, size: number, oid: number, hasNulls = false): void {
    this.room(24 + length * (4 + size));
    this.arrayStart = this.at;
    this.at = this.buffer.writeInt32BE(length === 0 ? 12 : 20 + length * (4 + size), this.at);
    this.at = this.buffer.writeInt32BE(length === 0 ? 0 : 1, this.at);
    this.at = this.buffer.writeInt32BE(hasNulls ? 1 : 0, this.at);
    this.at = this.buffer.writeInt32BE(oid, this.at);
    if (length === 0) return;
    this.at = this.buffer.writeInt32BE(length, this.at);
    this.at = this.buffer.writeInt32BE(1, this.at);
  }

  private closeArray(): void {
    this.buffer.writeInt32BE(this.at - this.arrayStart - 4, this.arrayStart);
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    this.full.push(this.buffer.subarray(0, this.at));
    this.buffer = Buffer.allocUnsafe(Math.max(this.buffer.length, bytes));
    this.at = 0;
  }
}

/** Writes rows into `target` (a table with its columns); `fill` writes them, and yields after each so that they can go. */
export async function copyBinary(
  tx: Tx,
  target: string,
  fill: (rows: RowWriter) => Iterable<undefined>,
): Promise<void> {
  const rows = new RowWriter();
  function* pieces() {
    for (const _ of fill(rows)) if (rows.waiting > pieceBytes) yield* rows.take();
    yield* rows.take(true);
  }
  await pipeline(Readable.from(pieces()), tx.query(copyFrom(`COPY ${target} FROM STDIN (FORMAT binary)`)));
}

const pieceBytes = 128 * 1024;

/** Reads one row's fields in the order in which they were asked for. Valid until the next row. */
export class RowReader {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;

  private length(): number {
    const length = this.bytes.readInt32BE(this.at);
    this.at += 4;
    return length;
  }

  int(): number | null {
    const length = this.length();
    if (length === -1) return null;
    const value = length === 4 ? this.bytes.readInt32BE(this.at) : this.bytes.readInt16BE(this.at);
    this.at += length;
    return value;
  }

  /** The high half of a 64-bit number; the low one is in `low`. Null: `low` is 0 as well. */
  low = 0;
  high(): number | null {
    if (this.length() === -1) {
      this.low = 0;
      return null;
    }
    const high = this.bytes.readInt32BE(this.at);
    this.low = this.bytes.readInt32BE(this.at + 4);
    this.at += 8;
    return high;
  }

  bool(): boolean | null {
    if (this.length() === -1) return null;
    return this.bytes[this.at++] === 1;
  }

  /** Epoch milliseconds. */
  instant(): number | null {
    if (this.length() === -1) return null;
    const high = this.bytes.readInt32BE(this.at);
    const low = this.bytes.readUInt32BE(this.at + 4);
    this.at += 8;
    return (high * twoTo32 + low) / 1000 + unixToPostgresMs;
  }

  text(): string | null {
    const length = this.length();
    if (length === -1) return null;
    const value = this.bytes.toString("utf8", this.at, this.at + length);
    this.at += length;
    return value;
  }

  jsonb<T>(): T | null {
    const length = this.length();
    if (length === -1) return null;
    const value = JSON.parse(this.bytes.toString("utf8", this.at + 1, this.at + length)) as T;
    this.at += length;
    return value;
  }

  /** An array of 2- or 4-byte whole numbers without nulls. */
  ints(): Int32Array {
    const length = this.length();
    if (length <= 12) {
      this.at += Math.max(length, 0);
      return new Int32Array(0);
    }
    const count = this.bytes.readInt32BE(this.at + 12);
    let from = this.at + 20;
    this.at += length;
    const values = new Int32Array(count);
    const size = (length - 20) / Math.max(count, 1) - 4;
    for (let index = 0; index < count; index++, from += 4 + size)
      values[index] = size === 4 ? this.bytes.readInt32BE(from + 4) : this.bytes.readInt16BE(from + 4);
    return values;
  }

  /** An array of 8-byte whole numbers as doubles; null becomes NaN. */
  longs(): Float64Array {
    const length = this.length();
    if (length <= 12) {
      this.at += Math.max(length, 0);
      return new Float64Array(0);
    }
    const count = this.bytes.readInt32BE(this.at + 12);
    let from = this.at + 20;
    this.at += length;
    const values = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      if (this.bytes.readInt32BE(from) === -1) {
        values[index] = Number.NaN;
        from += 4;
        continue;
      }
      values[index] = this.bytes.readInt32BE(from + 4) * twoTo32 + this.bytes.readUInt32BE(from + 8);
      from += 12;
    }
    return values;
  }
}

/**
 * Reads the rows of `query` (a SELECT without parameters: only numbers of ours are written into it), one after the other;
 * `take` reads every field of a row.
 */
export async function readBinary(tx: Tx, query: string, take: (row: RowReader) => void): Promise<void> {
  const row = new RowReader();
  let rest: Buffer = Buffer.alloc(0);
  let isHead = true;
  for await (const piece of tx.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`))) {
    rest = rest.length === 0 ? (piece as Buffer) : Buffer.concat([rest, piece as Buffer]);
    let at = 0;
    if (isHead) {
      if (rest.length < signature.length) continue;
      at = signature.length;
      isHead = false;
    }
    for (;;) {
      const end = endOfRow(rest, at);
      if (end === -1) break;
      row.bytes = rest;
      row.at = at + 2;
      take(row);
      at = end;
    }
    rest = rest.subarray(at);
  }
}

/** Where the row that begins at `at` ends; -1: it is not all there, or it is the trailer. */
function endOfRow(bytes: Buffer, at: number): number {
  if (at + 2 > bytes.length) return -1;
  const fields = bytes.readInt16BE(at);
  if (fields === -1) return -1;
  let end = at + 2;
  for (let field = 0; field < fields; field++) {
    if (end + 4 > bytes.length) return -1;
    const length = bytes.readInt32BE(end);
    end += 4 + Math.max(length, 0);
  }
  return end <= bytes.length ? end : -1;
}
