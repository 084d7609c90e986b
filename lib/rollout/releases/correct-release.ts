/** Corrects what was recorded of a release; everything it touched is judged again. */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Sql, type Tx } from "@/lib/platform/db";
import { conflict, notFound } from "@/lib/platform/errors";
import { arrangeRollouts, holdRollouts } from "../arrange-rollouts";
import type { CorrectReleaseInput } from "../schema";
import { refuseFuture } from "./record-release";
import { type ReleaseWarning, warnOfHaste } from "./release-warnings";

export interface StandingRelease {
  id: number;
  applianceId: number;
  kind: "site" | "base" | "license";
  name: string;
  version: string;
  installedAt: number;
  agentsUpdateThemselves: boolean;
}

/** A release that has not been withdrawn. @throws AppError 404 */
export async function loadStandingRelease(db: Sql, releaseId: number): Promise<StandingRelease> {
  const { rows } = await db.query<StandingRelease>(
    `SELECT id, appliance_id AS "applianceId", kind, name, version, installed_at AS "installedAt",
            agents_update_themselves AS "agentsUpdateThemselves"
       FROM release WHERE id = $1 AND withdrawn_at IS NULL`,
    [releaseId],
  );
  if (!rows[0]) throw notFound("release", releaseId);
  return rows[0];
}

/**
 * Changes name, version, time or the agents' switch of a release.
 * @throws AppError 403, 404, 409 `version_exists`, 422 `installed_in_future`
 */
export async function correctRelease(
  ctx: Ctx,
  releaseId: number,
  input: CorrectReleaseInput,
): Promise<{ release: StandingRelease; rolloutId: number | null; warnings: ReleaseWarning[] }> {
  const { applianceId } = await loadStandingRelease(ctx.db, releaseId);
  refuseUnless(ctx, "release.correct", applianceId);
  if (input.installedAt !== undefined) refuseFuture(input.installedAt, ctx.now);
  const { opening, ...answer } = await inTransaction(ctx.db, async (tx) => {
    const going = await holdRollouts(tx, applianceId);
    const before = await loadStandingRelease(tx, releaseId);
    const after = { ...before, ...input };
    await refuseSameVersion(tx, after);
    await tx.query(
      "UPDATE release SET name = $2, version = $3, installed_at = $4, agents_update_themselves = $5 WHERE id = $1",
      [releaseId, after.name, after.version, asTimestamp(after.installedAt), after.agentsUpdateThemselves],
    );
    await recordAudit(tx, ctx, {
      deed: "release.correct",
      applianceId,
      subjectType: "release",
      subjectId: releaseId,
      before: { ...before, installedAt: asTimestamp(before.installedAt) },
      after: { ...after, installedAt: asTimestamp(after.installedAt) },
    });
    const opening = after.kind === "site" ? await arrangeRollouts(tx, applianceId, going, ctx.now) : null;
    const { rows } = await tx.query<{ id: number }>("SELECT id FROM rollout WHERE release_id = $1", [
      releaseId,
    ]);
    return {
      release: after,
      rolloutId: rows[0]?.id ?? null,
      opening,
      warnings: await warnOfHaste(tx, applianceId, releaseId),
    };
  });
  if (opening !== null) await ctx.enqueue("rollout.open", { rolloutId: opening });
  return answer;
}

async function refuseSameVersion(tx: Tx, release: StandingRelease): Promise<void> {
  const { rows } = await tx.query<{ id: number }>(
    "SELECT id FROM release WHERE appliance_id = $1 AND kind = $2 AND version = $3 AND id <> $4 AND withdrawn_at IS NULL",
    [release.applianceId, release.kind, release.version, release.id],
  );
  if (rows[0]) {
    throw conflict(
      "version_exists",
      `Release ${rows[0].id} of this appliance has version ${release.version} already. Withdraw one of the two first.`,
      { releaseId: rows[0].id },
    );
  }
}
