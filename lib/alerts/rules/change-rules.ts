/** Makes, changes and removes alert rules. */
import { defaultTiming, isAboutRollcall, type RuleScope } from "@/lib/core/alerts/rule";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { notFound, unprocessable } from "@/lib/platform/errors";
import type { ChangeRuleInput, CreateRuleInput } from "../schema";
import { refuseUnlessOver } from "./rule-rights";
import { type AlertRule, loadRule } from "./rule-store";

/** Everything a rule says. */
type Wanted = Required<CreateRuleInput>;

/** @throws AppError 403, 404, 422 `rule_unclear`, `channel_unknown` */
export async function createRule(ctx: Ctx, input: CreateRuleInput): Promise<number> {
  refuseUnlessOver(ctx, input.scope);
  const wanted: Wanted = {
    ...defaultTiming,
    channelIds: null,
    escalation: null,
    hours: null,
    enabled: true,
    ...withoutUndefined(input),
  };
  refuseUnclear(wanted);
  return inTransaction(ctx.db, async (tx) => {
    await keepAppliances(tx, input.scope);
    await refuseUnknownChannels(tx, wanted);
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO alert_rule (${columns.join(", ")}, created_by, created_at, changed_by, changed_at)
       VALUES (${columns.map((_, at) => `$${at + 1}`).join(", ")}, $17, $18, $17, $18) RETURNING id`,
      [...valuesOf(wanted), ctx.actor.name, asTimestamp(ctx.now)],
    );
    const id = rows[0]?.id ?? 0;
    await recordAudit(tx, ctx, { ...subject("create", id, wanted), after: wanted });
    return id;
  });
}

/**
 * Changes what is given; the rest stays. Its incidents go on by what it says then.
 * @throws AppError 403, 404, 422 `rule_unclear`, `channel_unknown`
 */
export async function changeRule(ctx: Ctx, id: number, input: ChangeRuleInput): Promise<void> {
  if (input.scope) refuseUnlessOver(ctx, input.scope);
  await inTransaction(ctx.db, async (tx) => {
    // Appliances before the rule, as who deletes one takes them.
    if (input.scope) await keepAppliances(tx, input.scope);
    const before = wantedOf(await holdRule(ctx, tx, id));
    const wanted: Wanted = { ...before, ...withoutUndefined(input) };
    refuseUnclear(wanted);
    await refuseUnknownChannels(tx, wanted);
    await tx.query(
      `UPDATE alert_rule SET ${columns.map((column, at) => `${column} = $${at + 1}`).join(", ")},
              changed_by = $17, changed_at = $18 WHERE id = $19`,
      [...valuesOf(wanted), ctx.actor.name, asTimestamp(ctx.now), id],
    );
    await recordAudit(tx, ctx, { ...subject("change", id, wanted), before, after: wanted });
  });
}

/** Removes it with its incidents and their deliveries. @throws AppError 403, 404 */
export async function deleteRule(ctx: Ctx, id: number): Promise<void> {
  await inTransaction(ctx.db, async (tx) => {
    const before = wantedOf(await holdRule(ctx, tx, id));
    await tx.query("DELETE FROM alert_rule WHERE id = $1", [id]);
    await recordAudit(tx, ctx, { ...subject("delete", id, before), before });
  });
}

async function holdRule(ctx: Ctx, tx: Tx, id: number): Promise<AlertRule> {
  await tx.query("SELECT 1 FROM alert_rule WHERE id = $1 FOR UPDATE", [id]);
  const rule = await loadRule(tx, id);
  if (!rule) throw notFound("alert rule", id);
  refuseUnlessOver(ctx, rule.scope);
  return rule;
}

/** Nobody deletes them until the transaction ends: the rule names none that is gone. */
async function keepAppliances(tx: Tx, { applianceIds = [] }: RuleScope): Promise<void> {
  const { rows } = await tx.query<{ id: number }>(
    "SELECT id FROM appliance WHERE id = ANY($1) ORDER BY id FOR KEY SHARE",
    [applianceIds],
  );
  const missing = applianceIds.find((id) => !rows.some((row) => row.id === id));
  if (missing !== undefined) throw notFound("appliance", missing);
}

/** The audit log names the appliance of a rule about one; what is about several is, like what is about all, of none. */
function subject(deed: string, id: number, { scope: { applianceIds = [] } }: Wanted) {
  const [only = null, ...others] = applianceIds;
  return {
    deed: `alertRule.${deed}`,
    applianceId: others.length === 0 ? only : null,
    subjectType: "alert_rule",
    subjectId: id,
  };
}

/** A rule that is about nothing. */
function refuseUnclear({ when, scope }: Wanted): void {
  const narrows = scope.groups ?? scope.kinds ?? scope.movers ?? scope.tags ?? scope.applianceIds;
  if (isAboutRollcall(when.kind) && narrows !== undefined) {
    throw unprocessable(
      "rule_unclear",
      "This rule is about Rollcall itself: it has no appliances, groups, kinds, movers or tags.",
    );
  }
}

async function refuseUnknownChannels(tx: Tx, { channelIds, escalation }: Wanted): Promise<void> {
  const ids = [...new Set([...(channelIds ?? []), ...(escalation?.channelIds ?? [])])];
  const { rows } = await tx.query<{ id: number }>("SELECT id FROM channel WHERE id = ANY($1)", [ids]);
  const missing = ids.filter((id) => !rows.some((row) => row.id === id));
  if (missing.length > 0)
    throw unprocessable("channel_unknown", `There is no channel ${missing.join(", ")}.`);
}

const columns = [
  "name",
  "kind",
  "appliance_ids",
  '"when"',
  "scope",
  "severity",
  "hold_minutes",
  "first_wait_seconds",
  "every_minutes",
  "grow_percent",
  "repeat_minutes",
  "acknowledge_hours",
  "channel_ids",
  "escalation",
  "hours",
  "enabled",
];

function valuesOf(wanted: Wanted): unknown[] {
  const { kind, ...when } = wanted.when;
  const { applianceIds, ...scope } = wanted.scope;
  return [
    wanted.name,
    kind,
    applianceIds ?? null,
    JSON.stringify(when),
    JSON.stringify(scope),
    wanted.severity,
    wanted.holdMinutes,
    wanted.firstWaitSeconds,
    wanted.everyMinutes,
    wanted.growPercent,
    wanted.repeatMinutes,
    wanted.acknowledgeHours,
    wanted.channelIds,
    wanted.escalation === null ? null : JSON.stringify(wanted.escalation),
    wanted.hours === null ? null : JSON.stringify(wanted.hours),
    wanted.enabled,
  ];
}

function wantedOf({
  timing,
  name,
  when,
  scope,
  severity,
  channelIds,
  escalation,
  enabled,
}: AlertRule): Wanted {
  const { escalateAfterMinutes, ...times } = timing;
  return { name, when, scope, severity, channelIds, escalation, enabled, ...times } as Wanted;
}

function withoutUndefined<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
