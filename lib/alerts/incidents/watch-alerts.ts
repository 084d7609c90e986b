/**
 * Looks whether what the rules watch for is so, and moves their incidents on. Every few seconds, one process at a time. A rule that
 * cannot be looked at is skipped and said; the others go on.
 */
import { isAboutMembers, reaches, severityOf } from "@/lib/core/alerts/rule";
import { stepIncident } from "@/lib/core/alerts/step-incident";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import type { Condition } from "../conditions/condition";
import { findConditions } from "../conditions/find-conditions";
import { ensureBuiltInRules } from "../rules/built-in-rules";
import { type AlertRule, loadRules } from "../rules/rule-store";
import { commitStep } from "./commit-step";
import { asGoing, inhibitIncident, loadGoing, type StoredIncident } from "./incident-store";
import { type Inhibitions, inhibitionOf, loadInhibitions } from "./inhibitions";
import { resolveOfRulesOff } from "./resolve-off";

/** How many incidents were changed; `null`: another process is at it. */
export interface WatchOutcome {
  changed: number;
  failed: number;
}

/** Safe to run at any time: what it finds is compared with what stands. */
export async function watchAlerts(ctx: Ctx): Promise<WatchOutcome | null> {
  return inTransaction(ctx.db, async (holder) => {
    const { rows } = await holder.query<{ mine: boolean }>(
      "SELECT pg_try_advisory_xact_lock(hashtext('alerts'), 0) AS mine",
    );
    return rows[0]?.mine ? watchAll(ctx) : null;
  });
}

async function watchAll(ctx: Ctx): Promise<WatchOutcome> {
  await ensureBuiltInRules(ctx.db, ctx.now);
  const [rules, inhibitions] = await Promise.all([
    loadRules(ctx.db, { enabled: true }),
    loadInhibitions(ctx.db, ctx.now),
  ]);
  const outcome: WatchOutcome = { changed: await resolveOfRulesOff(ctx), failed: 0 };
  const dataOld = new Set<number>();
  // What is known of an appliance comes first: while it is old, its members are not spoken of.
  for (const rule of rules.toSorted(
    (a, b) => Number(isAboutMembers(a.when.kind)) - Number(isAboutMembers(b.when.kind)),
  )) {
    try {
      outcome.changed += await watchRule(ctx, rule, inhibitions, dataOld);
    } catch (err) {
      outcome.failed++;
      ctx.log.error({ err, ruleId: rule.id }, "an alert rule could not be looked at");
    }
  }
  return outcome;
}

async function watchRule(
  ctx: Ctx,
  rule: AlertRule,
  inhibitions: Inhibitions,
  dataOld: Set<number>,
): Promise<number> {
  const [conditions, going] = await Promise.all([
    findConditions({ db: ctx.db, when: rule.when, scope: rule.scope, now: ctx.now }),
    loadGoing(ctx.db, rule.id),
  ]);
  const reached = conditions.filter(({ count, total }) => reaches(rule.when, count, total));
  if (rule.when.kind === "export_old") for (const { applianceId } of reached) dataOld.add(applianceId ?? 0);
  const byScope = new Map(going.map((incident) => [incident.scopeKey, incident]));
  let changed = 0;
  const about = isAboutMembers(rule.when.kind);
  for (const condition of reached) {
    const incident = byScope.get(condition.scopeKey) ?? null;
    byScope.delete(condition.scopeKey);
    const by = inhibitionOf(condition.applianceId, about, inhibitions, dataOld);
    if (by === null) changed += await move(ctx, rule, incident, condition);
    else if (incident) await inhibitIncident(ctx.db, incident.id, by);
  }
  for (const incident of byScope.values()) {
    const by = inhibitionOf(incident.applianceId, about, inhibitions, dataOld);
    if (by === null) changed += await move(ctx, rule, incident, null);
    else await inhibitIncident(ctx.db, incident.id, by);
  }
  return changed;
}

async function move(
  ctx: Ctx,
  rule: AlertRule,
  incident: StoredIncident | null,
  condition: Condition | null,
): Promise<number> {
  const found = condition && {
    count: condition.count,
    total: condition.total,
    severity: severityOf(rule.severity, rule.when.critical, condition.count, condition.total),
  };
  const step = stepIncident(incident && asGoing(incident), found, rule.timing, ctx.now);
  return (await commitStep(ctx, rule, incident, condition, step)) ? 1 : 0;
}
