/** Reads plain rows from bytes without making strings of them. It has no rule of its own: what it decides, the exact reader has said. */

import { packOnline } from "@/lib/evidence/rows/row-flags";
import { fieldEnd, nullMark } from "@/lib/evidence/rows/said-text";
import type { BatchBuilder } from "../batch/batch-builder";
import type { Delimiter } from "../delimited/record";
import { dateColumns, type FoundDate } from "../rows/date-columns";
import { joinDates, type RowDates } from "../rows/join-dates";
import type { RowReader, RowRules } from "../rows/read-row";
import type { CellAnswer } from "./cell-answers";
import { conditionAsker, meaningTree, type PlainCondition } from "./conditions";
import * as from from "./identity-shapes";
import { backslash, digit, letter, lineCutter } from "./line-cells";
import { type KeptColumn, plainTable } from "./plain-table";
import { isRaw, isRawHost, isRawId, writeLower } from "./raw-cells";

/** What a reader of plain rows has to know of its table. */
export interface PlainRules {
  rows: RowRules;
  readRow: RowReader;
  delimiter: Delimiter;
  /** The first cell of the headings: a row that begins with it may be a heading line. */
  firstHeading: string;
  /** No longer line is taken. */
  maxLineBytes: number;
  /** The order of dates was assumed; a date that speaks against it is not plain. */
  watchOrder: boolean;
}

export interface PlainReader {
  /**
   * Takes the line at `start`, if it is a plain row. Returns where the next line starts, or -1. A line feed must follow
   * somewhere.
   */
  take(bytes: Uint8Array, start: number, line: number): number;
  /** The first cell of the row taken last. */
  firstCell(): string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const fewestFilled = 4;
/** In state: nothing stands in the cell, its bytes are its value, or there is an answer about it. */
const isEmpty = 0;
const isItself = 1;
const isAnswered = 2;

/** A reader for the rows of one table; null: none of them is plain. */
export function plainReader(rules: PlainRules, batch: BatchBuilder): PlainReader | null {
  const table = plainTable(rules.rows, rules.watchOrder);
  if (table === null) return null;
  const { width, answers, deciding, free, vendorId, name, hostname, fqdn, group, groupId } = table;
  const { bothDates, steady, fixedBytes } = table;
  const { cells, cut } = lineCutter(rules.delimiter, width);
  const { start: starts, end: ends, bits } = cells;
  const dates = dateColumns(rules.rows);
  const askCondition = conditionAsker(rules.rows, rules.readRow);
  const askShape = from.identityShapes(rules.rows.table, table);
  const firstHeading = Buffer.from(rules.firstHeading);
  const tree = meaningTree();
  const conditions: (PlainCondition | null | undefined)[] = [];
  const shapes: (from.IdentityShape | null | undefined)[] = [];
  const states = new Uint8Array(width);
  const answered: (CellAnswer | null)[] = Array.from({ length: width }, () => null);
  const slots = deciding.map((): FoundDate => ({ at: 0, until: 0, isLocal: false }));
  const found: FoundDate[] = [];
  const row: Mutable<RowDates> = {
    found,
    connect: null,
    disconnect: null,
    seen: null,
    said: null,
    access: null,
  };
  let bytes: Uint8Array = new Uint8Array(0);
  let text: Uint8Array = batch.text();
  let node = 0;
  /** Bytes that answers may write, beyond those of the cells. */
  let answeredBytes = 0;

  function take(given: Uint8Array, start: number, line: number): number {
    bytes = given;
    const next = cut(bytes, start);
    if (next === -1 || cells.count !== width || next - start > rules.maxLineBytes) return -1;
    answeredBytes = 0;
    if (!decide() || !lookAtRest() || mayBeNoRow()) return -1;
    const condition = conditionOfRow();
    const shape = condition === null ? null : shapeOfRow();
    if (condition === null || shape === null) return -1;
    write(next - start, shape, condition.isLost);
    const joined = joinDates(row, condition.saysOnline, bothDates && condition.datesMayTell);
    batch.commit(
      line,
      condition.kind,
      condition.flags | packOnline(joined.online),
      joined.connectedAt,
      joined.connectedFromAt,
      joined.earliestAt,
      joined.newestAt,
      joined.newestIsLocal,
    );
    return next;
  }

  /** Looks up the cells that decide, and puts their dates in place. */
  function decide(): boolean {
    found.length = 0;
    row.connect = row.disconnect = row.seen = row.said = row.access = null;
    node = 0;
    for (let index = 0; index < deciding.length; index++) {
      const { column, as } = deciding[index] as (typeof deciding)[number];
      const ofColumn = answers[column] as (typeof answers)[number];
      const answer = ofColumn.about(bytes, starts[column] as number, ends[column] as number);
      if (!answer.isPlain) return false;
      remember(column, answer);
      if (as === "word" || as === "status") node = tree.step(node, answer.meaning);
      if (node === -1) return false;
      if (Number.isNaN(answer.at)) continue;
      const at = answer.at + ofColumn.lateMs();
      if (dates.isFuture(at)) return false;
      const date = slots[index] as FoundDate;
      date.at = at;
      date.until = at + answer.spanMs;
      date.isLocal = answer.isLocal;
      if (as === "status") row.said ??= date;
      else if (as !== "word") row[as] = date;
      if (as !== "access") found.push(date);
    }
    return true;
  }

  /** The cells that are kept or identify; those that are not their own value are looked up. */
  function lookAtRest(): boolean {
    for (let index = 0; index < free.length; index++) {
      const column = free[index] as number;
      const start = starts[column] as number;
      const end = ends[column] as number;
      if (start === end) {
        states[column] = isEmpty;
        continue;
      }
      if (isOwnValue(column, start, end)) {
        states[column] = isItself;
        continue;
      }
      const answer = (answers[column] as (typeof answers)[number]).about(bytes, start, end);
      if (!answer.isPlain) return false;
      remember(column, answer);
    }
    return true;
  }

  function isOwnValue(column: number, start: number, end: number): boolean {
    const bit = bits[column] as number;
    if (column === hostname || column === fqdn) return isRawHost(bytes, start, end, bit);
    if (column === vendorId) return isRawId(bytes, start, end, bit);
    return column !== groupId && isRaw(bytes, start, end, bit);
  }

  function remember(column: number, answer: CellAnswer): void {
    states[column] = isAnswered;
    answered[column] = answer;
    if (answer.kept instanceof Uint8Array) answeredBytes += answer.kept.length;
    if (answer.value !== null) answeredBytes += answer.value.length * 4;
  }

  /** True unless it is certain that the record is neither headings, a total, a label nor a ruler. */
  function mayBeNoRow(): boolean {
    let filled = 0;
    let hasLetters = false;
    for (let column = 0; column < width; column++) {
      const start = starts[column] as number;
      if (start === ends[column]) continue;
      const first = bytes[start] as number;
      if (first > 32 && first < 127) filled++;
      if (column > 0 && ((bits[column] as number) & letter) !== 0) hasLetters = true;
    }
    const firstBits = bits[0] as number;
    const isSum = filled < fewestFilled && (firstBits & digit) === 0 && !hasLetters;
    const hasInk = hasLetters || (firstBits & (letter | digit)) !== 0;
    return filled < 2 || isSum || !hasInk || mayBeHeading(0) || mayBeHeading(1) || isFirstHeading();
  }

  function mayBeHeading(column: number): boolean {
    if (column >= width || starts[column] === ends[column] || ((bits[column] as number) & digit) !== 0)
      return false;
    if (states[column] === isAnswered) return (answered[column] as CellAnswer).isListed;
    const ofColumn = answers[column] as (typeof answers)[number];
    return ofColumn.about(bytes, starts[column] as number, ends[column] as number).isListed;
  }

  function isFirstHeading(): boolean {
    const start = starts[0] as number;
    if ((ends[0] as number) - start !== firstHeading.length) return false;
    for (let at = 0; at < firstHeading.length; at++) if (bytes[start + at] !== firstHeading[at]) return false;
    return true;
  }

  function conditionOfRow(): PlainCondition | null {
    const known = conditions[node];
    if (known !== undefined) return known;
    const texts = Array.from({ length: width }, (_, column) => textOf(column));
    const condition = askCondition(texts);
    conditions[node] = condition;
    return condition;
  }

  function textOf(column: number): string {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(
      "utf8",
      starts[column],
      ends[column],
    );
  }

  function shapeOfRow(): from.IdentityShape | null {
    const host = hostShape(hostname);
    const domain = hostShape(fqdn);
    const there = {
      vendorId: holdsValue(vendorId),
      name: holdsValue(name),
      group: holdsValue(group),
      groupId: holdsValue(groupId),
    };
    const key =
      (there.vendorId ? 1 : 0) |
      (there.name ? 2 : 0) |
      (there.group ? 4 : 0) |
      (there.groupId ? 8 : 0) |
      (host << 4) |
      (domain << 6);
    const known = shapes[key];
    if (known !== undefined) return known;
    const shape = askShape({ ...there, host, fqdn: domain });
    shapes[key] = shape;
    return shape;
  }

  function holdsValue(column: number): boolean {
    if (column === -1) return false;
    const state = states[column];
    return state === isItself || (state === isAnswered && answered[column]?.value !== null);
  }

  function hostShape(column: number): 0 | 1 | 2 {
    if (column === -1 || states[column] !== isItself) return 0;
    return endOfLabel(column) === ends[column] ? 1 : 2;
  }

  function endOfLabel(column: number): number {
    const end = ends[column] as number;
    let at = starts[column] as number;
    while (at < end && bytes[at] !== 46) at++;
    return at;
  }

  /** Writes the said text of the row into the batch. */
  function write(lineBytes: number, shape: from.IdentityShape, isLost: boolean): void {
    // A name may stand there four times: as it is, as a host, as a key and its first label.
    batch.reserve(lineBytes * 4 + answeredBytes + fixedBytes);
    text = batch.text();
    const marks = batch.ends;
    let at = batch.textStart();
    at = marks[0] = writeValue(vendorId, at);
    text[at++] = fieldEnd;
    at = marks[1] = writeValue(name, at);
    text[at++] = fieldEnd;
    at = marks[2] = writeFrom(shape.hostname, at);
    text[at++] = fieldEnd;
    at = marks[3] = writeFrom(shape.fqdn, at);
    text[at++] = fieldEnd;
    at = marks[4] = writeFrom(shape.group, at);
    text[at++] = fieldEnd;
    at = marks[5] = writeFrom(shape.hostKey, at);
    text[at++] = fieldEnd;
    at = marks[6] = writeFrom(shape.shortHost, at);
    text[at++] = fieldEnd;
    marks[7] = writeKept(steady, isLost, at);
  }

  function writeValue(column: number, at: number): number {
    if (!holdsValue(column)) {
      text[at] = nullMark;
      return at + 1;
    }
    if (states[column] === isItself)
      return writeBytes(bytes, starts[column] as number, ends[column] as number, at);
    const value = (answered[column] as CellAnswer).value as Uint8Array;
    return writeBytes(value, 0, value.length, at);
  }

  function writeFrom(source: number, at: number): number {
    switch (source) {
      case from.hostWhole:
        return writeLower(bytes, starts[hostname] as number, ends[hostname] as number, text, at);
      case from.hostShort:
        return writeLower(bytes, starts[hostname] as number, endOfLabel(hostname), text, at);
      case from.fqdnWhole:
        return writeLower(bytes, starts[fqdn] as number, ends[fqdn] as number, text, at);
      case from.fqdnShort:
        return writeLower(bytes, starts[fqdn] as number, endOfLabel(fqdn), text, at);
      case from.nameKey: {
        if (states[name] === isItself)
          return writeLower(bytes, starts[name] as number, ends[name] as number, text, at);
        const key = (answered[name] as CellAnswer).key as Uint8Array;
        return writeBytes(key, 0, key.length, at);
      }
      case from.vendorKey:
        text[at] = 105;
        text[at + 1] = 100;
        text[at + 2] = 58;
        return writeValue(vendorId, at + 3);
      case from.groupItself:
        return writeValue(group, at);
      case from.groupIdItself:
        return writeValue(groupId, at);
      default:
        text[at] = nullMark;
        return at + 1;
    }
  }

  function writeKept(columns: readonly KeptColumn[], isLost: boolean, from: number): number {
    let at = from;
    text[at++] = 123;
    let isFirst = true;
    for (let index = 0; index < columns.length; index++) {
      const { column, prefix } = columns[index] as KeptColumn;
      const kept = column === -1 ? (isLost ? lostMark : null) : keptOf(column);
      if (kept === null) continue;
      if (!isFirst) text[at++] = 44;
      isFirst = false;
      at = writeBytes(prefix, 0, prefix.length, at);
      if (kept === "raw") {
        text[at++] = 34;
        at = writeJson(column, at);
        text[at++] = 34;
      } else at = writeBytes(kept, 0, kept.length, at);
    }
    text[at++] = 125;
    return at;
  }

  function keptOf(column: number): CellAnswer["kept"] {
    const state = states[column];
    if (state === isEmpty) return null;
    return state === isItself ? "raw" : (answered[column] as CellAnswer).kept;
  }

  /** Of what a raw cell may hold, JSON escapes the backslash alone. */
  function writeJson(column: number, to: number): number {
    const start = starts[column] as number;
    const end = ends[column] as number;
    if (((bits[column] as number) & backslash) === 0) return writeBytes(bytes, start, end, to);
    let at = to;
    for (let index = start; index < end; index++) {
      if (bytes[index] === 92) text[at++] = 92;
      text[at++] = bytes[index] as number;
    }
    return at;
  }

  function writeBytes(source: Uint8Array, start: number, end: number, to: number): number {
    let at = to;
    for (let index = start; index < end; index++) text[at++] = source[index] as number;
    return at;
  }

  return { take, firstCell: () => textOf(0) };
}

const lostMark = Buffer.from('"true"');
