/** What a delivery says: made when it is sent, so that it is true then. */
import type { Ctx } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { AppError } from "@/lib/platform/errors";
import { words } from "@/lib/platform/words";
import { explain } from "@/lib/rollout/members/explain";
import type { IncidentMessage, Message, MessageClient } from "../message";
import { firstClientsOf } from "./clients-of";
import { writeIncident } from "./incident-answer";
import { moversOf } from "./movers-of";
import { type IncidentSeen, readIncident } from "./queries";

/** So many clients are named; the rest is behind the link. */
const named = 10;

/** The message of an incident; `null`: it is gone, and there is nothing to say. `at`: when it was to be said, epoch milliseconds. */
export async function messageOf(
  ctx: Ctx,
  { incidentId, message, at }: { incidentId: number; message: IncidentMessage; at: number },
): Promise<Message | null> {
  const incident = await readIncident(ctx, incidentId).catch((err) => {
    if (err instanceof AppError && err.status === 404) return null;
    throw err;
  });
  if (incident === null) return null;
  const t = words("incidents");
  const base = env().ROLLCALL_URL.replace(/\/$/, "");
  const { title, why, since, clear } = incident.words;
  const isOver = message === "resolved";
  const clients = isOver ? [] : await clientsOf(ctx, incident, base);
  const movers = isOver ? null : await moversOf(ctx.db, incident);
  return {
    kind: message,
    severity: incident.severity,
    title: t(`said.${message}`, { title }),
    lines: isOver
      ? [since]
      : [why, since, ...(movers === null ? [] : [movers]), clear, ...standing(incident, message)],
    clients,
    more: clients.length === 0 ? 0 : Math.max(0, incident.count - clients.length),
    url: `${base}/alerts/${incident.id}`,
    thread: `incident-${incident.id}`,
    at,
    data: { incident: writeIncident(incident), clients },
  };
}

/** What a message that follows another adds to it. */
function standing({ acknowledgedBy, status }: IncidentSeen, message: IncidentMessage): string[] {
  const t = words("incidents");
  if (message === "escalated") return [t("notAcknowledged")];
  return message === "repeated" && status === "open" && acknowledgedBy !== null
    ? [t("acknowledgementEnded", { by: acknowledgedBy })]
    : [];
}

async function clientsOf(ctx: Ctx, incident: IncidentSeen, base: string): Promise<MessageClient[]> {
  const rows = await firstClientsOf(ctx, incident, named);
  return rows.map(({ id, name, hostname, group, reason, timeZone }) => ({
    id,
    name,
    hostname,
    group,
    sentence: reason === null ? "" : explain(reason, timeZone).sentence,
    url: `${base}/clients/${id}`,
  }));
}
