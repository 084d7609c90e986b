/** Writes lines of a CSV file as bytes: of a million rows, no text is made of what can go out as it came from the database. */
import type { RowReader } from "@/lib/platform/copy-binary";
import { type Cell, cellWriter, isPlain, type Separator, separators } from "./csv";

const pieceBytes = 64 * 1024;
/** Room for a piece and the line that fills it; a longer line makes it larger. */
const roomBytes = pieceBytes + 16 * 1024;
const keptAtMost = 10_000;
const zero = 48;
const dayMs = 86_400_000;

/** By character code: 1 where an ASCII character may stand so in a cell that is written as it is. */
const ascii = (isFine: (character: string) => boolean) =>
  Uint8Array.from({ length: 256 }, (_, code) => Number(code < 128 && isFine(String.fromCharCode(code))));
const opens = ascii((character) => isPlain(character));
const goesOn = ascii((character) => isPlain(`x${character}x`));
const closes = ascii((character) => isPlain(`x${character}`));

/** `isPlain`, of the bytes of a text. May say no of one that is. */
function isPlainBytes(bytes: Uint8Array, from: number, to: number): boolean {
  if (from === to) return true;
  if (opens[bytes[from] as number] === 0 || (to - from > 1 && closes[bytes[to - 1] as number] === 0))
    return false;
  for (let index = from + 1; index < to; index++) if (goesOn[bytes[index] as number] === 0) return false;
  return true;
}

/** Cells are written one after the other; `endLine` ends a line that has some. */
export class LineWriter {
  private buffer = Buffer.allocUnsafeSlow(roomBytes);
  private at = 0;
  private readonly delimiter: number;
  private readonly written: (cell: Cell) => string;
  private readonly known = new Map<string, Buffer>();
  private readonly days = new Map<number, Buffer>();

  constructor(separator: Separator) {
    this.delimiter = separators[separator].charCodeAt(0);
    this.written = cellWriter(separator);
  }

  cell(cell: Cell): void {
    const text = this.written(cell);
    this.room(3 * text.length + 1);
    if (text !== "") this.at += this.buffer.write(text, this.at);
    this.buffer[this.at++] = this.delimiter;
  }

  /** A text of which there are few: it is written once. */
  repeated(text: string): void {
    let bytes = this.known.get(text);
    if (bytes === undefined) {
      bytes = Buffer.from(this.written(text));
      if (this.known.size >= keptAtMost) this.known.clear();
      this.known.set(text, bytes);
    }
    this.bytes(bytes, 0, bytes.length);
  }

  /** What comes next in a row. */
  field(row: RowReader, type: "text" | "instant" | "bool" | "int"): void {
    if (type === "text") this.text(row);
    else if (type === "instant") this.instant(row.instant());
    else if (type === "int") this.cell(row.int());
    else this.repeated(row.bool() === true ? "true" : "false");
  }

  private text(row: RowReader): void {
    const from = row.textStart();
    const to = row.textEnd;
    if (isPlainBytes(row.bytes, from, to)) this.bytes(row.bytes, from, to);
    else this.cell(row.bytes.toString("utf8", from, to));
  }

  /** Epoch milliseconds, of which those of other centuries are not quite whole, as RFC 3339 in UTC. */
  private instant(given: number | null): void {
    if (given === null) {
      this.cell(null);
      return;
    }
    const at = Math.round(given);
    const day = Math.floor(at / dayMs);
    let date = this.days.get(day);
    if (date === undefined) {
      date = Buffer.from(new Date(day * dayMs).toISOString());
      if (this.days.size >= keptAtMost) this.days.clear();
      this.days.set(day, date);
    }
    this.bytes(date, 0, date.length);
    // The time of day goes over the zeros of `T00:00:00.000Z`.
    const ms = at - day * dayMs;
    const zeros = this.at - "00:00:00.000Z,".length;
    this.digits(Math.floor(ms / 3_600_000), zeros);
    this.digits(Math.floor(ms / 60_000) % 60, zeros + 3);
    this.digits(Math.floor(ms / 1000) % 60, zeros + 6);
    this.digits(Math.floor(ms / 10) % 100, zeros + 9);
    this.buffer[zeros + 11] = zero + (ms % 10);
  }

  private digits(value: number, at: number): void {
    const tens = Math.floor(value / 10);
    this.buffer[at] = zero + tens;
    this.buffer[at + 1] = zero + value - 10 * tens;
  }

  endLine(): void {
    // The line ends where its last delimiter stands.
    this.buffer[this.at - 1] = 13;
    this.room(1);
    this.buffer[this.at++] = 10;
  }

  get isEmpty(): boolean {
    return this.at === 0;
  }

  get isFull(): boolean {
    return this.at >= pieceBytes;
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    const piece = this.buffer.subarray(0, this.at);
    this.buffer = Buffer.allocUnsafeSlow(roomBytes);
    this.at = 0;
    return piece;
  }

  private bytes(bytes: Uint8Array, from: number, to: number): void {
    this.room(to - from + 1);
    const { buffer } = this;
    let { at } = this;
    // A call costs more than copying the few bytes of a name.
    if (to - from > 64) {
      buffer.set(bytes.subarray(from, to), at);
      at += to - from;
    } else for (let index = from; index < to; index++) buffer[at++] = bytes[index] as number;
    buffer[at++] = this.delimiter;
    this.at = at;
  }

  private room(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(2 * (this.at + bytes));
    larger.set(this.buffer.subarray(0, this.at));
    this.buffer = larger;
  }
}
