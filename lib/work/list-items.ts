/** The redeployment list, a page at a time, in the order in which it is worked. */
import { z } from "zod";
import type { ClientKind } from "@/lib/core/client";
import type { ReasonCode } from "@/lib/core/reasons";
import {
  type Comeback,
  cameBack,
  type FailReason,
  type ItemState,
  type Remedy,
  remedyOf,
} from "@/lib/core/work";
import { releaseTitle } from "@/lib/fleet/release-title";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, isInstant } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { lastSeenOf } from "@/lib/rollout/clients/last-seen";
import type { StoredReason } from "@/lib/rollout/members/explain";
import { reasonsOfMembers } from "@/lib/rollout/members/reasons-of-members";
import { conditionsOf, osColumn } from "./item-filter";
import { goingRollouts, itemsOf, rankColumn } from "./item-source";
import { newestPackages, type ShownPackage } from "./packages/newest-packages";
import type { ItemOrder, ItemQuery } from "./schema";

/** An item as people see it. Instants in epoch milliseconds. */
export interface WorkItem {
  /** Its client's. */
  id: number;
  applianceId: number;
  applianceName: string;
  timeZone: string;
  rolloutId: number;
  release: string;
  mode: "observe" | "control";
  kind: ClientKind;
  name: string;
  hostname: string | null;
  fqdn: string | null;
  group: string | null;
  site: string | null;
  owner: string | null;
  os: string | null;
  tags: string[];
  priority: number;
  securityProviders: string[];
  lastSeenAt: number | null;
  state: ItemState;
  rank: number;
  reasonCode: ReasonCode;
  reason: StoredReason | null;
  remedy: Remedy;
  /** Since when it has been in this state of its member. */
  since: number;
  cameBack: Comeback | null;
  /** `id` null: somebody who is no person (a key). */
  assignee: { id: string | null; name: string } | null;
  startedAt: number | null;
  startedBy: string | null;
  slot: { id: number; fence: number; leaseUntil: number; byHand: boolean } | null;
  doneAt: number | null;
  doneBy: string | null;
  failed: { reason: FailReason; at: number; by: string } | null;
  note: string | null;
  rev: number;
  /** The newest installer that is valid and fits. */
  package: ShownPackage | null;
}

type Row = Omit<WorkItem, "reason" | "remedy" | "cameBack" | "assignee" | "slot" | "failed" | "package"> & {
  holderId: string | null;
  holderName: string | null;
  slotId: number | null;
  fence: number | null;
  leaseUntil: number | null;
  askedBy: string | null;
  grantedAt: number | null;
  rowRolloutId: number | null;
  rowState: "started" | "done" | "failed" | null;
  rowSlotId: number | null;
  failedAt: number | null;
  failedBy: string | null;
  failedReason: FailReason | null;
};

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
  const items = await complete(ctx, rows.slice(0, limit));
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
  const [item] = await complete(ctx, await load(ctx, rollouts, "item.client_id = $1", [clientId], clientId));
  return item ?? null;
}

async function load(
  ctx: Ctx,
  rollouts: readonly number[],
  which: string,
  values: readonly unknown[],
  clientId: number | null = null,
): Promise<Row[]> {
  const only = clientId === null ? "" : ` AND n.client_id = ${Number(clientId)}`;
  const { rows } = await ctx.db.query<Row>(
    `SELECT ${columns} FROM (${itemsOf(rollouts)}${only}) item JOIN client c ON c.id = item.client_id
       JOIN appliance a ON a.id = item.appliance_id JOIN rollout r ON r.id = item.rollout_id JOIN release l ON l.id = r.release_id
       LEFT JOIN work_item w ON w.client_id = item.client_id
      WHERE ${which}`,
    [...values],
  );
  return rows;
}

async function complete(ctx: Ctx, rows: readonly Row[]): Promise<WorkItem[]> {
  if (rows.length === 0) return [];
  const reasons = new Map<number, StoredReason>();
  for (const rolloutId of new Set(rows.map((row) => row.rolloutId))) {
    const ids = rows.filter((row) => row.rolloutId === rolloutId).map(({ id }) => id);
    for (const [id, { code, inputs }] of await reasonsOfMembers(ctx.db, rolloutId, ids, ctx.now))
      reasons.set(id, { code, inputs });
  }
  const seen = await lastSeenAmong(ctx, rows);
  const packages = await newestPackages(ctx, rows);
  return rows.map((row) =>
    toItem(row, ctx.now, reasons.get(row.id) ?? null, seen.get(row.id) ?? null, packages.get(row.id) ?? null),
  );
}

async function lastSeenAmong(ctx: Ctx, rows: readonly Row[]): Promise<Map<number, number | null>> {
  const lastSeen = await lastSeenOf(ctx.db, { appliances: [...new Set(rows.map((row) => row.applianceId))] });
  const found = await ctx.db.query<{ id: number; at: number | null }>(
    `SELECT n.client_id AS id, ${lastSeen.column} AS at FROM client_now n ${lastSeen.join} WHERE n.client_id = ANY($1::int[])`,
    [rows.map(({ id }) => id)],
  );
  return new Map(found.rows.map(({ id, at }) => [id, at]));
}

function toItem(
  row: Row,
  now: number,
  reason: StoredReason | null,
  lastSeenAt: number | null,
  fitting: ShownPackage | null,
): WorkItem {
  const { holderId, holderName, slotId, fence, leaseUntil, askedBy, grantedAt, ...more } = row;
  const { rowRolloutId, rowState, rowSlotId, failedAt, failedBy, failedReason, ...item } = more;
  const byHand = askedBy === "batch";
  const heldByHand = slotId !== null && byHand;
  const member = {
    rolloutId: item.rolloutId,
    // The item's state was made of these two; only who is open can have come back.
    state: item.state === "open" ? ("needs_redeployment" as const) : ("waiting" as const),
    reasonCode: item.reasonCode,
    heldByHand,
  };
  const stored =
    rowRolloutId === null
      ? null
      : { rolloutId: rowRolloutId, state: rowState, slotId: rowSlotId, doneAt: item.doneAt };
  const isStarted = item.state === "started";
  return {
    ...item,
    startedAt: isStarted ? (item.startedAt ?? grantedAt) : null,
    startedBy: isStarted ? (item.startedBy ?? holderName) : null,
    lastSeenAt,
    reason,
    remedy: remedyOf(item.kind, item.reasonCode),
    cameBack: cameBack(member, stored, now),
    assignee: holderName === null ? null : { id: holderId, name: holderName },
    slot:
      slotId === null || fence === null || leaseUntil === null
        ? null
        : { id: slotId, fence, leaseUntil, byHand },
    failed:
      item.state !== "failed" || failedReason === null || failedAt === null
        ? null
        : { reason: failedReason, at: failedAt, by: failedBy ?? "" },
    package: fitting,
  };
}
