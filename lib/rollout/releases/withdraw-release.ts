/** Takes a release back as if it had never been recorded. */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { arrangeRollouts, holdRollouts } from "../arrange-rollouts";
import { forgetMembers } from "../members/forget-members";
import { loadStandingRelease } from "./correct-release";

/**
 * Withdraws a release with its rollout, members and attestations; the site release before it is going again and
 * judged anew. The audit keeps what it was.
 * @throws AppError 403, 404
 */
export async function withdrawRelease(ctx: Ctx, releaseId: number): Promise<void> {
  const { applianceId } = await loadStandingRelease(ctx.db, releaseId);
  refuseUnless(ctx, "release.withdraw", applianceId);
  const opening = await inTransaction(ctx.db, async (tx) => {
    const going = await holdRollouts(tx, applianceId);
    const before = await loadStandingRelease(tx, releaseId);
    await forgetMembers(tx, "rollout_id IN (SELECT id FROM rollout WHERE release_id = $1)", [releaseId]);
    // Its slots run out and count until then; there is nobody left to judge.
    await tx.query(
      "UPDATE slot SET judged = true WHERE NOT judged AND rollout_id IN (SELECT id FROM rollout WHERE release_id = $1)",
      [releaseId],
    );
    await tx.query("DELETE FROM rollout WHERE release_id = $1", [releaseId]);
    await tx.query("UPDATE release SET withdrawn_at = $2 WHERE id = $1", [releaseId, asTimestamp(ctx.now)]);
    await recordAudit(tx, ctx, {
      deed: "release.withdraw",
      applianceId,
      subjectType: "release",
      subjectId: releaseId,
      before: { ...before, installedAt: asTimestamp(before.installedAt) },
    });
    return before.kind === "site" ? arrangeRollouts(tx, applianceId, going, ctx.now) : null;
  });
  if (opening !== null) await ctx.enqueue("rollout.open", { rolloutId: opening });
}
