/** Incidents as they are stored: read, written where nobody else changed them meanwhile, with their time line. */
import type { RuleKind } from "@/lib/core/alerts/rule";
import type { Severity } from "@/lib/core/alerts/severity";
import type { Incident, IncidentStatus, Snooze } from "@/lib/core/alerts/step-incident";
import { asTimestamp, type Sql, type Tx } from "@/lib/platform/db";
import type { ConditionFacts } from "../conditions/condition";

/** An incident with what it is about. Instants in epoch milliseconds. */
export interface StoredIncident {
  id: number;
  ruleId: number;
  scopeKey: string;
  applianceId: number | null;
  rolloutId: number | null;
  status: IncidentStatus;
  severity: Severity;
  count: number;
  total: number | null;
  peak: number;
  facts: ConditionFacts;
  since: number;
  openedAt: number | null;
  clearedSince: number | null;
  firstToldAt: number | null;
  unansweredSince: number | null;
  told: Incident["told"];
  acknowledgedBy: string | null;
  acknowledgedAt: number | null;
  acknowledgedUntil: number | null;
  snooze: Snooze | null;
  escalatedAt: number | null;
  /** Why it stands as it is, whatever is found: an announced upgrade, or that what is known is too old. */
  inhibitedBy: Inhibition | null;
  resolvedAt: number | null;
  resolvedBecause: ResolvedBecause | null;
  rev: number;
}

/** `window`: an upgrade is announced; `unreachable`: no feed of the appliance answers; `data_old`: its newest list is too old. */
export type Inhibition = "window" | "unreachable" | "data_old";

/** `cleared`: what it was about is so no more; `rule_off`: nobody looks for it any more. */
export type ResolvedBecause = "cleared" | "rule_off";

export const incidentColumns = `n.id, n.rule_id AS "ruleId", n.scope_key AS "scopeKey", n.appliance_id AS "applianceId",
  n.rollout_id AS "rolloutId", n.status, n.severity, n.count, n.total, n.peak, n.facts, n.since, n.opened_at AS "openedAt",
  n.cleared_since AS "clearedSince", n.first_told_at AS "firstToldAt", n.unanswered_since AS "unansweredSince",
  n.told_at AS "toldAt", n.told_count AS "toldCount", n.told_severity AS "toldSeverity", n.acknowledged_by AS "acknowledgedBy",
  n.acknowledged_at AS "acknowledgedAt", n.acknowledged_until AS "acknowledgedUntil", n.snooze, n.escalated_at AS "escalatedAt",
  n.inhibited_by AS "inhibitedBy", n.resolved_at AS "resolvedAt", n.resolved_because AS "resolvedBecause", n.rev`;

export type IncidentRow = Omit<StoredIncident, "told"> & {
  toldAt: number | null;
  toldCount: number | null;
  toldSeverity: Severity | null;
};

/** What a row of `incidentColumns` says. */
export function toIncident<R extends IncidentRow>({ toldAt, toldCount, toldSeverity, ...row }: R) {
  const told =
    toldAt === null ? null : { at: toldAt, count: toldCount ?? 0, severity: toldSeverity ?? row.severity };
  return { ...row, told };
}

/** The incidents of a rule that are not resolved. */
export async function loadGoing(db: Sql, ruleId: number): Promise<StoredIncident[]> {
  const { rows } = await db.query<IncidentRow>(
    `SELECT ${incidentColumns} FROM incident n WHERE n.rule_id = $1 AND n.status <> 'resolved' ORDER BY n.id`,
    [ruleId],
  );
  return rows.map(toIncident);
}

/** Holds one incident and what kind of rule it is of; `null`: there is none. */
export async function lockIncident(
  tx: Tx,
  id: number,
): Promise<(StoredIncident & { ruleName: string; acknowledgeHours: number; kind: RuleKind }) | null> {
  const { rows } = await tx.query<
    IncidentRow & { ruleName: string; acknowledgeHours: number; kind: RuleKind }
  >(
    `SELECT ${incidentColumns}, r.name AS "ruleName", r.kind, r.acknowledge_hours AS "acknowledgeHours"
       FROM incident n JOIN alert_rule r ON r.id = n.rule_id WHERE n.id = $1 FOR UPDATE OF n`,
    [id],
  );
  return rows[0] ? toIncident(rows[0]) : null;
}

/** What the machine (`stepIncident`) knows of it. @throws Error for one that is resolved */
export function asGoing({ status, ...incident }: StoredIncident): Incident {
  if (status === "resolved") throw new Error(`incident ${incident.id} is resolved`);
  const { severity, count, total, peak, since, openedAt, clearedSince, firstToldAt, unansweredSince } =
    incident;
  const { told, acknowledgedUntil, snooze, escalatedAt } = incident;
  return {
    status,
    severity,
    count,
    total,
    peak,
    since,
    openedAt,
    clearedSince,
    firstToldAt,
    unansweredSince,
    told,
    acknowledgedUntil,
    snooze,
    escalatedAt,
  };
}

/** What an incident is about. */
export interface Subject {
  ruleId: number;
  scopeKey: string;
  applianceId: number | null;
  rolloutId: number | null;
  facts: ConditionFacts;
}

/** A new incident; `null`: there is one already. */
export async function insertIncident(tx: Tx, subject: Subject, incident: Incident): Promise<number | null> {
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO incident (rule_id, scope_key, appliance_id, rollout_id, facts, ${goingColumns.join(", ")})
     VALUES ($1, $2, $3, $4, $5, ${goingColumns.map((_, at) => `$${at + 6}`).join(", ")})
     ON CONFLICT (rule_id, scope_key) WHERE status <> 'resolved' DO NOTHING RETURNING id`,
    [
      subject.ruleId,
      subject.scopeKey,
      subject.applianceId,
      subject.rolloutId,
      JSON.stringify(subject.facts),
      ...goingValues(incident),
    ],
  );
  return rows[0]?.id ?? null;
}

/** Writes how it goes on where `rev` is still the one that was read; false: somebody else changed it. */
export async function updateIncident(
  tx: Tx,
  id: number,
  rev: number,
  incident: Incident,
  subject: Pick<Subject, "rolloutId" | "facts">,
): Promise<boolean> {
  const sets = goingColumns.map((column, at) => `${column} = $${at + 5}`).join(", ");
  const { rowCount } = await tx.query(
    `UPDATE incident SET rev = rev + 1, rollout_id = $3, facts = $4, inhibited_by = NULL, ${sets} WHERE id = $1 AND rev = $2`,
    [id, rev, subject.rolloutId, JSON.stringify(subject.facts), ...goingValues(incident)],
  );
  return rowCount === 1;
}

const goingColumns = [
  "status",
  "severity",
  "count",
  "total",
  "peak",
  "since",
  "opened_at",
  "cleared_since",
  "first_told_at",
  "unanswered_since",
  "told_at",
  "told_count",
  "told_severity",
  "acknowledged_until",
  "snooze",
  "escalated_at",
];

function goingValues(incident: Incident): unknown[] {
  const at = (instant: number | null) => (instant === null ? null : asTimestamp(instant));
  return [
    incident.status,
    incident.severity,
    incident.count,
    incident.total,
    incident.peak,
    at(incident.since),
    at(incident.openedAt),
    at(incident.clearedSince),
    at(incident.firstToldAt),
    at(incident.unansweredSince),
    at(incident.told?.at ?? null),
    incident.told?.count ?? null,
    incident.told?.severity ?? null,
    at(incident.acknowledgedUntil),
    incident.snooze === null ? null : JSON.stringify(incident.snooze),
    at(incident.escalatedAt),
  ];
}

/** It is over. False: somebody else changed it. */
export async function resolveIncident(
  tx: Tx,
  id: number,
  rev: number,
  because: ResolvedBecause,
  now: number,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `UPDATE incident SET rev = rev + 1, status = 'resolved', resolved_at = $3, resolved_because = $4, snooze = NULL,
            acknowledged_until = NULL, unanswered_since = NULL, inhibited_by = NULL WHERE id = $1 AND rev = $2`,
    [id, rev, asTimestamp(now), because],
  );
  return rowCount === 1;
}

/** Nobody ever saw it. */
export async function forgetIncident(tx: Tx, id: number, rev: number): Promise<void> {
  await tx.query("DELETE FROM incident WHERE id = $1 AND rev = $2 AND status = 'pending'", [id, rev]);
}

/** Notes why it stands as it is; writes nothing where that is so already. */
export async function inhibitIncident(db: Sql, id: number, by: Inhibition): Promise<void> {
  await db.query(
    "UPDATE incident SET inhibited_by = $2, rev = rev + 1 WHERE id = $1 AND inhibited_by IS DISTINCT FROM $2",
    [id, by],
  );
}

/** One line of its time line. */
export interface NewEvent {
  event: string;
  by?: string;
  note?: string;
  data?: Record<string, unknown>;
}

/** Writes it down as it stands; answers its id. */
export async function insertEvent(
  tx: Tx,
  incident: { id: number; count: number; severity: Severity },
  { event, by, note, data }: NewEvent,
  now: number,
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO incident_event (incident_id, at, event, by, note, count, severity, data)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [
      incident.id,
      asTimestamp(now),
      event,
      by ?? null,
      note ?? null,
      incident.count,
      incident.severity,
      JSON.stringify(data ?? {}),
    ],
  );
  return rows[0]?.id ?? 0;
}
