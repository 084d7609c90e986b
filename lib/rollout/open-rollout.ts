/** Judges every client of a rollout that is opening (new, corrected, or reopened), then declares it open. */
import { lockFacts } from "@/lib/evidence/lock-facts";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { judgeFleet } from "./members/judge-fleet";

/**
 * Makes a rollout consistent: every client with evidence becomes a member and is judged. Safe to repeat and to be
 * killed: the status stays `opening` until everything is written, and the reconciliation asks again.
 */
export async function openRollout(ctx: Ctx, rolloutId: number): Promise<void> {
  const { opened, applianceId } = await inTransaction(ctx.db, async (tx) => {
    const going = await tx.query<{ applianceId: number }>(
      "SELECT appliance_id AS \"applianceId\" FROM rollout WHERE id = $1 AND status = 'opening'",
      [rolloutId],
    );
    if (going.rows[0]) await lockFacts(tx, going.rows[0].applianceId);
    const { rows } = await tx.query<{ epoch: number; applianceId: number }>(
      "SELECT epoch, appliance_id AS \"applianceId\" FROM rollout WHERE id = $1 AND status = 'opening' FOR UPDATE",
      [rolloutId],
    );
    const { epoch, applianceId } = rows[0] ?? {};
    if (epoch === undefined) return { opened: true, applianceId };
    await judgeFleet(tx, rolloutId, {}, { cause: "opening", now: ctx.now, refresh: true });
    const { rowCount } = await tx.query(
      `UPDATE rollout SET judged_epoch = $2, status = CASE WHEN held_at IS NULL THEN 'open' ELSE 'held' END
        WHERE id = $1 AND status = 'opening' AND epoch = $2`,
      [rolloutId, epoch],
    );
    return { opened: rowCount === 1, applianceId };
  });
  // A correction came in while the members were judged: they are judged once more.
  if (!opened) await ctx.enqueue("rollout.open", { rolloutId });
  else if (applianceId !== undefined) await ctx.enqueue("slot.grant", { applianceId });
}
