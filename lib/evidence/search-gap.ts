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

/** The same for clients of one appliance here and there. `clientIds` go up. */
export async function noteSearchGaps(tx: Tx, clientIds: Iterable<number>): Promise<void> {
  const from: number[] = [];
  const to: number[] = [];
  for (const id of clientIds) {
    if (id === (to.at(-1) ?? Number.NaN) + 1) to[to.length - 1] = id;
    else {
      from.push(id);
      to.push(id);
    }
  }
  if (from.length === 0) return;
  await tx.query(
    "DELETE FROM client_search s USING unnest($1::int[], $2::int[]) AS g(from_id, to_id) WHERE s.client_id BETWEEN g.from_id AND g.to_id",
    [from, to],
  );
  await tx.query(
    `INSERT INTO search_gap (appliance_id, from_id, to_id)
     SELECT c.appliance_id, g.from_id, g.to_id FROM unnest($1::int[], $2::int[]) AS g(from_id, to_id) JOIN client c ON c.id = g.from_id`,
    [from, to],
  );
}
