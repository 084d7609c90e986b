/** All rows of a file in memory, without their texts: what matching, weighing and comparing go by, about 70 bytes each. */
import type { Hashes, RowBatch } from "../rows/row-batch";

/** How a row finds its client. */
export const rowFates = {
  /** Not decided yet. */
  open: 0,
  /** It is surely this known client (`client` is its place in `KnownClients`). */
  known: 1,
  /** It is surely somebody new; registered already (`client` is the new id). */
  fresh: 2,
  /** Not certain: it goes through the passes that look closely. Then `client` is an id as well. */
  doubtful: 3,
  /** It says nothing of anybody any more: it repeated another row, or was refused and is told by others. */
  dropped: 4,
} as const;

/** The columns; rows beyond `count` are room to grow. */
export interface FileRows {
  count: number;
  line: Int32Array;
  kind: Uint8Array;
  flags: Uint16Array;
  connectedAt: Float64Array;
  connectedFromAt: Float64Array;
  earliestAt: Float64Array;
  hostHash: Hashes;
  shortHash: Hashes;
  vendorHash: Hashes;
  saidHash: Hashes;
  fate: Uint8Array;
  client: Int32Array;
  /** Its text differs from the one that its client's row holds: it stands in `changed_row`. */
  changed: Uint8Array;
  /** By what its client was recognised: a place in `identityBases`. */
  basis: Uint8Array;
  /** The number of its text among those of its client. */
  said: Int16Array;
  unreadableColumns: Map<number, string>;
}

const columns = [
  "line",
  "kind",
  "flags",
  "connectedAt",
  "connectedFromAt",
  "earliestAt",
  "fate",
  "client",
  "changed",
  "basis",
  "said",
] as const;
const hashColumns = ["hostHash", "shortHash", "vendorHash", "saidHash"] as const;

/** No rows, and room for so many. */
export function emptyRows(room: number): FileRows {
  const hashes = (): Hashes => ({ high: new Int32Array(room), low: new Int32Array(room) });
  return {
    count: 0,
    line: new Int32Array(room),
    kind: new Uint8Array(room),
    flags: new Uint16Array(room),
    connectedAt: new Float64Array(room),
    connectedFromAt: new Float64Array(room),
    earliestAt: new Float64Array(room),
    hostHash: hashes(),
    shortHash: hashes(),
    vendorHash: hashes(),
    saidHash: hashes(),
    fate: new Uint8Array(room),
    client: new Int32Array(room),
    changed: new Uint8Array(room),
    basis: new Uint8Array(room),
    said: new Int16Array(room),
    unreadableColumns: new Map(),
  };
}

/** Adds a batch; returns the place of its first row. */
export function addBatch(rows: FileRows, batch: RowBatch): number {
  const first = rows.count;
  const needed = first + batch.count;
  if (needed > rows.line.length) grow(rows, Math.max(needed, Math.ceil(rows.line.length * 1.5)));
  for (const column of ["line", "kind", "flags", "connectedAt", "connectedFromAt", "earliestAt"] as const)
    rows[column].set(batch[column].subarray(0, batch.count), first);
  for (const column of hashColumns) {
    rows[column].high.set(batch[column].high.subarray(0, batch.count), first);
    rows[column].low.set(batch[column].low.subarray(0, batch.count), first);
  }
  for (const [place, column] of batch.unreadableColumns) rows.unreadableColumns.set(first + place, column);
  rows.count = needed;
  return first;
}

function grow(rows: FileRows, room: number): void {
  const larger = emptyRows(room);
  for (const column of columns) larger[column].set(rows[column]);
  for (const column of hashColumns) {
    larger[column].high.set(rows[column].high);
    larger[column].low.set(rows[column].low);
  }
  const { count, unreadableColumns } = rows;
  Object.assign(rows, larger, { count, unreadableColumns });
}
