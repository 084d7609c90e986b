/** Judges the members whose slots changed. It follows the change in a transaction of its own, so that a grant waits for nobody. */
import type { Ctx } from "@/lib/platform/context";
import { clockColumn, inTransaction, offsetNow, prepared, type Tx } from "@/lib/platform/db";
import { judgeHeldMembers } from "../members/judge-members";

const batchSize = 500;

/** A slot that changed since its member was last judged. `mine`: the member is held, nobody else is judging it. */
interface Unjudged {
  id: number;
  clientId: number;
  seen: string;
  mine: boolean;
  going: boolean;
  now: number;
}

/**
 * Judges members of a rollout whose slots changed since they were last judged: the given ones, or whoever there is.
 * Those that a long import is just writing are left out; the sweep comes back to them. Returns how many were judged.
 */
export async function judgeSlotMembers(
  ctx: Ctx,
  rolloutId: number,
  clientIds: readonly number[] | null = null,
): Promise<number> {
  return inTransaction(ctx.db, async (tx) => {
    const mine = (await lockUnjudged(tx, rolloutId, clientIds)).filter((slot) => slot.mine);
    const [first] = mine;
    if (!first) return 0;
    // A rollout that is over keeps its states (rule 12); its slots only run out.
    if (first.going) {
      await judgeHeldMembers(
        tx,
        rolloutId,
        mine.map(({ clientId }) => clientId),
        { cause: "slot", now: offsetNow(first.now) },
      );
    }
    // A slot that changed again meanwhile is another row version by now, and is judged again.
    await tx.query(
      prepared(`UPDATE slot s SET judged = true FROM unnest($1::bigint[], $2::text[]) AS d(id, seen)
        WHERE s.id = d.id AND s.xmin::text = d.seen`),
      [mine.map(({ id }) => id), mine.map(({ seen }) => seen)],
    );
    return mine.length;
  });
}

/**
 * Locks the rollout and then the members, each only if nobody else has it for itself: whoever has the whole rollout is
 * judging all of it.
 */
async function lockUnjudged(
  tx: Tx,
  rolloutId: number,
  clientIds: readonly number[] | null,
): Promise<Unjudged[]> {
  const { rows } = await tx.query<Unjudged>(
    prepared(`WITH judging AS MATERIALIZED (
       SELECT status IN ('opening', 'open', 'held') AS going FROM rollout WHERE id = $1 FOR KEY SHARE SKIP LOCKED
     ), unjudged AS MATERIALIZED (
       SELECT s.id, s.client_id, s.xmin::text AS seen, j.going FROM judging j, slot s
        WHERE s.rollout_id = $1 AND NOT s.judged AND ($2::int[] IS NULL OR s.client_id = ANY($2))
        ORDER BY s.client_id LIMIT ${batchSize}
     ), mine AS MATERIALIZED (
       SELECT n.client_id FROM client_now n
        WHERE n.client_id IN (SELECT client_id FROM unjudged WHERE going)
          FOR NO KEY UPDATE SKIP LOCKED
     )
     SELECT u.id, u.client_id AS "clientId", u.seen, u.going, ${clockColumn},
            NOT u.going OR u.client_id IN (SELECT client_id FROM mine) AS mine
       FROM unjudged u`),
    [rolloutId, clientIds],
  );
  return rows;
}
