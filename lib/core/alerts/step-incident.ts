/**
 * How an incident goes on: one pure function of (what stands, what is found, the rule, the clock). What it answers is written in one
 * transaction together with what is said, so that nothing is said of what is not so.
 */
import { speaksAt } from "./hours";
import type { RuleTiming } from "./rule";
import { isWorse, type Severity } from "./severity";

export const incidentStatuses = ["pending", "open", "acknowledged", "snoozed", "resolved"] as const;
export type IncidentStatus = (typeof incidentStatuses)[number];

/** Until when somebody does not want to hear of it: the first that comes true ends it. */
export interface Snooze {
  by: string;
  at: number;
  until: number | null;
  /** Until so many more clients than at the time. */
  growsBy: number | null;
  /** Until it is worse than at the time. */
  severityRises: boolean;
  count: number;
  severity: Severity;
}

/** What is said of it: `repeated` nothing changed for long, `escalated` to the second group. */
export type Saying = "opened" | "updated" | "repeated" | "escalated" | "resolved";

/** What its time line says happened by itself. */
export type StepEvent = Saying | "told" | "acknowledgement_ended" | "snooze_ended";

/** An incident that is not resolved. Instants in epoch milliseconds. `pending`: it holds, and not for long enough yet. */
export interface Incident {
  status: Exclude<IncidentStatus, "resolved">;
  severity: Severity;
  count: number;
  total: number | null;
  /** The most that it ever was. */
  peak: number;
  /** Since when the condition holds. */
  since: number;
  openedAt: number | null;
  /** The condition does not hold any more since then; not for long enough to be resolved. */
  clearedSince: number | null;
  firstToldAt: number | null;
  /** Since when it was said and nobody has acknowledged it. */
  unansweredSince: number | null;
  /** What was last said of it, and when. Null: nothing, or what was said is to be said again. */
  told: { at: number; count: number; severity: Severity } | null;
  acknowledgedUntil: number | null;
  snooze: Snooze | null;
  escalatedAt: number | null;
}

/** The condition of a rule as it is found now. */
export interface Found {
  count: number;
  total: number | null;
  severity: Severity;
}

/**
 * What becomes of it. `next` null: it is over, `forgotten` (nobody ever saw it) or `resolved`. `say` in order, each with the earliest
 * instant at which it may be sent.
 */
export interface Step {
  next: Incident | null;
  end: "forgotten" | "resolved" | null;
  events: StepEvent[];
  say: { what: Saying; notBefore: number }[];
}

const second = 1_000;
const minute = 60 * second;

/**
 * - The condition has to hold for `holdMinutes`: before that it is `pending`, and forgotten when it ends.
 * - The first message comes `firstWaitSeconds` after it opened, if it still holds then: what came and went was never said.
 * - After that only what is news is said: it got worse; it grew by `growPercent` since what was last said, `everyMinutes` after that at the
 *   earliest; or nothing changed for `repeatMinutes`.
 * - Who acknowledges or snoozes it hears nothing of it until that runs out; then it is said once.
 * - It is resolved once the condition is gone for `firstWaitSeconds`, and that is said once to those who were told.
 * - Outside the rule's hours nothing is said: what is still true is said when they begin.
 *
 * `found` null: the condition does not hold. Whoever does not know does not ask: an inhibited incident stands as it is.
 */
export function stepIncident(
  incident: Incident | null,
  found: Found | null,
  timing: RuleTiming,
  now: number,
): Step {
  if (incident === null) return found === null ? nothing : begin(found, timing, now);
  if (found === null) return end(incident, timing, now);
  const step: Step = { next: follow(incident, found), end: null, events: [], say: [] };
  return goOn(step, timing, now);
}

const nothing: Step = { next: null, end: null, events: [], say: [] };

function begin({ count, total, severity }: Found, timing: RuleTiming, now: number): Step {
  const next: Incident = {
    status: "pending",
    severity,
    count,
    total,
    peak: count,
    since: now,
    openedAt: null,
    clearedSince: null,
    firstToldAt: null,
    unansweredSince: null,
    told: null,
    acknowledgedUntil: null,
    snooze: null,
    escalatedAt: null,
  };
  return goOn({ next, end: null, events: [], say: [] }, timing, now);
}

function follow(incident: Incident, { count, total, severity }: Found): Incident {
  return {
    ...incident,
    count,
    total,
    severity,
    peak: Math.max(incident.peak, count),
    clearedSince: null,
  };
}

function end(incident: Incident, timing: RuleTiming, now: number): Step {
  if (incident.status === "pending") return { next: null, end: "forgotten", events: [], say: [] };
  const clearedSince = incident.clearedSince ?? now;
  if (now - clearedSince < timing.firstWaitSeconds * second) {
    return { next: { ...incident, clearedSince }, end: null, events: [], say: [] };
  }
  const at = incident.firstToldAt === null ? null : speaksAt(timing.hours, incident.severity, now);
  return {
    next: null,
    end: "resolved",
    events: ["resolved"],
    say: at === null ? [] : [{ what: "resolved", notBefore: at }],
  };
}

function goOn(step: Step, timing: RuleTiming, now: number): Step {
  open(step, timing, now);
  wake(step, now);
  speak(step, timing, now);
  return step;
}

function open({ next, events }: Step, timing: RuleTiming, now: number): void {
  if (next === null || next.status !== "pending") return;
  if (now - next.since < timing.holdMinutes * minute) return;
  next.status = "open";
  next.openedAt = now;
  events.push("opened");
}

/** Ends acknowledgements and snoozes that ran out: it is to be said again, whatever was said before. */
function wake({ next, events }: Step, now: number): void {
  if (next === null) return;
  if (next.status === "acknowledged" && (next.acknowledgedUntil ?? now) <= now) {
    next.status = "open";
    next.acknowledgedUntil = null;
    next.told = null;
    events.push("acknowledgement_ended");
  }
  if (next.status === "snoozed" && (next.snooze === null || isOver(next.snooze, next, now))) {
    next.status = "open";
    next.snooze = null;
    next.told = null;
    events.push("snooze_ended");
  }
}

function isOver(snooze: Snooze, { count, severity }: Incident, now: number): boolean {
  if (snooze.until !== null && snooze.until <= now) return true;
  if (snooze.growsBy !== null && count >= snooze.count + snooze.growsBy) return true;
  return snooze.severityRises && isWorse(severity, snooze.severity);
}

function speak(step: Step, timing: RuleTiming, now: number): void {
  const { next, events } = step;
  if (next === null || next.status !== "open") return;
  const what = whatToSay(next, timing, now);
  const isEscalated = escalates(next, timing, now);
  // Asked last: hours cost more than everything else here, and there is seldom anything to say.
  if ((what === null && !isEscalated) || speaksAt(timing.hours, next.severity, now) !== now) return;
  if (what !== null) {
    step.say.push({ what, notBefore: now });
    events.push(what === "opened" ? "told" : what);
    next.told = { at: now, count: next.count, severity: next.severity };
    next.firstToldAt ??= now;
    next.unansweredSince ??= now;
  }
  if (isEscalated) {
    next.escalatedAt = now;
    events.push("escalated");
    step.say.push({ what: "escalated", notBefore: now });
  }
}

function whatToSay(
  { told, firstToldAt, openedAt, count, severity }: Incident,
  timing: RuleTiming,
  now: number,
): "opened" | "updated" | "repeated" | null {
  if (told === null) {
    if (firstToldAt !== null) return "repeated";
    return now - (openedAt ?? now) >= timing.firstWaitSeconds * second ? "opened" : null;
  }
  if (isWorse(severity, told.severity)) return "updated";
  const grew = count > told.count && count * 100 >= told.count * (100 + timing.growPercent);
  if (grew && now - told.at >= timing.everyMinutes * minute) return "updated";
  return now - told.at >= timing.repeatMinutes * minute ? "repeated" : null;
}

/** Nobody acknowledged it for so long after it was said. Once. */
function escalates({ unansweredSince, escalatedAt }: Incident, timing: RuleTiming, now: number): boolean {
  const { escalateAfterMinutes } = timing;
  if (escalateAfterMinutes === null || unansweredSince === null || escalatedAt !== null) return false;
  return now - unansweredSince >= escalateAfterMinutes * minute;
}

/** Somebody takes it on, until then: nothing more is said of it, nor of what is on its way. */
export function acknowledge(incident: Incident, until: number): Incident {
  return {
    ...incident,
    status: "acknowledged",
    acknowledgedUntil: until,
    unansweredSince: null,
    snooze: null,
  };
}

/** Somebody does not want to hear of it for a while. */
export function snooze(incident: Incident, wanted: Omit<Snooze, "count" | "severity">): Incident {
  const { count, severity } = incident;
  return {
    ...incident,
    status: "snoozed",
    acknowledgedUntil: null,
    unansweredSince: null,
    snooze: { ...wanted, count, severity },
  };
}

/** Takes an acknowledgement or a snooze back: it is open, and said again only where there is news. */
export function reopen(incident: Incident): Incident {
  return { ...incident, status: "open", acknowledgedUntil: null, snooze: null };
}
