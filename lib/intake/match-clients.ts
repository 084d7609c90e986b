/**
 * Finds out which client each row of a file is (product.md, "Imports are snapshots"): by vendor id; else by host
 * within appliance and kind; name and group only tell rows of one file apart.
 */
import type { Tx } from "@/lib/platform/db";

/**
 * Gives every row of `import_row` its client: a known one, or the id of a new one (`is_new`). Rows that repeat the
 * vendor id of another row become rejects; returns how many. Call under the evidence lock of the appliance.
 */
export async function matchClients(
  tx: Tx,
  importId: number,
  applianceId: number,
): Promise<{ repeated: number }> {
  await tx.query(
    "UPDATE import_row SET client_id = NULL, is_new = false, possible_duplicate = false WHERE import_id = $1 AND client_id IS NOT NULL",
    [importId],
  );
  await tx.query("ANALYZE import_row");
  const repeated = await rejectRepeatedIds(tx, importId);
  await matchByVendorId(tx, importId, applianceId);
  for (const withId of [true, false]) {
    for (const alike of [["lower(name)", "group_name"], ["lower(name)"], []]) {
      await matchByHost(tx, importId, applianceId, withId, alike);
    }
  }
  await matchShortNames(tx, importId, applianceId);
  await matchNewFullNames(tx, importId, applianceId);
  await registerRest(tx, importId);
  return { repeated };
}

/** One vendor id is one client: of several rows the most recently connected stands. */
async function rejectRepeatedIds(tx: Tx, importId: number): Promise<number> {
  const { rowCount } = await tx.query(
    `WITH ranked AS (
       SELECT line, vendor_id, kind,
              row_number() OVER same AS rank, first_value(line) OVER same AS kept
         FROM import_row WHERE import_id = $1 AND vendor_id IS NOT NULL
       WINDOW same AS (PARTITION BY kind, vendor_id ORDER BY online DESC NULLS LAST, connected_at DESC NULLS LAST, line)
     ), dropped AS (
       DELETE FROM import_row r USING ranked k
        WHERE r.import_id = $1 AND r.line = k.line AND k.rank > 1 RETURNING r.line, r.vendor_id, r.name, k.kept
     )
     INSERT INTO import_reject (import_id, line, seq, column_name, code, params, raw)
     SELECT $1, line, (SELECT COALESCE(max(seq), -1) FROM import_reject WHERE import_id = $1) + row_number() OVER (ORDER BY line),
            NULL, 'repeated_id', jsonb_build_object('id', vendor_id, 'line', kept), COALESCE(name, '')
       FROM dropped`,
    [importId],
  );
  return rowCount ?? 0;
}

async function matchByVendorId(tx: Tx, importId: number, applianceId: number): Promise<void> {
  await tx.query(
    `UPDATE import_row r SET client_id = c.id, identity_basis = 'vendor_id' FROM client c
      WHERE r.import_id = $1 AND r.vendor_id IS NOT NULL
        AND c.appliance_id = $2 AND c.kind = r.kind AND c.vendor_id = r.vendor_id`,
    [importId, applianceId],
  );
}

/**
 * Rows and clients on the same host, paired by what else is alike and then by how recently they connected. A row with
 * a vendor id never takes a client that has another one.
 */
async function matchByHost(
  tx: Tx,
  importId: number,
  applianceId: number,
  withId: boolean,
  alike: readonly string[],
): Promise<void> {
  const same = ["kind", "host_key", ...alike].join(", ");
  await tx.query(
    `WITH r AS (
       SELECT line, kind, host_key, lower(name) AS name, group_name,
              row_number() OVER (PARTITION BY ${same} ORDER BY online DESC NULLS LAST, connected_at DESC NULLS LAST, line) AS rank
         FROM import_row WHERE import_id = $1 AND client_id IS NULL AND (vendor_id IS NOT NULL) = $3
     ), c AS (
       SELECT id, kind, host_key, lower(name) AS name, group_name, fqdn, hostname,
              row_number() OVER (PARTITION BY ${same} ORDER BY last_seen_at DESC NULLS LAST, id DESC) AS rank
         FROM client
        WHERE appliance_id = $2 AND (NOT $3 OR vendor_id IS NULL)
          AND host_key IN (SELECT host_key FROM r)
          AND NOT EXISTS (SELECT 1 FROM import_row taken WHERE taken.import_id = $1 AND taken.client_id = client.id)
     )
     UPDATE import_row SET client_id = c.id,
            identity_basis = CASE WHEN c.fqdn IS NOT NULL THEN 'fqdn' WHEN c.hostname IS NOT NULL THEN 'hostname' ELSE 'name' END
       FROM r JOIN c ON c.kind = r.kind AND c.host_key = r.host_key AND c.rank = r.rank
            ${alike.map((key) => (key === "group_name" ? "AND c.group_name IS NOT DISTINCT FROM r.group_name" : "AND c.name IS NOT DISTINCT FROM r.name")).join(" ")}
      WHERE import_row.import_id = $1 AND import_row.line = r.line`,
    [importId, applianceId, withId],
  );
}

/** A short name that fits exactly one known FQDN is that client; one that fits several is a new client, marked. */
async function matchShortNames(tx: Tx, importId: number, applianceId: number): Promise<void> {
  await tx.query(
    `WITH fits AS (
       SELECT r.line, count(*) AS clients, min(c.id) AS client_id,
              row_number() OVER (PARTITION BY min(c.id) ORDER BY r.line) AS rank
         FROM import_row r JOIN client c
           ON c.appliance_id = $2 AND c.kind = r.kind AND c.short_host = r.host_key AND c.host_key <> c.short_host
          AND c.first_evidence_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM import_row taken WHERE taken.import_id = $1 AND taken.client_id = c.id)
          AND (r.vendor_id IS NULL OR c.vendor_id IS NULL)
        WHERE r.import_id = $1 AND r.client_id IS NULL AND r.host_key = r.short_host
        GROUP BY r.line
     )
     UPDATE import_row r SET
            client_id = CASE WHEN fits.clients = 1 AND fits.rank = 1 THEN fits.client_id END,
            identity_basis = CASE WHEN fits.clients = 1 AND fits.rank = 1 THEN 'short_name' END,
            possible_duplicate = fits.clients > 1
       FROM fits WHERE r.import_id = $1 AND r.line = fits.line`,
    [importId, applianceId],
  );
}

/** The other way round: an FQDN that is the only one for a client known by its short name so far. */
async function matchNewFullNames(tx: Tx, importId: number, applianceId: number): Promise<void> {
  await tx.query(
    `WITH fits AS (
       SELECT min(r.line) AS line, c.id AS client_id
         FROM import_row r JOIN client c
           ON c.appliance_id = $2 AND c.kind = r.kind AND c.host_key = r.short_host AND c.first_evidence_at IS NOT NULL
          AND (r.vendor_id IS NULL OR c.vendor_id IS NULL)
          AND NOT EXISTS (SELECT 1 FROM import_row taken WHERE taken.import_id = $1 AND taken.client_id = c.id)
        WHERE r.import_id = $1 AND r.client_id IS NULL AND r.host_key <> r.short_host
        GROUP BY c.id, r.kind, r.short_host
       HAVING count(*) = 1 AND NOT EXISTS (
                SELECT 1 FROM client other
                 WHERE other.appliance_id = $2 AND other.kind = r.kind AND other.short_host = r.short_host
                   AND other.id <> c.id AND other.first_evidence_at IS NOT NULL)
     )
     UPDATE import_row r SET client_id = fits.client_id, identity_basis = 'short_name'
       FROM fits WHERE r.import_id = $1 AND r.line = fits.line`,
    [importId, applianceId],
  );
}

/** Whoever is left is new. */
async function registerRest(tx: Tx, importId: number): Promise<void> {
  await tx.query(
    `UPDATE import_row SET is_new = true, client_id = nextval(pg_get_serial_sequence('client', 'id')),
            identity_basis = CASE WHEN vendor_id IS NOT NULL THEN 'vendor_id' WHEN fqdn IS NOT NULL THEN 'fqdn'
                                  WHEN hostname IS NOT NULL THEN 'hostname' ELSE 'name' END
      WHERE import_id = $1 AND client_id IS NULL`,
    [importId],
  );
}
