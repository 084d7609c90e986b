/** Keeps an appliance's rollouts in the order of its site releases: the newest is going, the others are superseded (rule 12). */
import { currentRelease } from "@/lib/core/release";
import type { Tx } from "@/lib/platform/db";
import { bringMembersBack, putMembersAway } from "./members/member-blocks";
import { loadSiteReleases } from "./members/store";

/**
 * Call after site releases of an appliance changed, in the same transaction and under `lockRolloutsOf`. The newest
 * site release gets its rollout and is `opening`, so that everything in it is judged again; every other rollout is
 * `superseded` and keeps its states, with their reasons as they are told at `now`. A closed rollout stays closed. Returns the
 * rollout to open, if any.
 */
export async function arrangeRollouts(tx: Tx, applianceId: number, now: number): Promise<number | null> {
  const current = currentRelease(await loadSiteReleases(tx, applianceId));
  const ending = await tx.query<{ id: number }>(
    `SELECT id FROM rollout WHERE appliance_id = $1 AND release_id <> $2 AND status IN ('opening', 'open', 'held')`,
    [applianceId, current?.id ?? 0],
  );
  for (const { id } of ending.rows) await putMembersAway(tx, id, now);
  await tx.query(
    "UPDATE rollout SET status = 'superseded' WHERE appliance_id = $1 AND release_id <> $2 AND status <> 'superseded'",
    [applianceId, current?.id ?? 0],
  );
  if (!current) return null;
  await tx.query(
    `INSERT INTO rollout (appliance_id, release_id, status)
     SELECT $1, id, CASE WHEN id = $2 THEN 'opening' ELSE 'superseded' END FROM release
      WHERE appliance_id = $1 AND kind = 'site' AND withdrawn_at IS NULL
     ON CONFLICT (release_id) DO NOTHING`,
    [applianceId, current.id],
  );
  return reopenRollout(tx, current.id);
}

/** Has everything in the rollout of a release judged again, unless a person closed it. Returns its id when it is to be opened. */
async function reopenRollout(tx: Tx, releaseId: number): Promise<number | null> {
  const { rows } = await tx.query<{ id: number }>(
    `UPDATE rollout SET status = 'opening', epoch = epoch + 1 WHERE release_id = $1 AND closed_at IS NULL RETURNING id`,
    [releaseId],
  );
  if (rows[0]) await bringMembersBack(tx, rows[0].id);
  else await tx.query("UPDATE rollout SET status = 'closed' WHERE release_id = $1", [releaseId]);
  return rows[0]?.id ?? null;
}

/** Has the rollout of an appliance that is going judged again as a whole (policy changed). Returns its id, if there is one. */
export async function rejudgeGoingRollout(tx: Tx, applianceId: number): Promise<number | null> {
  const { rows } = await tx.query<{ id: number }>(
    `UPDATE rollout SET status = 'opening', epoch = epoch + 1
      WHERE appliance_id = $1 AND status IN ('opening', 'open', 'held') RETURNING id`,
    [applianceId],
  );
  return rows[0]?.id ?? null;
}
