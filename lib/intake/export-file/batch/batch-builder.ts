/** Gathers the rows of a file into batches, and what all of them say together. */

import { type ClientKind, clientKinds } from "@/lib/core/client";
import { hashBytes } from "@/lib/evidence/rows/hash-bytes";
import type { Hashes, RowBatch } from "@/lib/evidence/rows/row-batch";
import { isRejected, packFlags } from "@/lib/evidence/rows/row-flags";
import { fieldEnd, nullMark, saidFields, saidTexts } from "@/lib/evidence/rows/said-text";
import { isMoving } from "../rows/kept-columns";
import type { ExportRow } from "../rows/row";

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

/**
 * A builder of batches. A row is added as it is (`add`), or its text is written by somebody who knows its bytes: after `reserve`
 * into `text()` from `textStart()` on, each field's end noted in `ends`, and then `commit` is told the rest.
 */
export interface BatchBuilder {
  add(row: ExportRow): void;
  /** Makes room for one row more with a text of so many bytes. */
  reserve(textBytes: number): void;
  text(): Uint8Array;
  textStart(): number;
  /** Where each field of the row being written ends, its end mark not counted. */
  ends: Int32Array;
  /** Takes the row whose text was written; the arguments are those of an `ExportRow`, `kind` an index into `clientKinds`. */
  commit(
    line: number,
    kind: number,
    flags: number,
    connectedAt: number | null,
    connectedFromAt: number | null,
    earliestAt: number | null,
    newestAt: number | null,
    newestIsLocal: boolean,
  ): void;
  /** What was gathered since the last time; the builder begins another batch. */
  give(): RowBatch;
  says(): RowsSay;
}

const fewestRows = 1_024;
const fewestTextBytes = 65_536;
const fieldCount = saidFields.length;
const vendorField = saidFields.indexOf("vendorId");
const hostKeyField = saidFields.indexOf("hostKey");
const shortHostField = saidFields.indexOf("shortHost");
const encoder = new TextEncoder();

/** `seed`: of the hashes. */
export function batchBuilder(seed: number): BatchBuilder {
  let text = new Uint8Array(fewestTextBytes);
  const ends = new Int32Array(fieldCount);
  let count = 0;
  let given = 0;
  let textAt = 0;
  let capacity = 0;
  let columns = emptyColumns(0);
  let unreadableColumns = new Map<number, string>();
  let newest: NewestDate | null = null;
  let newestAtSoFar = 0;
  let hasLocalTimes = false;
  const hasKind = new Uint8Array(clientKinds.length);

  function reserve(textBytes: number): void {
    if (count === capacity) {
      capacity = Math.max(fewestRows, capacity * 2);
      columns = columnsOf(columns, capacity);
    }
    const needed = textAt + textBytes;
    if (needed <= text.length) return;
    const larger = new Uint8Array(Math.max(needed, text.length * 2));
    larger.set(text.subarray(0, textAt));
    text = larger;
  }

  function add(row: ExportRow): void {
    const texts = saidTexts({ ...row, attributes: steadyOf(row.attributes) });
    let bytes = 0;
    for (const one of texts) bytes += (one?.length ?? 1) * 3 + 1;
    reserve(bytes);
    let at = textAt;
    for (let field = 0; field < fieldCount; field++) {
      if (field > 0) text[at++] = fieldEnd;
      const one = texts[field];
      if (one == null) text[at++] = nullMark;
      else at += encoder.encodeInto(one, text.subarray(at)).written;
      ends[field] = at;
    }
    if (row.unreadable?.column != null) unreadableColumns.set(count, row.unreadable.column);
    const kind = clientKinds.indexOf(row.kind);
    const flags = packFlags({ ...row, isUnreadable: row.unreadable !== null });
    const { line, connectedAt, connectedFromAt, earliestAt, newestAt, newestIsLocal } = row;
    commit(line, kind, flags, connectedAt, connectedFromAt, earliestAt, newestAt, newestIsLocal);
  }

  function commit(
    line: number,
    kind: number,
    flags: number,
    connectedAt: number | null,
    connectedFromAt: number | null,
    earliestAt: number | null,
    newestAt: number | null,
    newestIsLocal: boolean,
  ): void {
    const start = textAt;
    const end = ends[fieldCount - 1] as number;
    columns.line[count] = line;
    columns.kind[count] = kind;
    columns.flags[count] = flags;
    columns.connectedAt[count] = connectedAt ?? Number.NaN;
    columns.connectedFromAt[count] = connectedFromAt ?? Number.NaN;
    columns.earliestAt[count] = earliestAt ?? Number.NaN;
    columns.textEnd[count] = end;
    hashField(columns.hostHash, hostKeyField);
    hashField(columns.shortHash, shortHostField);
    const vendorEnd = ends[vendorField] as number;
    const isNobody = vendorEnd === start + 1 && text[start] === nullMark;
    const { high, low } = columns.vendorHash;
    if (isNobody) high[count] = low[count] = 0;
    else hashBytes(text, start, vendorEnd, seed, high, low, count);
    hashBytes(text, start, end, seed, columns.saidHash.high, columns.saidHash.low, count);
    textAt = end;
    count += 1;
    if (!isRejected(flags)) hasKind[kind] = 1;
    if (newestIsLocal) hasLocalTimes = true;
    if (newestAt === null || newestAt <= newestAtSoFar) return;
    newestAtSoFar = newestAt;
    newest = { at: newestAt, isLocal: newestIsLocal, line };
  }

  function hashField(hashes: Hashes, field: number): void {
    const start = (ends[field - 1] as number) + 1;
    hashBytes(text, start, ends[field] as number, seed, hashes.high, hashes.low, count);
  }

  function give(): RowBatch {
    const batch: RowBatch = {
      ...columnsOf(columns, count),
      count,
      seqFrom: given,
      text: text.subarray(0, textAt),
      unreadableColumns,
    };
    // The next piece needs about as much; the buffer itself goes with the batch.
    if (textAt > 0) text = new Uint8Array(Math.max(fewestTextBytes, textAt + (textAt >> 3)));
    given += count;
    count = 0;
    textAt = 0;
    unreadableColumns = new Map();
    return batch;
  }

  return {
    add,
    reserve,
    text: () => text,
    textStart: () => textAt,
    ends,
    commit,
    give,
    says: () => ({
      newest,
      hasLocalTimes,
      kinds: clientKinds.filter((_, kind) => hasKind[kind] === 1).sort(),
    }),
  };
}

function steadyOf(attributes: ExportRow["attributes"]): ExportRow["attributes"] {
  return Object.fromEntries(Object.entries(attributes).filter(([key]) => !isMoving(key)));
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
    saidHash: hashes(),
    textEnd: new Int32Array(rows),
  };
}

/** The columns with room for so many rows, more or fewer than they had. */
function columnsOf(columns: Columns, rows: number): Columns {
  const made = emptyColumns(rows);
  for (const name of Object.keys(made) as (keyof Columns)[]) {
    const to = made[name];
    const from = columns[name];
    if ("high" in to && "high" in from) {
      to.high.set(from.high.subarray(0, rows));
      to.low.set(from.low.subarray(0, rows));
    } else if (!("high" in to) && !("high" in from)) to.set(from.subarray(0, rows));
  }
  return made;
}
