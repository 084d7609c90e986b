/**
 * Takes a whole list in: the one door through which snapshots become evidence. Rows are handed over as they are read
 * (`openSnapshot`), then weighed, compared with the snapshot before, and written; all in the transaction of the caller, who holds
 * the appliance's evidence lock.
 */
import type { Pool, Tx } from "@/lib/platform/db";
import { lockFacts } from "./lock-facts";
import { type ComparedRows, compareRows, type Snapshot } from "./record/compare-rows";
import { describeRows, type GroupMove } from "./record/describe-rows";
import { findConcerned } from "./record/find-concerned";
import type { SnapshotOf } from "./record/snapshot";
import { openRows, type RowTaker, type TakenRows } from "./record/take-rows";
import { type WeighedRows, weighRows } from "./record/weigh-rows";
import { writeSnapshot } from "./record/write-snapshot";
import { noteSearchGaps } from "./search-gap";
import { settleDuplicates } from "./settle-duplicates";
import { findPrevious } from "./snapshots";
import { weighClients } from "./weigh-clients";

/** Evidence about one appliance is taken in and taken back in turns; everything else goes on meanwhile. */
export async function lockEvidence(tx: Tx, applianceId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('evidence'), $1)", [applianceId]);
}

/** A taker of rows for an import. New clients are registered as their rows come. */
export function openSnapshot(db: Pool, tx: Tx, applianceId: number, importId: number): Promise<RowTaker> {
  return openRows(db, tx, applianceId, importId);
}

/** What a snapshot did. */
export interface RecordedSnapshot {
  taken: TakenRows;
  weighed: WeighedRows;
  compared: ComparedRows;
  previous: Snapshot | null;
  moved: GroupMove[];
}

/** Weighs, describes, compares and writes. The import must not be `done` yet; once it is, `settleSnapshot` has to follow. */
export async function recordSnapshot(
  db: Pool,
  tx: Tx,
  snapshot: SnapshotOf,
  taken: TakenRows,
): Promise<RecordedSnapshot> {
  await lockFacts(tx, snapshot.applianceId);
  const previous = await findPrevious(tx, snapshot);
  const weighed = await weighRows(tx, snapshot, taken);
  await noteSearchGaps(tx, idsOf(taken.fresh));
  const moved = await describeRows(tx, taken, weighed);
  const compared = await compareRows(db, tx, snapshot, taken, weighed, previous);
  await writeSnapshot(tx, snapshot, taken, weighed, compared);
  return { taken, weighed, compared, previous, moved };
}

function* idsOf(fresh: TakenRows["fresh"]): Generator<number> {
  for (const { clientId } of fresh) yield clientId;
}

/** What can only be done once the import counts among the standing ones: weighing clients by all they have, and duplicates. */
export async function settleSnapshot(
  tx: Tx,
  snapshot: SnapshotOf,
  { taken, weighed }: RecordedSnapshot,
): Promise<GroupMove[]> {
  const { known } = taken;
  const owners = await loadOwners(tx, snapshot.applianceId);
  const behind = weighed.behind.flatMap((place) => {
    const clientId = known.id[place] as number;
    const owner = owners.get(clientId);
    return owner === undefined ? [clientId] : [owner, clientId];
  });
  const moved = await weighClients(tx, snapshot.applianceId, behind);
  await settleDuplicates(
    tx,
    snapshot.applianceId,
    snapshot.kinds,
    behind.length > 0 ? undefined : findConcerned(taken),
  );
  return moved;
}

/** Of clients that a person merged into another: which. */
export async function loadOwners(tx: Tx, applianceId: number): Promise<Map<number, number>> {
  const { rows } = await tx.query<{ id: number; intoId: number }>(
    'SELECT id, merged_into_id AS "intoId" FROM client WHERE merged_into_id IS NOT NULL AND appliance_id = $1',
    [applianceId],
  );
  return new Map(rows.map(({ id, intoId }) => [id, intoId]));
}
