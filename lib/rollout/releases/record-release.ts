/** A package was installed on an appliance; a site release opens its rollout. */
import { refuseUnless } from "@/lib/access/may";
import { isInFuture } from "@/lib/core/release";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { unprocessable } from "@/lib/platform/errors";
import { arrangeRollouts, holdRollouts } from "../arrange-rollouts";
import type { RecordReleaseInput } from "../schema";
import { type ReleaseWarning, warnOfHaste } from "./release-warnings";

export interface RecordedRelease {
  id: number;
  /** The rollout of a site release; `null` for base and license packages. */
  rolloutId: number | null;
  created: boolean;
  warnings: ReleaseWarning[];
}

/**
 * Records a release. The same version again returns the existing one; on the other unit of a failover pair it is a
 * second installation of it. A site release that is the newest opens its rollout and supersedes the one before it.
 * @throws AppError 403, 404, 422 `installed_in_future`
 */
export async function recordRelease(
  ctx: Ctx,
  applianceId: number,
  input: RecordReleaseInput,
): Promise<RecordedRelease> {
  refuseUnless(ctx, "release.record", applianceId);
  refuseFuture(input.installedAt, ctx.now);
  const { opening, ...recorded } = await inTransaction(ctx.db, async (tx) => {
    const going = await holdRollouts(tx, applianceId);
    const known = await findStanding(tx, applianceId, input);
    const id = known ?? (await insertRelease(tx, ctx, applianceId, input));
    const newInstallation = await addInstallation(tx, id, input);
    if (!known || newInstallation) {
      await recordAudit(tx, ctx, {
        deed: "release.record",
        applianceId,
        subjectType: "release",
        subjectId: id,
        after: { ...input, installedAt: asTimestamp(input.installedAt) },
      });
    }
    const opening =
      !known && input.kind === "site" ? await arrangeRollouts(tx, applianceId, going, ctx.now) : null;
    const { rows } = await tx.query<{ id: number }>("SELECT id FROM rollout WHERE release_id = $1", [id]);
    return {
      id,
      rolloutId: rows[0]?.id ?? null,
      created: !known,
      opening,
      warnings: await warnOfHaste(tx, applianceId, id),
    };
  });
  if (opening !== null) await ctx.enqueue("rollout.open", { rolloutId: opening });
  return recorded;
}

/** Rule 12. @throws AppError 422 `installed_in_future` */
export function refuseFuture(installedAt: number, now: number): void {
  if (isInFuture(installedAt, now)) {
    throw unprocessable(
      "installed_in_future",
      "`installedAt` lies more than 5 minutes in the future. Record a release when its installation has completed.",
    );
  }
}

async function findStanding(tx: Tx, applianceId: number, input: RecordReleaseInput): Promise<number | null> {
  const { rows } = await tx.query<{ id: number }>(
    "SELECT id FROM release WHERE appliance_id = $1 AND kind = $2 AND version = $3 AND withdrawn_at IS NULL",
    [applianceId, input.kind, input.version],
  );
  return rows[0]?.id ?? null;
}

async function insertRelease(
  tx: Tx,
  ctx: Ctx,
  applianceId: number,
  input: RecordReleaseInput,
): Promise<number> {
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO release (appliance_id, kind, name, version, installed_at, agents_update_themselves, recorded_by, recorded_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
    [
      applianceId,
      input.kind,
      input.name,
      input.version,
      asTimestamp(input.installedAt),
      input.agentsUpdateThemselves ?? false,
      ctx.actor.name,
      asTimestamp(ctx.now),
    ],
  );
  return rows[0]?.id ?? 0;
}

/** An installation is one unit's; repeating it changes nothing. */
async function addInstallation(tx: Tx, releaseId: number, input: RecordReleaseInput): Promise<boolean> {
  const { rowCount } = await tx.query(
    `INSERT INTO release_installation (release_id, unit, installed_at)
     SELECT $1, $2, $3
      WHERE $2::text IS NOT NULL OR NOT EXISTS (SELECT 1 FROM release_installation WHERE release_id = $1)
     ON CONFLICT DO NOTHING`,
    [releaseId, input.unit ?? null, asTimestamp(input.installedAt)],
  );
  return rowCount === 1;
}
