/** Puts the members of a rollout into the order of its queue: wave, priority, then interleaved by group. */
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Tx } from "@/lib/platform/db";

/**
 * Places every member anew; only who stands elsewhere is written. A member belongs to the first wave whose filter it
 * fits and that has room for it, else to the one behind the last. `turn` is its rank by a stable hash among those of
 * its wave, priority and group: the first of each group come first, then the second of each. Returns how many moved.
 */
export async function placeMembers(ctx: Ctx, rolloutId: number): Promise<number> {
  return inTransaction(ctx.db, async (tx) => {
    // Whole, like an opening: two that write many members of a rollout must not meet in the middle.
    const { rowCount } = await tx.query(
      "SELECT 1 FROM rollout WHERE id = $1 AND status IN ('open', 'held') FOR UPDATE",
      [rolloutId],
    );
    if (!rowCount) return 0;
    await tx.query(
      "CREATE TEMP TABLE IF NOT EXISTS queue_place (client_id integer, hash bigint, wave integer) ON COMMIT DELETE ROWS",
    );
    await tx.query("TRUNCATE queue_place");
    await tx.query("SET LOCAL enable_nestloop = off");
    await tx.query(
      `INSERT INTO queue_place (client_id, hash)
       SELECT client_id, hashint8extended(client_id, rollout_id) FROM member WHERE rollout_id = $1`,
      [rolloutId],
    );
    await assignWaves(tx, rolloutId);
    const moved = await tx.query(
      `UPDATE member m SET wave = p.wave, priority = p.priority, turn = p.turn
         FROM (SELECT p.client_id, p.wave, c.priority,
                      row_number() OVER (PARTITION BY p.wave, c.priority, c.group_name ORDER BY p.hash, p.client_id) AS turn
                 FROM queue_place p JOIN client c ON c.id = p.client_id) p
        WHERE m.rollout_id = $1 AND m.client_id = p.client_id
          AND (m.wave, m.priority, m.turn) IS DISTINCT FROM (p.wave, p.priority, p.turn::int)`,
      [rolloutId],
    );
    await tx.query("UPDATE rollout SET unplaced = false WHERE id = $1 AND unplaced", [rolloutId]);
    return moved.rowCount ?? 0;
  });
}

/** What a wave goes by has changed for these clients: they are placed anew with the queue's next turn. */
export async function unplaceMembers(tx: Tx, clientIds: readonly number[]): Promise<void> {
  await tx.query(
    `UPDATE member m SET wave = NULL FROM rollout r
      WHERE r.id = m.rollout_id AND r.mode = 'control' AND r.status IN ('opening', 'open', 'held')
        AND m.client_id = ANY($1::int[]) AND m.wave IS NOT NULL`,
    [clientIds],
  );
}

async function assignWaves(tx: Tx, rolloutId: number): Promise<void> {
  const { rows } = await tx.query<{ position: number; memberLimit: number | null }>(
    'SELECT position, member_limit AS "memberLimit" FROM wave WHERE rollout_id = $1 ORDER BY position',
    [rolloutId],
  );
  for (const { position, memberLimit } of rows) {
    await tx.query(
      `UPDATE queue_place SET wave = $2 WHERE client_id IN (
         SELECT p.client_id FROM queue_place p JOIN client c ON c.id = p.client_id
           CROSS JOIN (SELECT filter FROM wave WHERE rollout_id = $1 AND position = $2) w
          WHERE p.wave IS NULL AND ${fits}
          ORDER BY p.hash, p.client_id LIMIT $3)`,
      [rolloutId, position, memberLimit],
    );
  }
  await tx.query("UPDATE queue_place SET wave = $1 WHERE wave IS NULL", [rows.length]);
}

/** Whether client `c` fits the filter of wave `w`: one of each kind of condition that is given. */
const fits = `
  (w.filter->'groups' IS NULL OR w.filter->'groups' ? c.group_name)
  AND (w.filter->'kinds' IS NULL OR w.filter->'kinds' ? c.kind)
  AND (w.filter->'tags' IS NULL OR w.filter->'tags' ?| c.tags OR w.filter->'tags' ? (c.attributes->>'tag'))
  AND (w.filter->'operatingSystems' IS NULL OR EXISTS (
         SELECT 1 FROM jsonb_array_elements_text(w.filter->'operatingSystems') AS os(name)
          WHERE strpos(lower(c.attributes->>'operating_system'), lower(os.name)) > 0))`;

/** Clients that are in another group now are placed anew, and counted there. */
export async function followMoves(
  tx: Tx,
  moves: readonly { clientId: number; from: string | null; to: string | null }[],
): Promise<void> {
  if (moves.length > 0)
    await unplaceMembers(
      tx,
      moves.map(({ clientId }) => clientId),
    );
}
