/** A feed noticed that another version runs on a unit: somebody confirms that a release was installed, and when. */
import { z } from "zod";
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Sql } from "@/lib/platform/db";
import { conflict, notFound } from "@/lib/platform/errors";
import { recordRelease } from "@/lib/rollout/releases/record-release";
import type { FailoverRole, Health } from "./command-api/documents/health";
import { proposeRelease, type VersionReading } from "./command-api/propose-release";
import type { Feed, KnownUnit } from "./store";

/** A release that a feed has noticed. Installed between two readings, instants in epoch milliseconds. */
export interface ReleaseProposal {
  id: number;
  applianceId: number;
  feedId: number | null;
  version: string;
  build: string | null;
  /** The unit by its own name. */
  unit: string | null;
  beforeVersion: string | null;
  notBefore: number | null;
  notAfter: number;
  status: "open" | "confirmed" | "dismissed";
  releaseId: number | null;
  decidedBy: string | null;
  decidedAt: number | null;
}

const columns = `p.id, p.appliance_id AS "applianceId", p.feed_id AS "feedId", p.version, p.build, p.unit,
  p.before_version AS "beforeVersion", p.not_before AS "notBefore", p.not_after AS "notAfter", p.status,
  p.release_id AS "releaseId", p.decided_by AS "decidedBy", p.decided_at AS "decidedAt"`;

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
  decision: z.enum(["record", "dismiss"]),
  installedAt: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional()
    .meta({ description: "When the installation completed; left out: the first reading that showed it." }),
});
export type ProposalDecision = z.output<typeof proposalDecision>;

/** @throws AppError 403, 404, 409 `already_decided`, 422 `installed_in_future` */
export async function decideProposal(
  ctx: Ctx,
  proposalId: number,
  { decision, installedAt }: ProposalDecision,
): Promise<ReleaseProposal> {
  const proposal = await findProposal(ctx.db, proposalId);
  if (!proposal) throw notFound("release proposal", proposalId);
  refuseUnless(ctx, "release.record", proposal.applianceId);
  if (proposal.status !== "open")
    throw conflict("already_decided", `${proposal.decidedBy} has decided this already.`);
  const { version, applianceId, notAfter } = proposal;
  const recorded =
    decision === "record"
      ? await recordRelease(ctx, applianceId, {
          kind: "site",
          name: `Site software ${version}`,
          version,
          installedAt: installedAt ?? notAfter,
        })
      : null;
  await inTransaction(ctx.db, async (tx) => {
    await tx.query(
      `UPDATE release_proposal SET status = $2, release_id = $3, decided_by = $4, decided_at = $5 WHERE id = $1`,
      [
        proposalId,
        decision === "record" ? "confirmed" : "dismissed",
        recorded?.id ?? null,
        ctx.actor.name,
        asTimestamp(ctx.now),
      ],
    );
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

async function findProposal(db: Sql, id: number): Promise<ReleaseProposal | null> {
  const { rows } = await db.query<ReleaseProposal>(
    `SELECT ${columns} FROM release_proposal p WHERE p.id = $1`,
    [id],
  );
  return rows[0] ?? null;
}

/** The proposals of an appliance, the newest first. @throws AppError 403 */
export async function listProposals(ctx: Ctx, applianceId: number): Promise<ReleaseProposal[]> {
  refuseUnless(ctx, "appliance.read", applianceId);
  const { rows } = await ctx.db.query<ReleaseProposal>(
    `SELECT ${columns} FROM release_proposal p WHERE p.appliance_id = $1 ORDER BY p.id DESC LIMIT 50`,
    [applianceId],
  );
  return rows;
}
