/** Finds work that nobody was told of (the queue was wiped, a worker was killed) and asks for it again. */
import type { Ctx } from "@/lib/platform/context";

/** Nudges for every unfinished import and every rollout that is opening. Work that is under way ignores its nudge. */
export async function reconcile(ctx: Ctx): Promise<{ imports: number; rollouts: number }> {
  const imports = await ctx.db.query<{ id: number }>(
    "SELECT id FROM import WHERE status IN ('queued', 'parsing', 'applying') OR wanted_taken_back_by IS NOT NULL ORDER BY id",
  );
  for (const { id } of imports.rows) await ctx.enqueue("import.advance", { importId: id });
  const rollouts = await ctx.db.query<{ id: number }>(
    "SELECT id FROM rollout WHERE status = 'opening' ORDER BY id",
  );
  for (const { id } of rollouts.rows) await ctx.enqueue("rollout.open", { rolloutId: id });
  return { imports: imports.rows.length, rollouts: rollouts.rows.length };
}
