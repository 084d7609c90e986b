/**
 * Finds out which client each doubtful row of a file is (product.md, "Imports are snapshots"): by vendor id; else by host
 * within appliance and kind; name and group only tell rows of one file apart. Doubtful sameness is not decided: such a row
 * is a client of its own, which `settleDuplicates` marks. The rows stand in `import_row`, with everybody they could be mixed up with.
 */

import type { Description } from "@/lib/core/description";
import { lastConnectionIn } from "@/lib/core/evidence";
import { copyRows } from "@/lib/platform/copy";
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { newestSnapshots } from "../newest";
import { lastSeen } from "../now-row";
import { sightingsOf } from "../read-sightings";
import type { ClientIds } from "./client-ids";

/**
 * Gives every row of `import_row` its client: a known one, or the id of a new one (`is_new`). Rows that repeat the
 * vendor id of another row become rejects; returns how many. Rows that were only listed take what the others left, and go
 * where they speak of nobody. Call under the evidence lock of the appliance.
 */
export async function matchDoubtful(
  tx: Tx,
  importId: number,
  applianceId: number,
  ids: ClientIds,
): Promise<{ repeated: number }> {
  await tx.query("ANALYZE import_row");
  const repeated = await rejectRepeatedIds(tx, importId);
  await matchByVendorId(tx, importId, applianceId);
  await makeOwnEntries(tx, applianceId);
  for (const rows of ["NOT rejected", "rejected"]) {
    for (const withId of [true, false]) {
      for (const alike of hostPasses) await matchByHost(tx, { importId, applianceId, withId, alike, rows });
    }
    await matchShortNames(tx, importId, applianceId, rows);
    await matchNewFullNames(tx, importId, applianceId, rows);
  }
  await dropKnownAlready(tx, importId);
  await registerRest(tx, importId, ids);
  return { repeated };
}

/**
 * One vendor id is one client: of several rows the most recently connected stands. A refused row that repeats one has
 * said nothing more than that one.
 */
async function rejectRepeatedIds(tx: Tx, importId: number): Promise<number> {
  const { rows } = await tx.query<{ repeated: number }>(
    `WITH ranked AS (
       SELECT seq, row_number() OVER same AS rank, first_value(line) OVER same AS kept
         FROM import_row WHERE import_id = $1 AND vendor_id IS NOT NULL
       WINDOW same AS (PARTITION BY kind, vendor_id
                       ORDER BY rejected, unreadable, online DESC NULLS LAST, connected_at DESC NULLS LAST, needs_update, seq)
     ), dropped AS (
       DELETE FROM import_row r USING ranked k
        WHERE r.import_id = $1 AND r.seq = k.seq AND k.rank > 1
        RETURNING r.seq, r.line, r.vendor_id, r.name, r.rejected, k.kept
     ), told AS (
       INSERT INTO import_reject (import_id, line, seq, column_name, code, params, raw)
       SELECT $1, line, (SELECT COALESCE(max(seq), -1) FROM import_reject WHERE import_id = $1) + row_number() OVER (ORDER BY seq),
              NULL, 'repeated_id', jsonb_build_object('id', vendor_id, 'line', kept), COALESCE(name, '')
         FROM dropped WHERE NOT rejected RETURNING 1
     )
     SELECT count(*) AS repeated FROM told`,
    [importId],
  );
  return rows[0]?.repeated ?? 0;
}

async function matchByVendorId(tx: Tx, importId: number, applianceId: number): Promise<void> {
  await tx.query(
    `UPDATE import_row r SET client_id = c.id, identity_basis = 'vendor_id' FROM client c
      WHERE r.import_id = $1 AND r.vendor_id IS NOT NULL
        AND c.appliance_id = $2 AND c.kind = r.kind AND c.vendor_id = r.vendor_id`,
    [importId, applianceId],
  );
}

/** What else rows and clients of one host (or, without any host, of one name) are told apart by, the surest first. */
const hostPasses: readonly (readonly Alike[])[] = [
  ["name", "group_name", "private_ip"],
  ["name", "group_name"],
  ["name"],
  [],
];
type Alike = "name" | "group_name" | "private_ip";

const alikeColumns: Record<Alike, string> = {
  name: "lower(name)",
  group_name: "group_name",
  private_ip: "attributes->>'private_ip'",
};

/**
 * What entries say of themselves that others were merged into, and that these may speak for: rows are told apart by that. Few, so
 * all that is read of clients is read as ever.
 */
async function makeOwnEntries(tx: Tx, applianceId: number): Promise<void> {
  await tx.query(`CREATE TEMP TABLE IF NOT EXISTS own_entry (
      client_id integer, own_group text, own_ip text, own_seen_at timestamptz) ON COMMIT DELETE ROWS`);
  await tx.query("TRUNCATE own_entry");
  const { rows } = await tx.query<{ id: number }>(
    "SELECT DISTINCT merged_into_id AS id FROM client WHERE appliance_id = $1 AND merged_into_id IS NOT NULL",
    [applianceId],
  );
  const owners = rows.map(({ id }) => id);
  const sightings = await sightingsOf(tx, applianceId, owners);
  await copyRows(
    tx,
    "own_entry",
    owners.map((id) => {
      const own = sightings.get(id) ?? [];
      const newest = (of: (said: Description) => string | null | undefined) =>
        own.findLast(({ said }) => (of(said) ?? null) !== null);
      const seen = own.flatMap(({ sighting }) => lastConnectionIn(sighting) ?? []);
      return [
        id,
        newest(({ group }) => group)?.said.group ?? null,
        newest(({ attributes }) => attributes.private_ip)?.said.attributes.private_ip ?? null,
        seen.length === 0 ? null : asTimestamp(Math.max(...seen)),
      ];
    }),
  );
  await tx.query("ANALYZE own_entry");
}

/** SQL over `client LEFT JOIN own_entry`. */
const ownColumn = (column: string, own: string) =>
  `CASE WHEN own_entry.client_id IS NULL THEN ${column} ELSE ${own} END`;
const ownColumns: Record<Alike | "last_seen_at", string> = {
  name: alikeColumns.name,
  group_name: ownColumn(alikeColumns.group_name, "own_group"),
  private_ip: ownColumn(alikeColumns.private_ip, "own_ip"),
  last_seen_at: ownColumn("client.seen_at", "own_seen_at"),
};

/**
 * Rows and clients on the same host, paired by what else is alike and then by how recently they connected. A row with
 * a vendor id never takes a client that has another one. Without a host only the name speaks, and a client's last connection
 * never goes back: a row that is older than what is known of a client of that name is somebody else.
 */
async function matchByHost(
  tx: Tx,
  pass: { importId: number; applianceId: number; withId: boolean; alike: readonly Alike[]; rows: string },
): Promise<void> {
  const { importId, applianceId, withId, alike, rows } = pass;
  const keys = ["kind", "host_key", "by_name", ...alike];
  const select = (columns: Record<Alike, string>) =>
    [
      "kind",
      "host_key",
      "hostname IS NULL AND fqdn IS NULL AS by_name",
      ...alike.map((key) => `${columns[key]} AS ${key}`),
    ].join(", ");
  await tx.query(
    `WITH r AS (
       SELECT *, row_number() OVER (PARTITION BY ${keys.join(", ")}
                                    ORDER BY online DESC NULLS LAST, connected_at DESC NULLS LAST, seq) AS rank
         FROM (SELECT seq, online, connected_at, rejected, ${select(alikeColumns)} FROM import_row
                WHERE import_id = $1 AND client_id IS NULL AND (vendor_id IS NOT NULL) = $3 AND ${rows}) fitting
     ), c AS (
       SELECT *, row_number() OVER (PARTITION BY ${keys.join(", ")} ORDER BY last_seen_at DESC NULLS LAST, id DESC) AS rank
         FROM (SELECT id, ${ownColumns.last_seen_at} AS last_seen_at, fqdn, hostname, ${select(ownColumns)}
                 FROM (SELECT client.*, ${lastSeen("n", "w.exported_at")} AS seen_at FROM client JOIN client_now n ON n.client_id = client.id
                         LEFT JOIN (${newestSnapshots("i.appliance_id = $2")}) w ON w.kind = client.kind
                        WHERE client.appliance_id = $2) client
                  LEFT JOIN own_entry ON own_entry.client_id = client.id
                WHERE client.appliance_id = $2 AND (NOT $3 OR vendor_id IS NULL)
                  AND host_key IN (SELECT host_key FROM r)
                  AND NOT EXISTS (SELECT 1 FROM import_row taken WHERE taken.import_id = $1 AND taken.client_id = client.id)) free
     )
     UPDATE import_row SET client_id = c.id,
            identity_basis = CASE WHEN c.fqdn IS NOT NULL THEN 'fqdn' WHEN c.hostname IS NOT NULL THEN 'hostname' ELSE 'name' END
       FROM r JOIN c ON c.kind = r.kind AND c.host_key = r.host_key AND c.rank = r.rank
            AND (c.by_name = r.by_name OR NOT EXISTS (SELECT 1 FROM r other WHERE other.host_key = r.host_key AND other.seq <> r.seq))
            ${alike.map((key) => `AND c.${key} IS NOT DISTINCT FROM r.${key}`).join(" ")}
      WHERE import_row.import_id = $1 AND import_row.seq = r.seq
        AND (NOT r.by_name OR r.rejected OR r.online OR r.connected_at >= c.last_seen_at OR c.last_seen_at IS NULL
             OR NOT EXISTS (SELECT 1 FROM c other WHERE other.host_key = c.host_key AND other.kind = c.kind AND other.id <> c.id))`,
    [importId, applianceId, withId],
  );
}

/** SQL: something stands of a client, also where it was merged into another. */
const isKnown = (client: string) =>
  `EXISTS (SELECT 1 FROM client_now known WHERE known.client_id = ${client}.id AND known.first_evidence_at IS NOT NULL)`;

/**
 * A short name that fits exactly one FQDN (of all that are known or stand in the file) is that client. One that fits several,
 * or one that is listed itself, is a client of its own. Clients that a person made one fit as one.
 */
async function matchShortNames(tx: Tx, importId: number, applianceId: number, rows: string): Promise<void> {
  await tx.query(
    `WITH short AS (
       SELECT seq, kind, host_key, vendor_id FROM import_row
        WHERE import_id = $1 AND client_id IS NULL AND host_key = short_host AND ${rows}
     ), alone AS (
       SELECT kind, host_key, min(seq) AS seq FROM short GROUP BY kind, host_key HAVING count(*) = 1
     ), fits AS (
       SELECT a.seq, (array_agg(c.id ORDER BY c.merged_into_id NULLS FIRST, c.id))[1] AS client_id
         FROM alone a JOIN client c
           ON c.appliance_id = $2 AND c.kind = a.kind AND c.short_host = a.host_key AND c.host_key <> c.short_host
          AND ${isKnown("c")}
        GROUP BY a.seq, a.kind, a.host_key
       HAVING count(DISTINCT COALESCE(c.merged_into_id, c.id)) = 1
          AND NOT EXISTS (SELECT 1 FROM import_row other
                           WHERE other.import_id = $1 AND other.kind = a.kind AND other.short_host = a.host_key
                             AND other.host_key <> other.short_host AND other.client_id IS NULL)
     )
     UPDATE import_row r SET client_id = fits.client_id, identity_basis = 'short_name'
       FROM fits JOIN client c ON c.id = fits.client_id
      WHERE r.import_id = $1 AND r.seq = fits.seq AND (r.vendor_id IS NULL OR c.vendor_id IS NULL)
        AND NOT EXISTS (SELECT 1 FROM import_row taken WHERE taken.import_id = $1 AND taken.client_id = fits.client_id)`,
    [importId, applianceId],
  );
}

/** The other way round: an FQDN that is the only one for a client known by its short name so far. */
async function matchNewFullNames(tx: Tx, importId: number, applianceId: number, rows: string): Promise<void> {
  await tx.query(
    `WITH fits AS (
       SELECT min(r.seq) AS seq, c.id AS client_id
         FROM import_row r JOIN client c
           ON c.appliance_id = $2 AND c.kind = r.kind AND c.host_key = r.short_host AND ${isKnown("c")}
          AND (r.vendor_id IS NULL OR c.vendor_id IS NULL)
          AND NOT EXISTS (SELECT 1 FROM import_row taken WHERE taken.import_id = $1 AND taken.client_id = c.id)
        WHERE r.import_id = $1 AND r.client_id IS NULL AND r.host_key <> r.short_host AND ${rows}
        GROUP BY c.id, r.kind, r.short_host
       HAVING count(*) = 1 AND NOT EXISTS (
                SELECT 1 FROM client other
                 WHERE other.appliance_id = $2 AND other.kind = r.kind AND other.short_host = r.short_host
                   AND other.id <> c.id AND ${isKnown("other")})
     )
     UPDATE import_row r SET client_id = fits.client_id, identity_basis = 'short_name'
       FROM fits WHERE r.import_id = $1 AND r.seq = fits.seq`,
    [importId, applianceId],
  );
}

/** A refused row is no reason to register somebody whose cells may have slipped, or whom another row of the file shows. */
async function dropKnownAlready(tx: Tx, importId: number): Promise<void> {
  await tx.query(
    `DELETE FROM import_row r
      WHERE r.import_id = $1 AND r.rejected AND r.client_id IS NULL
        AND (r.known_only OR EXISTS (SELECT 1 FROM import_row other
                                      WHERE other.import_id = $1 AND NOT other.rejected AND other.kind = r.kind
                                        AND other.host_key = r.host_key))`,
    [importId],
  );
}

/** Whoever is left is new. */
async function registerRest(tx: Tx, importId: number, ids: ClientIds): Promise<void> {
  const { rows } = await tx.query<{ seq: number }>(
    "SELECT seq FROM import_row WHERE import_id = $1 AND client_id IS NULL ORDER BY seq",
    [importId],
  );
  await ids.prepare(rows.length);
  await tx.query(
    `UPDATE import_row r SET is_new = true, client_id = fresh.id,
            identity_basis = CASE WHEN vendor_id IS NOT NULL THEN 'vendor_id' WHEN fqdn IS NOT NULL THEN 'fqdn'
                                  WHEN hostname IS NOT NULL THEN 'hostname' ELSE 'name' END
       FROM unnest($2::int[], $3::int[]) AS fresh(seq, id) WHERE r.import_id = $1 AND r.seq = fresh.seq`,
    [importId, rows.map(({ seq }) => seq), rows.map(() => ids.next())],
  );
}
