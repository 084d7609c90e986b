/** Read models of how a rollout is controlled: its head on every tab, and the plan with what a filter can name. */
import { may } from "@/lib/access/may";
import type { SubCaps } from "@/lib/core/admission";
import { type ClientKind, clientKinds } from "@/lib/core/client";
import type { MaintenanceWindow } from "@/lib/core/windows";
import type { Ctx } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { type RolloutHead, rolloutHeadColumns } from "../queries";

/** A rollout with everything that decides about its slots. Instants in epoch milliseconds. */
export interface ControlHead extends RolloutHead {
  applianceHostname: string;
  subCaps: SubCaps;
  slotLeaseMinutes: number;
  /** Slots held on the appliance, of superseded rollouts too. */
  held: number;
}

/** Loads it. @throws AppError 404, also for a rollout the actor may not see */
export async function controlHead(ctx: Ctx, rolloutId: number): Promise<ControlHead> {
  const { rows } = await ctx.db.query<ControlHead>(
    `SELECT ${rolloutHeadColumns}, a.hostname AS "applianceHostname", a.sub_caps AS "subCaps", a.slot_lease_minutes AS "slotLeaseMinutes",
            (SELECT count(*) FROM slot s WHERE s.appliance_id = a.id AND s.ended_at IS NULL) AS held
       FROM rollout r JOIN release l ON l.id = r.release_id JOIN appliance a ON a.id = r.appliance_id WHERE r.id = $1`,
    [rolloutId],
  );
  const head = rows[0];
  if (!head || !may(ctx.actor, "rollout.read", head.applianceId)) throw notFound("rollout", rolloutId);
  return head;
}

/** Whom a wave takes: a client fits when it fits every list that is not empty. */
export interface WaveFilter {
  groups?: string[];
  tags?: string[];
  kinds?: ClientKind[];
  operatingSystems?: string[];
}

/** A wave of the plan. Instants in epoch milliseconds. */
export interface PlannedWave {
  name: string;
  filter: WaveFilter;
  startsAt: number | null;
  afterSharePercent: number | null;
  windows: MaintenanceWindow[];
  canary: boolean;
  memberLimit: number | null;
  openedAt: number | null;
}

/** The waves of a rollout in their order. */
export async function plannedWaves(db: Sql, rolloutId: number): Promise<PlannedWave[]> {
  const { rows } = await db.query<PlannedWave>(
    `SELECT name, filter, starts_at AS "startsAt", after_share_percent AS "afterSharePercent", windows, canary,
            member_limit AS "memberLimit", opened_at AS "openedAt"
       FROM wave WHERE rollout_id = $1 ORDER BY position`,
    [rolloutId],
  );
  return rows;
}

/** What filters and caps can name on an appliance, most clients first. */
export interface NameSuggestions {
  groups: string[];
  tags: string[];
  operatingSystems: string[];
  kinds: ClientKind[];
}

/** The most names of a sort that are suggested. */
const namesMost = 500;

/** Reads the names that the appliance's listed clients carry. */
export async function suggestNames(db: Sql, applianceId: number): Promise<NameSuggestions> {
  const listed =
    "c.appliance_id = $1 AND EXISTS (SELECT 1 FROM client_now n WHERE n.client_id = c.id AND n.stands)";
  const [indexed, described] = await Promise.all([
    db.query<{ kind: ClientKind; group: string | null; clients: number }>(
      `SELECT kind, group_name AS "group", count(*) AS clients FROM client c WHERE ${listed} GROUP BY 1, 2`,
      [applianceId],
    ),
    db.query<{ tags: string[]; operatingSystem: string | null; clients: number }>(
      `SELECT tags, attributes->>'operating_system' AS "operatingSystem", count(*) AS clients
         FROM client c WHERE ${listed} GROUP BY 1, 2`,
      [applianceId],
    ),
  ]);
  const kinds = new Set(indexed.rows.map(({ kind }) => kind));
  return {
    groups: mostUsed(indexed.rows.map(({ group, clients }) => [group, clients])),
    tags: mostUsed(described.rows.flatMap(({ tags, clients }) => tags.map((tag): NameUse => [tag, clients]))),
    operatingSystems: mostUsed(
      described.rows.map(({ operatingSystem, clients }) => [operatingSystem, clients]),
    ),
    kinds: clientKinds.filter((kind) => kinds.has(kind)),
  };
}

/** A name with how many carry it. */
type NameUse = readonly [name: string | null, clients: number];

/** The names that are carried most, each once, those that as many carry by the alphabet. */
export function mostUsed(uses: readonly NameUse[]): string[] {
  const byName = new Map<string, number>();
  for (const [name, clients] of uses) if (name) byName.set(name, (byName.get(name) ?? 0) + clients);
  return [...byName]
    .sort(([one, ofOne], [other, ofOther]) => ofOther - ofOne || (one < other ? -1 : 1))
    .slice(0, namesMost)
    .map(([name]) => name);
}
