/** The items of the redeployment list as SQL: members that call for it, with what people did about them. */
import { refuseUnless, refuseUnlessSomewhere } from "@/lib/access/may";
import { type ClientKind, clientKinds } from "@/lib/core/client";
import { kindRanks, providersRank } from "@/lib/core/work";
import type { Ctx } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";

/** SQL for `itemState` (lib/core/work.ts) over a member `n` that is an item, and its row `w`; a test shows that the two agree. */
export const itemStateColumn = `CASE n.state WHEN 'upgrading' THEN 'started' WHEN 'waiting' THEN 'done'
  ELSE CASE WHEN w.state = 'failed' THEN 'failed' WHEN w.state = 'started' AND w.slot_id IS NULL THEN 'started' ELSE 'open' END END`;

/** SQL: whether a member `n` with its row `w` and held slot `s` is an item at all. */
export const isItem = `(n.state = 'needs_redeployment'
  OR (n.state = 'waiting' AND n.reason_code = 'attested_awaiting_sighting')
  OR (n.state = 'upgrading' AND (w.client_id IS NOT NULL OR s.asked_by = 'batch')))`;

/** SQL for `blockRank`, over `client c`. */
export const rankColumn = `CASE WHEN c.kind = 'connection_agent' AND cardinality(c.security_providers) > 0 THEN ${providersRank}
  ${clientKinds.map((kind: ClientKind) => `WHEN c.kind = '${kind}' THEN ${kindRanks[kind]}`).join(" ")} END`;

/** A rollout that goes on. What is known of clients is found by their appliance. */
export interface GoingRollout {
  id: number;
  applianceId: number;
}

/** Numbers of ours, for IN; nothing is in none. */
function listed(ids: readonly number[]): string {
  return ids.length === 0 ? "NULL" : ids.join(", ");
}

/**
 * SQL: every item of these rollouts, as `client_id`, its state, whose it is and what a list shows of it. Who holds a slot that they
 * took in a batch has its client on their list, too.
 */
export function itemsOf(rollouts: readonly GoingRollout[]): string {
  return `SELECT n.client_id, n.appliance_id, n.rollout_id, n.reason_code, n.state_since, ${itemStateColumn} AS state,
      CASE WHEN s.asked_by = 'batch' THEN COALESCE(w.assignee_id, s.asked_by_id) ELSE w.assignee_id END AS holder_id,
      CASE WHEN s.asked_by = 'batch' THEN COALESCE(w.assignee_name, s.asked_by_name) ELSE w.assignee_name END AS holder_name,
      s.id AS slot_id, s.fence, s.granted_at, s.lease_until, s.asked_by
    FROM client_now n LEFT JOIN work_item w ON w.client_id = n.client_id
    LEFT JOIN slot s ON s.client_id = n.client_id AND s.rollout_id = n.rollout_id AND s.ended_at IS NULL
   WHERE n.stands AND n.appliance_id IN (${listed(rollouts.map(({ applianceId }) => applianceId))})
     AND n.rollout_id IN (${listed(rollouts.map(({ id }) => id))}) AND ${isItem}`;
}

/** The rollouts that go on where the actor may see the list; `applianceId` asks for one only. @throws AppError 403 */
export async function goingRollouts(ctx: Ctx, applianceId: number | null): Promise<GoingRollout[]> {
  const where = refuseUnlessSomewhere(ctx, "work.read");
  if (applianceId !== null) refuseUnless(ctx, "work.read", applianceId);
  const { rows } = await ctx.db.query<GoingRollout>(
    `SELECT id, appliance_id AS "applianceId" FROM rollout WHERE status IN ('opening', 'open', 'held') AND ($1::int[] IS NULL OR appliance_id = ANY($1))
        AND ($2::int IS NULL OR appliance_id = $2) ORDER BY id`,
    [where === "all" ? null : [...where], applianceId],
  );
  return rows;
}

/** The same of one appliance, for who has been let in. */
export async function goingRolloutOf(db: Sql, applianceId: number): Promise<GoingRollout[]> {
  const { rows } = await db.query<GoingRollout>(
    "SELECT id, appliance_id AS \"applianceId\" FROM rollout WHERE status IN ('opening', 'open', 'held') AND appliance_id = $1",
    [applianceId],
  );
  return rows;
}
