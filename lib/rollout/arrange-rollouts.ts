/** Keeps an appliance's rollouts in the order of its site releases: the newest is going, the others are superseded (rule 12). */
import { currentRelease } from "@/lib/core/release";
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { bringMembersBack, putMembersAway } from "./members/member-blocks";
import {
  findGoingRollout,
  loadRolloutBasis,
  loadSiteReleases,
  lockRolloutsOf,
  type RolloutBasis,
} from "./members/store";

/**
 * Holds the rollouts of an appliance whose releases are about to change, until the transaction ends. Returns what the members of the
 * one that is going are judged by until then, for `arrangeRollouts`: what was told of them rests on that.
 * @throws AppError 404
 */
export async function holdRollouts(tx: Tx, applianceId: number): Promise<RolloutBasis | null> {
  if (!(await lockRolloutsOf(tx, applianceId))) throw notFound("appliance", applianceId);
  const going = await findGoingRollout(tx, applianceId);
  return going && loadRolloutBasis(tx, going.id);
}

/**
 * Call after site releases of an appliance changed, in the same transaction. `going`: from `holdRollouts`. The newest
 * site release gets its rollout and is `opening`, so that everything in it is judged again; every other rollout is
 * `superseded` and keeps its states, with their reasons as they were told until `now`. A closed rollout stays closed. Returns the
 * rollout to open, if any.
 */
export async function arrangeRollouts(
  tx: Tx,
  applianceId: number,
  going: RolloutBasis | null,
  now: number,
): Promise<number | null> {
  const current = currentRelease(await loadSiteReleases(tx, applianceId));
  const ending = await tx.query<{ id: number }>(
    `SELECT id FROM rollout WHERE appliance_id = $1 AND release_id <> $2 AND status IN ('opening', 'open', 'held')`,
    [applianceId, current?.id ?? 0],
  );
  if (going && ending.rows.some(({ id }) => id === going.id)) await putMembersAway(tx, going, now);
  await tx.query(
    "UPDATE rollout SET status = 'superseded' WHERE appliance_id = $1 AND release_id <> $2 AND status <> 'superseded'",
    [applianceId, current?.id ?? 0],
  );
  if (!current) return null;
  await tx.query(
    `INSERT INTO rollout (appliance_id, release_id, status, created_at)
     SELECT $1, id, CASE WHEN id = $2 THEN 'opening' ELSE 'superseded' END, $3 FROM release
      WHERE appliance_id = $1 AND kind = 'site' AND withdrawn_at IS NULL
     ON CONFLICT (release_id) DO NOTHING`,
    [applianceId, current.id, asTimestamp(now)],
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
