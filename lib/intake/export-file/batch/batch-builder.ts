/** Gathers the rows of a file into batches, and what all of them say together. */

import { type ClientKind, clientKinds } from "@/lib/core/client";
import type { ExportRow } from "../rows/row";
import { hashBytes } from "./hash-bytes";
import type { Hashes, RowBatch } from "./row-batch";
import { packFlags } from "./row-flags";
import { fieldEnd, nullMark, saidFields, saidTexts } from "./said-text";

/** The newest date among the rows. `isLocal`: written without an offset, so that the zone assumed placed it. */
export interface NewestDate {
  at: number;
  isLocal: boolean;
  line: number;
}

/** What the rows read so far say together. */
export interface RowsSay {
  newest: NewestDate | null;
  hasLocalTimes: boolean;
  /** Of rows that were not refused. */
  kinds: ClientKind[];
}

/** The facts of a row whose text stands in the builder already. */
export interface RowFacts {
  line: number;
  kind: ClientKind;
  connectedAt: number | null;
  connectedFromAt: number | null;
  earliestAt: number | null;
  newestAt: number | null;
  newestIsLocal: boolean;
  flags: number;
}

const fewestRows = 1_024;
const fewestTextBytes = 65_536;
const fieldCount = saidFields.length;
const vendorField = saidFields.indexOf("vendorId");
const hostKeyField = saidFields.indexOf("hostKey");
const shortHostField = saidFields.indexOf("shortHost");
const movingField = saidFields.indexOf("moving");
const encoder = new TextEncoder();

/**
 * A builder of batches. A row is added as it is (`add`), or its text is written into `text` from `textStart()` on by somebody who
 * knows its bytes, each field's end noted in `ends`, and `commit` is told the rest.
 */
export class BatchBuilder {
  /** The bytes of the batch so far; `reserve` may put larger ones in their place. */
  text = new Uint8Array(fewestTextBytes);
  /** Where each field of the row being written ends, its end mark not counted. */
  readonly ends = new Int32Array(fieldCount);

  private count = 0;
  private given = 0;
  private at = 0;
  private capacity = 0;
  private columns = emptyColumns(0);
  private unreadableColumns = new Map<number, string>();
  private newest: NewestDate | null = null;
  private hasLocalTimes = false;
  private readonly kinds = new Set<ClientKind>();

  /** `seed`: of the hashes. */
  constructor(private readonly seed: number) {}

  textStart(): number {
    return this.at;
  }

  /** Makes room for one row more with a text of so many bytes. */
  reserve(textBytes: number): void {
    if (this.count === this.capacity) this.growColumns();
    const needed = this.at + textBytes;
    if (needed <= this.text.length) return;
    const text = new Uint8Array(Math.max(needed, this.text.length * 2));
    text.set(this.text.subarray(0, this.at));
    this.text = text;
  }

  add(row: ExportRow): void {
    const texts = saidTexts(row);
    let bytes = 0;
    for (const text of texts) bytes += (text?.length ?? 1) * 3 + 1;
    this.reserve(bytes);
    let at = this.at;
    for (let field = 0; field < fieldCount; field++) {
      if (field > 0) this.text[at++] = fieldEnd;
      const text = texts[field];
      if (text == null) this.text[at++] = nullMark;
      else at += encoder.encodeInto(text, this.text.subarray(at)).written;
      this.ends[field] = at;
    }
    if (row.unreadable?.column != null) this.unreadableColumns.set(this.count, row.unreadable.column);
    const { line, kind, connectedAt, connectedFromAt, earliestAt, newestAt, newestIsLocal } = row;
    const flags = packFlags({ ...row, isUnreadable: row.unreadable !== null });
    this.commit({ line, kind, connectedAt, connectedFromAt, earliestAt, newestAt, newestIsLocal, flags }, row.rejected);
  }

  /** Takes the row whose text was written. */
  commit(facts: RowFacts, rejected: boolean): void {
    const { text, ends, columns, count, seed } = this;
    const start = this.at;
    const end = ends[fieldCount - 1] as number;
    columns.line[count] = facts.line;
    columns.kind[count] = clientKinds.indexOf(facts.kind);
    columns.connectedAt[count] = facts.connectedAt ?? Number.NaN;
    columns.connectedFromAt[count] = facts.connectedFromAt ?? Number.NaN;
    columns.earliestAt[count] = facts.earliestAt ?? Number.NaN;
    columns.flags[count] = facts.flags;
    columns.textEnd[count] = end;
    this.hashField(columns.hostHash, hostKeyField);
    this.hashField(columns.shortHash, shortHostField);
    const vendorEnd = ends[vendorField] as number;
    const isNobody = vendorEnd === start + 1 && text[start] === nullMark;
    if (!isNobody) hashBytes(text, start, vendorEnd, seed, columns.vendorHash.high, columns.vendorHash.low, count);
    const { steadyHash, saidHash } = columns;
    const steadyEnd = ends[movingField - 1] as number;
    hashBytes(text, start, steadyEnd, seed, steadyHash.high, steadyHash.low, count);
    // The rest only, begun with what the first part came to.
    const half = steadyHash.low[count] as number;
    hashBytes(text, steadyEnd, end, half, saidHash.high, saidHash.low, count);
    saidHash.high[count] = (saidHash.high[count] as number) ^ (steadyHash.high[count] as number);
    this.at = end;
    this.count = count + 1;
    this.hear(facts, rejected);
  }

  /** What was gathered since the last time; the builder begins another batch. */
  give(): RowBatch {
    const { count, columns } = this;
    const batch: RowBatch = {
      ...columnsCut(columns, count),
      count,
      seqFrom: this.given,
      text: this.text.slice(0, this.at),
      unreadableColumns: this.unreadableColumns,
    };
    // Large arrays are not kept for small batches; those that are kept must be empty where only some rows write.
    if (this.text.length > fewestTextBytes) this.text = new Uint8Array(Math.max(fewestTextBytes, this.at));
    columns.vendorHash.high.fill(0);
    columns.vendorHash.low.fill(0);
    this.given += count;
    this.count = 0;
    this.at = 0;
    this.unreadableColumns = new Map();
    return batch;
  }

  says(): RowsSay {
    return { newest: this.newest, hasLocalTimes: this.hasLocalTimes, kinds: [...this.kinds].sort() };
  }

  private hear({ kind, newestAt, newestIsLocal, line }: RowFacts, rejected: boolean): void {
    if (!rejected) this.kinds.add(kind);
    if (newestIsLocal) this.hasLocalTimes = true;
    if (newestAt !== null && newestAt > (this.newest?.at ?? 0))
      this.newest = { at: newestAt, isLocal: newestIsLocal, line };
  }

  private hashField(hashes: Hashes, field: number): void {
    const start = (this.ends[field - 1] as number) + 1;
    hashBytes(this.text, start, this.ends[field] as number, this.seed, hashes.high, hashes.low, this.count);
  }

  private growColumns(): void {
    this.capacity = Math.max(fewestRows, this.capacity * 2);
    const grown = emptyColumns(this.capacity);
    for (const [name, column] of Object.entries(this.columns) as [keyof Columns, Columns[keyof Columns]][]) {
      const larger = grown[name];
      if ("high" in larger && "high" in column) {
        larger.high.set(column.high);
        larger.low.set(column.low);
      } else if (!("high" in larger) && !("high" in column)) larger.set(column);
    }
    this.columns = grown;
  }
}

type Columns = Omit<RowBatch, "count" | "seqFrom" | "text" | "unreadableColumns">;

function emptyColumns(rows: number): Columns {
  const hashes = (): Hashes => ({ high: new Int32Array(rows), low: new Int32Array(rows) });
  return {
    line: new Int32Array(rows),
    kind: new Uint8Array(rows),
    connectedAt: new Float64Array(rows),
    connectedFromAt: new Float64Array(rows),
    earliestAt: new Float64Array(rows),
    flags: new Uint16Array(rows),
    hostHash: hashes(),
    shortHash: hashes(),
    vendorHash: hashes(),
    steadyHash: hashes(),
    saidHash: hashes(),
    textEnd: new Int32Array(rows),
  };
}

function columnsCut(columns: Columns, count: number): Columns {
  const cut = ({ high, low }: Hashes): Hashes => ({ high: high.slice(0, count), low: low.slice(0, count) });
  return {
    line: columns.line.slice(0, count),
    kind: columns.kind.slice(0, count),
    connectedAt: columns.connectedAt.slice(0, count),
    connectedFromAt: columns.connectedFromAt.slice(0, count),
    earliestAt: columns.earliestAt.slice(0, count),
    flags: columns.flags.slice(0, count),
    hostHash: cut(columns.hostHash),
    shortHash: cut(columns.shortHash),
    vendorHash: cut(columns.vendorHash),
    steadyHash: cut(columns.steadyHash),
    saidHash: cut(columns.saidHash),
    textEnd: columns.textEnd.slice(0, count),
  };
}
