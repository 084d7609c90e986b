/** Judges the members whose stored deadline has come. A missed tick heals at the next. */
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { judgeMembers, type Which } from "./judge-members";
import { watchClock } from "./watch-clock";

const rowsPerTransaction = 5_000;
const transactionsPerSweep = 200;
const postponeMinutes = 60;

/** One sweep over all rollouts that are going. Returns how many members were judged and how many had to be postponed. */
export async function sweepMembers(ctx: Ctx): Promise<{ judged: number; postponed: number }> {
  await watchClock(ctx);
  const { rows } = await ctx.db.query<{ id: number }>(
    "SELECT id FROM rollout WHERE status IN ('open', 'held') ORDER BY id",
  );
  const total = { judged: 0, postponed: 0 };
  for (const { id } of rows) {
    const swept = await sweepRollout(ctx, id);
    total.judged += swept.judged;
    total.postponed += swept.postponed;
  }
  await ctx.db.query(
    "INSERT INTO heartbeat (name, at) VALUES ('sweep', clock_timestamp()) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
  );
  return total;
}

async function sweepRollout(ctx: Ctx, rolloutId: number): Promise<{ judged: number; postponed: number }> {
  const total = { judged: 0, postponed: 0 };
  for (let turn = 0; turn < transactionsPerSweep; turn++) {
    const due = await dueClients(ctx, rolloutId);
    if (due.length === 0) break;
    try {
      const judged = await judgeThese(ctx, rolloutId, due);
      if (judged === null) break;
      total.judged += judged;
    } catch (err) {
      ctx.log.warn(
        { err, rolloutId, members: due.length },
        "a batch could not be judged; each of its members is tried alone",
      );
      total.postponed += await judgeEachAlone(ctx, rolloutId, due);
    }
    if (due.length < rowsPerTransaction) break;
  }
  return total;
}

async function dueClients(ctx: Ctx, rolloutId: number): Promise<number[]> {
  const { rows } = await ctx.db.query<{ clientId: number }>(
    `SELECT client_id AS "clientId" FROM member WHERE rollout_id = $1 AND judge_after <= $2
      ORDER BY judge_after LIMIT ${rowsPerTransaction}`,
    [rolloutId, asTimestamp(ctx.now)],
  );
  return rows.map(({ clientId }) => clientId);
}

/** `null`: another sweep is at this rollout already, and a second one would only wait for it. */
async function judgeThese(ctx: Ctx, rolloutId: number, clientIds: number[]): Promise<number | null> {
  const which: Which = { condition: "c.id = ANY($4::int[])", parameters: [clientIds] };
  return inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtext('sweep'), $1) AS mine",
      [rolloutId],
    );
    if (!rows[0]?.mine) return null;
    return judgeMembers(tx, rolloutId, which, { cause: "sweep", now: ctx.now });
  });
}

/** One bad row must never stop the fleet: it is postponed and said, the others are judged. */
async function judgeEachAlone(ctx: Ctx, rolloutId: number, clientIds: number[]): Promise<number> {
  let postponed = 0;
  for (const clientId of clientIds) {
    try {
      await judgeThese(ctx, rolloutId, [clientId]);
    } catch (err) {
      postponed++;
      ctx.log.error(
        { err, rolloutId, clientId },
        `a member could not be judged and is tried again in ${postponeMinutes} minutes`,
      );
      await ctx.db.query("UPDATE member SET judge_after = $3 WHERE rollout_id = $1 AND client_id = $2", [
        rolloutId,
        clientId,
        asTimestamp(ctx.now + postponeMinutes * 60_000),
      ]);
    }
  }
  return postponed;
}
