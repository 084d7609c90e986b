/** Read models of deliveries: what was sent where, every try of it, and what became of it. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import type { ChannelTypeName } from "../channels/channel-types";
import type { MessageKind } from "../message";
import type { DeliveryStatus } from "./store";

/** One try. `outcome` null: it is under way, or (once `endedAt` is there, or another came after it) nobody knows. */
export interface Attempt {
  number: number;
  at: number;
  endedAt: number | null;
  outcome: "sent" | "failed" | null;
  answer: string | null;
}

/** A delivery as people see it. Instants in epoch milliseconds. */
export interface DeliveryDetail {
  id: number;
  key: string;
  channel: { id: number; name: string; type: ChannelTypeName } | null;
  incidentId: number | null;
  message: MessageKind;
  recipient: string | null;
  status: DeliveryStatus;
  createdAt: number;
  nextAt: number;
  deadlineAt: number;
  endedAt: number | null;
  problem: string | null;
  tries: Attempt[];
}

/** Which ones, and the page of them. */
export interface DeliveryQuestion {
  incidentId?: number | undefined;
  channelId?: number | undefined;
  status?: DeliveryStatus | undefined;
  limit: number;
  /** Those before it in the list. */
  beforeId: number | null;
}

const millis = (column: string) => `round(extract(epoch FROM ${column}) * 1000)::bigint`;

/**
 * The newest first, one more than the limit if there are more. Of the appliances that the actor may see; what is about none (tests,
 * digests, Rollcall itself) is seen by who has all of them.
 * @throws AppError 403
 */
export async function listDeliveries(
  ctx: Ctx,
  { incidentId, channelId, status, limit, beforeId }: DeliveryQuestion,
): Promise<{ rows: DeliveryDetail[]; total: number }> {
  const where = refuseUnlessSomewhere(ctx, "channel.read");
  const fits = `FROM delivery d LEFT JOIN incident i ON i.id = d.incident_id
    WHERE ($1::int[] IS NULL OR i.appliance_id = ANY($1)) AND ($2::int IS NULL OR d.incident_id = $2)
      AND ($3::int IS NULL OR d.channel_id = $3) AND ($4::text IS NULL OR d.status = $4)`;
  const given = [where === "all" ? null : where, incidentId ?? null, channelId ?? null, status ?? null];
  const [{ rows }, counted] = await Promise.all([
    ctx.db.query<DeliveryDetail>(
      `SELECT d.id, d.key, d.incident_id AS "incidentId", d.message, d.recipient, d.status, d.created_at AS "createdAt",
              d.next_at AS "nextAt", d.deadline_at AS "deadlineAt", d.ended_at AS "endedAt", d.problem,
              (SELECT json_build_object('id', c.id, 'name', c.name, 'type', c.type) FROM channel c WHERE c.id = d.channel_id) AS channel,
              COALESCE((SELECT json_agg(json_build_object('number', t.number, 'at', ${millis("t.at")}, 'endedAt', ${millis("t.ended_at")},
                'outcome', t.outcome, 'answer', t.answer) ORDER BY t.number) FROM delivery_attempt t WHERE t.delivery_id = d.id), '[]') AS tries
         ${fits} AND ($5::int IS NULL OR d.id < $5) ORDER BY d.id DESC LIMIT $6`,
      [...given, beforeId, limit + 1],
    ),
    ctx.db.query<{ total: number }>(`SELECT count(*) AS total ${fits}`, given),
  ]);
  return { rows, total: counted.rows[0]?.total ?? 0 };
}
