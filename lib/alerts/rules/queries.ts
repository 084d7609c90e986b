/** Read models of alert rules. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { type AlertRule, loadRule, loadRules } from "./rule-store";

/** The rules about appliances that the actor may see, and those about all. */
export async function listRules(ctx: Ctx): Promise<AlertRule[]> {
  const where = refuseUnlessSomewhere(ctx, "alertRule.read");
  const rules = await loadRules(ctx.db);
  return rules.filter(({ scope }) => isSeen(where, scope.applianceId));
}

/** @throws AppError 403, 404 */
export async function readRule(ctx: Ctx, id: number): Promise<AlertRule> {
  const where = refuseUnlessSomewhere(ctx, "alertRule.read");
  const rule = await loadRule(ctx.db, id);
  if (!rule || !isSeen(where, rule.scope.applianceId)) throw notFound("alert rule", id);
  return rule;
}

function isSeen(where: "all" | readonly number[], applianceId: number | undefined): boolean {
  return where === "all" || applianceId === undefined || where.includes(applianceId);
}
