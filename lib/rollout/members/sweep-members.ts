/** Judges the members whose deadline has come, block by block. A missed tick heals at the next. */
import { tryLockFacts } from "@/lib/evidence/lock-facts";
import { blockOf, blockOfId } from "@/lib/evidence/snapshot-block";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { type IdRange, isInRange, rangesOfBlocks } from "./block-ranges";
import { judgeHeldMany } from "./judge-many";
import { judgedStatuses, judgeHeldMembers } from "./judge-members";
import { lockRollout } from "./store";
import { foldTallies } from "./tallies";
import { watchClock } from "./watch-clock";

/** What a sweep came to. */
interface Swept {
  judged: number;
  postponed: number;
}

interface Going {
  id: number;
  applianceId: number;
}

const blocksPerSweep = 2_000;
/** Members are held no longer than it takes to judge so many blocks of them. */
const blocksAtOnce = 4;
const postponeMinutes = 60;

/** One sweep over all rollouts that are going. Returns how many members were judged and how many had to be postponed. */
export async function sweepMembers(ctx: Ctx): Promise<Swept> {
  await watchClock(ctx);
  const { rows } = await ctx.db.query<Going>(
    `SELECT id, appliance_id AS "applianceId" FROM rollout WHERE status IN ('open', 'held') ORDER BY id`,
  );
  const total = { judged: 0, postponed: 0 };
  for (const rollout of rows) {
    const swept = await sweepRollout(ctx, rollout);
    total.judged += swept.judged;
    total.postponed += swept.postponed;
  }
  await foldTallies(ctx.db);
  await ctx.db.query(
    "INSERT INTO heartbeat (name, at) VALUES ('sweep', clock_timestamp()) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
  );
  return total;
}

async function sweepRollout(ctx: Ctx, rollout: Going): Promise<Swept> {
  const total = { judged: 0, postponed: 0 };
  for (const range of rangesOfBlocks(await dueBlocks(ctx, rollout.id), blocksAtOnce)) {
    try {
      const judged = await sweepRange(ctx, rollout, range);
      if (judged === null) break;
      total.judged += judged;
    } catch (err) {
      ctx.log.warn(
        { err, rolloutId: rollout.id, ...range },
        "members that are due could not be judged; each of them is tried alone",
      );
      total.postponed += await judgeEachAlone(ctx, rollout, range);
    }
  }
  return total;
}

async function dueBlocks(ctx: Ctx, rolloutId: number): Promise<number[]> {
  const { rows } = await ctx.db.query<{ block: number }>(
    `SELECT DISTINCT block FROM due_block WHERE rollout_id = $1 AND judge_after <= $2 ORDER BY block LIMIT ${blocksPerSweep}`,
    [rolloutId, asTimestamp(ctx.now)],
  );
  return rows.map(({ block }) => block);
}

/**
 * `null`: another sweep is at this rollout already, it is over, or what is known of its clients is just being written: whoever does
 * that judges them. Rows that somebody else holds are left for the next time.
 */
async function sweepRange(ctx: Ctx, rollout: Going, range: IdRange): Promise<number | null> {
  return inTransaction(ctx.db, async (tx) => {
    if (!(await takeSweep(tx, rollout))) return null;
    const rolloutId = rollout.id;
    const due = await lockDue(tx, ctx.now, rolloutId, range);
    const options = { cause: "sweep", now: ctx.now };
    const judged = await judgeHeldMany(tx, rolloutId, due, options);
    await settleDueBlocks(tx, ctx.now, rolloutId, range);
    return judged;
  });
}

async function takeSweep(tx: Tx, { id, applianceId }: Going): Promise<boolean> {
  if (!(await tryLockFacts(tx, applianceId, true))) return false;
  const { rows } = await tx.query<{ mine: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtext('sweep'), $1) AS mine",
    [id],
  );
  return rows[0]?.mine === true && judgedStatuses.includes((await lockRollout(tx, id)) ?? "gone");
}

async function lockDue(tx: Tx, now: number, rolloutId: number, range: IdRange): Promise<number[]> {
  const { rows } = await tx.query<{ clientId: number }>(
    `SELECT client_id AS "clientId" FROM client_now
      WHERE rollout_id = $1 AND ${isInRange("client_id", range)} AND judge_after <= $2 FOR NO KEY UPDATE SKIP LOCKED`,
    [rolloutId, asTimestamp(now)],
  );
  return rows.map(({ clientId }) => clientId);
}

/**
 * In place of the rows of blocks that have come due: when the blocks have to be looked at next. Whoever changes one of their members
 * meanwhile adds a row of its own, which is not seen here and stays. What is due still was left for somebody, or postponed.
 */
async function settleDueBlocks(tx: Tx, now: number, rolloutId: number, range: IdRange): Promise<void> {
  await tx.query(
    `WITH gone AS (
       DELETE FROM due_block WHERE rollout_id = $1 AND block >= $2 AND block < $3
     )
     INSERT INTO due_block (rollout_id, block, judge_after)
     SELECT $1, ${blockOfId("client_id")}, GREATEST(min(judge_after), $4) FROM client_now
      WHERE rollout_id = $1 AND ${isInRange("client_id", range)} AND judge_after IS NOT NULL GROUP BY 2`,
    [rolloutId, blockOf(range.from), blockOf(range.until), asTimestamp(now + 1)],
  );
}

/** One bad row must never stop the fleet: it is postponed and said, the others are judged. */
async function judgeEachAlone(ctx: Ctx, rollout: Going, range: IdRange): Promise<number> {
  const rolloutId = rollout.id;
  const { rows } = await ctx.db.query<{ clientId: number }>(
    `SELECT client_id AS "clientId" FROM client_now
      WHERE rollout_id = $1 AND ${isInRange("client_id", range)} AND judge_after <= $2`,
    [rolloutId, asTimestamp(ctx.now)],
  );
  let postponed = 0;
  for (const { clientId } of rows) {
    try {
      await judgeAlone(ctx, rollout, clientId);
    } catch (err) {
      postponed++;
      ctx.log.error(
        { err, rolloutId, clientId },
        `a member could not be judged and is tried again in ${postponeMinutes} minutes`,
      );
      await postpone(ctx, rolloutId, clientId);
    }
  }
  await inTransaction(ctx.db, (tx) => settleDueBlocks(tx, ctx.now, rolloutId, range));
  return postponed;
}

async function judgeAlone(ctx: Ctx, rollout: Going, clientId: number): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    if (!(await takeSweep(tx, rollout))) return;
    const rolloutId = rollout.id;
    const { rowCount } = await tx.query(
      "SELECT 1 FROM client_now WHERE client_id = $1 AND rollout_id = $2 FOR NO KEY UPDATE SKIP LOCKED",
      [clientId, rolloutId],
    );
    if (rowCount) await judgeHeldMembers(tx, rolloutId, [clientId], { cause: "sweep", now: ctx.now });
  });
}

/** Whoever waits on somebody's word is expected when that runs out, and is counted by it: it stays where it is. */
async function postpone(ctx: Ctx, rolloutId: number, clientId: number): Promise<void> {
  await ctx.db.query(
    `UPDATE client_now SET judge_after = $3, rev = rev + 1
      WHERE rollout_id = $1 AND client_id = $2 AND reason_code <> 'attested_awaiting_sighting'`,
    [rolloutId, clientId, asTimestamp(ctx.now + postponeMinutes * 60_000)],
  );
}
