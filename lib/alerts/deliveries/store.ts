/** Deliveries as they are stored. */
import type { IncidentMessage, MessageKind } from "../message";

export const deliveryStatuses = ["pending", "sending", "sent", "dead", "cancelled"] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One message to one channel, as whoever makes its text needs it. Instants in epoch milliseconds. */
export interface Delivery {
  id: number;
  /** null: a mail straight to `recipient`. */
  channelId: number | null;
  incidentId: number | null;
  eventId: number | null;
  message: MessageKind;
  recipient: string | null;
  /** What it says, where that was fixed when it was made. */
  content: unknown;
  /** Stays the same however often it is sent. */
  key: string;
  attempts: number;
  createdAt: number;
  deadlineAt: number;
}

export const deliveryColumns = `d.id, d.channel_id AS "channelId", d.incident_id AS "incidentId", d.event_id AS "eventId", d.message,
  d.recipient, d.content, d.key, d.attempts, d.created_at AS "createdAt", d.deadline_at AS "deadlineAt"`;

/** What of an incident is said, for whom, from when on. Instants in epoch milliseconds. */
export interface NewDeliveries {
  incidentId: number;
  /** The event of the incident's time line that led to it. */
  eventId: number | null;
  message: IncidentMessage;
  /** null: the default channels. */
  channelIds: readonly number[] | null;
  nextAt: number;
  now: number;
}
