/** Finds what is due: PostgreSQL is the truth, the queue an alarm clock. */
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, type Sql } from "@/lib/platform/db";

/** SQL over `delivery d`: due at the instant `$1`, and its channel not paused. */
const isDue = `d.status = 'pending' AND d.next_at <= $1 AND d.deadline_at > $1
  AND NOT EXISTS (SELECT 1 FROM channel c WHERE c.id = d.channel_id AND (NOT c.enabled OR c.paused_at IS NOT NULL))`;

/** What became of what was found. */
export interface DueDeliveries {
  /** Whoever had them in hand is gone; they are sent again. */
  taken: number;
  dead: number;
  enqueued: number;
}

/** One for each channel: the next follows when that is through. */
export async function findDueDeliveries(ctx: Ctx): Promise<DueDeliveries> {
  const { db } = ctx;
  const now = asTimestamp(ctx.now);
  const { rowCount: taken } = await db.query(
    `UPDATE delivery SET status = 'pending', lease_until = NULL, next_at = LEAST(next_at, $1::timestamptz)
      WHERE status = 'sending' AND lease_until < clock_timestamp()`,
    [now],
  );
  const { rowCount: dead } = await db.query(
    `UPDATE delivery SET status = 'dead', ended_at = $1,
            problem = CASE WHEN problem IS NULL THEN 'It could not be sent before its deadline.'
                           ELSE 'It could not be sent before its deadline. Last: ' || problem END
      WHERE status = 'pending' AND deadline_at <= $1`,
    [now],
  );
  const due = await firstOfEachChannel(db, ctx.now);
  for (const deliveryId of due) await ctx.enqueue("delivery.send", { deliveryId });
  return { taken: taken ?? 0, dead: dead ?? 0, enqueued: due.length };
}

/** What is due now, one for each channel. */
export async function firstOfEachChannel(db: Sql, now: number): Promise<number[]> {
  const { rows } = await db.query<{ id: number }>(
    `SELECT DISTINCT ON (d.channel_id) d.id FROM delivery d WHERE ${isDue} ORDER BY d.channel_id, d.next_at, d.id`,
    [asTimestamp(now)],
  );
  return rows.map(({ id }) => id);
}

/** What a channel says next; null: nothing now. */
export async function nextOfChannel(db: Sql, channelId: number | null, now: number): Promise<number | null> {
  const { rows } = await db.query<{ id: number }>(
    `SELECT d.id FROM delivery d WHERE d.channel_id IS NOT DISTINCT FROM $2 AND ${isDue} ORDER BY d.next_at, d.id LIMIT 1`,
    [asTimestamp(now), channelId],
  );
  return rows[0]?.id ?? null;
}
