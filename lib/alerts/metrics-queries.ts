/** Read models for monitoring: incidents, messages and channels by what there is few of, and how long ago the outbound heartbeat went. */
import type { Severity } from "@/lib/core/alerts/severity";
import { visibleTo } from "@/lib/fleet/appliance-queries";
import type { Ctx } from "@/lib/platform/context";
import type { ChannelTypeName } from "./channels/channel-types";
import { findHeartbeat } from "./heartbeat/heartbeat-store";

export type GoingStatus = "open" | "acknowledged" | "snoozed";
/** `digest`: mails to one person, which go through no channel. */
export type DeliveryKind = ChannelTypeName | "digest";
export type DeliveryStatus = "pending" | "sending" | "sent" | "dead" | "cancelled";
export type ChannelState = "ok" | "failing" | "paused" | "off";

export interface AlertCounts {
  incidents: { severity: Severity; status: GoingStatus; count: number }[];
  /** Those that are kept. `oldestSeconds`: how long the first of those that wait has been due. */
  deliveries: { kind: DeliveryKind; status: DeliveryStatus; count: number; oldestSeconds: number | null }[];
  channels: { type: ChannelTypeName; state: ChannelState; count: number }[];
  /** Null: there is none, it was never taken, or it is not for who asks. */
  heartbeatAgeSeconds: number | null;
  sweepAgeSeconds: number | null;
}

/** Of the appliances that the actor may see; what is of Rollcall itself (and of people) only for who sees every appliance. */
export async function countAlerts(ctx: Ctx): Promise<AlertCounts> {
  const visible = visibleTo(ctx);
  const seesAll = visible === null;
  const [incidents, deliveries, channels, ages] = await Promise.all([
    ctx.db.query<AlertCounts["incidents"][number]>(
      `SELECT severity, status, count(*) AS count FROM incident WHERE status IN ('open', 'acknowledged', 'snoozed')
          AND ($1::int[] IS NULL OR appliance_id = ANY($1)) GROUP BY 1, 2 ORDER BY 1, 2`,
      [visible],
    ),
    ctx.db.query<AlertCounts["deliveries"][number]>(
      `SELECT COALESCE(c.type, 'digest') AS kind, d.status, count(*) AS count,
              CASE WHEN d.status = 'pending' THEN GREATEST(0, extract(epoch FROM clock_timestamp() - min(d.next_at)))::float8 END AS "oldestSeconds"
         FROM delivery d LEFT JOIN channel c ON c.id = d.channel_id LEFT JOIN incident n ON n.id = d.incident_id
        WHERE $1::int[] IS NULL OR n.appliance_id = ANY($1) GROUP BY 1, 2 ORDER BY 1, 2`,
      [visible],
    ),
    seesAll ? loadChannels(ctx) : { rows: [] },
    seesAll ? loadAges(ctx) : { heartbeatAgeSeconds: null, sweepAgeSeconds: null },
  ]);
  return { incidents: incidents.rows, deliveries: deliveries.rows, channels: channels.rows, ...ages };
}

function loadChannels({ db }: Pick<Ctx, "db">) {
  return db.query<AlertCounts["channels"][number]>(
    `SELECT type, CASE WHEN NOT enabled THEN 'off' WHEN paused_at IS NOT NULL THEN 'paused'
                       WHEN failing_since IS NOT NULL THEN 'failing' ELSE 'ok' END AS state, count(*) AS count
       FROM channel GROUP BY 1, 2 ORDER BY 1, 2`,
  );
}

/** By the real clock, like the heartbeat itself. */
async function loadAges({ db }: Pick<Ctx, "db">) {
  const heartbeat = await findHeartbeat(db);
  const { rows } = await db.query<{ ping: number | null; sweep: number | null }>(
    `SELECT extract(epoch FROM clock_timestamp() - to_timestamp($1::float8 / 1000))::float8 AS ping,
            (SELECT extract(epoch FROM clock_timestamp() - at)::float8 FROM heartbeat WHERE name = 'sweep') AS sweep`,
    [heartbeat?.pingedAt ?? null],
  );
  const age = (seconds: number | null | undefined) => (seconds == null ? null : Math.max(0, seconds));
  return { heartbeatAgeSeconds: age(rows[0]?.ping), sweepAgeSeconds: age(rows[0]?.sweep) };
}
