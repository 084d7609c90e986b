/** When what sources say was observed. */
import type { Sql } from "@/lib/platform/db";
import { namedSources, type TimeOf } from "./now-row";

interface SourceTime {
  source: number;
  at: number;
}

/** The times of these sources. Instants in epoch milliseconds. */
export async function loadTimesOf(db: Sql, sources: readonly number[]): Promise<TimeOf> {
  const lists = sources.filter((source) => source > 0);
  const singles = sources.filter((source) => source < 0);
  const { rows } = await db.query<SourceTime>(
    `SELECT id AS source, exported_at AS at FROM import WHERE id = ANY($1::int[]) AND exported_at IS NOT NULL
     UNION ALL SELECT -id, observed_at FROM sighting WHERE id = ANY($2::int[])`,
    [lists, singles.map((source) => -source)],
  );
  return timesIn(rows);
}

/**
 * The times of all lists of an appliance, and of the single observations that rows of its clients name: there may be more of those than
 * anybody wants in memory. `which`: SQL over `client_now n` for rows that stay as they are until they have been read.
 */
export async function loadSourceTimes(db: Sql, applianceId: number, which: string): Promise<TimeOf> {
  const lists = await db.query<SourceTime>(
    "SELECT id AS source, exported_at AS at FROM import WHERE appliance_id = $1 AND exported_at IS NOT NULL",
    [applianceId],
  );
  const named = await db.query<{ id: number }>(
    `SELECT DISTINCT -named.source AS id FROM client_now n CROSS JOIN LATERAL unnest(ARRAY[${namedSources("n")}]) AS named(source)
      WHERE n.appliance_id = $1 AND ${which} AND LEAST(${namedSources("n")}) < 0 AND named.source < 0`,
    [applianceId],
  );
  if (named.rows.length === 0) return timesIn(lists.rows);
  const singles = await db.query<SourceTime>(
    "SELECT -id AS source, observed_at AS at FROM sighting WHERE id = ANY($1::int[])",
    [named.rows.map(({ id }) => id)],
  );
  return timesIn([...lists.rows, ...singles.rows]);
}

function timesIn(rows: readonly SourceTime[]): TimeOf {
  const times = new Map(rows.map(({ source, at }) => [source, at]));
  return (source) => {
    const at = times.get(source);
    if (at === undefined) throw new Error(`nobody knows when source ${source} was observed`);
    return at;
  };
}
