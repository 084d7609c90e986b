/** Read models of the releases that feeds have noticed: what waits for a person, and what became of the others. */
import { refuseUnless } from "@/lib/access/may";
import { visibleTo, whereVisible } from "@/lib/fleet/appliance-queries";
import { namedFeeds } from "@/lib/fleet/feed-names";
import type { Ctx } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";

/** A release that a feed has noticed. Installed between two readings, instants in epoch milliseconds. */
export interface ReleaseProposal {
  id: number;
  applianceId: number;
  /** Null: the feed was removed, and nobody knows which it was. */
  feedId: number | null;
  feedName: string | null;
  /** The feed is not there any more. */
  feedRemoved: boolean;
  version: string;
  build: string | null;
  /** The unit by its own name. */
  unit: string | null;
  beforeVersion: string | null;
  /** The last reading that showed the version before. */
  notBefore: number | null;
  /** The first reading that showed this one. */
  notAfter: number;
  status: "open" | "confirmed" | "dismissed";
  releaseId: number | null;
  decidedBy: string | null;
  decidedAt: number | null;
  /** A site release of that version that stands on the appliance, whoever recorded it. */
  standingReleaseId: number | null;
}

const proposals = `SELECT p.id, p.appliance_id AS "applianceId", p.feed_id AS "feedId", f.name AS "feedName", COALESCE(f.removed, true) AS "feedRemoved", p.version, p.build, p.unit,
  p.before_version AS "beforeVersion", p.not_before AS "notBefore", p.not_after AS "notAfter", p.status,
  p.release_id AS "releaseId", p.decided_by AS "decidedBy", p.decided_at AS "decidedAt",
  (SELECT l.id FROM release l WHERE l.appliance_id = p.appliance_id AND l.kind = 'site' AND l.version = p.version
      AND l.withdrawn_at IS NULL LIMIT 1) AS "standingReleaseId"
  FROM release_proposal p LEFT JOIN ${namedFeeds} f ON f.id = p.feed_id`;

/** SQL: `$1` what the actor may see, `$2` the one appliance that is asked for. */
const ofActor = `${whereVisible("p.appliance_id")} AND ($2::int IS NULL OR p.appliance_id = $2)`;

export async function findProposal(db: Sql, id: number): Promise<ReleaseProposal | null> {
  const { rows } = await db.query<ReleaseProposal>(`${proposals} WHERE p.id = $1`, [id]);
  return rows[0] ?? null;
}

/** The proposals of an appliance, the newest first. @throws AppError 403 */
export async function listProposals(ctx: Ctx, applianceId: number): Promise<ReleaseProposal[]> {
  refuseUnless(ctx, "appliance.read", applianceId);
  const { rows } = await ctx.db.query<ReleaseProposal>(
    `${proposals} WHERE p.appliance_id = $1 ORDER BY p.id DESC LIMIT 50`,
    [applianceId],
  );
  return rows;
}

/** What is open on the appliances that the actor may see, the newest first; `applianceId` asks for one only. */
export async function listOpenProposals(
  ctx: Ctx,
  applianceId: number | null = null,
): Promise<ReleaseProposal[]> {
  const { rows } = await ctx.db.query<ReleaseProposal>(
    `${proposals} WHERE p.status = 'open' AND ${ofActor} ORDER BY p.id DESC LIMIT 200`,
    [visibleTo(ctx), applianceId],
  );
  return rows;
}

/** What was dismissed on the appliances that the actor may see, the newest decision first; `applianceId` asks for one only. */
export async function listDismissedProposals(
  ctx: Ctx,
  applianceId: number | null = null,
): Promise<ReleaseProposal[]> {
  const { rows } = await ctx.db.query<ReleaseProposal>(
    `${proposals} WHERE p.status = 'dismissed' AND ${ofActor} ORDER BY p.decided_at DESC, p.id DESC LIMIT 200`,
    [visibleTo(ctx), applianceId],
  );
  return rows;
}

/** Those that releases were recorded by, by release: the first that was confirmed. */
export async function listConfirmedProposals(
  ctx: Ctx,
  applianceId: number | null = null,
): Promise<Map<number, ReleaseProposal>> {
  const { rows } = await ctx.db.query<ReleaseProposal>(
    `${proposals} WHERE p.status = 'confirmed' AND p.release_id IS NOT NULL AND ${ofActor} ORDER BY p.decided_at DESC, p.id DESC`,
    [visibleTo(ctx), applianceId],
  );
  return new Map(rows.flatMap((row) => (row.releaseId === null ? [] : [[row.releaseId, row] as const])));
}
