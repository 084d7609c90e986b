/** What a file would change: the difference to the snapshot before it. */
import type { Tx } from "@/lib/platform/db";
import { asTimestamp } from "@/lib/platform/db";
import type { DiffCounts, ImportDiff, ImportRecord } from "./store";

/** A complete snapshot that stands. Instants in epoch milliseconds. */
export interface Snapshot {
  importId: number;
  exportedAt: number;
  clients: number;
  /** The fields that its file had columns for. */
  fields: readonly (string | null)[];
}

/** The snapshot that an import of these kinds as of this time follows: the newest complete one before it that stands. */
export async function findPrevious(tx: Tx, record: ImportRecord): Promise<Snapshot | null> {
  return findSnapshot(tx, record, "(exported_at, id) < ($3, $4) ORDER BY exported_at DESC, id DESC");
}

/** The oldest one after it. */
export async function findFollowing(tx: Tx, record: ImportRecord): Promise<Snapshot | null> {
  return findSnapshot(tx, record, "(exported_at, id) > ($3, $4) ORDER BY exported_at, id");
}

async function findSnapshot(tx: Tx, record: ImportRecord, which: string): Promise<Snapshot | null> {
  const { rows } = await tx.query<Omit<Snapshot, "clients">>(
    `SELECT id AS "importId", exported_at AS "exportedAt", COALESCE(format->'columns', '[]') AS fields FROM import
      WHERE appliance_id = $1 AND kinds && $2::text[] AND status = 'done' AND complete AND ${which} LIMIT 1`,
    [record.applianceId, record.kinds, asTimestamp(record.exportedAt), record.id],
  );
  const previous = rows[0];
  if (!previous) return null;
  const counted = await tx.query<{ clients: number }>(
    "SELECT count(*) AS clients FROM sighting s JOIN client c ON c.id = s.client_id WHERE s.import_id = $1 AND c.kind = ANY($2)",
    [previous.importId, record.kinds],
  );
  return { ...previous, clients: counted.rows[0]?.clients ?? 0 };
}

/** What counts as "changed": what a person would want to hear of, not what moves with every export. */
const tellingAttributes = ["operating_system", "private_ip", "tag", "comments"];

/** Fields whose absence from a file is told: nothing in it can show that they changed. */
const tellingFields = [
  "name",
  "hostname",
  "fqdn",
  "group",
  "operatingSystem",
  "privateIp",
  "tag",
  "comments",
] as const;

/**
 * Writes the difference of a matched file to the snapshot before it into `import_change` and counts it. Only what is
 * in both is compared; an incomplete file loses nobody.
 */
export async function compareImport(tx: Tx, record: ImportRecord): Promise<ImportDiff> {
  const previous = await findPrevious(tx, record);
  await tx.query("DELETE FROM import_change WHERE import_id = $1", [record.id]);
  await writeArrivals(tx, record, previous?.importId ?? null);
  if (previous) {
    if (record.complete) await writeMissing(tx, record, previous.importId);
    await writeChanges(tx, record, previous.importId);
  }
  await writeUnreadable(tx, record.id);
  await writeDuplicates(tx, record);
  const counts = await countChanges(tx, record.id);
  const { rows } = await tx.query<{ rows: number }>(
    "SELECT count(*) AS rows FROM import_row WHERE import_id = $1 AND NOT rejected",
    [record.id],
  );
  return {
    ...counts,
    previous: previous && { importId: previous.importId, exportedAt: asTimestamp(previous.exportedAt) },
    rows: rows[0]?.rows ?? 0,
    absent: previous ? await absentFields(tx, record.id, previous) : [],
  };
}

/** Fields that the snapshot before had columns for and this file has not. */
async function absentFields(tx: Tx, importId: number, previous: Snapshot): Promise<string[]> {
  const { rows } = await tx.query<{ fields: (string | null)[] }>(
    "SELECT COALESCE(format->'columns', '[]') AS fields FROM import WHERE id = $1",
    [importId],
  );
  const here = rows[0]?.fields ?? [];
  return tellingFields.filter((field) => previous.fields.includes(field) && !here.includes(field));
}

const rowSummary = `jsonb_strip_nulls(jsonb_build_object('line', r.line, 'name', r.name, 'host', nullif(r.host_key, ''), 'group', r.group_name))`;

/** `added`: nothing known of it stands; `returned`: known, but not in the snapshot before. Clients that a person made one come as one. */
async function writeArrivals(tx: Tx, record: ImportRecord, previousId: number | null): Promise<void> {
  await tx.query(
    `WITH before AS (
       SELECT DISTINCT COALESCE(c.merged_into_id, c.id) AS client_id
         FROM sighting s JOIN client c ON c.id = s.client_id WHERE s.import_id = $2
     ), arrived AS (
       SELECT DISTINCT ON (o.client_id) o.client_id, known.first_evidence_at IS NOT NULL AS is_known, ${rowSummary} AS summary
         FROM import_row r LEFT JOIN client c ON c.id = r.client_id
         CROSS JOIN LATERAL (SELECT COALESCE(c.merged_into_id, r.client_id) AS client_id) o
         LEFT JOIN client known ON known.id = o.client_id
         LEFT JOIN before b ON b.client_id = o.client_id
        WHERE r.import_id = $1 AND NOT r.unreadable
          AND (known.first_evidence_at IS NULL OR ($2::int IS NOT NULL AND b.client_id IS NULL))
        ORDER BY o.client_id, r.client_id <> o.client_id, r.seq
     )
     INSERT INTO import_change (import_id, client_id, change, after)
     SELECT $1, client_id, CASE WHEN is_known THEN 'returned' ELSE 'added' END, summary FROM arrived`,
    [record.id, previousId],
  );
}

/** In the snapshot before and not in this file, nor any other entry of the client. */
async function writeMissing(tx: Tx, record: ImportRecord, previousId: number): Promise<void> {
  await tx.query(
    `INSERT INTO import_change (import_id, client_id, change, before)
     SELECT DISTINCT ON (o.id) $1::int, o.id, 'missing',
            jsonb_strip_nulls(jsonb_build_object('name', o.name, 'host', o.host_key, 'group', o.group_name))
       FROM sighting s JOIN client c ON c.id = s.client_id
       JOIN client o ON o.id = COALESCE(c.merged_into_id, c.id)
      WHERE s.import_id = $2 AND c.kind = ANY($3)
        AND NOT EXISTS (SELECT 1 FROM import_row r LEFT JOIN client here ON here.id = r.client_id
                         WHERE r.import_id = $1 AND COALESCE(here.merged_into_id, r.client_id) = o.id)`,
    [record.id, previousId, record.kinds],
  );
}

/**
 * `moved`: another group; `changed`: another name, host, connection type, availability, update need or telling attribute. What
 * a row does not say (its file has no such column, or the cell is empty) stays known and is no change.
 */
async function writeChanges(tx: Tx, record: ImportRecord, previousId: number): Promise<void> {
  await tx.query(
    `INSERT INTO import_change (import_id, client_id, change, before, after)
     SELECT $1, r.client_id, 'moved', jsonb_build_object('group', s.descriptive->>'group'), jsonb_build_object('group', r.group_name)
       FROM import_row r JOIN sighting s ON s.import_id = $2 AND s.client_id = r.client_id
      WHERE r.import_id = $1 AND NOT r.unreadable AND NOT s.unreadable AND r.group_name IS NOT NULL
        AND s.descriptive->>'group' IS DISTINCT FROM r.group_name AND (s.descriptive ? 'group' OR $3)`,
    [record.id, previousId, await hadField(tx, previousId, "group")],
  );
  await tx.query(
    `WITH pair AS (
       SELECT r.client_id, ${versionOf("r", "r.name", "r.hostname", "r.fqdn", "r.attributes")} AS after,
              ${versionOf("s", "s.descriptive->>'name'", "s.descriptive->>'hostname'", "s.descriptive->>'fqdn'", "s.descriptive->'attributes'")} AS before
         FROM import_row r JOIN sighting s ON s.import_id = $2 AND s.client_id = r.client_id
        WHERE r.import_id = $1 AND NOT r.unreadable AND NOT s.unreadable
     ), told AS (
       SELECT p.client_id, jsonb_object_agg(a.key, p.before->a.key) AS before, jsonb_object_agg(a.key, a.value) AS after
         FROM pair p CROSS JOIN LATERAL jsonb_each(p.after) a
        WHERE p.before ? a.key AND p.before->a.key <> a.value AND p.before <> p.after
        GROUP BY p.client_id
     )
     INSERT INTO import_change (import_id, client_id, change, before, after)
     SELECT $1, client_id, 'changed', before, after FROM told`,
    [record.id, previousId],
  );
}

async function hadField(tx: Tx, importId: number, field: string): Promise<boolean> {
  const { rows } = await tx.query<{ had: boolean }>(
    "SELECT COALESCE(format->'columns' ? $2, false) AS had FROM import WHERE id = $1",
    [importId, field],
  );
  return rows[0]?.had ?? false;
}

function versionOf(row: string, name: string, hostname: string, fqdn: string, attributes: string): string {
  const telling = tellingAttributes.map((key) => `'${key}', ${attributes}->>'${key}'`).join(", ");
  return `jsonb_strip_nulls(jsonb_build_object('name', ${name}, 'hostname', ${hostname}, 'fqdn', ${fqdn},
    'connectionType', ${row}.connection_type, 'availability', ${row}.availability, 'needsUpdate', ${row}.needs_update, ${telling}))`;
}

/** In the file, in a row that could not be read: neither missing nor known to be anything. */
async function writeUnreadable(tx: Tx, importId: number): Promise<void> {
  await tx.query(
    `INSERT INTO import_change (import_id, client_id, change, after)
     SELECT $1, r.client_id, 'unreadable', ${rowSummary} || jsonb_strip_nulls(jsonb_build_object('column', r.unreadable_column))
       FROM import_row r WHERE r.import_id = $1 AND r.unreadable`,
    [importId],
  );
}

/** Clients of one endpoint beyond the one that survives (as `settleDuplicates` decides it), each once. */
async function writeDuplicates(tx: Tx, record: ImportRecord): Promise<void> {
  await tx.query(
    `INSERT INTO import_change (import_id, client_id, change, after)
     SELECT DISTINCT ON (client_id) $1::int, client_id, 'duplicate', summary FROM (
       SELECT COALESCE(c.merged_into_id, r.client_id) AS client_id, ${rowSummary} AS summary, row_number() OVER same AS rank,
              first_value(COALESCE(c.merged_into_id, r.client_id)) OVER same AS survivor_id
         FROM import_row r LEFT JOIN client c ON c.id = r.client_id
        WHERE r.import_id = $1 AND (r.hostname IS NOT NULL OR r.fqdn IS NOT NULL)
       WINDOW same AS (PARTITION BY r.kind, r.host_key
                       ORDER BY COALESCE(r.availability = 'uninstalled', false),
                                CASE WHEN r.online THEN $2 ELSE r.connected_at END DESC NULLS LAST,
                                r.connected_from_at DESC NULLS LAST,
                                CASE WHEN r.vendor_id ~ '^[0-9]{1,18}$' THEN r.vendor_id::numeric END DESC NULLS LAST,
                                r.vendor_id DESC NULLS LAST, lower(r.name) DESC, r.seq)) ranked
      WHERE client_id <> survivor_id ORDER BY client_id, rank`,
    [record.id, asTimestamp(record.exportedAt)],
  );
}

async function countChanges(tx: Tx, importId: number): Promise<DiffCounts> {
  const { rows } = await tx.query<{ change: string; count: number }>(
    "SELECT change, count(*) AS count FROM import_change WHERE import_id = $1 GROUP BY change",
    [importId],
  );
  const of = (change: string) => rows.find((row) => row.change === change)?.count ?? 0;
  return {
    added: of("added"),
    returned: of("returned"),
    missing: of("missing"),
    moved: of("moved"),
    changed: of("changed"),
    duplicates: of("duplicate"),
    unreadable: of("unreadable"),
  };
}
