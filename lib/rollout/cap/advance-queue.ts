/** Moves an appliance's queue on: places who is new, opens waves, ends draining, and pushes slots. Finds all its work itself. */
import { mayWaveOpen } from "@/lib/core/admission";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { lockRolloutToHold } from "../members/store";
import { grantQueued } from "./grant-queued";
import { placeMembers } from "./place-members";
import { loadGrantBasis, lockSlots } from "./slot-store";

/** One turn; safe to repeat and to race. Returns how many slots were pushed. */
export async function advanceQueue(ctx: Ctx, applianceId: number): Promise<{ pushed: number }> {
  const basis = await loadGrantBasis(ctx.db, applianceId, null);
  if (!basis?.rolloutId || basis.rollout?.mode !== "control" || basis.rollout.status === "opening") {
    return { pushed: 0 };
  }
  if (basis.rollout.unplaced || (await hasUnplaced(ctx, basis.rolloutId)))
    await placeMembers(ctx, { id: basis.rolloutId, applianceId });
  if (basis.waves.some(({ openedAt }) => openedAt === null)) await openWaves(ctx, basis.rolloutId);
  if (basis.rollout.draining) {
    await holdDrained(ctx, applianceId, basis.rolloutId);
  }
  return { pushed: await grantQueued(ctx, applianceId) };
}

async function hasUnplaced(ctx: Ctx, rolloutId: number): Promise<boolean> {
  const { rowCount } = await ctx.db.query(
    "SELECT 1 FROM queue_place WHERE rollout_id = $1 AND wave IS NULL LIMIT 1",
    [rolloutId],
  );
  return rowCount === 1;
}

interface WaitingWave {
  position: number;
  startsAt: number | null;
  afterSharePercent: number | null;
  members: number;
  checkedIn: number;
}

/** Stamps the waves whose conditions are met. Excluded members count neither way. */
async function openWaves(ctx: Ctx, rolloutId: number): Promise<void> {
  const { rows } = await ctx.db.query<WaitingWave>(
    `WITH share AS (
       SELECT wave, sum(members) FILTER (WHERE state <> 'excluded') AS members,
              sum(members) FILTER (WHERE state = 'checked_in') AS checked_in
         FROM rollout_tally WHERE rollout_id = $1 GROUP BY wave
     )
     SELECT w.position, w.starts_at AS "startsAt", w.after_share_percent AS "afterSharePercent",
            COALESCE(b.members, 0) AS members, COALESCE(b.checked_in, 0) AS "checkedIn"
       FROM wave w LEFT JOIN share b ON b.wave = w.position - 1
      WHERE w.rollout_id = $1 AND w.opened_at IS NULL ORDER BY w.position`,
    [rolloutId],
  );
  const opening = rows.filter(({ members, checkedIn, ...wave }) =>
    mayWaveOpen({ name: "", windows: [], openedAt: null, ...wave }, { members, checkedIn }, ctx.now),
  );
  await ctx.db.query(
    "UPDATE wave SET opened_at = $3 WHERE rollout_id = $1 AND position = ANY($2::int[]) AND opened_at IS NULL",
    [rolloutId, opening.map(({ position }) => position), asTimestamp(ctx.now)],
  );
}

async function holdDrained(ctx: Ctx, applianceId: number, rolloutId: number): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    await lockRolloutToHold(tx, rolloutId);
    await lockSlots(tx, applianceId);
    await tx.query(
      `UPDATE rollout SET status = 'held', held_at = $2, draining_at = NULL,
              halt = '{"code": "drained", "inputs": {}}'
        WHERE id = $1 AND status = 'open' AND draining_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM slot WHERE appliance_id = $3 AND rollout_id = $1 AND ended_at IS NULL)`,
      [rolloutId, asTimestamp(ctx.now), applianceId],
    );
  });
}
