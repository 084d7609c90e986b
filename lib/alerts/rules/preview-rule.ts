/** What a rule would have done over the last 30 days, before it is saved; or why that is not known. */
import { setImmediate } from "node:timers/promises";
import { type PastIncident, replayRule } from "@/lib/core/alerts/replay-rule";
import { defaultTiming, type RuleCondition, type RuleScope } from "@/lib/core/alerts/rule";
import type { Ctx } from "@/lib/platform/context";
import { env } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import type { CreateRuleInput } from "../schema";
import { isKeptAsChanges, type PastScope, pastCounts } from "./past-counts";
import { isKeptAsEvents, pastEvents } from "./past-events";
import { pastStandstill } from "./past-standstill";
import { refuseUnlessOver } from "./rule-rights";

export const previewDays = 30;
const day = 24 * 3_600_000;

/** An incident that would have been, and about what. `appliance` null: Rollcall itself. */
export interface PreviewedIncident extends PastIncident {
  appliance: string | null;
  part: string | null;
}

export interface RulePreview {
  /** False: not enough is kept of what this rule looks for, so there is nothing to show. */
  known: boolean;
  /** What it is made of, and what of that is of today; or why nothing is known. A sentence. */
  note: string;
  /** Newest first. */
  incidents: PreviewedIncident[];
  messages: number;
  /** How many groups, kinds or appliances there were something of, and how many of them were not replayed, those with the fewest. */
  scopes: number;
  scopesLeftOut: number;
}

/** Changes nothing. @throws AppError 403 */
export async function previewRule(ctx: Ctx, input: CreateRuleInput): Promise<RulePreview> {
  refuseUnlessOver(ctx, input.scope);
  const { when, scope, severity } = input;
  const from = ctx.now - previewDays * day;
  const past = await pastOf(ctx, when, scope, from);
  const note = noteOn(when, scope);
  if (past === null) return { known: false, note, incidents: [], messages: 0, scopes: 0, scopesLeftOut: 0 };
  const timing = {
    holdMinutes: input.holdMinutes ?? defaultTiming.holdMinutes,
    firstWaitSeconds: input.firstWaitSeconds ?? defaultTiming.firstWaitSeconds,
    everyMinutes: input.everyMinutes ?? defaultTiming.everyMinutes,
    growPercent: input.growPercent ?? defaultTiming.growPercent,
    repeatMinutes: input.repeatMinutes ?? defaultTiming.repeatMinutes,
    acknowledgeHours: input.acknowledgeHours ?? defaultTiming.acknowledgeHours,
    escalateAfterMinutes: input.escalation?.afterMinutes ?? null,
    hours: input.hours ?? null,
  };
  const { ROLLCALL_PREVIEW_SCOPES: scopesAtMost } = env();
  const incidents: PreviewedIncident[] = [];
  for (const { appliance, part, counts } of mostFirst(past).slice(0, scopesAtMost)) {
    const replayed = replayRule({ when, severity, timing }, counts, from, ctx.now);
    incidents.push(...replayed.map((incident) => ({ ...incident, appliance, part })));
    // A month of one scope takes a moment; others are answered in between.
    await setImmediate();
  }
  incidents.sort((a, b) => b.openedAt - a.openedAt);
  return {
    known: true,
    note,
    incidents,
    messages: incidents.reduce((sum, { said }) => sum + said.length, 0),
    scopes: past.length,
    scopesLeftOut: Math.max(0, past.length - scopesAtMost),
  };
}

/** `null`: it is not kept. */
async function pastOf(
  { db, now }: Ctx,
  when: RuleCondition,
  scope: RuleScope,
  from: number,
): Promise<PastScope[] | null> {
  if (isKeptAsChanges(when.kind)) return scope.tags === undefined ? pastCounts(db, when, scope, from) : null;
  if (when.kind === "no_progress") return pastStandstill(db, when, scope, from);
  return isKeptAsEvents(when.kind) ? pastEvents(db, when.kind, scope, from, now) : null;
}

/** What the preview rests on, or why there is none, for each kind of rule. */
function noteOn({ kind }: RuleCondition, { tags }: RuleScope): string {
  const t = words("rulePast");
  return isKeptAsChanges(kind) && tags !== undefined ? t("tagged") : t(kind);
}

function mostFirst(scopes: readonly PastScope[]): PastScope[] {
  const most = ({ counts }: PastScope) => counts.reduce((found, { count }) => Math.max(found, count), 0);
  return scopes
    .map((scope) => ({ scope, most: most(scope) }))
    .sort((one, other) => other.most - one.most)
    .map(({ scope }) => scope);
}
