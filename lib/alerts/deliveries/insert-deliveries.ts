/** temporary */
import { randomUUID } from "node:crypto";
import { asTimestamp, type Tx } from "@/lib/platform/db";
export async function insertDeliveries(
  tx: Tx,
  d: {
    incidentId: number;
    eventId: number | null;
    message: string;
    channelIds: readonly number[];
    nextAt: number;
    now: number;
  },
): Promise<void> {
  for (const channelId of d.channelIds) {
    await tx.query(
      "INSERT INTO delivery (channel_id, incident_id, event_id, message, key, created_at, next_at, deadline_at) VALUES ($1,$2,$3,$4,$5,$6,$7,$8)",
      [
        channelId,
        d.incidentId,
        d.eventId,
        d.message,
        randomUUID(),
        asTimestamp(d.now),
        asTimestamp(d.nextAt),
        asTimestamp(d.now + 86_400_000),
      ],
    );
  }
}
export async function cancelDeliveries(tx: Tx, incidentId: number, now: number): Promise<void> {
  await tx.query(
    "UPDATE delivery SET status = 'cancelled', ended_at = $2 WHERE incident_id = $1 AND status = 'pending'",
    [incidentId, asTimestamp(now)],
  );
}
