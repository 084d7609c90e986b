/** Takes a delivery in hand: for so long as its lease lasts nobody else sends it. */
import { asTimestamp, inTransaction, type Pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { dropSuperseded } from "./drop-superseded";
import { type Delivery, deliveryColumns } from "./store";

/** A sending takes its time-out at most; what is beside it is quick. A multiple of it, so that no lease ends under a worker that lives. */
const leaseTimeouts = 3;

/** A delivery in hand. */
export interface Claimed extends Delivery {
  /** Which try it is, from 1. */
  attempt: number;
  /** An earlier try may have arrived. */
  again: boolean;
}

/**
 * One conditional update decides, and writes the try as begun. null: somebody else has it, it is not due, it is past its deadline, its
 * channel is paused or busy with another one. Leases run by the real clock, not by a moved one: what must not be sent twice is real.
 */
export async function claimDelivery(db: Pool, deliveryId: number, now: number): Promise<Claimed | null> {
  return inTransaction(db, async (tx) => {
    const { rows: found } = await tx.query<{ channelId: number | null }>(
      'SELECT channel_id AS "channelId" FROM delivery WHERE id = $1',
      [deliveryId],
    );
    const [known] = found;
    if (!known) return null;
    // One at a time of each channel: who has to wait for a slow one holds nobody else up.
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('channel turn'), $1)", [known.channelId ?? 0]);
    if (known.channelId !== null) await dropSuperseded(tx, known.channelId, now);
    const { rows } = await tx.query<Claimed>(
      `WITH d AS (
         UPDATE delivery SET status = 'sending', attempts = attempts + 1,
                lease_until = clock_timestamp() + make_interval(secs => $3)
          WHERE id = $1 AND status = 'pending' AND next_at <= $2 AND deadline_at > $2
            AND NOT EXISTS (SELECT 1 FROM channel c WHERE c.id = delivery.channel_id AND (NOT c.enabled OR c.paused_at IS NOT NULL))
            AND NOT EXISTS (
              SELECT 1 FROM delivery o WHERE o.channel_id IS NOT DISTINCT FROM delivery.channel_id AND o.id <> delivery.id
                 AND o.status = 'sending' AND o.lease_until > clock_timestamp())
         RETURNING *
       ), begun AS (
         INSERT INTO delivery_attempt (delivery_id, number, at) SELECT id, attempts, $2 FROM d
       )
       SELECT ${deliveryColumns}, d.attempts AS attempt,
              EXISTS (SELECT 1 FROM delivery_attempt t WHERE t.delivery_id = d.id AND t.outcome IS NULL) AS again
         FROM d`,
      [deliveryId, asTimestamp(now), env().ROLLCALL_DELIVERY_TIMEOUT_SECONDS * leaseTimeouts],
    );
    return rows[0] ?? null;
  });
}

/** Whether it is still wanted, by the try that has it in hand. */
export async function isStillWanted(db: Pool, { id, attempt }: Claimed): Promise<boolean> {
  const { rowCount } = await db.query(
    "SELECT 1 FROM delivery WHERE id = $1 AND status = 'sending' AND attempts = $2",
    [id, attempt],
  );
  return rowCount === 1;
}
