/** What has changed since an instant on the appliances of whoever asks: what the digest and the hand-over tell. */
import { moversOf } from "@/lib/access/movers-of";
import { countsThen, type Move } from "@/lib/core/alerts/counts-then";
import type { Severity } from "@/lib/core/alerts/severity";
import type { MemberState } from "@/lib/core/member";
import { type Mover, movers } from "@/lib/core/movers";
import { listAppliances, visibleTo, whereVisible } from "@/lib/fleet/appliance-queries";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { listRollouts } from "@/lib/rollout/overview/answer-queries";
import { loadMoves, loadStragglers, type Stragglers } from "./rollout-changes";

/** One rollout, then and now. */
export interface RolloutChanges {
  id: number;
  version: string;
  status: "opening" | "open" | "held" | "superseded" | "closed";
  before: Record<MemberState, number>;
  now: Record<MemberState, number>;
  moves: Move[];
  stragglers: Stragglers;
  /** Who has the move now, of how many; nobody where the rollout is over. */
  movers: Record<Mover, number>;
}

/** An incident that opened or was resolved since, or is still open. Instants in epoch milliseconds. */
export interface IncidentChange {
  id: number;
  rule: string;
  severity: Severity;
  count: number;
  status: string;
  openedAt: number;
  resolvedAt: number | null;
}

/** What happened on one appliance. */
export interface ApplianceChanges {
  id: number;
  name: string;
  timeZone: string;
  rollouts: RolloutChanges[];
  releases: { kind: string; version: string; recordedBy: string; recordedAt: number }[];
  /** Lists that came since and were taken in, that failed, and all that wait for an answer now. */
  imports: { done: number; failed: number; waiting: number };
  incidents: IncidentChange[];
}

export interface Changes {
  /** Epoch milliseconds; the answer holds what happened after `since`, until `until`. */
  since: number;
  until: number;
  appliances: ApplianceChanges[];
  /** The moves that are the reader's own. */
  own: readonly Mover[];
  /** Of Rollcall itself, for who sees everything. */
  incidents: IncidentChange[];
}

/** The most rollouts that are told of; there is one that goes on per appliance. */
const mostRollouts = 200;
const mostIncidents = 200;

/** Of the appliances that the actor may see. @throws AppError 403 for who may see none */
export async function changesSince(ctx: Ctx, since: number): Promise<Changes> {
  const appliances = await listAppliances(ctx);
  if (appliances.length === 0)
    return { since, until: ctx.now, own: moversOf(ctx.actor), appliances: [], incidents: [] };
  const [rollouts, releases, imports, incidents] = await Promise.all([
    loadRollouts(ctx, since),
    loadReleases(ctx, since),
    loadImports(ctx, since),
    loadIncidents(ctx, since),
  ]);
  const of = <T extends { applianceId: number | null }>(all: readonly T[], id: number) =>
    all.filter(({ applianceId }) => applianceId === id);
  return {
    since,
    until: ctx.now,
    own: moversOf(ctx.actor),
    appliances: appliances.map(({ id, name, timeZone }) => ({
      id,
      name,
      timeZone,
      rollouts: of(rollouts, id),
      releases: of(releases, id),
      imports: of(imports, id)[0] ?? { done: 0, failed: 0, waiting: 0 },
      incidents: of(incidents, id),
    })),
    incidents: visibleTo(ctx) === null ? incidents.filter(({ applianceId }) => applianceId === null) : [],
  };
}

/** Of a rollout that is over nobody is waited for. */
const nobodyBehind: Stragglers = { bySite: [], moreSites: 0, freshTotal: 0, fresh: [] };

const nobodyMoves = Object.fromEntries(movers.map((mover) => [mover, 0])) as Record<Mover, number>;

/** Those that go on, and those that were closed since. */
async function loadRollouts(ctx: Ctx, since: number): Promise<(RolloutChanges & { applianceId: number })[]> {
  const [going, closed] = await Promise.all([
    listRollouts(ctx, { status: ["opening", "open", "held"] }, { limit: mostRollouts }),
    listRollouts(ctx, { status: ["closed"] }, { limit: mostRollouts }),
  ]);
  const ended = closed.items.filter(
    (rollout) => rollout.closed !== null && Date.parse(rollout.closed.at) > since,
  );
  return Promise.all(
    [...going.items, ...ended].map(async ({ id, applianceId, release, status, counts, movers: whose }) => {
      const [moves, stragglers] = await Promise.all([
        loadMoves(ctx.db, id, since),
        status === "closed" ? nobodyBehind : loadStragglers(ctx, { id, applianceId }, since),
      ]);
      const before = countsThen(counts, moves);
      const waiting = status === "closed" ? nobodyMoves : whose;
      const { version } = release;
      return { id, applianceId, version, status, now: counts, before, moves, stragglers, movers: waiting };
    }),
  );
}

async function loadReleases(ctx: Ctx, since: number) {
  const { rows } = await ctx.db.query<ApplianceChanges["releases"][number] & { applianceId: number }>(
    `SELECT appliance_id AS "applianceId", kind, version, recorded_by AS "recordedBy", recorded_at AS "recordedAt"
       FROM release WHERE ${whereVisible("appliance_id")} AND recorded_at > $2 AND withdrawn_at IS NULL ORDER BY recorded_at, id`,
    [visibleTo(ctx), asTimestamp(since)],
  );
  return rows;
}

async function loadImports(ctx: Ctx, since: number) {
  const { rows } = await ctx.db.query<ApplianceChanges["imports"] & { applianceId: number }>(
    `SELECT appliance_id AS "applianceId", count(*) FILTER (WHERE status = 'done' AND finished_at > $2) AS done,
            count(*) FILTER (WHERE status = 'failed' AND finished_at > $2) AS failed,
            count(*) FILTER (WHERE status IN ('needs_mapping', 'needs_confirmation')) AS waiting
       FROM import
      WHERE ${whereVisible("appliance_id")} AND (finished_at > $2 OR status IN ('needs_mapping', 'needs_confirmation'))
      GROUP BY appliance_id`,
    [visibleTo(ctx), asTimestamp(since)],
  );
  return rows;
}

async function loadIncidents(ctx: Ctx, since: number) {
  const { rows } = await ctx.db.query<IncidentChange & { applianceId: number | null }>(
    `SELECT i.id, i.appliance_id AS "applianceId", r.name AS rule, i.severity, i.count, i.status, i.opened_at AS "openedAt",
            i.resolved_at AS "resolvedAt"
       FROM incident i JOIN alert_rule r ON r.id = i.rule_id
      WHERE i.opened_at IS NOT NULL AND (i.status <> 'resolved' OR i.resolved_at > $2)
        AND ($1::int[] IS NULL OR i.appliance_id = ANY($1))
      ORDER BY (i.status = 'resolved'), i.opened_at DESC LIMIT $3`,
    [visibleTo(ctx), asTimestamp(since), mostIncidents],
  );
  return rows;
}
