/** Finds groups of the snapshot before of which nobody is left in a snapshot that is being recorded. */
import type { ClientKind } from "@/lib/core/client";
import { copyRows } from "@/lib/platform/copy";
import type { Tx } from "@/lib/platform/db";
import type { RecordedSnapshot } from "./record-snapshot";
import { blockOfId, placeOfId } from "./snapshot-block";

/** A group with the clients that it had. */
export interface VanishedGroup {
  group: string;
  clients: number;
}

const place = placeOfId("c.id");

/** SQL: client `c`, of kinds `$2`, as snapshot `$1` lists it (`b`). */
const listedBefore = `JOIN snapshot_block b ON b.import_id = $1 AND b.block = ${blockOfId("c.id")} AND b.says[${place}] <> 0
  AND c.kind = ANY($2::text[])`;

/** SQL: the group in the text of that number, of client `c`: in `s`, else the client's row holds that text whole. */
const groupIn = (no: string) =>
  `COALESCE(s.said->>'group', CASE WHEN c.said_no = ${no} THEN c.group_name END)`;

/**
 * The largest first; none where all groups are gone. The group of a client is the one that the snapshot before told; of
 * other kinds than those of the new snapshot nothing is said. To be asked before
 * anything of the new snapshot is undone.
 */
export async function findVanishedGroups(
  tx: Tx,
  { taken, weighed, compared, previous }: RecordedSnapshot,
  kinds: readonly ClientKind[],
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
       SELECT ${groupIn("g.said")} AS "group", count(*) AS clients
         FROM gone g JOIN client c ON c.id = g.client_id
         LEFT JOIN client_said s ON s.client_id = g.client_id AND s.no = g.said
        GROUP BY 1
     )
     SELECT "group", clients FROM emptied e
      WHERE "group" IS NOT NULL
        AND NOT EXISTS (
          SELECT 1 FROM client c ${listedBefore} AND c.said_no = b.said[${place}]
           WHERE c.group_name = e."group" AND NOT EXISTS (SELECT 1 FROM gone WHERE client_id = c.id))
        AND NOT EXISTS (
          SELECT 1 FROM client_said s JOIN client c ON c.id = s.client_id ${listedBefore} AND s.no = b.said[${place}]
           WHERE s.said->>'group' = e."group" AND NOT EXISTS (SELECT 1 FROM gone WHERE client_id = c.id))
      ORDER BY clients DESC, "group"`,
    [previous.importId, kinds],
  );
  const isAnyoneLeft = await tx.query(
    `SELECT 1 FROM client c ${listedBefore} LEFT JOIN client_said s ON s.client_id = c.id AND s.no = b.said[${place}]
      WHERE ${groupIn(`b.said[${place}]`)} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM gone WHERE client_id = c.id) LIMIT 1`,
    [previous.importId, kinds],
  );
  return isAnyoneLeft.rowCount === 0 ? [] : rows;
}
