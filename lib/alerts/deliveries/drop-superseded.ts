/** Gives up what an incident's newer message to the same channel makes old: a text is made when it is sent, so the newest says it all. */
import { asTimestamp, type Sql } from "@/lib/platform/db";

/** SQL over `delivery d`: a newer one of its incident is due, on its way or there, at the instant `$2`. */
const isSuperseded = `EXISTS (
  SELECT 1 FROM delivery n
   WHERE n.incident_id = d.incident_id AND n.channel_id = d.channel_id AND n.id > d.id
     AND (n.status IN ('sending', 'sent') OR (n.status = 'pending' AND n.next_at <= $2)))`;

/** Of one channel, or of one delivery. */
export async function dropSuperseded(db: Sql, channelId: number, now: number): Promise<number> {
  const { rowCount } = await db.query(
    `UPDATE delivery d SET status = 'cancelled', ended_at = $2, problem = 'A newer message of the same incident says it.'
      WHERE d.channel_id = $1 AND d.status = 'pending' AND d.next_at <= $2 AND ${isSuperseded}`,
    [channelId, asTimestamp(now)],
  );
  return rowCount ?? 0;
}
