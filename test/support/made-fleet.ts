// A fleet as imports and judgements leave it, made by the database itself: a million clients take a minute. For measuring lists, and for
// tests of what reads them.
import type { Sql } from "@/lib/platform/db";

/** What `makeFleet` made. */
export interface MadeFleet {
  applianceId: number;
  /** The rollout that goes on, and one that is over. */
  goingId: number;
  overId: number;
  /** Two snapshots: the older and the newest. */
  olderImportId: number;
  newestImportId: number;
  firstId: number;
  lastId: number;
}

const newestAt = "2026-11-02T08:00:00Z";
const olderAt = "2026-11-01T08:00:00Z";
const installedAt = "2026-11-01T22:00:00Z";

/**
 * An appliance with `clients` clients of two snapshots, a release and its rollout, and a release before that. Names are in no order of ids;
 * one group holds a tenth of them, 2,000 others the rest. 84 % checked in, 10 % wait, 5 % are overdue, 0.9 % need redeployment,
 * 0.1 % are excluded. Of the over rollout all were judged alike. Everything is committed piece by piece.
 */
export async function makeFleet(db: Sql, clients: number, hostname = "made.example.com"): Promise<MadeFleet> {
  const one = async (sql: string, values: unknown[] = []) =>
    ((await db.query<{ id: number }>(sql, values)).rows[0] as { id: number }).id;
  const applianceId = await one(
    "INSERT INTO appliance (name, hostname, time_zone) VALUES ('Made', $1, 'Europe/Lisbon') RETURNING id",
    [hostname],
  );
  const release = (version: string, at: string) =>
    one(
      `INSERT INTO release (appliance_id, kind, name, version, installed_at, recorded_by, recorded_at)
       VALUES ($1, 'site', 'Bomgar-' || $2::text, $2, $3, 'test', $3) RETURNING id`,
      [applianceId, version, at],
    );
  const rollout = (releaseId: number, status: string) =>
    one("INSERT INTO rollout (appliance_id, release_id, status) VALUES ($1, $2, $3) RETURNING id", [
      applianceId,
      releaseId,
      status,
    ]);
  const overId = await rollout(await release("12.1.0", "2026-06-01T22:00:00Z"), "superseded");
  const goingId = await rollout(await release("12.2.0", installedAt), "open");
  const snapshot = (at: string) =>
    one(
      `INSERT INTO import (appliance_id, kind, kinds, status, upload_id, file_name, file_hash, file_bytes, uploaded_by, created_at,
                           parameters, complete, exported_at, exported_at_basis, applied_at, finished_at, rows_total, rows_accepted)
       VALUES ($1, 'jump_client', '{jump_client,console}', 'done', gen_random_uuid(), 'made.csv', md5($2), 1, 'test', $2::timestamptz, '{}', true,
               $2::timestamptz, 'stated', $2::timestamptz, $2::timestamptz, $3, $3) RETURNING id`,
      [applianceId, at, clients],
    );
  const olderImportId = await snapshot(olderAt);
  const newestImportId = await snapshot(newestAt);
  const firstId = await one("SELECT nextval(pg_get_serial_sequence('client', 'id'))::int AS id");
  const lastId = firstId + clients - 1;
  await db.query(`SELECT setval(pg_get_serial_sequence('client', 'id'), ${lastId})`);

  await db.query(
    `INSERT INTO client (id, appliance_id, kind, name, hostname, fqdn, host_key, short_host, identity_basis, group_name, attributes,
                         site, said_no, said_hash, host_hash, short_hash)
     SELECT $2::int + i, $1::int, CASE WHEN i % 50 = 7 THEN 'console' ELSE 'jump_client' END, upper(host), host, host || '.corp.example.com',
            host || '.corp.example.com', host, 'fqdn',
            CASE WHEN i % 50 = 3 THEN NULL WHEN i % 10 = 4 THEN 'Head office' ELSE 'Branch ' || i % 2000 END,
            jsonb_build_object('operatingSystem', 'Windows 11', 'privateIp', '10.0.' || i % 250 || '.7', 'comments', 'asset ' || i),
            NULL, 0, i, i, i
       FROM (SELECT i, 'pc-' || substr(md5(i::text), 1, 4) || '-' || i AS host FROM generate_series(0, $3::int - 1) i) made`,
    [applianceId, firstId, clients],
  );
  // In the newest snapshot two thirds are online; the others were seen by it some time ago.
  await db.query(
    `INSERT INTO client_now (client_id, appliance_id, kind, stands, first_evidence_at, seen, last_connected_at, last_connected_source,
                             is_current, online, connection_type, rollout_id, cohort, has_left, state, reason_code, state_since, due_at, checked_in_at,
                             proof_at, proof_source, proof_connection_type)
     SELECT id, appliance_id, kind, true, '${olderAt}', true,
            CASE WHEN i % 3 = 0 THEN timestamptz '2026-10-20Z' + i % 900000 * interval '1 second' END, NULL, true, i % 3 > 0,
            CASE WHEN i % 4 = 1 THEN 'passive' ELSE 'active' END, $2::int, i % 100 <> 99, i % 200 = 17,
            made.state::member_state, made.code::reason_code, timestamptz '${newestAt}',
            CASE WHEN made.state IN ('waiting', 'overdue') THEN timestamptz '${installedAt}' + interval '2 hours' END,
            CASE WHEN made.state = 'checked_in' THEN timestamptz '${newestAt}' + i % 3600 * interval '1 second' END,
            CASE WHEN made.state = 'checked_in' THEN timestamptz '${newestAt}' END,
            CASE WHEN made.state = 'checked_in' THEN $3::int END, 'active'
       FROM (SELECT id, appliance_id, kind, id - $1::int AS i, ${stateOf} AS state, ${codeOf} AS code
               FROM client WHERE id BETWEEN $1 AND $4) made ORDER BY id`,
    [firstId, goingId, newestImportId, lastId],
  );
  await db.query(
    `INSERT INTO rollout_tally (rollout_id, kind, group_name, state, reason_code, cohort, has_left, members)
     SELECT $2::int, c.kind, c.group_name, n.state, n.reason_code, n.cohort, n.has_left, count(*)
       FROM client c JOIN client_now n ON n.client_id = c.id WHERE c.id BETWEEN $1 AND $3 GROUP BY 1, 2, 3, 4, 5, 6, 7`,
    [firstId, goingId, lastId],
  );
  await db.query(
    `INSERT INTO rollout_tally (rollout_id, kind, group_name, state, reason_code, cohort, has_left, members)
     SELECT $1::int, kind, group_name, state, reason_code, cohort, has_left, members FROM rollout_tally WHERE rollout_id = $2`,
    [overId, goingId],
  );
  for (const importId of [olderImportId, newestImportId])
    await db.query(
      `INSERT INTO snapshot_block (import_id, block, says, said, change, line_step, connected, from_step, earliest_step)
       SELECT $1::int, b.block, array_agg(CASE WHEN i IS NULL THEN 0 ELSE 12293 END ORDER BY place), array_agg(0 ORDER BY place),
              array_agg(CASE WHEN i IS NULL THEN 0 WHEN $4::bool THEN 1 ELSE 0 END ORDER BY place),
              array_agg(CASE WHEN i IS NULL THEN 0 WHEN place = 0 OR i = 0 THEN i + 2 ELSE 1 END ORDER BY place),
              array_agg(CASE WHEN i IS NULL THEN -2147483648 ELSE 1793520000 + i % 900000 END ORDER BY place),
              array_agg(-2147483648 ORDER BY place), array_agg(-2147483648 ORDER BY place)
         FROM generate_series($2::int >> 11, $3::int >> 11) AS b(block) CROSS JOIN generate_series(0, 2047) AS p(place)
        CROSS JOIN LATERAL (SELECT CASE WHEN (b.block << 11) + place BETWEEN $2::int AND $3::int THEN (b.block << 11) + place - $2 END AS i) x
        GROUP BY b.block`,
      [importId, firstId, lastId, importId === olderImportId],
    );
  await db.query(
    `INSERT INTO member_block (rollout_id, block, state, reason, flags, since, due_at, checked_in_at, wave, told_at, rest, rests)
     SELECT $1::int, n.client_id >> 11,
            ${dense("array_position(enum_range(NULL::member_state), n.state)", "0")},
            ${dense("array_position(enum_range(NULL::reason_code), n.reason_code)", "0")},
            ${dense("n.cohort::int + 2 * n.has_left::int", "0")},
            ${dense("extract(epoch FROM n.state_since) * 1000")}, ${dense("extract(epoch FROM n.due_at) * 1000")},
            ${dense("extract(epoch FROM n.checked_in_at) * 1000")}, ${dense("-1", "-1")},
            ${dense("extract(epoch FROM n.last_connected_at) * 1000")}, ${dense("0", "-1")}, '[{"installedAt": 1780000000000}]'
       FROM client_now n WHERE n.client_id BETWEEN $2 AND $3 GROUP BY n.client_id >> 11`,
    [overId, firstId, lastId],
  );
  for (const table of ["client", "client_now", "rollout_tally", "member_block", "snapshot_block"])
    await db.query(`VACUUM (ANALYZE) ${table}`);
  return { applianceId, goingId, overId, olderImportId, newestImportId, firstId, lastId };
}

/** By a hash of the id, so that every group has some of each. */
const permille = "(hashint4(id) & 2147483647) % 1000";
const stateOf = `CASE WHEN ${permille} < 840 THEN 'checked_in' WHEN ${permille} < 940 THEN 'waiting' WHEN ${permille} < 990 THEN 'overdue'
    WHEN ${permille} < 999 THEN 'needs_redeployment' ELSE 'excluded' END`;
const codeOf = `CASE WHEN ${permille} < 840 THEN 'seen_after_release' WHEN ${permille} < 940 THEN 'no_data_since_due'
    WHEN ${permille} < 990 THEN 'past_due' WHEN ${permille} < 999 THEN 'silent' ELSE 'duplicate_shadow' END`;

/** SQL: an array over all places of a block; whoever is not there has `none`. */
function dense(value: string, none = "NULL"): string {
  return `(SELECT array_agg(COALESCE(v.value, ${none}) ORDER BY p.place) FROM generate_series(0, 2047) AS p(place)
    LEFT JOIN unnest(array_agg(n.client_id & 2047 ORDER BY n.client_id), array_agg((${value})::bigint ORDER BY n.client_id)) AS v(place, value)
      ON v.place = p.place)`;
}
