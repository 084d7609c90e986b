/** Writes what is to be said, in the transaction of what it is said of: from its commit on it is not lost. */
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import type { NewDeliveries } from "./store";

const hour = 3_600_000;

/** One delivery to each of the channels that there are. What waits for a paused channel waits. Returns their ids. */
export async function insertDeliveries(
  tx: Tx,
  { incidentId, eventId, message, channelIds, nextAt, now }: NewDeliveries,
): Promise<number[]> {
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO delivery (channel_id, incident_id, event_id, message, key, created_at, next_at, deadline_at)
     SELECT c.id, $1, $2, $3, gen_random_uuid(), $5, $6, $7 FROM channel c
      WHERE CASE WHEN $4::int[] IS NULL THEN c.is_default ELSE c.id = ANY($4) END
     RETURNING id`,
    [
      incidentId,
      eventId,
      message,
      channelIds,
      asTimestamp(now),
      asTimestamp(nextAt),
      asTimestamp(Math.max(now, nextAt) + env().ROLLCALL_DELIVERY_DEADLINE_HOURS * hour),
    ],
  );
  return rows.map(({ id }) => id);
}

/**
 * Nobody needs to hear of the incident any more. What a worker is sending at this moment cannot be caught; should it fail, or the
 * worker die, it is not sent again. Returns how many were given up.
 */
export async function cancelDeliveries(tx: Tx, incidentId: number, now: number): Promise<number> {
  const { rowCount } = await tx.query(
    `UPDATE delivery SET status = 'cancelled', ended_at = $2, problem = NULL
      WHERE incident_id = $1 AND status IN ('pending', 'sending')`,
    [incidentId, asTimestamp(now)],
  );
  return rowCount ?? 0;
}
