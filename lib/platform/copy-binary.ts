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

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** Writes rows of COPY's binary format: `row(n)`, then n fields in the order of the target's columns. */
export class RowWriter {
  private buffer = Buffer.allocUnsafe(256 * 1024);
  // A view is several times as quick as the methods of a buffer.
  private view = viewOf(this.buffer);
  private at: number;
  private readonly full: Buffer[] = [];

  constructor() {
    this.at = signature.copy(this.buffer);
  }

  row(fields: number): void {
    this.room(2);
    this.view.setInt16(this.at, fields);
    this.at += 2;
  }

  none(): void {
    this.room(4);
    this.view.setInt32(this.at, -1);
    this.at += 4;
  }

  int2(value: number | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.room(6);
    this.view.setInt32(this.at, 2);
    this.at += 4;
    this.view.setInt16(this.at, value);
    this.at += 2;
  }

  int4(value: number | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.room(8);
    this.view.setInt32(this.at, 4);
    this.at += 4;
    this.view.setInt32(this.at, value);
    this.at += 4;
  }

  int8(value: bigint | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.room(12);
    this.view.setInt32(this.at, 8);
    this.at += 4;
    this.view.setBigInt64(this.at, value);
    this.at += 8;
  }

  /** Two halves of a 64-bit number. */
  halves(high: number, low: number): void {
    this.room(12);
    this.view.setInt32(this.at, 8);
    this.at += 4;
    this.view.setInt32(this.at, high | 0);
    this.at += 4;
    this.view.setInt32(this.at, low | 0);
    this.at += 4;
  }

  bool(value: boolean | null): void {
    if (value === null) {
      this.none();
      return;
    }
    this.room(5);
    this.view.setInt32(this.at, 1);
    this.at += 4;
    this.view.setInt8(this.at, value ? 1 : 0);
    this.at += 1;
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
    this.view.setInt32(this.at, bytes);
    this.at += 4;
    this.at += this.buffer.write(value, this.at, bytes, "utf8");
  }

  jsonb(json: string | null): void {
    if (json === null) {
      this.none();
      return;
    }
    const bytes = Buffer.byteLength(json);
    this.room(5 + bytes);
    this.view.setInt32(this.at, 1 + bytes);
    this.at += 4;
    this.view.setInt8(this.at, 1);
    this.at += 1;
    this.at += this.buffer.write(json, this.at, bytes, "utf8");
  }

  /** The same of bytes that are UTF-8. */
  textBytes(bytes: Uint8Array, from: number, to: number): void {
    this.room(4 + to - from);
    this.view.setInt32(this.at, to - from);
    this.at += 4;
    this.copy(bytes, from, to);
  }

  jsonbBytes(bytes: Uint8Array, from: number, to: number): void {
    this.room(5 + to - from);
    this.view.setInt32(this.at, 1 + to - from);
    this.at += 4;
    this.view.setInt8(this.at, 1);
    this.at += 1;
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
      this.view.setInt32(this.at, size);
      this.at += 4;
      const value = values[index] ?? 0;
      if (size === 2) this.view.setInt16(this.at, value);
      else this.view.setInt32(this.at, value);
      this.at += size;
    }
  }

  /** An array of 8-byte whole numbers, held in doubles; NaN becomes null. */
  longs(values: Float64Array): void {
    const hasNulls = values.some(Number.isNaN);
    this.arrayHead(values.length, 8, int8Oid, hasNulls);
    for (let index = 0; index < values.length; index++) {
      const value = values[index] ?? 0;
      if (Number.isNaN(value)) {
        this.view.setInt32(this.at, -1);
        this.at += 4;
        continue;
      }
      this.view.setInt32(this.at, 8);
      this.at += 4;
      this.view.setInt32(this.at, Math.floor(value / twoTo32));
      this.at += 4;
      this.view.setUint32(this.at, ((value % twoTo32) + twoTo32) % twoTo32);
      this.at += 4;
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
      this.view.setInt16(this.at, -1);
      this.at += 2;
    }
    const pieces = this.full.splice(0);
    pieces.push(this.buffer.subarray(0, this.at));
    this.renew(this.buffer.length);
    return pieces;
  }

  private arrayStart = 0;

  private arrayHead(length: number, size: number, oid: number, hasNulls = false): void {
    this.room(24 + length * (4 + size));
    this.arrayStart = this.at;
    this.view.setInt32(this.at, length === 0 ? 12 : 20 + length * (4 + size));
    this.at += 4;
    this.view.setInt32(this.at, length === 0 ? 0 : 1);
    this.at += 4;
    this.view.setInt32(this.at, hasNulls ? 1 : 0);
    this.at += 4;
    this.view.setInt32(this.at, oid);
    this.at += 4;
    if (length === 0) return;
    this.view.setInt32(this.at, length);
    this.at += 4;
    this.view.setInt32(this.at, 1);
    this.at += 4;
  }

  private closeArray(): void {
    this.view.setInt32(this.arrayStart, this.at - this.arrayStart - 4);
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    this.full.push(this.buffer.subarray(0, this.at));
    this.renew(Math.max(this.buffer.length, bytes));
  }

  private renew(bytes: number): void {
    this.buffer = Buffer.allocUnsafe(bytes);
    this.view = viewOf(this.buffer);
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

/** Reads one row's fields in the order in which they were asked for. Valid until the next row, unless it is kept (`KeptRows`). */
export class RowReader {
  bytes: Buffer = Buffer.alloc(0);
  private view = viewOf(this.bytes);
  private at = 0;

  /** Reads from these bytes from here on. */
  open(bytes: Buffer): void {
    this.bytes = bytes;
    this.view = viewOf(bytes);
  }

  /** Where the row's fields begin. */
  moveTo(at: number): void {
    this.at = at;
  }

  /** Before the field that comes next; `KeptRows` comes back to it. */
  get place(): number {
    return this.at;
  }

  /** Where the row that begins at `at` ends; -1: it is not all there, or it is the trailer. */
  endOfRow(at: number): number {
    const { view } = this;
    const { byteLength } = view;
    if (at + 2 > byteLength) return -1;
    const fields = view.getInt16(at);
    if (fields === -1) return -1;
    let end = at + 2;
    for (let field = 0; field < fields; field++) {
      if (end + 4 > byteLength) return -1;
      const length = view.getInt32(end);
      end += length > 0 ? 4 + length : 4;
    }
    return end <= byteLength ? end : -1;
  }

  /** Passes over as many fields. */
  skip(fields: number): void {
    for (let field = 0; field < fields; field++) {
      const length = this.length();
      if (length > 0) this.at += length;
    }
  }

  private length(): number {
    const length = this.view.getInt32(this.at);
    this.at += 4;
    return length;
  }

  int(): number | null {
    const length = this.length();
    if (length === -1) return null;
    const value = length === 4 ? this.view.getInt32(this.at) : this.view.getInt16(this.at);
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
    const high = this.view.getInt32(this.at);
    this.low = this.view.getInt32(this.at + 4);
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
    const high = this.view.getInt32(this.at);
    const low = this.view.getUint32(this.at + 4);
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

  /** Where in `bytes` the UTF-8 of a text stands: from here until `textEnd`. Null is an empty one. */
  textEnd = 0;
  textStart(): number {
    const start = this.at + 4;
    const length = this.length();
    this.textEnd = length === -1 ? start : start + length;
    this.at = this.textEnd;
    return start;
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
    const count = this.view.getInt32(this.at + 12);
    let from = this.at + 20;
    this.at += length;
    const values = new Int32Array(count);
    const size = (length - 20) / Math.max(count, 1) - 4;
    for (let index = 0; index < count; index++, from += 4 + size)
      values[index] = size === 4 ? this.view.getInt32(from + 4) : this.view.getInt16(from + 4);
    return values;
  }

  /** An array of 8-byte whole numbers as doubles; null becomes NaN. */
  longs(): Float64Array {
    const length = this.length();
    if (length <= 12) {
      this.at += Math.max(length, 0);
      return new Float64Array(0);
    }
    const count = this.view.getInt32(this.at + 12);
    let from = this.at + 20;
    this.at += length;
    const values = new Float64Array(count);
    for (let index = 0; index < count; index++) {
      if (this.view.getInt32(from) === -1) {
        values[index] = Number.NaN;
        from += 4;
        continue;
      }
      values[index] = this.view.getInt32(from + 4) * twoTo32 + this.view.getUint32(from + 8);
      from += 12;
    }
    return values;
  }
}

/** Rows that wait as they came, by ids: thousands that wait as objects are kept by the collector as if they were to stay. */
export class KeptRows {
  private readonly numbers = new Map<number, number>();
  private readonly bytes: Buffer[] = [];
  private readonly at: number[] = [];

  /** Keeps a row from the field on that comes next. */
  keep(id: number, row: RowReader): void {
    this.numbers.set(id, this.at.length);
    this.bytes.push(row.bytes);
    this.at.push(row.place);
  }

  /** Has `row` read that one. False: there is none. */
  find(id: number, row: RowReader): boolean {
    const number = this.numbers.get(id);
    if (number === undefined) return false;
    const bytes = this.bytes[number] as Buffer;
    if (bytes !== row.bytes) row.open(bytes);
    row.moveTo(this.at[number] as number);
    return true;
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
    row.open(rest);
    for (;;) {
      const end = row.endOfRow(at);
      if (end === -1) break;
      row.moveTo(at + 2);
      take(row);
      at = end;
    }
    rest = rest.subarray(at);
  }
}
