/** What a rule would have done: the same steps as the worker takes, over counts of the past. */
import { type RuleCondition, type RuleTiming, reaches, severityOf } from "./rule";
import type { Severity } from "./severity";
import { type Incident, type Saying, stepIncident } from "./step-incident";

/** How many it was about from this instant on (epoch milliseconds). In order of time. */
export interface PastCount {
  at: number;
  count: number;
  total: number | null;
}

/** An incident that would have been. `resolvedAt` null: it would stand now. */
export interface PastIncident {
  openedAt: number;
  resolvedAt: number | null;
  peak: number;
  severity: Severity;
  said: { at: number; what: Saying }[];
}

/** The worker looks more often; to the minute it makes no difference worth the time. */
export const replayEveryMs = 5 * 60_000;

/** Nobody answers in a replay: no acknowledgement, no snooze. */
export function replayRule(
  rule: { when: RuleCondition; severity: Severity; timing: RuleTiming },
  counts: readonly PastCount[],
  from: number,
  until: number,
): PastIncident[] {
  const incidents: PastIncident[] = [];
  let incident: Incident | null = null;
  let place = 0;
  let count: PastCount = { at: from, count: 0, total: null };
  for (let now = from; now <= until; now += replayEveryMs) {
    for (let next = counts[place]; next !== undefined && next.at <= now; next = counts[++place]) count = next;
    const found = reaches(rule.when, count.count, count.total)
      ? {
          count: count.count,
          total: count.total,
          severity: severityOf(rule.severity, rule.when.critical, count.count, count.total),
        }
      : null;
    if (incident === null && found === null) continue;
    const step = stepIncident(incident, found, rule.timing, now);
    incident = step.next;
    if (step.events.includes("opened")) {
      incidents.push({ openedAt: now, resolvedAt: null, peak: 0, severity: rule.severity, said: [] });
    }
    const going = incidents.at(-1);
    if (going === undefined || going.resolvedAt !== null) continue;
    if (incident !== null) {
      going.peak = incident.peak;
      going.severity = incident.severity;
    }
    if (step.end === "resolved") going.resolvedAt = now;
    for (const { what, notBefore } of step.say) going.said.push({ at: notBefore, what });
  }
  return incidents;
}
