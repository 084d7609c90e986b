/** Read models of the API: one rollout as it answers it, and the list of those the actor may see. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import { defaultHaltRule, type HaltRule } from "@/lib/core/halt";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import { loadWaves, loadWavesOf, type WaveAnswer } from "../cap/set-waves";
import { type RolloutCounts, sumTallies, type Tally, tallyQuery } from "../members/member-counts";
import type { RolloutStatus } from "../members/store";
import { type HaltReason, loadHead, type RolloutHead, rolloutHeadColumns } from "../queries";
import { type RolloutWarning, warnOfRollout } from "../rollout-warnings";

/** Where a rollout can stand, from its release to its end. */
export const rolloutStatuses = [
  "opening",
  "open",
  "held",
  "superseded",
  "closed",
] as const satisfies readonly RolloutStatus[];

/** A rollout as a list answers it. Times are RFC 3339 UTC. */
export interface ListedRollout extends RolloutCounts {
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
}

/** `GET /api/v1/rollouts/{id}` (product.md), with what else a script wants to know. */
export interface RolloutAnswer extends ListedRollout {
  warnings: RolloutWarning[];
}

/** What a rollout stands at. @throws AppError 404, also for a rollout the actor may not see */
export async function rolloutAnswer(ctx: Ctx, rolloutId: number): Promise<RolloutAnswer> {
  const head = await loadHead(ctx, rolloutId);
  const [tallies, warnings, waves] = await Promise.all([
    ctx.db.query<Tally>(tallyQuery("$1"), [rolloutId]),
    warnOfRollout(ctx.db, head),
    loadWaves(ctx.db, rolloutId),
  ]);
  return { ...write(head, tallies.rows, waves), warnings };
}

function write(head: RolloutHead, tallies: readonly Tally[], waves: WaveAnswer[]): ListedRollout {
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
  };
}

/** What a list of rollouts can be narrowed to. */
export interface RolloutFilter {
  applianceId?: number | undefined;
  status?: readonly RolloutStatus[] | undefined;
}

/**
 * The rollouts of the appliances the actor may see, the one that was made last first. A page begins below `beforeId`.
 * @throws AppError 403 for somebody who may see none
 */
export async function listRollouts(
  ctx: Ctx,
  { applianceId, status }: RolloutFilter,
  { limit, beforeId }: { limit: number; beforeId?: number | undefined },
): Promise<{ items: ListedRollout[]; total: number; nextBeforeId: number | null }> {
  const visible = refuseUnlessSomewhere(ctx, "rollout.read");
  const where = `($1::int[] IS NULL OR r.appliance_id = ANY($1)) AND ($2::int IS NULL OR r.appliance_id = $2)
    AND ($3::text[] IS NULL OR r.status = ANY($3))`;
  const values = [
    visible === "all" ? null : [...visible],
    applianceId ?? null,
    status?.length ? [...status] : null,
  ];
  const [counted, listed] = await Promise.all([
    ctx.db.query<{ total: number }>(`SELECT count(*) AS total FROM rollout r WHERE ${where}`, values),
    ctx.db.query<RolloutHead>(
      `SELECT ${rolloutHeadColumns} FROM rollout r JOIN release l ON l.id = r.release_id
         JOIN appliance a ON a.id = r.appliance_id
        WHERE ${where} AND ($4::int IS NULL OR r.id < $4) ORDER BY r.id DESC LIMIT $5`,
      [...values, beforeId ?? null, limit + 1],
    ),
  ]);
  const heads = listed.rows.slice(0, limit);
  const ids = heads.map(({ id }) => id);
  const [tallies, waves] = await Promise.all([loadTallies(ctx.db, ids), loadWavesOf(ctx.db, ids)]);
  return {
    items: heads.map((head) => write(head, tallies.get(head.id) ?? [], waves.get(head.id) ?? [])),
    total: counted.rows[0]?.total ?? 0,
    nextBeforeId: listed.rows.length > limit ? (ids.at(-1) ?? null) : null,
  };
}

/** The tallies of several rollouts, each counted as one alone is. */
async function loadTallies(db: Sql, rolloutIds: readonly number[]): Promise<Map<number, Tally[]>> {
  const { rows } = await db.query<Tally & { rolloutId: number }>(
    `SELECT r.id AS "rolloutId", t.* FROM unnest($1::int[]) AS r(id) CROSS JOIN LATERAL (${tallyQuery("r.id")}) t`,
    [rolloutIds],
  );
  const byRollout = new Map(rolloutIds.map((id): [number, Tally[]] => [id, []]));
  for (const row of rows) byRollout.get(row.rolloutId)?.push(row);
  return byRollout;
}
