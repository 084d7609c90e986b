/** Read model of the overview: each appliance's rollout at a glance, what waits for a person, how old it all is. */
import {
  type Attention,
  type AttentionFacts,
  attend,
  callsSomebody,
  type ImportStanding,
} from "@/lib/core/attention";
import { asksSomebody } from "@/lib/core/release-proposal";
import {
  listAppliances,
  listSnapshotAges,
  type SnapshotAge,
  visibleTo,
  whereVisible,
} from "@/lib/fleet/appliance-queries";
import type { Appliance } from "@/lib/fleet/change-appliance";
import { type FeedAge, listFeedAges } from "@/lib/fleet/feed-ages";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { readReadiness } from "@/lib/platform/readiness";
import { liveStanding } from "../cap/live-queries";
import { readFleet } from "../members/fleet-reading";
import { type Freshness, freshnessOf } from "../members/kept-readings";
import { behindQuery, type RolloutCounts, sumTallies } from "../members/member-counts";
import { type RolloutHead, redeploymentsOf, rolloutHeadColumns } from "../queries";
import { listOpenProposals, type ReleaseProposal } from "../releases/proposal-queries";
import { type RolloutFacts, rolloutFacts } from "./attention-facts";

/** An import that a person should look at. */
export interface ImportAtHand {
  id: number;
  applianceId: number;
  status: ImportStanding;
  fileName: string;
  createdAt: number;
}

/** An older rollout that ended with members still behind. */
export interface SupersededRest {
  applianceId: number;
  rolloutId: number;
  version: string;
  behind: number;
}

export interface RolloutAtGlance extends RolloutHead, RolloutCounts {
  redeployments: ReturnType<typeof redeploymentsOf>;
  freshness: Freshness;
}

export interface ApplianceAtGlance {
  appliance: Appliance;
  /** The rollout of the newest site release, whatever its status; `null` before any. */
  rollout: RolloutAtGlance | null;
  superseded: SupersededRest | null;
  sources: SnapshotAge[];
  feeds: FeedAge[];
  imports: ImportAtHand[];
  /** Releases that feeds have noticed and that wait for a person. */
  noticed: ReleaseProposal[];
  /** Whether any export of it was ever applied. */
  hasImport: boolean;
  attention: Attention;
}

/** The overview of all appliances the actor may see, or of one; those with the most to do first. */
export async function overview(ctx: Ctx, applianceId: number | null): Promise<ApplianceAtGlance[]> {
  const visible = visibleTo(ctx);
  const [appliances, heads, sources, feeds, imports, proposals, superseded, readiness] = await Promise.all([
    listAppliances(ctx),
    loadHeads(ctx, visible),
    listSnapshotAges(ctx),
    listFeedAges(ctx, applianceId),
    loadImports(ctx, visible),
    listOpenProposals(ctx),
    loadSuperseded(ctx, visible),
    readReadiness(ctx.db),
  ]);
  const shown = appliances.filter((appliance) => applianceId === null || appliance.id === applianceId);
  const glances = await Promise.all(
    shown.map(async (appliance): Promise<ApplianceAtGlance> => {
      const head = heads.find((each) => each.applianceId === appliance.id);
      const own = imports.filter((each) => each.applianceId === appliance.id);
      const ownSources = sources.filter((source) => source.applianceId === appliance.id);
      const rest = superseded.find((each) => each.applianceId === appliance.id) ?? null;
      const atHand = own.filter((each): each is ImportAtHand => each.status !== "done");
      const ownFeeds = feeds.filter((feed) => feed.applianceId === appliance.id);
      const noticed = proposals.filter((each) => each.applianceId === appliance.id && asksSomebody(each));
      const rollout = head ? await loadGlance(ctx, head, ownSources) : null;
      return {
        appliance,
        rollout: rollout?.glance ?? null,
        superseded: rest,
        sources: ownSources,
        feeds: ownFeeds,
        imports: atHand,
        noticed,
        hasImport: own.some(({ status }) => status === "done"),
        attention: attend(
          {
            watched: readiness.ready,
            rollout: rollout?.facts.atHand ?? null,
            imports: atHand,
            noticed: noticed.map(({ id, version }) => ({ proposalId: id, version })),
            feeds: ownFeeds.flatMap(silentFeed),
            supersededBehind: rest?.behind ?? 0,
          },
          ctx.now,
        ),
      };
    }),
  );
  return glances.sort((a, b) => trouble(b) - trouble(a));
}

/** A feed that does not speak of the present, unless a person wanted it so. */
function silentFeed({ id, stale, failingSince, nextRunAt, lastReadAt }: FeedAge): AttentionFacts["feeds"] {
  if (stale === null || stale === "paused") return [];
  const since = { failing: failingSince, late: nextRunAt, quiet: lastReadAt }[stale];
  return since === null ? [] : [{ feedId: id, because: stale, sinceAt: since }];
}

/** How many clients need somebody; what waits for a person at all stands before what does not. */
function trouble({ attention }: ApplianceAtGlance): number {
  const calling = attention.needs.filter(callsSomebody);
  const clients = calling.map((need) => ("clients" in need ? need.clients : 0));
  return Math.max(0, ...clients) + (calling.length > 0 ? 1 : 0);
}

async function loadGlance(
  ctx: Ctx,
  head: RolloutHead,
  sources: readonly SnapshotAge[],
): Promise<{ glance: RolloutAtGlance; facts: RolloutFacts }> {
  const revision = (await liveStanding(ctx.db, head.id))?.revision ?? "";
  const fleet = await readFleet(ctx.db, head.id, revision);
  const facts = await rolloutFacts(ctx.db, head, fleet.value, sources, revision, ctx.now);
  return {
    facts,
    glance: {
      ...head,
      ...sumTallies(fleet.value.tallies),
      redeployments: redeploymentsOf(fleet.value.tallies),
      freshness: freshnessOf(revision, [fleet, ...facts.readings]),
    },
  };
}

/** The rollout of each appliance's newest site release. */
async function loadHeads(ctx: Ctx, visible: number[] | null): Promise<RolloutHead[]> {
  const { rows } = await ctx.db.query<RolloutHead>(
    `SELECT DISTINCT ON (a.id) ${rolloutHeadColumns}
       FROM rollout r JOIN release l ON l.id = r.release_id JOIN appliance a ON a.id = r.appliance_id
      WHERE ${whereVisible("a.id")} AND l.withdrawn_at IS NULL
      ORDER BY a.id, l.installed_at DESC, l.id DESC`,
    [visible],
  );
  return rows;
}

/** Imports that wait, run, or failed within a week with nothing done since; and one that is done, to know that there is any. */
async function loadImports(
  ctx: Ctx,
  visible: number[] | null,
): Promise<(Omit<ImportAtHand, "status"> & { status: ImportAtHand["status"] | "done" })[]> {
  const { rows } = await ctx.db.query<ImportAtHand>(
    `SELECT i.id, i.appliance_id AS "applianceId", i.status, i.file_name AS "fileName", i.created_at AS "createdAt"
       FROM import i
      WHERE ${whereVisible("i.appliance_id")}
        AND (i.status IN ('queued', 'parsing', 'applying', 'needs_mapping', 'needs_confirmation')
             OR (i.status = 'failed' AND i.created_at > $2::timestamptz - interval '7 days'
                 AND NOT EXISTS (SELECT 1 FROM import later WHERE later.appliance_id = i.appliance_id
                                    AND later.kind = i.kind AND later.status = 'done' AND later.id > i.id))
             OR i.id IN (SELECT max(done.id) FROM import done WHERE done.status = 'done' GROUP BY done.appliance_id))
      ORDER BY i.id`,
    [visible, asTimestamp(ctx.now)],
  );
  return rows;
}

/** The rollout before the newest, where it was superseded with members still behind. */
async function loadSuperseded(ctx: Ctx, visible: number[] | null): Promise<SupersededRest[]> {
  const { rows } = await ctx.db.query<Omit<SupersededRest, "behind">>(
    `SELECT DISTINCT ON (r.appliance_id) r.id AS "rolloutId", r.appliance_id AS "applianceId", l.version
       FROM rollout r JOIN release l ON l.id = r.release_id
      WHERE ${whereVisible("r.appliance_id")} AND r.status = 'superseded' AND l.withdrawn_at IS NULL
      ORDER BY r.appliance_id, l.installed_at DESC, l.id DESC`,
    [visible],
  );
  const rests = await Promise.all(
    rows.map(async (row) => {
      const counted = await ctx.db.query<{ behind: number }>(behindQuery("$1"), [row.rolloutId]);
      return { ...row, behind: counted.rows[0]?.behind ?? 0 };
    }),
  );
  return rests.filter(({ behind }) => behind > 0);
}
