/** What the filters of the work list can be set to, each with how many items there would be. */
import type { Ctx } from "@/lib/platform/context";
import { groupColumns, groupItems, type ItemGroup, statesCounted } from "./group-items";
import { conditionsOf } from "./item-filter";
import { goingRollouts, itemsOf } from "./item-source";
import { type ItemGrouping, type ItemQuery, itemGroupings } from "./schema";

export type Facets = Record<ItemGrouping, ItemGroup[]>;

const facetsAtMost = 500;

/** A filter that is set is counted as if it were not; all the others are counted by one look at the items. @throws AppError 403 */
export async function countFacets(ctx: Ctx, query: ItemQuery): Promise<Facets> {
  const set = itemGroupings.filter((name) => isSet(query[name]));
  const together = await countTogether(
    ctx,
    query,
    itemGroupings.filter((name) => !set.includes(name)),
  );
  const alone = await Promise.all(
    set.map(
      async (name) => [name, await groupItems(ctx, { ...query, [name]: unset(query[name]) }, name)] as const,
    ),
  );
  return { ...together, ...Object.fromEntries(alone) } as Facets;
}

function isSet(value: ItemQuery[ItemGrouping]): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined;
}

function unset(value: ItemQuery[ItemGrouping]): [] | undefined {
  return Array.isArray(value) ? [] : undefined;
}

async function countTogether(
  ctx: Ctx,
  query: ItemQuery,
  names: readonly ItemGrouping[],
): Promise<Partial<Facets>> {
  const facets: Partial<Facets> = Object.fromEntries(names.map((name) => [name, []]));
  const rollouts = await goingRollouts(ctx, query.applianceId ?? null);
  if (rollouts.length === 0 || names.length === 0) return facets;
  const { where, values } = conditionsOf(query, ctx.actor);
  const keys = names.map((name) => groupColumns[name].key);
  // Of each set all columns but its own are rolled up: their bits are set, its is not.
  const which = names.map((_name, place) => `WHEN GROUPING(${keys[place]}) = 0 THEN ${place}`).join(" ");
  const key = names
    .map((_name, place) => `WHEN GROUPING(${keys[place]}) = 0 THEN (${keys[place]})::text`)
    .join(" ");
  const { rows } = await ctx.db.query<ItemGroup & { place: number; holder: string | null }>(
    `SELECT CASE ${which} END AS place, CASE ${key} END AS key, max(item.holder_name) AS holder, ${statesCounted}
       FROM (${itemsOf(rollouts)}) item JOIN client c ON c.id = item.client_id WHERE ${where}
      GROUP BY GROUPING SETS (${keys.map((column) => `(${column})`).join(", ")}) ORDER BY items DESC, 2`,
    values,
  );
  for (const { place, holder, ...group } of rows) {
    const name = names[place];
    const found = name && facets[name];
    if (name && found && found.length < facetsAtMost)
      found.push({ ...group, label: name === "assignee" ? holder : group.key });
  }
  return facets;
}
