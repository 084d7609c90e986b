/** What a rule would have done over the last 30 days, before it is saved. */
import { setImmediate } from "node:timers/promises";
import { refuseUnless } from "@/lib/access/may";
import { type PastIncident, replayRule } from "@/lib/core/alerts/replay-rule";
import { defaultTiming } from "@/lib/core/alerts/rule";
import type { Ctx } from "@/lib/platform/context";
import type { CreateRuleInput } from "../schema";
import { isReplayable, pastCounts } from "./past-counts";

export const previewDays = 30;
const day = 24 * 3_600_000;

/** An incident that would have been, and about what. */
export interface PreviewedIncident extends PastIncident {
  appliance: string;
  part: string | null;
}

/** `known` false: Rollcall keeps no history of what this rule looks for, so there is nothing to show. Newest first. */
export interface RulePreview {
  known: boolean;
  incidents: PreviewedIncident[];
  messages: number;
}

/** Changes nothing. @throws AppError 403 */
export async function previewRule(ctx: Ctx, input: CreateRuleInput): Promise<RulePreview> {
  refuseUnless(ctx, "alertRule.manage", input.scope.applianceId ?? null);
  const { when, scope, severity } = input;
  if (!isReplayable(when, scope)) return { known: false, incidents: [], messages: 0 };
  const from = ctx.now - previewDays * day;
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
  const scopes = await pastCounts(ctx.db, when, scope, from);
  const incidents: PreviewedIncident[] = [];
  for (const { appliance, part, counts } of scopes) {
    const replayed = replayRule({ when, severity, timing }, counts, from, ctx.now);
    incidents.push(...replayed.map((incident) => ({ ...incident, appliance, part })));
    // A month of one scope takes a moment; others are answered in between.
    await setImmediate();
  }
  incidents.sort((a, b) => b.openedAt - a.openedAt);
  return { known: true, incidents, messages: incidents.reduce((sum, { said }) => sum + said.length, 0) };
}
