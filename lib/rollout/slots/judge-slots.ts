/** Judges the members whose slots changed. It follows the change in a transaction of its own, so that a grant waits for nobody. */
import type { Ctx } from "@/lib/platform/context";
import { databaseNow, inTransaction, type Sql } from "@/lib/platform/db";
import { judgeHeldRollout } from "../judge-members";
import type { EndedSlot } from "./end-slots";

const batchSize = 500;

interface Unjudged {
  id: number;
  clientId: number;
  seen: string;
}

/**
 * Judges members of a rollout whose slots changed since they were last judged: the given ones, or whoever there is.
 * Those that a long import is just judging are left out; the sweep comes back to them. Returns how many were judged.
 */
export async function judgeSlotMembers(
  ctx: Ctx,
  rolloutId: number,
  clientIds: readonly number[] | null = null,
): Promise<number> {
  return inTransaction(ctx.db, async (tx) => {
    // The order of locks everywhere is rollout before member; whoever holds the rollout for itself is judging it all.
    const { rows } = await tx.query<{ going: boolean }>(
      `SELECT status IN ('opening', 'open', 'held') AS going FROM rollout WHERE id = $1 FOR SHARE SKIP LOCKED`,
      [rolloutId],
    );
    if (!rows[0]) return 0;
    const { going } = rows[0];
    const unjudged = await tx.query<Unjudged>(
      `SELECT s.id, s.client_id AS "clientId", s.xmin::text AS seen FROM slot s
        WHERE s.rollout_id = $1 AND NOT s.judged AND ($2::int[] IS NULL OR s.client_id = ANY($2))
        ORDER BY s.client_id LIMIT ${batchSize}`,
      [rolloutId, clientIds],
    );
    if (unjudged.rows.length === 0) return 0;
    // A rollout that is over keeps its states (rule 12); its slots only run out.
    const mine = going
      ? await lockMembers(tx, rolloutId, unjudged.rows)
      : new Set(unjudged.rows.map(({ clientId }) => clientId));
    const done = unjudged.rows.filter(({ clientId }) => mine.has(clientId));
    if (done.length === 0) return 0;
    if (going) {
      await judgeHeldRollout(
        tx,
        rolloutId,
        { condition: "c.id = ANY($4::int[])", parameters: [[...mine]] },
        { cause: "slot", now: await databaseNow(tx) },
      );
    }
    // A slot that changed again meanwhile is another row version by now, and is judged again.
    await tx.query(
      `UPDATE slot s SET judged = true FROM unnest($1::bigint[], $2::text[]) AS d(id, seen)
        WHERE s.id = d.id AND s.xmin::text = d.seen`,
      [done.map(({ id }) => id), done.map(({ seen }) => seen)],
    );
    return done.length;
  });
}

async function lockMembers(tx: Sql, rolloutId: number, slots: readonly Unjudged[]): Promise<Set<number>> {
  const wanted = slots.map(({ clientId }) => clientId);
  const { rows } = await tx.query<{ clientId: number }>(
    `WITH mine AS (
       SELECT client_id FROM member WHERE rollout_id = $1 AND client_id = ANY($2::int[]) FOR UPDATE SKIP LOCKED
     )
     SELECT client_id AS "clientId" FROM mine
     UNION ALL
     -- Whoever is no member (its evidence was taken back) can be held by nobody either.
     SELECT w.id FROM unnest($2::int[]) AS w(id)
      WHERE NOT EXISTS (SELECT 1 FROM member m WHERE m.rollout_id = $1 AND m.client_id = w.id)`,
    [rolloutId, wanted],
  );
  return new Set(rows.map(({ clientId }) => clientId));
}

/** What follows when slots ended: members judged, halts looked at, and the freed slots given to the next. */
export async function afterSlotsEnded(ctx: Ctx, ended: readonly EndedSlot[]): Promise<void> {
  for (const rolloutId of new Set(ended.map((slot) => slot.rolloutId))) {
    const own = ended.filter((slot) => slot.rolloutId === rolloutId);
    await judgeSlotMembers(
      ctx,
      rolloutId,
      own.map(({ clientId }) => clientId),
    );
    if (own.some(({ failedAttempt }) => failedAttempt)) await ctx.enqueue("rollout.haltCheck", { rolloutId });
  }
  for (const applianceId of new Set(ended.map((slot) => slot.applianceId))) {
    await ctx.enqueue("slot.grant", { applianceId });
  }
}
