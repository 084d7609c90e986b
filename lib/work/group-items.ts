/** How many items there are of each site, operating system, kind, reason, person or state. */
import type { ItemState } from "@/lib/core/work";
import type { Ctx } from "@/lib/platform/context";
import { conditionsOf, osColumn } from "./item-filter";
import { goingRollouts, itemsOf } from "./item-source";
import type { ItemGrouping, ItemQuery } from "./schema";

/** `key`: what a filter by it asks for; null: those without one. `items`: all of them. */
export interface ItemGroup extends Record<ItemState, number> {
  key: string | null;
  /** A person's name; else the key. */
  label: string | null;
  items: number;
}

/** SQL for what each is grouped by, over `item` and `client c`; `label`: what a group is called, where that is not its key. */
export const groupColumns: Record<ItemGrouping, { key: string; label?: string }> = {
  state: { key: "item.state" },
  site: { key: "c.site" },
  os: { key: osColumn },
  kind: { key: "c.kind" },
  reason: { key: "item.reason_code::text" },
  assignee: { key: "item.holder_id", label: "max(item.holder_name)" },
  group: { key: "c.group_name" },
};

/** SQL: how many items, and how many in each state. */
export const statesCounted = `count(*) AS items, count(*) FILTER (WHERE item.state = 'open') AS open,
  count(*) FILTER (WHERE item.state = 'started') AS started, count(*) FILTER (WHERE item.state = 'failed') AS failed,
  count(*) FILTER (WHERE item.state = 'done') AS done`;

const groupsAtMost = 500;

/** The largest first, at most 500. @throws AppError 403 */
export async function groupItems(ctx: Ctx, query: ItemQuery, grouping: ItemGrouping): Promise<ItemGroup[]> {
  const rollouts = await goingRollouts(ctx, query.applianceId ?? null);
  if (rollouts.length === 0) return [];
  const { where, values } = conditionsOf(query, ctx.actor);
  const { key, label } = groupColumns[grouping];
  const { rows } = await ctx.db.query<ItemGroup>(
    `SELECT ${key} AS key, ${label ?? key} AS label, ${statesCounted}
       FROM (${itemsOf(rollouts)}) item JOIN client c ON c.id = item.client_id WHERE ${where}
      GROUP BY ${key} ORDER BY count(*) DESC, 1 LIMIT ${groupsAtMost}`,
    values,
  );
  return rows;
}
