/** Who may make, change and remove which rule. */
import { may, refuseUnless } from "@/lib/access/may";
import type { RuleScope } from "@/lib/core/alerts/rule";
import type { Ctx } from "@/lib/platform/context";

const over = ({ applianceIds }: RuleScope): readonly (number | null)[] => applianceIds ?? [null];

/** A rule is managed by who may do so on every appliance that it names; one about all by who may do so everywhere. */
export function mayManageRule({ actor }: Ctx, scope: RuleScope): boolean {
  return over(scope).every((id) => may(actor, "alertRule.manage", id));
}

/** A rule is seen by who sees every appliance that it names; one about all by everybody who sees rules. */
export function seesRule({ actor }: Ctx, { applianceIds = [] }: RuleScope): boolean {
  return applianceIds.every((id) => may(actor, "alertRule.read", id));
}

/** @throws AppError 403 */
export function refuseUnlessOver(ctx: Ctx, scope: RuleScope): void {
  for (const id of over(scope)) refuseUnless(ctx, "alertRule.manage", id);
}
