/**
 * The text in which clients are searched for is kept beside them (`client_search`) and indexed by its trigrams, after the fact: no
 * import waits for it. Whose text is not there yet lies in a gap, and whoever searches looks at the gaps one by one.
 */
import type { Tx } from "@/lib/platform/db";

/** SQL: the text of client `c`: name, host, group and vendor id in small letters. */
export function searchText(c: string): string {
  return `lower(${c}."name" || ' ' || ${c}."host_key" || ' ' || COALESCE(${c}."group_name", '') || ' ' || COALESCE(${c}."vendor_id", ''))`;
}

/**
 * Says that the texts of an appliance's clients from one id to another (both included) are new or others now. Call it in the
 * transaction that writes them, which holds the appliance's evidence; `search.fill` has to follow once it is committed.
 */
export async function noteSearchGap(
  tx: Tx,
  applianceId: number,
  fromId: number,
  toId: number,
): Promise<void> {
  await tx.query("DELETE FROM client_search WHERE client_id BETWEEN $1 AND $2 AND appliance_id = $3", [
    fromId,
    toId,
    applianceId,
  ]);
  await tx.query("INSERT INTO search_gap (appliance_id, from_id, to_id) VALUES ($1, $2, $3)", [
    applianceId,
    fromId,
    toId,
  ]);
}

/** The same for clients here and there. */
export async function noteSearchGaps(tx: Tx, clientIds: readonly number[]): Promise<void> {
  if (clientIds.length === 0) return;
  await tx.query("DELETE FROM client_search WHERE client_id = ANY($1::int[])", [clientIds]);
  await tx.query(
    `INSERT INTO search_gap (appliance_id, from_id, to_id)
     SELECT appliance_id, min(id), max(id)
       FROM (SELECT appliance_id, id, id - row_number() OVER (PARTITION BY appliance_id ORDER BY id) AS stretch
               FROM client WHERE id = ANY($1::int[])) one_by_one
      GROUP BY appliance_id, stretch`,
    [clientIds],
  );
}
