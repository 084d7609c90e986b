/** An incident as the API and webhooks show it. */
import { z } from "zod";
import { ruleKinds } from "@/lib/core/alerts/rule";
import { severities } from "@/lib/core/alerts/severity";
import { incidentStatuses } from "@/lib/core/alerts/step-incident";
import type { IncidentSeen } from "./queries";

const instant = z.iso.datetime();

export const incidentAnswer = z.looseObject({
  id: z.int(),
  ruleId: z.int(),
  rule: z.string(),
  kind: z.enum(ruleKinds),
  applianceId: z.int().nullable(),
  rolloutId: z.int().nullable(),
  status: z.enum(incidentStatuses.filter((status) => status !== "pending")),
  severity: z.enum(severities),
  count: z.int(),
  total: z.int().nullable().meta({ description: "Of how many; null where a share makes no sense." }),
  peak: z.int().meta({ description: "The most that it ever was." }),
  sentence: z.string(),
  why: z.string(),
  clear: z.string().meta({ description: "What would end it." }),
  since: instant,
  openedAt: instant,
  toldAt: instant.nullable().meta({ description: "When something was last said of it." }),
  acknowledgedBy: z.string().nullable(),
  acknowledgedUntil: instant.nullable(),
  snooze: z
    .object({
      by: z.string(),
      until: instant.nullable(),
      growsBy: z.int().nullable(),
      severityRises: z.boolean(),
    })
    .nullable(),
  escalatedAt: instant.nullable(),
  inhibitedBy: z.enum(["window", "unreachable", "data_old"]).nullable().meta({
    description:
      "Why it stands as it is: an upgrade is announced, the appliance does not answer, or what is known of it is too old.",
  }),
  resolvedAt: instant.nullable(),
  resolvedBecause: z.enum(["cleared", "rule_off"]).nullable(),
});
export type IncidentAnswer = z.input<typeof incidentAnswer>;

const text = (at: number) => new Date(at).toISOString();
const orNull = (at: number | null) => (at === null ? null : text(at));

export function writeIncident(incident: IncidentSeen): IncidentAnswer {
  const { id, ruleId, ruleName, kind, applianceId, rolloutId, status, severity, count, total, peak } =
    incident;
  const { snooze, words } = incident;
  return {
    id,
    ruleId,
    rule: ruleName,
    kind,
    applianceId,
    rolloutId,
    // Nobody is shown one that is pending.
    status: status === "pending" ? "open" : status,
    severity,
    count,
    total,
    peak,
    sentence: words.title,
    why: words.why,
    clear: words.clear,
    since: text(incident.since),
    openedAt: text(incident.openedAt ?? incident.since),
    toldAt: orNull(incident.told?.at ?? null),
    acknowledgedBy: status === "acknowledged" ? incident.acknowledgedBy : null,
    acknowledgedUntil: orNull(incident.acknowledgedUntil),
    snooze: snooze && {
      by: snooze.by,
      until: orNull(snooze.until),
      growsBy: snooze.growsBy,
      severityRises: snooze.severityRises,
    },
    escalatedAt: orNull(incident.escalatedAt),
    inhibitedBy: incident.inhibitedBy,
    resolvedAt: orNull(incident.resolvedAt),
    resolvedBecause: incident.resolvedBecause,
  };
}
