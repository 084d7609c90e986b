/** Which snapshots stand before and after one. */
import type { Sql } from "@/lib/platform/db";
import { asTimestamp } from "@/lib/platform/db";
import type { Snapshot } from "./record/compare-rows";
import type { SnapshotOf } from "./record/snapshot";

type Place = Pick<SnapshotOf, "importId" | "applianceId" | "exportedAt" | "kinds">;

/** The snapshot that an import of these kinds as of this time follows: the newest complete one before it that stands. */
export function findPrevious(db: Sql, place: Place): Promise<Snapshot | null> {
  return find(db, place, "(exported_at, id) < ($3, $4) ORDER BY exported_at DESC, id DESC");
}

/** The oldest one after it. */
export function findFollowing(db: Sql, place: Place): Promise<Snapshot | null> {
  return find(db, place, "(exported_at, id) > ($3, $4) ORDER BY exported_at, id");
}

async function find(db: Sql, place: Place, which: string): Promise<Snapshot | null> {
  const { rows } = await db.query<Snapshot>(
    `SELECT id AS "importId", exported_at AS "exportedAt", COALESCE(format->'columns', '[]') AS fields FROM import
      WHERE appliance_id = $1 AND kinds && $2::text[] AND status = 'done' AND complete AND ${which} LIMIT 1`,
    [place.applianceId, place.kinds, asTimestamp(place.exportedAt), place.importId],
  );
  return rows[0] ?? null;
}

/** How many clients of these kinds a snapshot lists. */
export async function countListed(db: Sql, importId: number, kinds: readonly string[]): Promise<number> {
  const { rows } = await db.query<{ clients: number }>(
    `SELECT count(*) AS clients
       FROM snapshot_block b CROSS JOIN LATERAL unnest(b.says) WITH ORDINALITY AS s(says, place)
       JOIN client c ON c.id = (b.block << 11) + s.place - 1
      WHERE b.import_id = $1 AND s.says <> 0 AND c.kind = ANY($2)`,
    [importId, kinds],
  );
  return rows[0]?.clients ?? 0;
}
