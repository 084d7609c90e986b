/** When what sources say was observed. */
import type { Sql } from "@/lib/platform/db";
import type { TimeOf } from "./now-row";

/** The times of everything that clients of an appliance can be known from. Instants in epoch milliseconds. */
export async function loadSourceTimes(db: Sql, applianceId: number): Promise<TimeOf> {
  const { rows } = await db.query<{ source: number; at: number }>(
    `SELECT id AS source, exported_at AS at FROM import WHERE appliance_id = $1 AND exported_at IS NOT NULL
     UNION ALL
     SELECT -s.id, s.observed_at FROM sighting s JOIN client c ON c.id = s.client_id WHERE c.appliance_id = $1`,
    [applianceId],
  );
  const times = new Map(rows.map(({ source, at }) => [source, at]));
  return (source) => {
    const at = times.get(source);
    if (at === undefined) throw new Error(`nobody knows when source ${source} was observed`);
    return at;
  };
}
