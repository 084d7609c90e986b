/** Writes a new edition of an appliance's policy; the members of its open rollout are judged by it at once. */
import { refuseUnless } from "@/lib/access/may";
import { type Policy, policyOf } from "@/lib/core/policy";
import type { ChangePolicyInput } from "@/lib/fleet/schema";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { rejudgeGoingRollout } from "./arrange-rollouts";
import { loadPolicy, lockRolloutsOf } from "./members/store";

/** @throws AppError 403, 404 */
export async function changePolicy(
  ctx: Ctx,
  applianceId: number,
  input: ChangePolicyInput,
): Promise<{ version: number; policy: Policy }> {
  refuseUnless(ctx, "policy.change", applianceId);
  const { opening, ...edition } = await inTransaction(ctx.db, async (tx) => {
    if (!(await lockRolloutsOf(tx, applianceId))) throw notFound("appliance", applianceId);
    const before = await loadPolicy(tx, applianceId);
    const policy = policyOf({ ...before.policy, ...input.policy });
    const version = before.version + 1;
    await tx.query(
      "INSERT INTO policy_version (appliance_id, version, policy, created_by, created_at) VALUES ($1, $2, $3, $4, $5)",
      [applianceId, version, JSON.stringify(policy), ctx.actor.name, asTimestamp(ctx.now)],
    );
    await recordAudit(tx, ctx, {
      deed: "policy.change",
      applianceId,
      subjectType: "policy",
      subjectId: `${applianceId}/${version}`,
      before: before.policy,
      after: policy,
    });
    return { version, policy, opening: await rejudgeGoingRollout(tx, applianceId) };
  });
  if (opening !== null) await ctx.enqueue("rollout.open", { rolloutId: opening });
  return edition;
}
