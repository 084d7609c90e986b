/** What feeds are called, also those that were removed: what they told stays known, and names them. */
import type { Sql } from "@/lib/platform/db";

/** A feed as far as naming it goes. */
export interface FeedName {
  id: number;
  name: string;
  /** It is not there any more: nothing leads to it. */
  removed: boolean;
}

/** SQL: a row of `id`, `appliance_id`, `type`, `name`, `removed` for each feed that ever was. */
export const namedFeeds = `(SELECT id, appliance_id, type, name, false AS removed FROM feed
  UNION ALL SELECT id, appliance_id, type, name, true FROM removed_feed)`;

/** The names of these feeds, by id. */
export async function loadFeedNames(db: Sql, ids: readonly number[]): Promise<ReadonlyMap<number, FeedName>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<FeedName>(
    `SELECT id, name, removed FROM ${namedFeeds} f WHERE id = ANY($1::int[])`,
    [[...new Set(ids)]],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
