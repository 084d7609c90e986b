/** A feed noticed that another version runs on a unit: somebody confirms that a release was installed, and when. */
import { z } from "zod";
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { conflict, notFound } from "@/lib/platform/errors";
import { findProposal, type ReleaseProposal } from "@/lib/rollout/releases/proposal-queries";
import { recordRelease } from "@/lib/rollout/releases/record-release";
import { recordReleaseInput } from "@/lib/rollout/schema";
import type { FailoverRole, Health } from "./command-api/documents/health";
import { proposeRelease, type VersionReading } from "./command-api/propose-release";
import type { Feed, KnownUnit } from "./store";

function readingsOf(units: Readonly<Record<string, KnownUnit>>): VersionReading[] {
  return Object.entries(units).map(([id, { version, build, role, at }]) => ({
    applianceId: ["none", "primary", "backup", ""].includes(id) ? null : id,
    failoverRole: role as FailoverRole | null,
    version: { text: build === null ? version : `${version} (${build})`, number: version, build },
    readAt: at,
  }));
}

/**
 * Keeps a proposal where the unit runs another version than it did. Recorded at once where the feed is set to, and where nothing is
 * doubtful: a newer version, on the unit that serves, for the first time. The time that is taken is the later one: it proves less.
 */
export async function noticeVersion(
  ctx: Ctx,
  feed: Feed,
  units: Readonly<Record<string, KnownUnit>>,
  health: Health,
  at: number,
): Promise<void> {
  const change = proposeRelease(readingsOf(units), health, at);
  if (change.kind !== "proposed") return;
  const { version, before, installedAfter, installedBefore, direction, installation, failoverRole } =
    change.proposal;
  const known = direction === "rebuilt" ? version.text : version.number;
  const { rows } = await ctx.db.query<{ id: number }>(
    `INSERT INTO release_proposal (appliance_id, feed_id, version, build, unit, before_version, not_before, not_after)
     SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE NOT EXISTS (
       SELECT 1 FROM release_proposal WHERE appliance_id = $1 AND version = $3 AND unit IS NOT DISTINCT FROM $5 AND status = 'open')
     RETURNING id`,
    [
      feed.applianceId,
      feed.id,
      known,
      version.build,
      health.applianceName,
      before.number,
      asTimestamp(installedAfter),
      asTimestamp(installedBefore),
    ],
  );
  const id = rows[0]?.id;
  const isPlain = direction === "forward" && installation === "first" && failoverRole !== "backup";
  if (id !== undefined && isPlain && feed.settings.recordReleases === true)
    await decideProposal(ctx, id, { decision: "record" });
}

export const proposalDecision = z.strictObject({
  decision: z.enum(["record", "dismiss", "reopen"]).meta({
    description: "`reopen`: one that was dismissed waits for a person again.",
  }),
  installedAt: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional()
    .meta({ description: "When the installation completed; left out: the first reading that showed it." }),
  unit: recordReleaseInput.shape.unit,
});
export type ProposalDecision = z.output<typeof proposalDecision>;

/**
 * Records the release that a proposal tells of, puts the proposal away, or lets one that was put away wait again. Of a version that is
 * recorded already only the installation on the unit is added.
 * @throws AppError 403, 404, 409 `already_decided`, `not_dismissed`, `noticed_again`, 422 `installed_in_future`
 */
export async function decideProposal(
  ctx: Ctx,
  proposalId: number,
  { decision, installedAt, unit }: ProposalDecision,
): Promise<ReleaseProposal> {
  const proposal = await findProposal(ctx.db, proposalId);
  if (!proposal) throw notFound("release proposal", proposalId);
  refuseUnless(ctx, "release.record", proposal.applianceId);
  if (decision === "reopen") return reopen(ctx, proposal);
  if (proposal.status !== "open") throw alreadyDecided();
  const { version, applianceId, notAfter } = proposal;
  const recorded =
    decision === "record"
      ? await recordRelease(ctx, applianceId, {
          kind: "site",
          name: `Site software ${version}`,
          version,
          installedAt: installedAt ?? notAfter,
          ...(unit === undefined ? {} : { unit }),
        })
      : null;
  await inTransaction(ctx.db, async (tx) => {
    const { rowCount } = await tx.query(
      `UPDATE release_proposal SET status = $2, release_id = $3, decided_by = $4, decided_at = $5 WHERE id = $1 AND status = 'open'`,
      [
        proposalId,
        decision === "record" ? "confirmed" : "dismissed",
        recorded?.id ?? null,
        ctx.actor.name,
        asTimestamp(ctx.now),
      ],
    );
    if (rowCount !== 1) throw alreadyDecided();
    await recordAudit(tx, ctx, {
      deed: "proposal.decide",
      applianceId,
      subjectType: "release_proposal",
      subjectId: proposalId,
      after: { decision, version, releaseId: recorded?.id ?? null },
    });
  });
  return (await findProposal(ctx.db, proposalId)) ?? proposal;
}

/** The same version may have been noticed on the unit again meanwhile: then that one waits, and two would ask the same. */
async function reopen(
  ctx: Ctx,
  { id, applianceId, version, decidedBy }: ReleaseProposal,
): Promise<ReleaseProposal> {
  await inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<{ status: string; noticedAgain: boolean }>(
      `SELECT p.status, EXISTS (SELECT 1 FROM release_proposal o WHERE o.appliance_id = p.appliance_id AND o.version = p.version
                AND o.unit IS NOT DISTINCT FROM p.unit AND o.status = 'open') AS "noticedAgain"
         FROM release_proposal p WHERE p.id = $1 FOR UPDATE`,
      [id],
    );
    const [found] = rows;
    if (!found) throw notFound("release proposal", id);
    if (found.status !== "dismissed")
      throw conflict(
        "not_dismissed",
        "Only what was dismissed can be opened again. Load the page again to see it.",
      );
    if (found.noticedAgain)
      throw conflict(
        "noticed_again",
        `${version} was noticed on that unit again since, and waits. Decide that notice.`,
      );
    await tx.query(
      "UPDATE release_proposal SET status = 'open', decided_by = NULL, decided_at = NULL WHERE id = $1",
      [id],
    );
    await recordAudit(tx, ctx, {
      deed: "proposal.decide",
      applianceId,
      subjectType: "release_proposal",
      subjectId: id,
      before: { decision: "dismiss", version, decidedBy },
      after: { decision: "reopen", version },
    });
  });
  const reopened = await findProposal(ctx.db, id);
  if (!reopened) throw notFound("release proposal", id);
  return reopened;
}

function alreadyDecided() {
  return conflict("already_decided", "Somebody has decided this already. Load the page again to see how.");
}
