/** Notices that the clock went back: what was judged ahead of it is judged again. */
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";

/** Clocks of a machine that wakes up, or of a database that moved, may differ by a little. */
const toleranceMs = 5 * 60_000;

/**
 * Keeps the newest instant that members were judged at. Where it lies more than five minutes ahead of now, a clock was wrong:
 * every rollout that is going is judged as a whole again (its members' deadlines were taken for past), and the overview says so.
 */
export async function watchClock(ctx: Ctx): Promise<void> {
  const { rows } = await ctx.db.query<{ judgedUntil: number }>(
    `INSERT INTO heartbeat (name, at) VALUES ('clock', $1)
     ON CONFLICT (name) DO UPDATE SET at = GREATEST(heartbeat.at, excluded.at) RETURNING at AS "judgedUntil"`,
    [asTimestamp(ctx.now)],
  );
  const aheadMs = (rows[0]?.judgedUntil ?? ctx.now) - ctx.now;
  if (aheadMs <= toleranceMs) return;
  ctx.log.warn({ aheadMs }, "the clock went back; rollouts that are going are judged again");
  const reopened = await inTransaction(ctx.db, async (tx) => {
    await tx.query("UPDATE heartbeat SET at = $1 WHERE name = 'clock'", [asTimestamp(ctx.now)]);
    await tx.query(
      `INSERT INTO heartbeat (name, at) VALUES ('clock_went_back', $1)
       ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
      [asTimestamp(ctx.now)],
    );
    const going = await tx.query<{ id: number }>(
      "UPDATE rollout SET status = 'opening', epoch = epoch + 1 WHERE status IN ('open', 'held') RETURNING id",
    );
    return going.rows;
  });
  for (const { id } of reopened) await ctx.enqueue("rollout.open", { rolloutId: id });
}

/** When the clock was last found to have gone back, epoch milliseconds; `null`: never. */
export async function clockWentBackAt(ctx: Pick<Ctx, "db">): Promise<number | null> {
  const { rows } = await ctx.db.query<{ at: number }>(
    "SELECT at FROM heartbeat WHERE name = 'clock_went_back'",
  );
  return rows[0]?.at ?? null;
}
