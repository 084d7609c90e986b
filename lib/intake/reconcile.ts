/** Finds work that nobody was told of (the queue was wiped, a worker was killed) and asks for it again. */
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";

/**
 * Nudges for every unfinished import, every rollout that is opening, every queue that slots are given out of, every
 * slot that was not announced yet, and every gap in the search index. Work that is under way ignores its nudge.
 */
export async function reconcile(ctx: Ctx): Promise<{ imports: number; rollouts: number; queues: number }> {
  const imports = await ctx.db.query<{ id: number }>(
    "SELECT id FROM import WHERE status IN ('queued', 'parsing', 'applying') OR wanted_taken_back_by IS NOT NULL ORDER BY id",
  );
  for (const { id } of imports.rows) await ctx.enqueue("import.advance", { importId: id });
  const rollouts = await ctx.db.query<{ id: number }>(
    "SELECT id FROM rollout WHERE status = 'opening' ORDER BY id",
  );
  for (const { id } of rollouts.rows) await ctx.enqueue("rollout.open", { rolloutId: id });
  const queues = await ctx.db.query<{ id: number }>(
    `SELECT appliance_id AS id FROM rollout WHERE mode = 'control' AND status IN ('open', 'held') ORDER BY id`,
  );
  for (const { id } of queues.rows) await ctx.enqueue("slot.grant", { applianceId: id });
  const pushes = await ctx.db.query<{ id: number }>(
    "SELECT id FROM slot WHERE ended_at IS NULL AND asked_by = 'push' AND delivered_at IS NULL ORDER BY id",
  );
  for (const { id } of pushes.rows) await ctx.enqueue("push.deliver", { slotId: id });
  const gaps = await ctx.db.query<{ id: number }>(
    "SELECT DISTINCT appliance_id AS id FROM search_gap ORDER BY id",
  );
  for (const { id } of gaps.rows) await ctx.enqueue("search.fill", { applianceId: id });
  const halts = await ctx.db.query<{ id: number }>(
    `SELECT r.id FROM rollout r WHERE r.mode = 'control' AND r.status = 'open' AND EXISTS (
       SELECT 1 FROM slot s WHERE s.rollout_id = r.id AND s.failed_attempt
          AND s.ended_at > GREATEST(r.halts_from, $1::timestamptz - interval '1 hour'))`,
    [asTimestamp(ctx.now)],
  );
  for (const { id } of halts.rows) await ctx.enqueue("rollout.haltCheck", { rolloutId: id });
  return { imports: imports.rows.length, rollouts: rollouts.rows.length, queues: queues.rows.length };
}
