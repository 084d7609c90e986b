/** Read models of appliances: who they are, how old what we know of them is, and their policy's editions. */
import { visibleAppliances } from "@/lib/access/may";
import type { ClientKind } from "@/lib/core/client";
import { type Policy, policyOf, type StoredPolicy } from "@/lib/core/policy";
import type { Ctx } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { type Appliance, applianceColumns } from "./change-appliance";

/** The condition that cuts a query down to the appliances somebody may see; `$1` is `visibleTo(ctx)`. */
export function whereVisible(column: string): string {
  return `($1::int[] IS NULL OR ${column} = ANY($1::int[]))`;
}

/** The appliances of the actor as a parameter: `null` means all. */
export function visibleTo(ctx: Ctx): number[] | null {
  const visible = visibleAppliances(ctx.actor);
  return visible === "all" ? null : [...visible];
}

/** The appliances the actor may see, by name. */
export async function listAppliances(ctx: Ctx): Promise<Appliance[]> {
  const { rows } = await ctx.db.query<Appliance>(
    `SELECT ${applianceColumns} FROM appliance WHERE ${whereVisible("id")} ORDER BY lower(name), id`,
    [visibleTo(ctx)],
  );
  return rows;
}

/** When all there is of a kind was looked at last: the newest complete snapshot, or a feed's reading. Instants in epoch milliseconds. */
export interface SnapshotAge {
  applianceId: number;
  kind: ClientKind;
  /** The import that is that snapshot; null: a feed looked, and made no list. */
  importId: number | null;
  /** The feed that made it, or looked. */
  feedId: number | null;
  exportedAt: number;
  /** `newest_date`: made then or later; the file does not say when. */
  basis: "stated" | "newest_date";
}

/** For each appliance and kind the newest complete snapshot that stands, or the reading of a feed that is newer; `applianceId` asks for one appliance only. */
export function listSnapshotAges(ctx: Ctx, applianceId: number | null = null): Promise<SnapshotAge[]> {
  return snapshotAges(ctx.db, visibleTo(ctx), applianceId);
}

/** `listSnapshotAges` of these appliances (`null`: all), whoever asks. */
export async function snapshotAges(
  db: Sql,
  appliances: readonly number[] | null,
  applianceId: number | null,
): Promise<SnapshotAge[]> {
  const { rows } = await db.query<SnapshotAge>(
    `SELECT DISTINCT ON ("applianceId", kind) * FROM (
       SELECT i.appliance_id AS "applianceId", s.kind, i.id AS "importId", i.feed_id AS "feedId",
              i.exported_at AS "exportedAt", i.exported_at_basis AS basis
         FROM import i CROSS JOIN LATERAL unnest(i.kinds) AS s(kind)
        WHERE ${whereVisible("i.appliance_id")} AND ($2::int IS NULL OR i.appliance_id = $2)
          AND i.status = 'done' AND i.complete AND i.exported_at IS NOT NULL
       UNION ALL
       SELECT f.appliance_id, o.kind, NULL, f.id, o.looked_at, 'stated' FROM feed_look o JOIN feed f ON f.id = o.feed_id
        WHERE ${whereVisible("f.appliance_id")} AND ($2::int IS NULL OR f.appliance_id = $2)) looks
      ORDER BY "applianceId", kind, "exportedAt" DESC, "importId" DESC NULLS LAST`,
    [appliances, applianceId],
  );
  return rows;
}

/** One edition of an appliance's policy. */
export interface PolicyEdition {
  version: number;
  policy: Policy;
  createdBy: string;
  createdAt: number;
}

/** All editions, newest first; none: the default policy stands. @throws AppError 404 for an appliance the actor may not see */
export async function listPolicyEditions(ctx: Ctx, applianceId: number): Promise<PolicyEdition[]> {
  const visible = visibleTo(ctx);
  if (visible !== null && !visible.includes(applianceId)) throw notFound("appliance", applianceId);
  const { rows } = await ctx.db.query<Omit<PolicyEdition, "policy"> & { policy: StoredPolicy }>(
    `SELECT version, policy, created_by AS "createdBy", created_at AS "createdAt"
       FROM policy_version WHERE appliance_id = $1 ORDER BY version DESC LIMIT 50`,
    [applianceId],
  );
  return rows.map((row) => ({ ...row, policy: policyOf(row.policy) }));
}
