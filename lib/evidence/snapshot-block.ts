/**
 * A snapshot in blocks of columns: what it says of 2,048 clients by their ids. A few bytes per client, never changed once it is
 * written, taken back by deleting the blocks.
 */
import type { Sighting } from "@/lib/core/evidence";
import { copyBinary, readBinary } from "@/lib/platform/copy-binary";
import type { Tx } from "@/lib/platform/db";
import { type Says, sayingOf, toSays } from "./says";

export const blockBits = 11;
export const blockSize = 1 << blockBits;

/** The block that a client's id falls in, and its place there. */
export const blockOf = (clientId: number) => clientId >> blockBits;
export const placeOf = (clientId: number) => clientId & (blockSize - 1);
export const clientAt = (block: number, place: number) => (block << blockBits) | place;

/** SQL: the block of a client's id, its place in PostgreSQL's arrays, and the id at a place. */
export const blockOfId = (id: string) => `(${id} >> ${blockBits})`;
export const clientAtPlace = (block: string, place: string) =>
  `((${block} << ${blockBits}) + ${place} - 1)::int`;
export const placeOfId = (id: string) => `((${id} & ${blockSize - 1}) + 1)`;

/** What does not fit the columns of a client, by its place. Instants in epoch milliseconds. */
export interface Odd {
  column?: string;
  connectedAt?: number;
  connectedFromAt?: number;
  earliestAt?: number;
}

/** The columns of one block. `says` 0: the client is not in the snapshot. */
export interface SnapshotBlock {
  importId: number;
  block: number;
  says: Int32Array;
  said: Int16Array | Int32Array;
  change: Int16Array | Int32Array;
  lineStep: Int32Array;
  connected: Int32Array;
  fromStep: Int32Array;
  earliestStep: Int32Array;
  odd: Record<number, Odd> | null;
}

/** No instant. */
const none = -2_147_483_648;

/** An empty block. */
export function emptyBlock(importId: number, block: number): SnapshotBlock {
  return {
    importId,
    block,
    says: new Int32Array(blockSize),
    said: new Int16Array(blockSize),
    change: new Int16Array(blockSize),
    lineStep: new Int32Array(blockSize),
    connected: new Int32Array(blockSize).fill(none),
    fromStep: new Int32Array(blockSize).fill(none),
    earliestStep: new Int32Array(blockSize).fill(none),
    odd: null,
  };
}

/** One row of a snapshot about one client. Instants in epoch milliseconds; `said`: the number of its text. */
export interface SnapshotRow extends Says {
  line: number;
  connectedAt: number | null;
  connectedFromAt: number | null;
  earliestAt: number | null;
  unreadableColumn: string | null;
  said: number;
}

/** Puts rows into a block, in the order of their places. Lines are steps: call it once for each place, going up. */
export function blockWriter(block: SnapshotBlock): (place: number, row: SnapshotRow) => void {
  let lineBefore = 0;
  return (place, row) => {
    block.says[place] = toSays(row);
    block.said[place] = row.said;
    block.lineStep[place] = row.line - lineBefore;
    lineBefore = row.line;
    const odd: Odd = {};
    if (row.unreadableColumn !== null) odd.column = row.unreadableColumn;
    const connected = seconds(row.connectedAt);
    const from = seconds(row.connectedFromAt);
    const earliest = seconds(row.earliestAt);
    if (connected === undefined) odd.connectedAt = row.connectedAt ?? 0;
    if (from === undefined) odd.connectedFromAt = row.connectedFromAt ?? 0;
    if (earliest === undefined) odd.earliestAt = row.earliestAt ?? 0;
    block.connected[place] = connected ?? none;
    block.fromStep[place] = step(connected, from);
    block.earliestStep[place] = step(connected, earliest);
    if (Object.keys(odd).length === 0) return;
    block.odd ??= {};
    block.odd[place] = odd;
  };
}

/** Whole seconds; null: no instant; undefined: they do not say it exactly. */
function seconds(instantMs: number | null): number | null | undefined {
  if (instantMs === null) return null;
  const whole = instantMs / 1000;
  return Number.isInteger(whole) && Math.abs(whole) < 2_000_000_000 ? whole : undefined;
}

/** How far it lies before `base` (before 1970 where there is no base), in a step that fits. */
function step(base: number | null | undefined, instant: number | null | undefined): number {
  if (instant === null || instant === undefined) return none;
  return ((base ?? 0) - instant) | 0;
}

/** Lines of a block's rows, by place; 0 where there is none. */
export function linesOf({ says, lineStep }: SnapshotBlock): Int32Array {
  const lines = new Int32Array(blockSize);
  let line = 0;
  for (let place = 0; place < blockSize; place++) {
    if (says[place] === 0) continue;
    line += lineStep[place] ?? 0;
    lines[place] = line;
  }
  return lines;
}

/** The instants of one row, out of its columns. */
export function instantsOf(row: {
  connected: number;
  fromStep: number;
  earliestStep: number;
  odd: Odd | null;
}): Pick<SnapshotRow, "connectedAt" | "connectedFromAt" | "earliestAt"> {
  const { connected, fromStep, earliestStep, odd } = row;
  const base = connected === none ? 0 : connected;
  return {
    connectedAt: odd?.connectedAt ?? (connected === none ? null : connected * 1000),
    connectedFromAt: odd?.connectedFromAt ?? (fromStep === none ? null : ((base - fromStep) | 0) * 1000),
    earliestAt: odd?.earliestAt ?? (earliestStep === none ? null : ((base - earliestStep) | 0) * 1000),
  };
}

/** When a list was made: found the same again, it moved on (`confirmSnapshot`). Epoch milliseconds. */
export interface MadeAt {
  exportedAt: number;
  /** When it was made first; null: it was made once. */
  firstExportedAt: number | null;
}

/** The oldest evidence in a row of a list that moved on is at most as young as the list was at first. */
function since(earliestAt: number | null, { firstExportedAt }: MadeAt): number | null {
  return firstExportedAt === null ? earliestAt : Math.min(earliestAt ?? firstExportedAt, firstExportedAt);
}

/** One sighting as a query reads it from a block. */
export interface PackedSighting extends MadeAt {
  importId: number;
  line: number;
  says: number;
  connected: number;
  fromStep: number;
  earliestStep: number;
  odd: Odd | null;
}

/** SQL: the columns of a `PackedSighting`, from block `b` of import `i`. */
export function packedSighting(place: string): string {
  return `b.import_id AS "importId", i.exported_at AS "exportedAt", i.first_exported_at AS "firstExportedAt", b.says[${place}] AS says, b.connected[${place}] AS connected,
    b.from_step[${place}] AS "fromStep", b.earliest_step[${place}] AS "earliestStep", b.odd->((${place} - 1)::text) AS odd,
    (SELECT sum(step) FROM unnest(b.line_step[1:${place}]) AS step) AS line`;
}

export function unpackSighting(row: PackedSighting): Sighting {
  const { unreadable, basis: _basis, rejected: _rejected, ...facts } = sayingOf(row.says);
  const instants = instantsOf(row);
  return {
    observedAt: row.exportedAt,
    firstObservedAt: row.firstExportedAt,
    source: { type: "import", importId: row.importId, line: row.line },
    ...instants,
    earliestAt: since(instants.earliestAt, row),
    ...facts,
    unreadable: unreadable ? { column: row.odd?.column ?? null } : null,
  };
}

/** The sighting of one client; null: the snapshot does not list it. `line` null: it was not asked for. */
export function sightingAt(
  block: SnapshotBlock,
  place: number,
  made: MadeAt,
  line: number | null = null,
): Sighting | null {
  const says = block.says[place] ?? 0;
  if (says === 0) return null;
  const { unreadable, online, needsUpdate, needsUpdateUnread, connectionType, availability } = sayingOf(says);
  const instants = instantsOf({
    connected: block.connected[place] ?? none,
    fromStep: block.fromStep[place] ?? none,
    earliestStep: block.earliestStep[place] ?? none,
    odd: block.odd?.[place] ?? null,
  });
  return {
    observedAt: made.exportedAt,
    firstObservedAt: made.firstExportedAt,
    source: { type: "import", importId: block.importId, line },
    ...instants,
    earliestAt: since(instants.earliestAt, made),
    online,
    needsUpdate,
    needsUpdateUnread,
    connectionType,
    availability,
    unreadable: unreadable ? { column: block.odd?.[place]?.column ?? null } : null,
  };
}

const columns = "import_id, block, says, said, change, line_step, connected, from_step, earliest_step, odd";

/** Writes blocks. */
export function writeBlocks(tx: Tx, blocks: Iterable<SnapshotBlock>): Promise<void> {
  return copyBinary(tx, `snapshot_block (${columns})`, function* (rows) {
    for (const block of blocks) {
      rows.row(10);
      rows.int4(block.importId);
      rows.int4(block.block);
      rows.ints(block.says);
      rows.ints(Int16Array.from(block.said));
      rows.ints(Int16Array.from(block.change));
      rows.ints(block.lineStep);
      rows.ints(block.connected);
      rows.ints(block.fromStep);
      rows.ints(block.earliestStep);
      rows.jsonb(block.odd && JSON.stringify(block.odd));
      yield undefined;
    }
  });
}

/** Reads the blocks that `where` picks (SQL over `b`, without parameters), in the order of `orderBy`. */
export function readBlocks(
  tx: Tx,
  where: string,
  take: (block: SnapshotBlock) => void,
  orderBy = "b.block, b.import_id",
): Promise<void> {
  const query = `SELECT ${columns
    .split(", ")
    .map((column) => `b.${column}`)
    .join(", ")} FROM snapshot_block b WHERE ${where} ORDER BY ${orderBy}`;
  return readBinary(tx, query, (row) =>
    take({
      importId: row.int() ?? 0,
      block: row.int() ?? 0,
      says: row.ints(),
      said: row.ints(),
      change: row.ints(),
      lineStep: row.ints(),
      connected: row.ints(),
      fromStep: row.ints(),
      earliestStep: row.ints(),
      odd: row.jsonb(),
    }),
  );
}

/** SQL: whether one of these imports (an array) lists client `id`. */
export function isListedIn(imports: string, id: string): string {
  return `EXISTS (SELECT 1 FROM snapshot_block b WHERE b.import_id = ANY(${imports}) AND b.block = ${blockOfId(id)}
    AND b.says[${placeOfId(id)}] <> 0)`;
}
