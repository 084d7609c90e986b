/** Ends leases that ran out, judges members whose slots changed, and gives what became free to the next. The sweep of the cap. */
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { afterSlotsEnded } from "./after-slots-ended";
import { forgetOldAsks } from "./ask-store";
import { endExpiredSlots } from "./end-slots";
import { judgeSlotMembers } from "./judge-slots";

const turnsPerSweep = 100;

/** One sweep over all appliances. Rows that somebody else is at are left for the next one. */
export async function expireSlots(ctx: Ctx): Promise<{ expired: number; judged: number }> {
  const total = { expired: 0, judged: 0 };
  for (let turn = 0; turn < turnsPerSweep; turn++) {
    const ended = await inTransaction(ctx.db, (tx) => endExpiredSlots(tx, null, ctx.now));
    if (ended.length === 0) break;
    total.expired += ended.length;
    await afterSlotsEnded(ctx, ended);
  }
  const { rows } = await ctx.db.query<{ rolloutId: number }>(
    'SELECT DISTINCT rollout_id AS "rolloutId" FROM slot WHERE NOT judged',
  );
  for (const { rolloutId } of rows) total.judged += await judgeSlotMembers(ctx, rolloutId);
  await forgetOldAsks(ctx.db, ctx.now);
  await ctx.db.query(
    "INSERT INTO heartbeat (name, at) VALUES ('slot_sweep', clock_timestamp()) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
  );
  return total;
}
