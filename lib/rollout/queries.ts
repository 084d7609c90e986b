/** Read models of one rollout: the API's answer and the rollout page. */
import { may } from "@/lib/access/may";
import { type ClientKind, clientKinds } from "@/lib/core/client";
import { defaultHaltRule, type HaltCode, type HaltRule } from "@/lib/core/halt";
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import { listSnapshotAges, type SnapshotAge } from "@/lib/fleet/appliance-queries";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { words } from "@/lib/platform/words";
import { type CheckInTimeline, checkInTimeline } from "./check-in-timeline";
import { explain, type StoredReason } from "./explain";
import {
  countBy,
  expectedBy,
  noCounts,
  type RolloutCounts,
  type StateCounts,
  sumTallies,
  type Tally,
  tallyColumns,
  tallyGroups,
} from "./member-counts";
import { type RolloutWarning, warnOfRollout } from "./rollout-warnings";
import { loadWaves, type WaveAnswer } from "./slots/set-waves";
import type { RolloutStatus } from "./store";

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

/** `GET /api/v1/rollouts/{id}` (product.md), with what else a script wants to know. Times are RFC 3339 UTC. */
export interface RolloutAnswer extends RolloutCounts {
  id: number;
  applianceId: number;
  status: RolloutStatus;
  release: { id: number; kind: "site"; name: string; version: string; installedAt: string };
  mode: "observe" | "control";
  cap: number | null;
  held: boolean;
  heldReason: string | null;
  heldAt: string | null;
  /** Why Rollcall itself holds it. */
  halt: { code: HaltReason; sentence: string } | null;
  haltRule: HaltRule;
  draining: boolean;
  waves: WaveAnswer[];
  closed: { reason: string; by: string; at: string } | null;
  warnings: RolloutWarning[];
}

/** What a rollout stands at. @throws AppError 404, also for a rollout the actor may not see */
export async function rolloutAnswer(ctx: Ctx, rolloutId: number): Promise<RolloutAnswer> {
  const head = await loadHead(ctx, rolloutId);
  const [tallies, warnings, waves] = await Promise.all([
    loadTallies(ctx, rolloutId),
    warnOfRollout(ctx.db, head),
    loadWaves(ctx.db, rolloutId),
  ]);
  return {
    id: head.id,
    applianceId: head.applianceId,
    status: head.status,
    release: {
      id: head.releaseId,
      kind: "site",
      name: head.releaseName,
      version: head.version,
      installedAt: new Date(head.installedAt).toISOString(),
    },
    mode: head.mode,
    cap: head.cap,
    held: head.heldAt !== null,
    heldReason: head.heldReason,
    heldAt: asTimestamp(head.heldAt),
    halt: head.halt && { code: head.halt.code, sentence: words("halts")(head.halt.code, head.halt.inputs) },
    haltRule: head.haltRule ?? defaultHaltRule,
    draining: head.drainingAt !== null,
    waves,
    closed:
      head.closedAt === null
        ? null
        : {
            reason: head.closedReason ?? "",
            by: head.closedBy ?? "",
            at: new Date(head.closedAt).toISOString(),
          },
    ...sumTallies(tallies),
    warnings,
  };
}

/** A member that is late or next to be late. */
export interface Straggler {
  clientId: number;
  name: string;
  kind: ClientKind;
  group: string | null;
  dueAt: number | null;
  sentence: string;
}

/** Who is expected by when: members that are waiting, by their due time. */
export interface Expected {
  /** Past due, but no look was taken since (rule 4). */
  unknown: number;
  within24Hours: number;
  within7Days: number;
  later: number;
  withoutDeadline: number;
}

/** Everything the rollout page shows. */
export interface RolloutPage extends RolloutCounts {
  rollout: RolloutHead;
  byKind: { kind: ClientKind; counts: StateCounts; source: SnapshotAge | null }[];
  byGroup: { group: string | null; counts: StateCounts }[];
  /** How many groups there are in all. */
  groups: number;
  /** Members in need of redeployment, by reason, most first. */
  redeployments: { code: ReasonCode; members: number }[];
  stragglers: Straggler[];
  expected: Expected;
  timeline: CheckInTimeline;
  sources: SnapshotAge[];
  warnings: RolloutWarning[];
  /** The rollout of the newest site release, when it is another one. */
  newer: { id: number; releaseName: string } | null;
}

/** Loads the rollout page with at most `groupLimit` groups. @throws AppError 404, also for a rollout the actor may not see */
export async function rolloutPage(ctx: Ctx, rolloutId: number, groupLimit: number): Promise<RolloutPage> {
  const rollout = await loadHead(ctx, rolloutId);
  const [tallies, groups, stragglers, expected, sources, warnings, newer] = await Promise.all([
    loadTallies(ctx, rolloutId),
    loadGroups(ctx, rolloutId, groupLimit),
    loadStragglers(ctx, rollout),
    loadExpected(ctx, rolloutId),
    listSnapshotAges(ctx, rollout.applianceId),
    warnOfRollout(ctx.db, rollout),
    loadNewer(ctx, rollout),
  ]);
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
    ...groups,
    redeployments: redeploymentsOf(tallies),
    stragglers,
    expected,
    timeline: await checkInTimeline(ctx, rollout, sources),
    sources,
    warnings,
    newer,
  };
}

async function loadNewer(ctx: Ctx, rollout: RolloutHead): Promise<RolloutPage["newer"]> {
  const { rows } = await ctx.db.query<{ id: number; releaseName: string }>(
    `SELECT r.id, l.name AS "releaseName" FROM rollout r JOIN release l ON l.id = r.release_id
      WHERE r.appliance_id = $1 AND l.withdrawn_at IS NULL ORDER BY l.installed_at DESC, l.id DESC LIMIT 1`,
    [rollout.applianceId],
  );
  return rows[0] && rows[0].id !== rollout.id ? rows[0] : null;
}

async function loadHead(ctx: Ctx, rolloutId: number): Promise<RolloutHead> {
  const { rows } = await ctx.db.query<RolloutHead>(
    `SELECT ${rolloutHeadColumns} FROM rollout r JOIN release l ON l.id = r.release_id
       JOIN appliance a ON a.id = r.appliance_id WHERE r.id = $1`,
    [rolloutId],
  );
  const head = rows[0];
  if (!head || !may(ctx.actor, "rollout.read", head.applianceId)) throw notFound("rollout", rolloutId);
  return head;
}

async function loadTallies(ctx: Ctx, rolloutId: number): Promise<Tally[]> {
  const { rows } = await ctx.db.query<Tally>(
    `SELECT ${tallyColumns} FROM member m JOIN client c ON c.id = m.client_id WHERE m.rollout_id = $1 GROUP BY ${tallyGroups}`,
    [rolloutId],
  );
  return rows;
}

function redeploymentsOf(tallies: readonly Tally[]): RolloutPage["redeployments"] {
  const byCode = countBy(
    tallies.filter((tally) => tally.state === "needs_redeployment"),
    (tally) => tally.reasonCode as ReasonCode,
  );
  return [...byCode]
    .map(([code, counts]) => ({ code, members: counts.needs_redeployment }))
    .sort((a, b) => b.members - a.members || a.code.localeCompare(b.code));
}

/** Groups with the most members that are not done first. */
async function loadGroups(
  ctx: Ctx,
  rolloutId: number,
  limit: number,
): Promise<Pick<RolloutPage, "byGroup" | "groups">> {
  const { rows } = await ctx.db.query<{
    group: string | null;
    counts: Partial<Record<MemberState, number>>;
    groups: number;
  }>(
    `SELECT group_name AS "group", jsonb_object_agg(state, members) AS counts, count(*) OVER () AS groups
       FROM (SELECT c.group_name, m.state, count(*) AS members FROM member m JOIN client c ON c.id = m.client_id
              WHERE m.rollout_id = $1 GROUP BY c.group_name, m.state) AS tally
      GROUP BY group_name
      ORDER BY sum(members) FILTER (WHERE state NOT IN ('checked_in', 'excluded')) DESC NULLS LAST, sum(members) DESC,
               group_name NULLS LAST
      LIMIT $2`,
    [rolloutId, limit],
  );
  return {
    byGroup: rows.map(({ group, counts }) => ({ group, counts: { ...noCounts(), ...counts } })),
    groups: rows[0]?.groups ?? 0,
  };
}

/** The ten that are most overdue. */
async function loadStragglers(ctx: Ctx, rollout: RolloutHead): Promise<Straggler[]> {
  const { rows } = await ctx.db.query<Omit<Straggler, "sentence"> & { reason: StoredReason }>(
    `SELECT c.id AS "clientId", c.name, c.kind, c.group_name AS "group", m.due_at AS "dueAt", m.reason
       FROM member m JOIN client c ON c.id = m.client_id
      WHERE m.rollout_id = $1 AND m.state = 'overdue' ORDER BY m.due_at NULLS LAST, c.id LIMIT 10`,
    [rollout.id],
  );
  return rows.map(({ reason, ...straggler }) => ({
    ...straggler,
    sentence: explain(reason, rollout.timeZone).sentence,
  }));
}

async function loadExpected(ctx: Ctx, rolloutId: number): Promise<Expected> {
  const { rows } = await ctx.db.query<Expected>(
    `SELECT count(*) FILTER (WHERE m.due_at <= $2) AS unknown,
            count(*) FILTER (WHERE m.due_at > $2 AND m.due_at <= $2::timestamptz + interval '24 hours') AS "within24Hours",
            count(*) FILTER (WHERE m.due_at > $2::timestamptz + interval '24 hours'
                               AND m.due_at <= $2::timestamptz + interval '7 days') AS "within7Days",
            count(*) FILTER (WHERE m.due_at > $2::timestamptz + interval '7 days') AS later,
            count(*) FILTER (WHERE m.due_at IS NULL) AS "withoutDeadline"
       FROM (SELECT ${expectedBy} AS due_at FROM member WHERE rollout_id = $1 AND state = 'waiting') m`,
    [rolloutId, asTimestamp(ctx.now)],
  );
  return rows[0] ?? { unknown: 0, within24Hours: 0, within7Days: 0, later: 0, withoutDeadline: 0 };
}

/** The rollout of a release; `null` for base and license packages. */
export async function findRolloutOf(db: Sql, releaseId: number): Promise<number | null> {
  const { rows } = await db.query<{ id: number }>("SELECT id FROM rollout WHERE release_id = $1", [
    releaseId,
  ]);
  return rows[0]?.id ?? null;
}
