/** What an alert rule says: what to look for, how long it must hold, and how often to speak of it. */
import type { ClientKind } from "../client";
import type { Mover } from "../movers";
import type { SpeakingHours } from "./hours";
import type { Severity } from "./severity";

/** What a rule looks for. Those about members of a rollout first, then those about what feeds them, then Rollcall itself. */
export const ruleKinds = [
  "stragglers",
  "needs_redeployment",
  "connected_but_old",
  "agents_waiting",
  "regressed",
  "site_silent",
  "no_progress",
  "halted",
  "released_too_early",
  "duplicates",
  "feed_quiet",
  "export_old",
  "import_waiting",
  "import_failed",
  "window_ended",
  "channel_failing",
  "delivery_dead",
  "mail_problem",
  "sweep_late",
] as const;
export type RuleKind = (typeof ruleKinds)[number];

/** About members, and therefore only as true as what is known of them: silent while that is old, or an upgrade is announced. */
const memberKinds = [
  "stragglers",
  "needs_redeployment",
  "connected_but_old",
  "agents_waiting",
  "regressed",
  "site_silent",
  "no_progress",
] as const satisfies readonly RuleKind[];

/** About Rollcall and no appliance. */
const ownKinds = [
  "channel_failing",
  "delivery_dead",
  "mail_problem",
  "sweep_late",
] as const satisfies readonly RuleKind[];

/** How long nothing has to move where a rule about no progress does not say. */
export const standstillMinutes = 24 * 60;

export type MemberRuleKind = (typeof memberKinds)[number];

export const isAboutMembers = (kind: RuleKind): kind is MemberRuleKind =>
  (memberKinds as readonly RuleKind[]).includes(kind);
export const isAboutRollcall = (kind: RuleKind) => (ownKinds as readonly RuleKind[]).includes(kind);

/** What makes an incident of each: all of a rule's scope together, or each group or kind by itself. */
export const divisions = ["all", "group", "kind"] as const;
export type Division = (typeof divisions)[number];

/** From which on it is worth an incident. What is given must all be reached; nothing given: one is enough. */
export interface Threshold {
  minCount?: number | undefined;
  /** Of the members in scope that are not excluded, whole percent, truncated. */
  minPercent?: number | undefined;
}

/** `afterMinutes`: since the installation, since the last check-in, or of age, by what the kind is about. */
export interface RuleCondition extends Threshold {
  kind: RuleKind;
  afterMinutes?: number | undefined;
  per?: Division | undefined;
  /** From which on it is critical, whatever the rule's own severity. */
  critical?: Threshold | undefined;
}

export interface RuleScope {
  /** In ascending order, none twice, at least one; left out: all, those that will be added too. */
  applianceIds?: readonly number[] | undefined;
  groups?: readonly string[] | undefined;
  kinds?: readonly ClientKind[] | undefined;
  movers?: readonly Mover[] | undefined;
  tags?: readonly string[] | undefined;
}

/** When a rule speaks. */
export interface RuleTiming {
  /** How long the condition must hold before there is an incident. */
  holdMinutes: number;
  /** How long an incident stands before the first message, and how long it must be gone before it is resolved. */
  firstWaitSeconds: number;
  /** A message that it grew comes no sooner after the one before … */
  everyMinutes: number;
  /** … and only where it grew by so much. */
  growPercent: number;
  /** Nothing changed and nobody acknowledged: said again after so long. */
  repeatMinutes: number;
  /** An acknowledgement runs out after so long. */
  acknowledgeHours: number;
  /** Not acknowledged so long after the first message: others are told. */
  escalateAfterMinutes: number | null;
  /** Null: at any time. */
  hours: SpeakingHours | null;
}

/** What the issue calls sensible. */
export const defaultTiming: Omit<RuleTiming, "hours" | "escalateAfterMinutes"> = {
  holdMinutes: 0,
  firstWaitSeconds: 60,
  everyMinutes: 15,
  growPercent: 10,
  repeatMinutes: 12 * 60,
  acknowledgeHours: 24,
};

/** Whether `count` of `total` reaches the threshold. Without a total a share is never reached: it is not known. */
export function reaches({ minCount, minPercent }: Threshold, count: number, total: number | null): boolean {
  if (count < Math.max(1, minCount ?? 1)) return false;
  if (minPercent === undefined) return true;
  return total !== null && total > 0 && count * 100 >= minPercent * total;
}

/** The severity of an incident of this size. */
export function severityOf(
  own: Severity,
  critical: Threshold | undefined,
  count: number,
  total: number | null,
): Severity {
  return critical !== undefined && reaches(critical, count, total) ? "critical" : own;
}

/** A step of a rule that is never reached: it is repeated before it could be said that it grew, or the same people are told again. */
export type DeadStep = "growth" | "escalation";

/** The steps of a rule that are never reached, for its editor. Channels as the rule names them; `null`: the default ones. */
export function deadSteps(
  timing: Pick<RuleTiming, "everyMinutes" | "repeatMinutes">,
  channelIds: readonly number[] | null,
  escalatesTo: readonly number[] | null,
): DeadStep[] {
  const found: DeadStep[] = [];
  if (timing.repeatMinutes <= timing.everyMinutes) found.push("growth");
  if (escalatesTo !== null && channelIds !== null && escalatesTo.every((id) => channelIds.includes(id)))
    found.push("escalation");
  return found;
}
