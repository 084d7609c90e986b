/** A list that is found the same when it is made again: it moves on, and nothing else is written. */
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { lockFacts } from "./lock-facts";
import { loadNewest } from "./newest";

/**
 * Whether the list of an import, made again at `madeAt` (epoch milliseconds) and found the same, could simply move on: whoever was
 * connected in it still is, and nobody else has said anything since. False: it has to be taken in like any other list, because something
 * came between, or because a release was installed since it was made first: who was seen first after that has to be known (rule 17). The caller holds the evidence lock, and judges those who waited for a look.
 */
export async function confirmSnapshot(tx: Tx, importId: number, madeAt: number): Promise<boolean> {
  const { rows } = await tx.query<{ applianceId: number; kinds: string[]; exportedAt: number }>(
    `SELECT appliance_id AS "applianceId", kinds, exported_at AS "exportedAt" FROM import
      WHERE id = $1 AND status = 'done' AND wanted_taken_back_by IS NULL`,
    [importId],
  );
  const [list] = rows;
  if (!list || madeAt <= list.exportedAt) return false;
  await lockFacts(tx, list.applianceId);
  const newest = await loadNewest(tx, list.applianceId);
  const isNewest = [...newest].every(
    ([kind, each]) => !list.kinds.includes(kind) || each.importId === importId,
  );
  if (!isNewest || (await somethingSaid(tx, importId, list))) return false;
  const moved = await tx.query(
    `UPDATE import i SET first_exported_at = COALESCE(first_exported_at, exported_at), exported_at = $2
      WHERE id = $1 AND NOT EXISTS (
        SELECT 1 FROM release l WHERE l.appliance_id = i.appliance_id AND l.kind = 'site' AND l.withdrawn_at IS NULL
           AND l.installed_at BETWEEN COALESCE(i.first_exported_at, i.exported_at) AND $2)`,
    [importId, asTimestamp(madeAt)],
  );
  return moved.rowCount === 1;
}

/** Whether anything else speaks of clients of its kinds at its time or after it: what is known would not be its alone any more. */
async function somethingSaid(
  tx: Tx,
  importId: number,
  { applianceId, kinds, exportedAt }: { applianceId: number; kinds: readonly string[]; exportedAt: number },
): Promise<boolean> {
  const { rows } = await tx.query<{ said: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM client_now WHERE appliance_id = $1 AND kind = ANY($2) AND observed_at >= $3)
         OR EXISTS (SELECT 1 FROM sighting s JOIN client c ON c.id = s.client_id
                     WHERE s.observed_at = $3 AND c.appliance_id = $1 AND c.kind = ANY($2))
         OR EXISTS (SELECT 1 FROM import WHERE appliance_id = $1 AND kinds && $2 AND id <> $4 AND status = 'done' AND exported_at = $3)
       AS said`,
    [applianceId, kinds, asTimestamp(exportedAt), importId],
  );
  return rows[0]?.said === true;
}
