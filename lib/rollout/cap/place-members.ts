/** Puts the members of a rollout into the order of its queue: wave, priority, then interleaved by group. */
import { tryLockFacts } from "@/lib/evidence/lock-facts";
import type { GroupMove } from "@/lib/evidence/record/describe-rows";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { moveOverMembers } from "../members/over-member";

/**
 * Places every member anew; only who stands elsewhere is written. A member belongs to the first wave whose filter it
 * fits and that has room for it, else to the one behind the last. `turn` is its rank by a stable hash among those of
 * its wave, priority and group: the first of each group come first, then the second of each. Returns how many moved.
 * Nobody is placed while an import is writing: it nudges the queue when it is done.
 */
export async function placeMembers(ctx: Ctx, rollout: { id: number; applianceId: number }): Promise<number> {
  const { id, applianceId } = rollout;
  return inTransaction(ctx.db, async (tx) => {
    if (!(await tryLockFacts(tx, applianceId, false))) return 0;
    // Whole, like an opening: two that write many members of a rollout must not meet in the middle.
    const { rowCount } = await tx.query(
      "SELECT 1 FROM rollout WHERE id = $1 AND status IN ('open', 'held') FOR UPDATE",
      [id],
    );
    if (!rowCount) return 0;
    await tx.query(
      "CREATE TEMP TABLE IF NOT EXISTS place_wanted (client_id integer, hash bigint, wave integer) ON COMMIT DELETE ROWS",
    );
    await tx.query("TRUNCATE place_wanted");
    await tx.query("SET LOCAL enable_nestloop = off");
    await tx.query(
      `INSERT INTO place_wanted (client_id, hash)
       SELECT client_id, hashint8extended(client_id, rollout_id) FROM client_now WHERE rollout_id = $1 AND appliance_id = $2`,
      [id, applianceId],
    );
    await assignWaves(tx, id);
    const moved = await movePlaced(tx, id);
    await tx.query("UPDATE rollout SET unplaced = false WHERE id = $1 AND unplaced", [id]);
    return moved;
  });
}

/** Writes who stands elsewhere now, counts it there, and makes the queue anew. */
async function movePlaced(tx: Tx, rolloutId: number): Promise<number> {
  const { rows } = await tx.query<{ moved: number }>(
    `WITH placed AS MATERIALIZED (
       SELECT p.client_id, p.wave, c.priority, c.group_name,
              row_number() OVER (PARTITION BY p.wave, c.priority, c.group_name ORDER BY p.hash, p.client_id) AS turn
         FROM place_wanted p JOIN client c ON c.id = p.client_id
     ), elsewhere AS MATERIALIZED (
       SELECT p.*, n.kind, n.state, n.reason_code, n.cohort, n.has_left, n.wave AS wave_before
         FROM placed p JOIN client_now n ON n.client_id = p.client_id
        WHERE (n.wave, n.priority, n.turn) IS DISTINCT FROM (p.wave, p.priority, p.turn::int)
     ), moved AS (
       UPDATE client_now n SET wave = e.wave, priority = e.priority, turn = e.turn, rev = n.rev + 1
         FROM elsewhere e WHERE n.client_id = e.client_id
     ), counted AS (
       INSERT INTO rollout_tally (rollout_id, kind, group_name, state, reason_code, cohort, has_left, wave, members)
       SELECT $1, e.kind, e.group_name, e.state, e.reason_code, e.cohort, e.has_left, w.wave, sum(w.members)
         FROM elsewhere e CROSS JOIN LATERAL (VALUES (e.wave_before, -1), (e.wave::smallint, 1)) AS w(wave, members)
        WHERE e.wave_before IS DISTINCT FROM e.wave
        GROUP BY 2, 3, 4, 5, 6, 7, 8 HAVING sum(w.members) <> 0
     ), queued AS (
       UPDATE queue_place q SET wave = e.wave, rank = -e.priority, turn = e.turn
         FROM elsewhere e WHERE q.rollout_id = $1 AND q.client_id = e.client_id
     )
     SELECT count(*) AS moved FROM elsewhere`,
    [rolloutId],
  );
  return rows[0]?.moved ?? 0;
}

/** What a wave goes by has changed for these clients: they are placed anew with the queue's next turn. */
export function unplaceMembers(tx: Tx, clientIds: readonly number[]): Promise<void> {
  return unplace(
    tx,
    clientIds.map((clientId) => ({ clientId })),
  );
}

/** Clients that are in another group now are counted there, and placed anew. */
export async function followMoves(tx: Tx, moves: readonly GroupMove[]): Promise<void> {
  await unplace(tx, moves);
  await moveOverMembers(tx, moves);
}

/** `from`, `to`: where its group is another one. Their rows are held from here on, so that nobody counts them by what they were. */
async function unplace(
  tx: Tx,
  clients: readonly { clientId: number; from?: string | null; to?: string | null }[],
): Promise<void> {
  if (clients.length === 0) return;
  await tx.query(
    `WITH given AS MATERIALIZED (
       SELECT * FROM jsonb_to_recordset($1) AS g("clientId" integer, "from" text, "to" text, moves boolean)
     ), mine AS MATERIALIZED (
       SELECT n.client_id, n.rollout_id, n.kind, n.state, n.reason_code, n.cohort, n.has_left, n.wave, n.priority,
              CASE WHEN g.moves THEN g."from" ELSE c.group_name END AS group_before,
              CASE WHEN g.moves THEN g."to" ELSE c.group_name END AS group_name,
              CASE WHEN r.mode <> 'control' THEN n.wave END AS wave_now
         FROM given g JOIN client_now n ON n.client_id = g."clientId" JOIN client c ON c.id = n.client_id
         JOIN rollout r ON r.id = n.rollout_id AND r.status IN ('opening', 'open', 'held')
        ORDER BY n.client_id FOR NO KEY UPDATE OF n
     ), unplaced AS (
       UPDATE client_now n SET wave = m.wave_now, rev = n.rev + 1 FROM mine m WHERE n.client_id = m.client_id
     ), queued AS (
       UPDATE queue_place q SET wave = NULL FROM mine m
        WHERE q.rollout_id = m.rollout_id AND q.client_id = m.client_id AND m.wave_now IS NULL
     )
     INSERT INTO rollout_tally (rollout_id, kind, group_name, state, reason_code, cohort, has_left, wave, members)
     SELECT m.rollout_id, m.kind, w.group_name, m.state, m.reason_code, m.cohort, m.has_left, w.wave, sum(w.members)
       FROM mine m CROSS JOIN LATERAL (
         VALUES (m.group_before, m.wave, -1), (m.group_name, m.wave_now, 1)) AS w(group_name, wave, members)
      GROUP BY 1, 2, 3, 4, 5, 6, 7, 8 HAVING sum(w.members) <> 0`,
    [JSON.stringify(clients.map((client) => ({ ...client, moves: "from" in client })))],
  );
}

async function assignWaves(tx: Tx, rolloutId: number): Promise<void> {
  const { rows } = await tx.query<{ position: number; memberLimit: number | null }>(
    'SELECT position, member_limit AS "memberLimit" FROM wave WHERE rollout_id = $1 ORDER BY position',
    [rolloutId],
  );
  for (const { position, memberLimit } of rows) {
    await tx.query(
      `UPDATE place_wanted SET wave = $2 WHERE client_id IN (
         SELECT p.client_id FROM place_wanted p JOIN client c ON c.id = p.client_id
           CROSS JOIN (SELECT filter FROM wave WHERE rollout_id = $1 AND position = $2) w
          WHERE p.wave IS NULL AND ${fits}
          ORDER BY p.hash, p.client_id LIMIT $3)`,
      [rolloutId, position, memberLimit],
    );
  }
  await tx.query("UPDATE place_wanted SET wave = $1 WHERE wave IS NULL", [rows.length]);
}

/** Whether client `c` fits the filter of wave `w`: one of each kind of condition that is given. */
const fits = `
  (w.filter->'groups' IS NULL OR w.filter->'groups' ? c.group_name)
  AND (w.filter->'kinds' IS NULL OR w.filter->'kinds' ? c.kind)
  AND (w.filter->'tags' IS NULL OR w.filter->'tags' ?| c.tags OR w.filter->'tags' ? (c.attributes->>'tag'))
  AND (w.filter->'operatingSystems' IS NULL OR EXISTS (
         SELECT 1 FROM jsonb_array_elements_text(w.filter->'operatingSystems') AS os(name)
          WHERE strpos(lower(c.attributes->>'operating_system'), lower(os.name)) > 0))`;
