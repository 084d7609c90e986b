// One import: its rows become blocks, their words texts, its differences bits.
import type { Tx } from "../../lib/platform/db";

/** Words of a row that change from list to list and say what the facts say; they are not kept any more. */
export const movingKeys = "'{status_details,status,last_accessed}'::text[]";

/** SQL over an old sighting `s`: its words as `client_said` has them. */
const words = `((s.descriptive - '{identityBasis,attributes}'::text[])
  || jsonb_build_object('attributes', COALESCE(s.descriptive->'attributes', '{}') - ${movingKeys}))`;

const none = -2_147_483_648;
const bases = "'{vendor_id,fqdn,hostname,short_name,name,person}'::text[]";

/** SQL: whole seconds of an instant; null where it has milliseconds or is none. */
const seconds = (column: string) =>
  `CASE WHEN ${column} = date_trunc('second', ${column}) THEN extract(epoch FROM ${column})::int END`;
const milliseconds = (column: string) => `round(extract(epoch FROM ${column}) * 1000)::bigint`;
const ternary = (column: string) => `CASE WHEN ${column} THEN 2 WHEN NOT ${column} THEN 1 ELSE 0 END`;
const stepBack = (column: string) =>
  `CASE WHEN ${seconds(column)} IS NULL THEN ${none} ELSE COALESCE(${seconds("s.connected_at")}, 0) - ${seconds(column)} END`;
const oddOf = (name: string, column: string) =>
  `'${name}', CASE WHEN ${column} <> date_trunc('second', ${column}) THEN ${milliseconds(column)} END`;

/** Carries one import. Of one that was taken back only the difference is left, as it always was. */
export async function carrySnapshot(tx: Tx, importId: number): Promise<void> {
  await keepTexts(tx, importId);
  await tx.query(
    `WITH said AS (
       SELECT s.*, s.client_id >> 11 AS block, s.client_id & 2047 AS place,
              1 | (${ternary("s.online")} << 1) | (${ternary("s.needs_update")} << 3)
                | (CASE s.connection_type WHEN 'active' THEN 1 WHEN 'passive' THEN 2 ELSE 0 END << 5)
                | (CASE s.availability WHEN 'available' THEN 1 WHEN 'disabled' THEN 2 WHEN 'uninstalled' THEN 3 ELSE 0 END << 7)
                | (s.needs_update_unread::int << 9) | (s.unreadable::int << 10)
                | ((s.unreadable AND EXISTS (SELECT 1 FROM import_reject r WHERE r.import_id = $1 AND r.line = s.line))::int << 11)
                | ((COALESCE(array_position(${bases}, s.descriptive->>'identityBasis'), 5) - 1) << 12) AS says,
              (SELECT t.no FROM client_said t WHERE t.client_id = s.client_id AND t.said = ${words}) AS text_no,
              COALESCE(s.line, 0) - COALESCE(lag(COALESCE(s.line, 0)) OVER (PARTITION BY s.client_id >> 11 ORDER BY s.client_id), 0)
                AS line_step,
              COALESCE(${seconds("s.connected_at")}, ${none}) AS connected,
              ${stepBack("s.connected_from_at")} AS from_step, ${stepBack("s.earliest_at")} AS earliest_step,
              jsonb_strip_nulls(jsonb_build_object('column', s.unreadable_column, ${oddOf("connectedAt", "s.connected_at")},
                ${oddOf("connectedFromAt", "s.connected_from_at")}, ${oddOf("earliestAt", "s.earliest_at")})) AS odd
         FROM old_sighting s WHERE s.import_id = $1
     ), changed AS (
       SELECT client_id >> 11 AS block, client_id & 2047 AS place,
              bit_or(CASE change WHEN 'added' THEN 1 WHEN 'returned' THEN 2 WHEN 'missing' THEN 4 WHEN 'duplicate' THEN 8
                                 WHEN 'unreadable' THEN 16 ELSE 0 END) AS bits
         FROM old_import_change WHERE import_id = $1 GROUP BY 1, 2
     ), grid AS (
       SELECT b.block, p.place FROM (SELECT block FROM said UNION SELECT block FROM changed) b
         CROSS JOIN generate_series(0, 2047) AS p(place)
     )
     INSERT INTO snapshot_block (import_id, block, says, said, change, line_step, connected, from_step, earliest_step, odd)
     SELECT $1, g.block, array_agg(COALESCE(s.says, 0) ORDER BY g.place), array_agg(COALESCE(s.text_no, 0)::smallint ORDER BY g.place),
            array_agg(COALESCE(c.bits, 0)::smallint ORDER BY g.place), array_agg(COALESCE(s.line_step, 0) ORDER BY g.place),
            array_agg(COALESCE(s.connected, ${none}) ORDER BY g.place), array_agg(COALESCE(s.from_step, ${none}) ORDER BY g.place),
            array_agg(COALESCE(s.earliest_step, ${none}) ORDER BY g.place),
            jsonb_object_agg(g.place::text, s.odd) FILTER (WHERE s.odd <> '{}')
       FROM grid g LEFT JOIN said s USING (block, place) LEFT JOIN changed c USING (block, place)
      GROUP BY g.block`,
    [importId],
  );
  await tx.query(
    `INSERT INTO import_change (import_id, client_id, change, before, after)
     SELECT d.import_id, d.client_id, d.change, d.before, d.after FROM old_import_change d JOIN import i ON i.id = d.import_id
      WHERE d.import_id = $1 AND (d.change IN ('moved', 'changed') OR i.status = 'needs_confirmation')`,
    [importId],
  );
}

/** Texts that no earlier import has said of the same client, numbered after those that there are. */
async function keepTexts(tx: Tx, importId: number): Promise<void> {
  await tx.query(
    `INSERT INTO client_said (client_id, no, said)
     SELECT s.client_id, COALESCE((SELECT max(t.no) + 1 FROM client_said t WHERE t.client_id = s.client_id), 0), ${words}
       FROM old_sighting s
      WHERE s.import_id = $1
        AND NOT EXISTS (SELECT 1 FROM client_said t WHERE t.client_id = s.client_id AND t.said = ${words})`,
    [importId],
  );
}
