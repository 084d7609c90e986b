/** The newest snapshot of each kind: what a client's row leaves out because that snapshot says it (`client_now.listed`). */
import type { ClientKind } from "@/lib/core/client";
import type { Sql } from "@/lib/platform/db";

/** A snapshot that stands. `exportedAt` in epoch milliseconds. */
export interface Newest {
  importId: number;
  exportedAt: number;
}
export type NewestByKind = ReadonlyMap<ClientKind, Newest>;

/** SQL: the newest snapshot of each kind, whole or not, of the appliances that `which` picks from import `i`. */
export const newestSnapshots = (which: string) => `
  SELECT DISTINCT ON (i.appliance_id, s.kind) i.appliance_id, s.kind, i.id AS import_id, i.exported_at
    FROM import i CROSS JOIN LATERAL unnest(i.kinds) AS s(kind)
   WHERE i.status = 'done' AND ${which}
   ORDER BY i.appliance_id, s.kind, i.exported_at DESC, i.id DESC`;

/** The newest snapshots of an appliance, as committed (or written by this transaction). */
export async function loadNewest(db: Sql, applianceId: number): Promise<NewestByKind> {
  const { rows } = await db.query<Newest & { kind: ClientKind }>(
    `SELECT kind, import_id AS "importId", exported_at AS "exportedAt" FROM (${newestSnapshots("i.appliance_id = $1")}) newest`,
    [applianceId],
  );
  return new Map(rows.map(({ kind, importId, exportedAt }) => [kind, { importId, exportedAt }]));
}
