/** Finds groups of the snapshot before of which nobody is left in a snapshot that is being recorded. */

import { copyRows } from "@/lib/platform/copy";
import type { Tx } from "@/lib/platform/db";
import type { RecordedSnapshot } from "./record-snapshot";

/** A group with the clients that it had. */
export interface VanishedGroup {
  group: string;
  clients: number;
}

/**
 * The largest first; none where all groups are gone. The group of a client is the one that the snapshot before told. To be asked before
 * anything of the new snapshot is undone.
 */
export async function findVanishedGroups(
  tx: Tx,
  { taken, weighed, compared, previous }: RecordedSnapshot,
): Promise<VanishedGroup[]> {
  const { known } = taken;
  if (previous === null) return [];
  const gone: [number, number][] = [];
  for (let place = 0; place < known.count; place++) {
    const isGone = compared.before.says[place] !== 0 && weighed.rowOf[place] === -1;
    if (isGone) gone.push([known.id[place] as number, compared.before.said[place] as number]);
  }
  if (gone.length === 0) return [];
  await tx.query(
    "CREATE TEMP TABLE IF NOT EXISTS gone (client_id int PRIMARY KEY, said smallint) ON COMMIT DELETE ROWS",
  );
  await tx.query("TRUNCATE gone");
  await copyRows(tx, "gone", gone);
  await tx.query("ANALYZE gone");
  const { rows } = await tx.query<VanishedGroup>(
    `WITH emptied AS (
       SELECT COALESCE(s.said->>'group', CASE WHEN c.said_no = g.said THEN c.group_name END) AS "group", count(*) AS clients
         FROM gone g JOIN client c ON c.id = g.client_id
         LEFT JOIN client_said s ON s.client_id = g.client_id AND s.no = g.said
        GROUP BY 1
     )
     SELECT "group", clients FROM emptied e
      WHERE "group" IS NOT NULL AND NOT EXISTS (
              SELECT 1 FROM client c JOIN snapshot_block b
                ON b.import_id = $1 AND b.block = c.id >> 11 AND b.says[(c.id & 2047) + 1] <> 0
               WHERE c.group_name = e."group" AND NOT EXISTS (SELECT 1 FROM gone WHERE client_id = c.id))
        AND NOT EXISTS (SELECT 1 FROM import_change d
                         WHERE d.import_id = $2 AND d.change = 'moved' AND d.before->>'group' = e."group")
      ORDER BY clients DESC, "group"`,
    [previous.importId, taken.importId],
  );
  const isAnyoneLeft = await tx.query(
    `SELECT 1 FROM snapshot_block b CROSS JOIN LATERAL unnest(b.says) WITH ORDINALITY AS s(says, place)
       JOIN client c ON c.id = (b.block << 11) + s.place - 1
      WHERE b.import_id = $1 AND s.says <> 0 AND c.group_name IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM gone WHERE client_id = c.id) LIMIT 1`,
    [previous.importId],
  );
  return isAnyoneLeft.rowCount === 0 ? [] : rows;
}
