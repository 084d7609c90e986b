/** Read models for monitoring: members by state of the rollouts that go, and slots, of the appliances that the actor may see. */
import { type MemberState, memberStates } from "@/lib/core/member";
import { visibleTo, whereVisible } from "@/lib/fleet/appliance-queries";
import type { Ctx } from "@/lib/platform/context";
import type { RolloutStatus } from "./members/store";

/** A rollout that goes. `appliance`: its host name. */
export interface GoingRollout {
  id: number;
  appliance: string;
  release: string;
  mode: "observe" | "control";
  status: RolloutStatus;
  counts: Record<MemberState, number>;
}

/** An appliance has one at most. */
export async function listGoingRollouts(ctx: Ctx): Promise<GoingRollout[]> {
  const { rows } = await ctx.db.query<
    Omit<GoingRollout, "counts"> & { counts: Partial<GoingRollout["counts"]> }
  >(
    `SELECT r.id, a.hostname AS appliance, l.version AS release, r.mode, r.status,
            COALESCE((SELECT jsonb_object_agg(state, members) FROM (
              SELECT t.state, sum(t.members) AS members FROM rollout_tally t WHERE t.rollout_id = r.id GROUP BY 1) s), '{}') AS counts
       FROM rollout r JOIN release l ON l.id = r.release_id JOIN appliance a ON a.id = r.appliance_id
      WHERE ${whereVisible("r.appliance_id")} AND r.status IN ('opening', 'open', 'held') ORDER BY a.hostname, r.id`,
    [visibleTo(ctx)],
  );
  return rows.map((row) => ({
    ...row,
    counts: Object.fromEntries(
      memberStates.map((state) => [state, row.counts[state] ?? 0]),
    ) as GoingRollout["counts"],
  }));
}

/** Slots of an appliance. `cap` null: there is none. */
export interface SlotUse {
  appliance: string;
  held: number;
  cap: number | null;
}

export async function listSlotUse(ctx: Ctx): Promise<SlotUse[]> {
  const { rows } = await ctx.db.query<SlotUse>(
    `SELECT a.hostname AS appliance, a.cap,
            (SELECT count(*) FROM slot s WHERE s.appliance_id = a.id AND s.ended_at IS NULL) AS held
       FROM appliance a WHERE ${whereVisible("a.id")} ORDER BY a.hostname`,
    [visibleTo(ctx)],
  );
  return rows;
}
