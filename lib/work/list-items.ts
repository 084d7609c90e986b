/** The redeployment list, a page at a time, in the order in which it is worked. */
import { z } from "zod";
import { releaseTitle } from "@/lib/fleet/release-title";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, isInstant } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { conditionsOf, osColumn } from "./item-filter";
import { completeItems, type ItemRow, type WorkItem } from "./item-rows";
import { type GoingRollout, goingRollouts, itemsOf, rankColumn } from "./item-source";
import type { ItemOrder, ItemQuery } from "./schema";

/** Where a page begins: after this item. */
export const itemCursor = z.object({
  order: z.string(),
  site: z.string().nullable(),
  rank: z.int(),
  priority: z.int(),
  since: z.number().refine(isInstant),
  id: z.int(),
});
export type ItemCursor = z.output<typeof itemCursor>;

export interface ItemList {
  items: WorkItem[];
  next: ItemCursor | null;
  total: number;
}

const keys = `-c.priority, item.state_since, item.client_id`;
const orders: Record<
  ItemOrder,
  { by: string; after: (value: (given: unknown) => string, at: ItemCursor) => string }
> = {
  rank: {
    by: `${rankColumn}, ${keys}`,
    after: (value, at) => `(${rankColumn}, ${keys}) > (${rest(value, at)})`,
  },
  visit: {
    by: `c.site IS NULL, COALESCE(c.site, '') COLLATE "C", ${rankColumn}, ${keys}`,
    after: (value, at) =>
      `(c.site IS NULL, COALESCE(c.site, '') COLLATE "C", ${rankColumn}, ${keys}) > (${value(at.site === null)}::boolean, ${value(at.site ?? "")}::text, ${rest(value, at)})`,
  },
};

function rest(value: (given: unknown) => string, { rank, priority, since, id }: ItemCursor): string {
  return `${value(rank)}::int, ${value(-priority)}::int, ${value(asTimestamp(since))}::timestamptz, ${value(id)}::int`;
}

const columns = `item.client_id AS id, item.appliance_id AS "applianceId", a.name AS "applianceName", a.time_zone AS "timeZone",
  item.rollout_id AS "rolloutId", ${releaseTitle} AS release, r.mode, c.kind, c.name, c.hostname, c.fqdn, c.group_name AS "group", c.site, c.owner,
  ${osColumn} AS os, c.tags, c.priority, c.security_providers AS "securityProviders", item.state, ${rankColumn} AS rank,
  item.reason_code AS "reasonCode", item.state_since AS since, item.holder_id AS "holderId", item.holder_name AS "holderName",
  item.slot_id AS "slotId", item.fence, item.lease_until AS "leaseUntil", item.asked_by AS "askedBy", item.granted_at AS "grantedAt",
  w.rollout_id AS "rowRolloutId", w.state AS "rowState", w.slot_id AS "rowSlotId", w.started_at AS "startedAt", w.started_by AS "startedBy",
  w.done_at AS "doneAt", w.done_by AS "doneBy", w.failed_at AS "failedAt", w.failed_by AS "failedBy", w.failed_reason AS "failedReason",
  w.note, COALESCE(w.rev, 0) AS rev`;

/**
 * Items that fit, and how many there are in all.
 * @throws AppError 403 for who may see no list, 400 for a cursor of another order
 */
export async function listItems(
  ctx: Ctx,
  query: ItemQuery,
  place: { limit: number; order: ItemOrder; cursor: ItemCursor | null },
): Promise<ItemList> {
  const { limit, order, cursor } = place;
  if (cursor && cursor.order !== order)
    throw new AppError(
      400,
      "invalid_cursor",
      "This cursor does not belong to this order. Start again without a cursor.",
    );
  const rollouts = await goingRollouts(ctx, query.applianceId ?? null);
  if (rollouts.length === 0) return { items: [], next: null, total: 0 };
  const { where, values } = conditionsOf(query, ctx.actor);
  const counted = await ctx.db.query<{ total: number }>(
    `SELECT count(*) AS total FROM (${itemsOf(rollouts)}) item JOIN client c ON c.id = item.client_id WHERE ${where}`,
    values,
  );
  const after = cursor ? orders[order].after((given) => `$${values.push(given)}`, cursor) : "true";
  const rows = await load(
    ctx,
    rollouts,
    `${where} AND ${after} ORDER BY ${orders[order].by} LIMIT ${limit + 1}`,
    values,
  );
  const items = await completeItems(ctx, rows.slice(0, limit));
  const last = items.at(-1);
  return {
    items,
    next: rows.length > limit && last ? cursorAt(last, order) : null,
    total: counted.rows[0]?.total ?? 0,
  };
}

function cursorAt({ site, rank, priority, since, id }: WorkItem, order: ItemOrder): ItemCursor {
  return { order, site, rank, priority, since, id };
}

/** `null`: nothing has to be done by hand (any more), or it is not for the actor to see. */
export async function findItem(ctx: Ctx, clientId: number): Promise<WorkItem | null> {
  const rollouts = await goingRollouts(ctx, null);
  const [item] = await completeItems(
    ctx,
    await load(ctx, rollouts, "item.client_id = $1", [clientId], clientId),
  );
  return item ?? null;
}

async function load(
  ctx: Ctx,
  rollouts: readonly GoingRollout[],
  which: string,
  values: readonly unknown[],
  clientId: number | null = null,
): Promise<ItemRow[]> {
  const only = clientId === null ? "" : ` AND n.client_id = ${Number(clientId)}`;
  const { rows } = await ctx.db.query<ItemRow>(
    `SELECT ${columns} FROM (${itemsOf(rollouts)}${only}) item JOIN client c ON c.id = item.client_id
       JOIN appliance a ON a.id = item.appliance_id JOIN rollout r ON r.id = item.rollout_id JOIN release l ON l.id = r.release_id
       LEFT JOIN work_item w ON w.client_id = item.client_id
      WHERE ${which}`,
    [...values],
  );
  return rows;
}
