/** Read models of incidents: the inbox, and one with its time line. */
import { appliancesFor, refuseUnless, refuseUnlessSomewhere } from "@/lib/access/may";
import type { RuleKind, RuleScope } from "@/lib/core/alerts/rule";
import type { IncidentStatus } from "@/lib/core/alerts/step-incident";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { incidentDetails } from "./incident-details";
import { type IncidentRow, incidentColumns, type StoredIncident, toIncident } from "./incident-store";
import { type IncidentWords, incidentWords } from "./incident-words";

/** An incident as people see it. */
export interface IncidentSeen extends StoredIncident {
  ruleName: string;
  kind: RuleKind;
  scope: RuleScope;
  appliance: string | null;
  timeZone: string;
  words: IncidentWords;
  /** Messages about it that reached nobody. */
  dead: number;
  /** All messages about it. None although it was to be said: there is no channel for it. */
  messages: number;
}

type SeenRow = IncidentRow & {
  ruleName: string;
  kind: RuleKind;
  scope: RuleScope;
  appliance: string | null;
  timeZone: string;
  dead: number;
  messages: number;
};

const seen = `SELECT ${incidentColumns}, r.name AS "ruleName", r.kind, a.name AS appliance,
    CASE WHEN r.appliance_ids IS NULL THEN r.scope ELSE r.scope || jsonb_build_object('applianceIds', r.appliance_ids) END AS scope,
    COALESCE(a.time_zone, 'UTC') AS "timeZone",
    (SELECT count(*) FROM delivery d WHERE d.incident_id = n.id AND d.status = 'dead') AS dead,
    (SELECT count(*) FROM delivery d WHERE d.incident_id = n.id) AS messages
  FROM incident n JOIN alert_rule r ON r.id = n.rule_id LEFT JOIN appliance a ON a.id = n.appliance_id`;

function toSeen(row: SeenRow): IncidentSeen {
  const incident = toIncident(row);
  return { ...incident, words: incidentWords(incident) };
}

/** Which incidents; `mine`: acknowledged by the reader, a person or a key, and by nobody else of the same name. */
export interface IncidentQuery {
  applianceId?: number | undefined;
  status?: readonly Exclude<IncidentStatus, "pending">[] | undefined;
  ruleId?: number | undefined;
  mine?: boolean | undefined;
}

/** Where a page begins: behind this one. */
export interface IncidentPlace {
  beforeId: number | null;
  limit: number;
}

/** Newest first; those about Rollcall itself are for who may see every appliance. One more than `limit`, to tell that there are more. */
export async function listIncidents(
  ctx: Ctx,
  query: IncidentQuery,
  { beforeId, limit }: IncidentPlace,
): Promise<{ items: IncidentSeen[]; total: number }> {
  const where = refuseUnlessSomewhere(ctx, "incident.read");
  const values = [
    where === "all" ? null : where,
    query.applianceId ?? null,
    query.status ?? null,
    query.ruleId ?? null,
    query.mine ? ctx.actor.type : null,
    query.mine ? ctx.actor.id : null,
  ];
  const fits = `n.status <> 'pending' AND ($1::int[] IS NULL OR n.appliance_id = ANY($1)) AND ($2::int IS NULL OR n.appliance_id = $2)
    AND ($3::text[] IS NULL OR n.status = ANY($3)) AND ($4::int IS NULL OR n.rule_id = $4)
    AND ($5::text IS NULL OR (n.acknowledged_by_type = $5 AND n.acknowledged_by_id = $6))`;
  const [page, counted] = await Promise.all([
    ctx.db.query<SeenRow>(
      `${seen} WHERE ${fits} AND ($7::int IS NULL OR n.id < $7) ORDER BY n.id DESC LIMIT $8`,
      [...values, beforeId, limit + 1],
    ),
    ctx.db.query<{ total: number }>(`SELECT count(*) AS total FROM incident n WHERE ${fits}`, values),
  ]);
  return { items: page.rows.map(toSeen), total: counted.rows[0]?.total ?? 0 };
}

/** How many are how, for the tabs of the inbox and the mark in the shell. */
export async function countIncidents(ctx: Ctx): Promise<Record<"open" | "acknowledged" | "snoozed", number>> {
  const where = appliancesFor(ctx.actor, "incident.read");
  const { rows } = await ctx.db.query<{ status: "open" | "acknowledged" | "snoozed"; count: number }>(
    `SELECT status, count(*) AS count FROM incident WHERE status IN ('open', 'acknowledged', 'snoozed')
        AND ($1::int[] IS NULL OR appliance_id = ANY($1)) GROUP BY status`,
    [where === "all" ? null : where],
  );
  return {
    open: 0,
    acknowledged: 0,
    snoozed: 0,
    ...Object.fromEntries(rows.map((row) => [row.status, row.count])),
  };
}

/** One line of a time line. */
export interface IncidentEvent {
  id: number;
  at: number;
  event: string;
  by: string | null;
  note: string | null;
  count: number;
  severity: StoredIncident["severity"];
  data: Record<string, unknown>;
  /** The channels that were told of it, and how that went. */
  told: { channel: string; status: string }[];
}

/** One incident. @throws AppError 403, 404 */
export async function readIncident(ctx: Ctx, id: number): Promise<IncidentSeen> {
  const { rows } = await ctx.db.query<SeenRow>(`${seen} WHERE n.id = $1 AND n.status <> 'pending'`, [id]);
  if (!rows[0]) throw notFound("incident", id);
  const [row] = rows;
  refuseUnless(ctx, "incident.read", row.applianceId);
  return toSeen({ ...row, facts: { ...row.facts, ...(await incidentDetails(ctx.db, row)) } });
}

/** Its time line, oldest first. The caller has asked `readIncident` before. */
export async function incidentEvents(ctx: Ctx, id: number): Promise<IncidentEvent[]> {
  const { rows } = await ctx.db.query<IncidentEvent>(
    `SELECT e.id, e.at, e.event, e.by, e.note, e.count, e.severity, e.data,
            COALESCE((SELECT json_agg(json_build_object('channel', c.name, 'status', d.status) ORDER BY d.id)
                        FROM delivery d JOIN channel c ON c.id = d.channel_id WHERE d.event_id = e.id), '[]') AS told
       FROM incident_event e WHERE e.incident_id = $1 ORDER BY e.at, e.id`,
    [id],
  );
  return rows;
}
