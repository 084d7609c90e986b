/** Finds the feeds whose next reading is due, and what was kept and not taken in yet. */
import { quickForMs, quickWithinMs } from "@/lib/core/feed-pace";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { attemptsAtMost } from "./settle-messages";

/** Work that is under way ignores its nudge. */
export async function askDueFeeds(ctx: Ctx): Promise<{ polls: number; settles: number }> {
  await hurryAfterRelease(ctx);
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

/** A release was recorded since a feed was read last: the pace of quiet times, which set its next reading, holds no longer. */
async function hurryAfterRelease(ctx: Ctx): Promise<void> {
  await ctx.db.query(
    `UPDATE feed f SET next_run_at = $1
      WHERE f.enabled AND f.next_run_at > $2 AND f.failures = 0 AND f.settings->>'intervalMinutes' IS NULL
        AND EXISTS (SELECT 1 FROM release l WHERE l.appliance_id = f.appliance_id AND l.kind = 'site' AND l.withdrawn_at IS NULL
                     AND l.recorded_at > f.last_read_at AND l.installed_at > $3)`,
    [asTimestamp(ctx.now), asTimestamp(ctx.now + quickWithinMs), asTimestamp(ctx.now - quickForMs)],
  );
}
