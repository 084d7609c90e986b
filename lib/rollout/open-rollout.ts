/** Judges every client of a rollout that is opening (new, corrected, or reopened), then declares it open. */
import { lockFacts } from "@/lib/evidence/lock-facts";
import { weighFrom } from "@/lib/evidence/weigh-from";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { followMoves } from "./cap/place-members";
import { judgeFleet } from "./members/judge-fleet";

/**
 * Makes a rollout consistent: every client with evidence becomes a member and is judged. Safe to repeat and to be
 * killed: the status stays `opening` until everything is written, and the reconciliation asks again.
 */
export async function openRollout(ctx: Ctx, rolloutId: number): Promise<void> {
  await weighFromRelease(ctx, rolloutId);
  const { opened, applianceId } = await inTransaction(ctx.db, async (tx) => {
    const going = await tx.query<{ applianceId: number }>(
      "SELECT appliance_id AS \"applianceId\" FROM rollout WHERE id = $1 AND status = 'opening'",
      [rolloutId],
    );
    if (going.rows[0]) await lockFacts(tx, going.rows[0].applianceId);
    const { rows } = await tx.query<{ epoch: number; applianceId: number; isWeighed: boolean }>(
      `SELECT r.epoch, r.appliance_id AS "applianceId", a.weighed_from IS NOT DISTINCT FROM l.installed_at AS "isWeighed"
         FROM rollout r JOIN release l ON l.id = r.release_id JOIN appliance a ON a.id = r.appliance_id
        WHERE r.id = $1 AND r.status = 'opening' FOR UPDATE OF r`,
      [rolloutId],
    );
    const { epoch, applianceId, isWeighed } = rows[0] ?? {};
    if (epoch === undefined) return { opened: true, applianceId };
    // Its release was corrected since what is known was weighed from it.
    if (!isWeighed) return { opened: false, applianceId };
    await judgeFleet(tx, rolloutId, {}, { cause: "opening", now: ctx.now, refresh: true });
    const { rowCount } = await tx.query(
      `UPDATE rollout SET judged_epoch = $2, status = CASE WHEN held_at IS NULL THEN 'open' ELSE 'held' END
        WHERE id = $1 AND status = 'opening' AND epoch = $2`,
      [rolloutId, epoch],
    );
    return { opened: rowCount === 1, applianceId };
  });
  // A correction came in meanwhile: the members are judged once more.
  if (!opened) await ctx.enqueue("rollout.open", { rolloutId });
  else if (applianceId !== undefined) await ctx.enqueue("slot.grant", { applianceId });
}

/** What is known of the clients is weighed from the release on (rule 17), in a transaction of its own: nobody who asks for a slot waits. */
async function weighFromRelease(ctx: Ctx, rolloutId: number): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const find = () =>
      tx.query<{ applianceId: number; installedAt: number }>(
        `SELECT r.appliance_id AS "applianceId", l.installed_at AS "installedAt"
           FROM rollout r JOIN release l ON l.id = r.release_id WHERE r.id = $1 AND r.status = 'opening'`,
        [rolloutId],
      );
    const going = await find();
    if (!going.rows[0]) return;
    // Releases change only while nothing is written of the clients.
    await lockFacts(tx, going.rows[0].applianceId);
    const { rows } = await find();
    if (rows[0]) await followMoves(tx, await weighFrom(tx, rows[0].applianceId, rows[0].installedAt));
  });
}
