/**
 * A feed makes a list every few minutes; after some days one of each day is enough. What is known of clients stays, and so does every list
 * that something known rests on.
 */

import { sourceColumns } from "@/lib/evidence/now-row";
import { lockEvidence } from "@/lib/evidence/record-snapshot";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";

const day = 24 * 3_600_000;
const listsAtOnce = 500;

/** Removes what may go; safe to repeat, and to kill in the middle. Returns how many lists went. */
export async function thinLists(ctx: Ctx): Promise<number> {
  const before = asTimestamp(ctx.now - env().ROLLCALL_RETAIN_FEED_LISTS_DAYS * day);
  const { rows } = await ctx.db.query<{ applianceId: number }>(
    `SELECT DISTINCT appliance_id AS "applianceId" FROM import WHERE feed_id IS NOT NULL AND exported_at < $1`,
    [before],
  );
  let gone = 0;
  for (const { applianceId } of rows) gone += await thinAppliance(ctx, applianceId, before);
  const replaced = await ctx.db.query(
    "DELETE FROM import WHERE feed_id IS NOT NULL AND status = 'cancelled' AND finished_at < $1",
    [asTimestamp(ctx.now - day)],
  );
  return gone + (replaced.rowCount ?? 0);
}

async function thinAppliance(ctx: Ctx, applianceId: number, before: string): Promise<number> {
  return inTransaction(ctx.db, async (tx) => {
    await lockEvidence(tx, applianceId);
    const ids = await listsThatMayGo(tx, applianceId, before);
    if (ids.length === 0) return 0;
    for (const table of ["snapshot_block", "import_change", "import_row"])
      await tx.query(`DELETE FROM ${table} WHERE import_id = ANY($1::int[])`, [ids]);
    await tx.query(
      "DELETE FROM import_chunk c USING import i WHERE i.id = ANY($1::int[]) AND c.upload_id = i.upload_id",
      [ids],
    );
    await tx.query("DELETE FROM import WHERE id = ANY($1::int[])", [ids]);
    return ids.length;
  });
}

/**
 * Lists of feeds that were taken in, but for the last one of each day, feed and kind, the two newest of each kind, those around a
 * release (who belongs to its rollout is told by them), and whatever a client's facts or proof name as their source.
 */
async function listsThatMayGo(tx: Tx, applianceId: number, before: string): Promise<number[]> {
  const named = [...sourceColumns, "proof_source", "proof_needs_update_source"];
  const { rows } = await tx.query<{ id: number }>(
    `WITH list AS (
       SELECT id, feed_id, kind, kinds, exported_at, complete,
              row_number() OVER (PARTITION BY feed_id, kind, date_trunc('day', exported_at) ORDER BY exported_at DESC, id DESC) AS of_day,
              row_number() OVER (PARTITION BY kind, complete ORDER BY exported_at DESC, id DESC) AS newest
         FROM import WHERE appliance_id = $1 AND status = 'done' AND wanted_taken_back_by IS NULL
     ), around AS (
       SELECT a.id FROM release l CROSS JOIN LATERAL (
         (SELECT i.id FROM list i WHERE i.exported_at <= l.installed_at ORDER BY i.exported_at DESC, i.id DESC LIMIT 4)
         UNION ALL
         (SELECT i.id FROM list i WHERE i.exported_at > l.installed_at ORDER BY i.exported_at, i.id LIMIT 4)) a
        WHERE l.appliance_id = $1 AND l.kind = 'site'
     ), source AS (
       SELECT DISTINCT s.id FROM client_now n CROSS JOIN LATERAL unnest(ARRAY[${named.map((column) => `n.${column}`).join(", ")}]) AS s(id)
        WHERE n.appliance_id = $1 AND s.id > 0
     )
     SELECT id FROM list WHERE feed_id IS NOT NULL AND exported_at < $2 AND of_day > 1 AND newest > 2
        AND id NOT IN (SELECT id FROM around) AND NOT EXISTS (SELECT 1 FROM source WHERE source.id = list.id)
      ORDER BY id LIMIT ${listsAtOnce}`,
    [applianceId, before],
  );
  return rows.map(({ id }) => id);
}
