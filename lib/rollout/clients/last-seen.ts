/** When a client was last known to be connected, as SQL over `client_now n`. */
import { newestSnapshots } from "@/lib/evidence/newest";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import type { ClientScope } from "./shown-rollouts";

/** `join` goes behind `client_now n`. */
export interface LastSeen {
  join: string;
  column: string;
}

/**
 * Who was online in the newest snapshot of its kind was last seen at its time, which its row leaves out. The times are written as
 * constants: they are few, and a list asks for them once for every client.
 */
export async function lastSeenOf(
  db: Sql,
  { appliances }: Pick<ClientScope, "appliances">,
): Promise<LastSeen> {
  const { rows } = await db.query<{ appliance_id: number; kind: string; exported_at: number }>(
    newestSnapshots("($1::int[] IS NULL OR i.appliance_id = ANY($1))"),
    [appliances],
  );
  const at = (instant: number) => `timestamptz '${asTimestamp(instant)}'`;
  const seen = (newest: string) => `CASE WHEN n.seen THEN COALESCE(n.last_connected_at, ${newest}) END`;
  if (rows.length === 0) return { join: "", column: seen("NULL") };
  if (appliances?.length === 1) {
    const cases = rows.map(({ kind, exported_at }) => `WHEN '${kind}' THEN ${at(exported_at)}`);
    return { join: "", column: seen(`CASE n.kind ${cases.join(" ")} END`) };
  }
  const values = rows.map((row) => `(${row.appliance_id}, '${row.kind}', ${at(row.exported_at)})`);
  return {
    join: `LEFT JOIN (VALUES ${values.join(", ")}) AS newest(appliance_id, kind, exported_at)
      ON newest.appliance_id = n.appliance_id AND newest.kind = n.kind`,
    column: seen("newest.exported_at"),
  };
}
