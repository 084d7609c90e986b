/** Read models of alert rules. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { seesRule } from "./rule-rights";
import { type AlertRule, loadRule, loadRules } from "./rule-store";

/** The rules about appliances that the actor may see, each of them, and those about all. */
export async function listRules(ctx: Ctx): Promise<AlertRule[]> {
  refuseUnlessSomewhere(ctx, "alertRule.read");
  const rules = await loadRules(ctx.db);
  return rules.filter(({ scope }) => seesRule(ctx, scope));
}

/** One of those. @throws AppError 403, 404 */
export async function readRule(ctx: Ctx, id: number): Promise<AlertRule> {
  refuseUnlessSomewhere(ctx, "alertRule.read");
  const rule = await loadRule(ctx.db, id);
  if (!rule || !seesRule(ctx, rule.scope)) throw notFound("alert rule", id);
  return rule;
}
