/**
 * People's decisions that clients may try again: attempts that failed so far, and a push that nobody took, hold them back no longer.
 * Taking them back too, for however many; the caller holds their rows and judges them. The ledger of slots is not touched.
 */
import { asTimestamp, type Sql, type Tx } from "@/lib/platform/db";

/** SQL over a slot `s` that has ended: whether it still counts, for nobody has let its client try again since. */
export const notRetried = `NOT EXISTS (SELECT 1 FROM slot_retry y
  WHERE y.client_id = s.client_id AND y.rollout_id = s.rollout_id AND y.up_to_fence >= s.fence AND y.removed_at IS NULL)`;

/** Clients that a receiver would not take come behind the others for so long, lest they stand in everybody's way. */
export const undeliveredMinutes = 60;

/** What holds a client back: attempts that count as failed, pushes that nobody took a while ago. `lastFence`: of its newest slot in the rollout. */
export interface HeldBack {
  failedAttempts: number;
  undelivered: number;
  lastFence: number;
}

/** Clients of these that have had slots in the rollout. */
export async function heldBackOf(
  db: Sql,
  rolloutId: number,
  clientIds: readonly number[],
  now: number,
): Promise<Map<number, HeldBack>> {
  const { rows } = await db.query<HeldBack & { clientId: number }>(
    `SELECT s.client_id AS "clientId", max(s.fence) AS "lastFence",
            count(*) FILTER (WHERE s.failed_attempt AND ${notRetried}) AS "failedAttempts",
            count(*) FILTER (WHERE s.outcome = 'undelivered' AND s.ended_at > $3 AND ${notRetried}) AS undelivered
       FROM slot s WHERE s.rollout_id = $1 AND s.client_id = ANY($2::int[]) GROUP BY s.client_id`,
    [rolloutId, clientIds, asTimestamp(now - undeliveredMinutes * 60_000)],
  );
  return new Map(rows.map(({ clientId, ...held }) => [clientId, held]));
}

/** `upTo`: the fence up to which attempts count no longer, by client. Returns the retries by client. */
export async function retryMany(
  tx: Tx,
  upTo: ReadonlyMap<number, number>,
  { rolloutId, byName, now }: { rolloutId: number; byName: string; now: number },
): Promise<Map<number, number>> {
  const { rows } = await tx.query<{ id: number; clientId: number }>(
    `INSERT INTO slot_retry (client_id, rollout_id, up_to_fence, made_by, made_at)
     SELECT id, $3, fence, $4, $5 FROM unnest($1::int[], $2::bigint[]) AS given(id, fence)
     RETURNING id, client_id AS "clientId"`,
    [[...upTo.keys()], [...upTo.values()], rolloutId, byName, asTimestamp(now)],
  );
  return new Map(rows.map(({ id, clientId }) => [clientId, id]));
}

/** Takes those of these retries back that stand. Returns their clients. */
export async function removeRetries(
  tx: Tx,
  ids: readonly number[],
  byName: string,
  now: number,
): Promise<number[]> {
  const { rows } = await tx.query<{ clientId: number }>(
    `UPDATE slot_retry SET removed_at = $2, removed_by = $3 WHERE id = ANY($1::int[]) AND removed_at IS NULL
     RETURNING client_id AS "clientId"`,
    [ids, asTimestamp(now), byName],
  );
  return rows.map(({ clientId }) => clientId);
}
