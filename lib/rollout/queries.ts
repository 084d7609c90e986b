/** Read models of one rollout: its head and the rollout page. */
import { may } from "@/lib/access/may";
import { type ClientKind, clientKinds } from "@/lib/core/client";
import type { HaltCode, HaltRule } from "@/lib/core/halt";
import type { ReasonCode } from "@/lib/core/reasons";
import { listSnapshotAges, type SnapshotAge } from "@/lib/fleet/appliance-queries";
import { type FeedAge, listFeedAges } from "@/lib/fleet/feed-ages";
import type { Ctx } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { liveStanding } from "./cap/live-queries";
import { type CheckInTimeline, checkInTimeline } from "./members/check-in-timeline";
import { type Expected, type FleetTally, readFleet, sumExpected } from "./members/fleet-reading";
import { type Freshness, freshnessOf, type Reading, readNow } from "./members/kept-readings";
import {
  countBy,
  noCounts,
  type RolloutCounts,
  type StateCounts,
  sumTallies,
  type Tally,
} from "./members/member-counts";
import type { RolloutStatus } from "./members/store";
import { firstStragglers, type Straggler } from "./members/stragglers";
import { type RolloutWarning, warnOfRollout } from "./rollout-warnings";

/** Why a rollout is held other than by a person. */
export type HaltReason = HaltCode | "drained";

/** A rollout with its release and appliance. Instants in epoch milliseconds. */
export interface RolloutHead {
  id: number;
  status: RolloutStatus;
  mode: "observe" | "control";
  heldReason: string | null;
  heldAt: number | null;
  halt: { code: HaltReason; inputs: Record<string, number> } | null;
  haltRule: HaltRule | null;
  drainingAt: number | null;
  closedReason: string | null;
  closedBy: string | null;
  closedAt: number | null;
  releaseId: number;
  releaseName: string;
  version: string;
  installedAt: number;
  agentsUpdateThemselves: boolean;
  applianceId: number;
  applianceName: string;
  timeZone: string;
  cap: number | null;
}

/** The columns of a `RolloutHead` over `rollout r`, `release l` and `appliance a`. */
export const rolloutHeadColumns = `r.id, r.status, r.mode, r.held_reason AS "heldReason", r.held_at AS "heldAt",
  r.halt, r.halt_rule AS "haltRule", r.draining_at AS "drainingAt",
  r.closed_reason AS "closedReason", r.closed_by AS "closedBy", r.closed_at AS "closedAt", l.id AS "releaseId",
  l.name AS "releaseName", l.version, l.installed_at AS "installedAt", l.agents_update_themselves AS "agentsUpdateThemselves",
  a.id AS "applianceId", a.name AS "applianceName", a.time_zone AS "timeZone", a.cap`;

/** Everything the rollout page shows. */
export interface RolloutPage extends RolloutCounts {
  rollout: RolloutHead;
  byKind: { kind: ClientKind; counts: StateCounts; source: SnapshotAge | null }[];
  byGroup: { group: string | null; counts: StateCounts }[];
  /** How many groups there are in all. */
  groups: number;
  redeployments: ReturnType<typeof redeploymentsOf>;
  stragglers: Straggler[];
  expected: Expected;
  timeline: CheckInTimeline;
  sources: SnapshotAge[];
  feeds: FeedAge[];
  warnings: RolloutWarning[];
  /** The rollout of the newest site release, when it is another one. */
  newer: { id: number; releaseName: string } | null;
  freshness: Freshness;
}

/** Loads the rollout page with at most `groupLimit` groups. @throws AppError 404, also for a rollout the actor may not see */
export async function rolloutPage(ctx: Ctx, rolloutId: number, groupLimit: number): Promise<RolloutPage> {
  const [rollout, standing] = await Promise.all([loadHead(ctx, rolloutId), liveStanding(ctx.db, rolloutId)]);
  const revision = standing?.revision ?? "";
  const [fleet, details, sources, feeds, newer] = await Promise.all([
    readFleet(ctx.db, rolloutId, revision),
    readDetails(ctx, rollout, revision),
    listSnapshotAges(ctx, rollout.applianceId),
    listFeedAges(ctx, rollout.applianceId),
    loadNewer(ctx, rollout),
  ]);
  const { tallies, expected } = fleet.value;
  const byKind = countBy(tallies, (tally) => tally.kind as ClientKind);
  return {
    rollout,
    ...sumTallies(tallies),
    byKind: clientKinds
      .filter((kind) => byKind.has(kind))
      .map((kind) => ({
        kind,
        counts: byKind.get(kind) ?? noCounts(),
        source: sources.find((source) => source.kind === kind) ?? null,
      })),
    ...groupsOf(tallies, groupLimit),
    redeployments: redeploymentsOf(tallies),
    expected: sumExpected(expected),
    ...details.value,
    sources,
    feeds,
    newer,
    freshness: freshnessOf(revision, [fleet, details]),
  };
}

/** What else of the page is read. */
function readDetails(
  ctx: Ctx,
  rollout: RolloutHead,
  revision: string,
): Promise<Reading<Pick<RolloutPage, "stragglers" | "timeline" | "warnings">>> {
  return readNow(ctx.db, revision, async (now) => {
    const [stragglers, timeline, warnings] = await Promise.all([
      firstStragglers(ctx.db, rollout, now),
      checkInTimeline({ ...ctx, now }, rollout, await listSnapshotAges(ctx, rollout.applianceId)),
      warnOfRollout(ctx.db, rollout),
    ]);
    return { stragglers, timeline, warnings };
  });
}

async function loadNewer(ctx: Ctx, rollout: RolloutHead): Promise<RolloutPage["newer"]> {
  const { rows } = await ctx.db.query<{ id: number; releaseName: string }>(
    `SELECT r.id, l.name AS "releaseName" FROM rollout r JOIN release l ON l.id = r.release_id
      WHERE r.appliance_id = $1 AND l.withdrawn_at IS NULL ORDER BY l.installed_at DESC, l.id DESC LIMIT 1`,
    [rollout.applianceId],
  );
  return rows[0] && rows[0].id !== rollout.id ? rows[0] : null;
}

/** A rollout. @throws AppError 404, also for a rollout the actor may not see */
export async function loadHead(ctx: Ctx, rolloutId: number): Promise<RolloutHead> {
  const { rows } = await ctx.db.query<RolloutHead>(
    `SELECT ${rolloutHeadColumns} FROM rollout r JOIN release l ON l.id = r.release_id
       JOIN appliance a ON a.id = r.appliance_id WHERE r.id = $1`,
    [rolloutId],
  );
  const head = rows[0];
  if (!head || !may(ctx.actor, "rollout.read", head.applianceId)) throw notFound("rollout", rolloutId);
  return head;
}

/** Members in need of redeployment, by reason, most first. */
export function redeploymentsOf(tallies: readonly Tally[]): { code: ReasonCode; members: number }[] {
  const byCode = countBy(
    tallies.filter((tally) => tally.state === "needs_redeployment"),
    (tally) => tally.reasonCode as ReasonCode,
  );
  return [...byCode]
    .map(([code, counts]) => ({ code, members: counts.needs_redeployment }))
    .sort((a, b) => b.members - a.members || a.code.localeCompare(b.code));
}

/** Groups with the most members that are not done first. */
function groupsOf(tallies: readonly FleetTally[], limit: number): Pick<RolloutPage, "byGroup" | "groups"> {
  const sized = [...countBy(tallies, ({ group }: FleetTally) => group)].map(([group, counts]) => {
    const members = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { group, counts, members, behind: members - counts.checked_in - counts.excluded };
  });
  const isBefore = (one: string | null, other: string | null) =>
    other === null ? one !== null : one !== null && one < other;
  sized.sort(
    (one, other) =>
      other.behind - one.behind ||
      other.members - one.members ||
      (isBefore(one.group, other.group) ? -1 : isBefore(other.group, one.group) ? 1 : 0),
  );
  return {
    byGroup: sized.slice(0, limit).map(({ group, counts }) => ({ group, counts })),
    groups: sized.length,
  };
}

/** The rollout of a release; `null` for base and license packages. */
export async function findRolloutOf(db: Sql, releaseId: number): Promise<number | null> {
  const { rows } = await db.query<{ id: number }>("SELECT id FROM rollout WHERE release_id = $1", [
    releaseId,
  ]);
  return rows[0]?.id ?? null;
}
