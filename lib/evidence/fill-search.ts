/** Fills the gaps of the search index, piece by piece. */
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { searchText } from "./search-gap";

interface Gap {
  id: number;
  fromId: number;
  toId: number;
}

const idsAtOnce = 5_000;
const gapsAtOnce = 5_000;

/**
 * Goes on until an appliance has no gap left, or somebody else has its evidence in hand: an import waits for one piece at most, and
 * asks for the rest itself. Returns how many clients it put in.
 */
export async function fillSearch(ctx: Ctx, applianceId: number): Promise<number> {
  for (let filled = 0; ; ) {
    const some = await inTransaction(ctx.db, (tx) => fillPiece(tx, applianceId));
    if (some === null) return filled;
    filled += some;
  }
}

/** `null`: there is nothing to do, or it is not the time. */
async function fillPiece(tx: Tx, applianceId: number): Promise<number | null> {
  const { rows: lock } = await tx.query<{ mine: boolean }>(
    "SELECT pg_try_advisory_xact_lock(hashtext('evidence'), $1) AS mine",
    [applianceId],
  );
  if (lock[0]?.mine !== true) return null;
  const { rows: gaps } = await tx.query<Gap>(
    `SELECT id, from_id AS "fromId", to_id AS "toId" FROM search_gap WHERE appliance_id = $1 ORDER BY id LIMIT ${gapsAtOnce}`,
    [applianceId],
  );
  const piece = cutPiece(gaps);
  if (piece.length === 0) return null;
  const { rowCount } = await tx.query(
    `INSERT INTO client_search (client_id, appliance_id, text)
     SELECT DISTINCT ON (c.id) c.id, c.appliance_id, ${searchText("c")}
       FROM unnest($2::int[], $3::int[]) AS g(from_id, to_id) JOIN client c ON c.id BETWEEN g.from_id AND g.to_id
      WHERE c.appliance_id = $1
     ON CONFLICT (client_id) DO UPDATE SET text = excluded.text`,
    [applianceId, piece.map(({ fromId }) => fromId), piece.map(({ toId }) => toId)],
  );
  await tx.query(
    `WITH filled AS (SELECT * FROM unnest($1::bigint[], $2::int[]) AS f(id, to_id)),
          gone AS (DELETE FROM search_gap g USING filled f WHERE g.id = f.id AND g.to_id = f.to_id)
     UPDATE search_gap g SET from_id = f.to_id + 1 FROM filled f WHERE g.id = f.id AND g.to_id > f.to_id`,
    [piece.map(({ id }) => id), piece.map(({ toId }) => toId)],
  );
  return rowCount ?? 0;
}

/** The first gaps, as many as can be filled at once, the last one in part. */
function cutPiece(gaps: readonly Gap[]): Gap[] {
  const piece: Gap[] = [];
  let room = idsAtOnce;
  for (const { id, fromId, toId } of gaps) {
    if (room === 0) break;
    const until = Math.min(toId, fromId + room - 1);
    room -= until - fromId + 1;
    piece.push({ id, fromId, toId: until });
  }
  return piece;
}
