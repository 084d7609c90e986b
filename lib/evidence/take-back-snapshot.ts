/** Takes a snapshot back: everything is computed again from what remains (rule 15). */
import type { ClientKind } from "@/lib/core/client";
import type { Tx } from "@/lib/platform/db";
import { loadNewest } from "./newest";
import type { GroupMove } from "./record/describe-rows";
import type { SnapshotOf } from "./record/snapshot";
import { settleDuplicates } from "./settle-duplicates";
import { blockSize, clientAt, readBlocks } from "./snapshot-block";
import { weighClients } from "./weigh-clients";

type Place = Pick<SnapshotOf, "importId" | "applianceId" | "exportedAt" | "kinds">;

/** Forgets what it said and weighs its clients again. The import must not be `done` any more; the caller holds the evidence lock. Returns those whose group is another one now, and the kinds that it spoke of. */
export async function takeBackSnapshot(
  tx: Tx,
  { importId: id, applianceId, exportedAt, kinds }: Place,
): Promise<{ moved: GroupMove[]; kinds: ClientKind[] }> {
  const listed: number[] = [];
  await readBlocks(tx, `b.import_id = ${Number(id)}`, (block) => {
    for (let place = 0; place < block.says.length; place++)
      if (block.says[place] !== 0) listed.push(clientAt(block.block, place));
  });
  // What was different in it stays to be looked up.
  await tx.query(`UPDATE snapshot_block SET says = array_fill(0, ARRAY[${blockSize}]) WHERE import_id = $1`, [
    id,
  ]);
  const { rows: ofListed } = await tx.query<{ kind: ClientKind }>(
    "SELECT DISTINCT kind FROM client WHERE appliance_id = $1 AND id = ANY($2::int[])",
    [applianceId, listed],
  );
  const touched = [...new Set([...kinds, ...ofListed.map(({ kind }) => kind)])];
  const newest = await loadNewest(tx, applianceId);
  const wasNewestOf = kinds.filter((kind) => {
    const left = newest.get(kind);
    return left === undefined || exportedAt >= left.exportedAt;
  });
  const { rows } = await tx.query<{ id: number }>(
    // Owners of merged ones; and whoever's time was left out because it was the snapshot's, though it did not list them.
    `SELECT merged_into_id AS id FROM client WHERE merged_into_id IS NOT NULL AND appliance_id = $1
     UNION SELECT client_id FROM client_now
      WHERE appliance_id = $1 AND kind = ANY($2) AND observed_at IS NULL AND first_evidence_at IS NOT NULL`,
    [applianceId, wasNewestOf],
  );
  const moved = await weighClients(tx, applianceId, [...listed, ...rows.map((row) => row.id)]);
  await settleDuplicates(tx, applianceId, touched);
  await tx.query(
    `UPDATE client c SET survivor_id = NULL FROM client_now n
      WHERE c.appliance_id = $1 AND c.survivor_id IS NOT NULL AND n.client_id = c.id AND NOT n.stands`,
    [applianceId],
  );
  return { moved, kinds: touched };
}
