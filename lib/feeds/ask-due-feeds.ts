/** Finds the feeds whose next reading is due, and what was kept and not taken in yet. */
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { attemptsAtMost } from "./settle-messages";

/** Work that is under way ignores its nudge. */
export async function askDueFeeds(ctx: Ctx): Promise<{ polls: number; settles: number }> {
  const due = await ctx.db.query<{ id: number }>(
    "SELECT id FROM feed WHERE enabled AND next_run_at <= $1 ORDER BY next_run_at LIMIT 1000",
    [asTimestamp(ctx.now)],
  );
  for (const { id } of due.rows) await ctx.enqueue("feed.poll", { feedId: id });
  const waiting = await ctx.db.query<{ id: number }>(
    "SELECT f.id FROM feed f WHERE f.enabled AND EXISTS (SELECT 1 FROM feed_message m WHERE m.feed_id = f.id AND m.attempts < $1)",
    [attemptsAtMost],
  );
  for (const { id } of waiting.rows) await ctx.enqueue("feed.settle", { feedId: id });
  return { polls: due.rows.length, settles: waiting.rows.length };
}
