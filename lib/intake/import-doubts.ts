/** What the doubts about an import rest on: clients that may be the same as others, groups of which nobody is left. */
import { clientAtPlace, isListedIn } from "@/lib/evidence/snapshot-block";
import type { Ctx } from "@/lib/platform/context";
import type { ImportDetail } from "./queries";

/** A client of a file that may be the same as another one. */
export interface DoubtfulClient {
  clientId: number;
  known: boolean;
  name: string;
}

const doubtful = {
  needs_confirmation: `
    SELECT r.client_id AS "clientId", COALESCE(n.stands, false) AS known,
           COALESCE(c.name, r.name, r.hostname, r.fqdn, r.vendor_id, '') AS name
      FROM import_row r LEFT JOIN client c ON c.id = r.client_id LEFT JOIN client_now n ON n.client_id = c.id
     WHERE r.import_id = $1 AND r.possible_duplicate AND r.client_id IS NOT NULL AND $2::int IS NOT NULL`,
  // The marked clients are few: each is looked for in the import, not the other way round.
  done: `
    SELECT c.id AS "clientId", true AS known, c.name FROM client c
     WHERE c.appliance_id = $2 AND c.possible_duplicate AND ${isListedIn("ARRAY[$1::int]", "c.id")}`,
} as const;

/** The clients of a file that are marked as possible duplicates, by name, and how many there are. */
export async function doubtfulClients(
  ctx: Ctx,
  { id, applianceId, status }: Pick<ImportDetail, "id" | "applianceId" | "status">,
  limit: number,
): Promise<{ total: number; clients: DoubtfulClient[] }> {
  if (status !== "done" && status !== "needs_confirmation") return { total: 0, clients: [] };
  const { rows } = await ctx.db.query<DoubtfulClient & { total: number }>(
    `SELECT d.*, count(*) OVER () AS total FROM (${doubtful[status]}) d ORDER BY lower(d.name), d."clientId" LIMIT $3`,
    [id, applianceId, limit],
  );
  return { total: rows[0]?.total ?? 0, clients: rows.map(({ total: _total, ...client }) => client) };
}

/** A group of the snapshot before, of which nobody is in this file. */
export interface VanishedGroup {
  group: string;
  clients: number;
}

/**
 * The groups that vanished, the largest first; none where there is no snapshot before. For an import that waits: whoever it misses
 * stands in `import_change`. The group of a client is the one that the snapshot before told.
 */
export async function vanishedGroups(
  ctx: Ctx,
  { id, diff }: Pick<ImportDetail, "id" | "diff">,
): Promise<VanishedGroup[]> {
  const previous = diff?.previous;
  if (!previous || diff.missing === 0) return [];
  const { rows } = await ctx.db.query<VanishedGroup>(
    `WITH gone AS (SELECT client_id FROM import_change WHERE import_id = $1 AND change = 'missing'),
          listed AS (
            SELECT ${clientAtPlace("b.block", "p.place")} AS client_id, p.said
              FROM snapshot_block b CROSS JOIN LATERAL unnest(b.says, b.said) WITH ORDINALITY AS p(says, said, place)
             WHERE b.import_id = $2 AND p.says <> 0)
     SELECT "group", count(*) AS clients FROM (
       SELECT COALESCE(s.said->>'group', CASE WHEN c.said_no = l.said THEN c.group_name END) AS "group", g.client_id AS gone_id
         FROM listed l JOIN client c ON c.id = l.client_id LEFT JOIN client_said s ON s.client_id = l.client_id AND s.no = l.said
         LEFT JOIN gone g ON g.client_id = l.client_id) told
      WHERE "group" IS NOT NULL GROUP BY 1 HAVING bool_and(gone_id IS NOT NULL) ORDER BY 2 DESC, 1`,
    [id, previous.importId],
  );
  return rows;
}
