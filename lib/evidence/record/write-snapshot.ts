/** Writes a snapshot's rows into blocks. */
import type { Tx } from "@/lib/platform/db";
import {
  availabilityOf,
  connectionTypeOf,
  isNeedUnread,
  isRejected,
  isUnreadable,
  needsUpdateOf,
  onlineOf,
} from "../rows/row-flags";
import { identityBases } from "../says";
import {
  blockOf,
  blockWriter,
  emptyBlock,
  placeOf,
  type SnapshotBlock,
  writeBlocks,
} from "../snapshot-block";
import type { ComparedRows } from "./compare-rows";
import type { FileRows } from "./file-rows";
import type { SnapshotOf } from "./snapshot";
import type { TakenRows } from "./take-rows";
import type { WeighedRows } from "./weigh-rows";

/** Writes the blocks: each client of the file with its row, and who is missing with nothing but that. */
export function writeSnapshot(
  tx: Tx,
  snapshot: SnapshotOf,
  taken: TakenRows,
  { rowOf }: WeighedRows,
  { knownBits, freshBits }: ComparedRows,
): Promise<void> {
  const { rows, known, fresh } = taken;
  return writeBlocks(tx, blocks());

  function* blocks(): Generator<SnapshotBlock> {
    let block: SnapshotBlock | null = null;
    let put = (_place: number, _row: number) => {};
    for (const { clientId, row, bits } of inOrder()) {
      if (block === null || block.block !== blockOf(clientId)) {
        if (block !== null) yield block;
        block = emptyBlock(snapshot.importId, blockOf(clientId));
        const write = blockWriter(block);
        put = (place, each) => write(place, snapshotRow(rows, each));
      }
      block.change[placeOf(clientId)] = bits;
      if (row !== -1) put(placeOf(clientId), row);
    }
    if (block !== null) yield block;
  }

  /** By the ids of the clients. Ids of new ones are above those of all that were known, but for clients that a person added meanwhile. */
  function* inOrder(): Generator<{ clientId: number; row: number; bits: number }> {
    let next = 0;
    for (let place = 0; place < known.count; place++) {
      const clientId = known.id[place] as number;
      for (; next < fresh.length && (fresh[next]?.clientId ?? 0) < clientId; next++) yield freshAt(next);
      const row = rowOf[place] as number;
      const bits = knownBits[place] as number;
      if (row !== -1 || bits !== 0) yield { clientId, row, bits };
    }
    for (; next < fresh.length; next++) yield freshAt(next);
  }

  function freshAt(index: number): { clientId: number; row: number; bits: number } {
    const { clientId, row } = fresh[index] ?? { clientId: 0, row: -1 };
    return { clientId, row, bits: freshBits[index] as number };
  }
}

function snapshotRow(rows: FileRows, row: number) {
  const flags = rows.flags[row] as number;
  const instant = (column: Float64Array) => {
    const at = column[row] as number;
    return Number.isNaN(at) ? null : at;
  };
  return {
    line: rows.line[row] as number,
    connectedAt: instant(rows.connectedAt),
    connectedFromAt: instant(rows.connectedFromAt),
    earliestAt: instant(rows.earliestAt),
    online: onlineOf(flags),
    needsUpdate: needsUpdateOf(flags),
    needsUpdateUnread: isNeedUnread(flags),
    connectionType: connectionTypeOf(flags),
    availability: availabilityOf(flags),
    unreadable: isUnreadable(flags),
    rejected: isRejected(flags),
    unreadableColumn: rows.unreadableColumns.get(row) ?? null,
    basis: identityBases[rows.basis[row] as number] ?? ("name" as const),
    said: rows.said[row] as number,
  };
}
