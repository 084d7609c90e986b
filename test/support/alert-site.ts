// A place to send alerts from: incidents of a rule that is there for tests alone, channels that lead to sinks, and their deliveries.
import { randomUUID } from "node:crypto";
import { createChannel } from "@/lib/alerts/channels/create-channel";
import type { CreateChannelInput } from "@/lib/alerts/channels/schema";
import { insertDeliveries } from "@/lib/alerts/deliveries/insert-deliveries";
import type { MessageMaker } from "@/lib/alerts/deliveries/send-delivery";
import type { IncidentMessage } from "@/lib/alerts/message";
import { openContext, system } from "@/lib/platform/context";
import { databaseNow, inTransaction, pool } from "@/lib/platform/db";
import { alertMessage } from "./alert-message";

/** An open incident. What it is about does not hold; its rule takes a day to believe that. */
export async function openIncident(applianceId: number | null = null): Promise<number> {
  const { rows } = await pool().query<{ id: number }>(
    `WITH r AS (
       INSERT INTO alert_rule (name, kind, severity, hold_minutes, first_wait_seconds, every_minutes, grow_percent, repeat_minutes,
                               acknowledge_hours, created_by, created_at, changed_by, changed_at)
       VALUES ('For tests', 'stragglers', 'critical', 0, 86400, 15, 10, 720, 12, 'Ada', now(), 'Ada', now()) RETURNING id
     )
     INSERT INTO incident (rule_id, scope_key, appliance_id, status, severity, count, peak, since, opened_at)
     SELECT id, $1, $2, 'open', 'critical', 14, 14, now(), now() FROM r RETURNING id`,
    [randomUUID(), applianceId],
  );
  return rows[0]?.id ?? 0;
}

/** A channel of a name of its own. */
export async function addChannel(
  input: { type: CreateChannelInput["type"] } & Record<string, unknown>,
): Promise<{ id: number; secret: string | null }> {
  const ctx = await openContext(system);
  return createChannel(ctx, { name: `channel ${randomUUID()}`, ...input } as CreateChannelInput);
}

/** Says something of an incident on channels, as the engine does. Returns the deliveries. */
export async function tell(
  incidentId: number,
  channelIds: readonly number[] | null,
  message: IncidentMessage = "opened",
): Promise<number[]> {
  const now = await databaseNow(pool());
  return inTransaction(pool(), (tx) =>
    insertDeliveries(tx, { incidentId, eventId: null, message, channelIds, nextAt: now, now }),
  );
}

/** The text of an incident's message, as the engine would make it. */
export const makeTestMessage: MessageMaker = async (_, { incidentId, message }) =>
  alertMessage({ kind: message, thread: `incident-${incidentId}`, data: { incident: { id: incidentId } } });

/** A delivery as it stands, with its tries. */
export interface DeliveryRow {
  status: string;
  attempts: number;
  key: string;
  nextAt: number;
  problem: string | null;
  outcomes: (string | null)[];
  answers: (string | null)[];
}

export async function readDelivery(id: number): Promise<DeliveryRow> {
  const { rows } = await pool().query<DeliveryRow>(
    `SELECT d.status, d.attempts, d.key, d.next_at AS "nextAt", d.problem,
            COALESCE((SELECT json_agg(outcome ORDER BY number) FROM delivery_attempt t WHERE t.delivery_id = d.id), '[]') AS outcomes,
            COALESCE((SELECT json_agg(answer ORDER BY number) FROM delivery_attempt t WHERE t.delivery_id = d.id), '[]') AS answers
       FROM delivery d WHERE d.id = $1`,
    [id],
  );
  if (!rows[0]) throw new Error(`there is no delivery ${id}`);
  return rows[0];
}
