/** What one snapshot says of a few clients, with the lines and the texts of their rows. */
import type { Description } from "@/lib/core/description";
import type { Sql } from "@/lib/platform/db";
import { loadTexts, noDescription } from "./said";
import { type Says, sayingOf } from "./says";
import { blockOfId, instantsOf, type Odd, placeOfId } from "./snapshot-block";

/** A row of a snapshot. Instants in epoch milliseconds. */
export interface ToldRow {
  clientId: number;
  line: number;
  /** `null`: the snapshot was taken back, and only where it stood is known. */
  says: Says | null;
  connectedAt: number | null;
  unreadableColumn: string | null;
  said: Description;
}

interface BlockRow {
  clientId: number;
  line: number;
  says: number;
  said: number;
  connected: number;
  fromStep: number;
  earliestStep: number;
  odd: Odd | null;
}

/** By client; who has no row is not in it. */
export async function rowsOfSnapshot(
  db: Sql,
  importId: number,
  clientIds: readonly number[],
): Promise<Map<number, ToldRow>> {
  if (clientIds.length === 0) return new Map();
  const place = placeOfId("w.client_id");
  const { rows } = await db.query<BlockRow>(
    `SELECT w.client_id AS "clientId", b.says[${place}] AS says, b.said[${place}] AS said, b.connected[${place}] AS connected,
            b.from_step[${place}] AS "fromStep", b.earliest_step[${place}] AS "earliestStep", b.odd->((${place} - 1)::text) AS odd,
            (SELECT sum(step) FROM unnest(b.line_step[1:${place}]) AS step) AS line
       FROM unnest($2::int[]) AS w(client_id) JOIN snapshot_block b ON b.import_id = $1 AND b.block = ${blockOfId("w.client_id")}
      WHERE b.line_step[${place}] <> 0`,
    [importId, clientIds],
  );
  const texts = await loadTexts(
    db,
    rows.map(({ clientId }) => clientId),
  );
  return new Map(
    rows.map((row) => [
      row.clientId,
      {
        clientId: row.clientId,
        line: row.line,
        says: row.says === 0 ? null : sayingOf(row.says),
        connectedAt: instantsOf(row).connectedAt,
        unreadableColumn: row.odd?.column ?? null,
        said: texts.get(row.clientId)?.find(({ no }) => no === row.said)?.said ?? noDescription,
      },
    ]),
  );
}
