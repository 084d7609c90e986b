/** Reads the rows of a file from its bytes: plain rows at once, every other line through the exact reader. */

import type { RowBatch } from "@/lib/evidence/rows/row-batch";
import { batchBuilder, type RowsSay } from "./batch/batch-builder";
import { decodeText } from "./bytes/decode-text";
import type { TextEncodingName } from "./bytes/survey-bytes";
import type { OpenTable } from "./open-table";
import { type PlainReader, plainReader } from "./plain/read-plain";
import type { FileStop } from "./question";
import {
  createTableReader,
  type LineCounts,
  type RowTurn,
  type TableBatch,
  type TableReader,
  type TableRules,
} from "./read-table";
import type { RowRules } from "./rows/read-row";
import type { Notice, Reject } from "./rows/row";

/** What one push brought. */
export interface BytesBatch {
  rows: RowBatch;
  rejects: Reject[];
  notices: Notice[];
  stop: FileStop | null;
}

export interface BytesReader {
  push(piece: Uint8Array): BytesBatch;
  finish(): BytesBatch;
  tables(): readonly OpenTable[];
  counts(): LineCounts;
  says(): RowsSay;
  isOrderRefuted(): boolean;
  /** It ends in the middle of a row. Only after `finish`. */
  isCutOff(): boolean;
  /** How many rows were read as plain ones. */
  plainRows(): number;
}

export interface BytesRules {
  rules: TableRules;
  encoding: TextEncodingName;
  /** Of the hashes. */
  seed: number;
}

/** Without a line feed for so long, a file is read as it comes and not by lines. */
const longestUncut = 65_536;
/** So many lines at most go through the exact reader before the next one is tried as a plain row. */
const longestStride = 1_024;
const triedAgain = 3;
const encoder = new TextEncoder();
const lineFeed = 10;

/**
 * A reader with flat memory, which gives the same whichever way a row was read and wherever the pieces were cut. `exactOnly`: no
 * row is taken as a plain one.
 */
export function readBytes({ rules, encoding, seed }: BytesRules, exactOnly = false): BytesReader {
  const batch = batchBuilder(seed);
  const decoder = decodeText(encoding);
  const table: TableReader = createTableReader(rules, takeHead);
  let rejects: Reject[] = [];
  let notices: Notice[] = [];
  let stop: FileStop | null = null;
  /** Lines are cut off the pieces; else the pieces go to the exact reader as they are. */
  let isByLines = encoding === "utf-8" && !exactOnly;
  let rest: Uint8Array = new Uint8Array(0);
  let isHeadTaken = false;
  /** So many times in a row no line was plain. */
  let failures = 0;
  let plainRows = 0;
  let lastCharacter = "";
  let ofRules: RowRules | null = null;
  let plain: PlainReader | null = null;

  function push(piece: Uint8Array): void {
    if (stop !== null || table.isOrderRefuted()) return;
    if (isByLines && !table.mayHaveLines()) isByLines = false;
    const bytes = joined(rest, piece);
    const end = isByLines ? bytes.lastIndexOf(lineFeed) + 1 : bytes.length;
    if (end > 0 && !isByLines) readExactly(bytes);
    else if (end > 0) readLines(bytes.subarray(0, end), decoder.push);
    rest = bytes.slice(end);
    if (rest.length <= longestUncut) return;
    isByLines = false;
    readExactly(rest);
    rest = new Uint8Array(0);
  }

  function readLines(bytes: Uint8Array, decode: (lines: Uint8Array) => string): void {
    for (let at = 0; at < bytes.length && stop === null && !table.isOrderRefuted(); ) {
      const turn = table.rowTurn();
      const next = turn === null ? at : takePlain(turn, bytes, at);
      failures = next > at ? 0 : failures + 1;
      const stride = Math.min(2 ** Math.max(0, failures - triedAgain), longestStride);
      at = next;
      // Until its shape is known nothing can be plain: the beginning comes back through `takeHead`.
      const end = isHeadTaken ? endOfLines(bytes, at, stride) : bytes.length;
      if (at < bytes.length) readText(decode(bytes.subarray(at, end)));
      at = end;
    }
  }

  function takePlain(turn: RowTurn, bytes: Uint8Array, from: number): number {
    if (ofRules !== turn.rules) {
      ofRules = turn.rules;
      const { maxFieldChars, maxLineChars } = rules.limits;
      plain = plainReader(
        {
          rows: turn.rules,
          readRow: turn.readRow,
          delimiter: turn.delimiter,
          firstHeading: turn.firstHeading,
          maxLineBytes: Math.min(maxFieldChars, maxLineChars),
          watchOrder: rules.isOrderAssumed === true,
        },
        batch,
      );
    }
    if (plain === null) return from;
    let at = from;
    let rows = 0;
    while (at < bytes.length && rows < turn.mostRows) {
      const next = plain.take(bytes, at, turn.line + rows);
      if (next === -1) break;
      turn.learn(plain.firstCell);
      rows += 1;
      at = next;
    }
    turn.took(rows);
    plainRows += rows;
    if (rows > 0) lastCharacter = "\n";
    return at;
  }

  function readExactly(bytes: Uint8Array): void {
    readText(decoder.push(bytes));
  }

  function readText(text: string): void {
    lastCharacter = text.at(-1) ?? lastCharacter;
    collect(table.push(text));
  }

  /** The head comes back as text: its bytes are made anew, which changes nothing, since each character is whole. */
  function takeHead(text: string, isWhole: boolean): void {
    if (!isByLines) {
      collect(table.push(text));
      return;
    }
    isHeadTaken = true;
    const bytes = encoder.encode(text);
    const end = bytes.lastIndexOf(lineFeed) + 1;
    // The decoder of the file is ahead of the head and may hold what ends the file.
    readLines(bytes.subarray(0, end), decodeText("utf-8").push);
    if (end < bytes.length) {
      if (!isWhole) throw new Error("the head of a file ends within a line");
      readText(text.slice(text.lastIndexOf("\n") + 1));
    }
  }

  function collect(read: TableBatch): void {
    for (const row of read.rows) batch.add(row);
    for (const reject of read.rejects) rejects.push(reject);
    for (const notice of read.notices) notices.push(notice);
    stop ??= read.stop;
  }

  function give(): BytesBatch {
    const made = { rows: batch.give(), rejects, notices, stop };
    rejects = [];
    notices = [];
    return made;
  }

  return {
    push(piece) {
      push(piece);
      return give();
    },
    finish() {
      if (stop === null && !table.isOrderRefuted()) {
        if (rest.length > 0) readExactly(rest);
        readText(decoder.finish());
        collect(table.finish());
      }
      return give();
    },
    tables: table.tables,
    counts: table.counts,
    says: () => batch.says(),
    isOrderRefuted: table.isOrderRefuted,
    isCutOff: () => lastCharacter !== "\n" && lastCharacter !== "\r" && table.endsShort(),
    plainRows: () => plainRows,
  };
}

/** Where so many lines end, or the bytes do. */
function endOfLines(bytes: Uint8Array, from: number, lines: number): number {
  let end = from;
  for (let count = 0; count < lines && end < bytes.length; count++) {
    const at = bytes.indexOf(lineFeed, end);
    if (at === -1) return bytes.length;
    end = at + 1;
  }
  return end;
}

/** One array, and never a view of a special kind: all bytes that are read have one type. */
function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return new Uint8Array(other.buffer, other.byteOffset, other.length);
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}
