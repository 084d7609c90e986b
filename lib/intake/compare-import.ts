/** What a file would change: the difference to the snapshot before it, and whether a person has to confirm it. */
import type { Tx } from "@/lib/platform/db";
import { asTimestamp } from "@/lib/platform/db";
import type { DiffCounts, ImportDiff, ImportRecord } from "./store";

export interface ConfirmationReason {
  code: "many_added" | "many_missing" | "other_appliance";
  params: Record<string, string | number>;
}

/** A complete snapshot that stands. Instants in epoch milliseconds. */
interface Snapshot {
  importId: number;
  exportedAt: number;
  clients: number;
}

/** The snapshot that an import of these kinds as of this time follows: the newest complete one before it that stands. */
export async function findPrevious(tx: Tx, record: ImportRecord): Promise<Snapshot | null> {
  return findSnapshot(tx, record, "(exported_at, id) < ($3, $4) ORDER BY exported_at DESC, id DESC");
}

/** The oldest one after it. */
async function findFollowing(tx: Tx, record: ImportRecord): Promise<Snapshot | null> {
  return findSnapshot(tx, record, "(exported_at, id) > ($3, $4) ORDER BY exported_at, id");
}

async function findSnapshot(tx: Tx, record: ImportRecord, which: string): Promise<Snapshot | null> {
  const { rows } = await tx.query<{ importId: number; exportedAt: number }>(
    `SELECT id AS "importId", exported_at AS "exportedAt" FROM import
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
  await writeDuplicates(tx, record);
  const counts = await countChanges(tx, record.id);
  const { rows } = await tx.query<{ rows: number }>(
    "SELECT count(*) AS rows FROM import_row WHERE import_id = $1",
    [record.id],
  );
  return {
    ...counts,
    previous: previous && { importId: previous.importId, exportedAt: asTimestamp(previous.exportedAt) },
    rows: rows[0]?.rows ?? 0,
  };
}

const rowSummary = `jsonb_strip_nulls(jsonb_build_object('line', r.line, 'name', r.name, 'host', nullif(r.host_key, ''), 'group', r.group_name))`;

/** `added`: nothing known of it stands; `returned`: known, but not in the snapshot before. */
async function writeArrivals(tx: Tx, record: ImportRecord, previousId: number | null): Promise<void> {
  await tx.query(
    `INSERT INTO import_change (import_id, client_id, change, after)
     SELECT $1, r.client_id, CASE WHEN c.first_evidence_at IS NULL THEN 'added' ELSE 'returned' END, ${rowSummary}
       FROM import_row r LEFT JOIN client c ON c.id = r.client_id
      WHERE r.import_id = $1
        AND (c.first_evidence_at IS NULL
             OR ($2::int IS NOT NULL AND NOT EXISTS (SELECT 1 FROM sighting s WHERE s.import_id = $2 AND s.client_id = r.client_id)))`,
    [record.id, previousId],
  );
}

async function writeMissing(tx: Tx, record: ImportRecord, previousId: number): Promise<void> {
  await tx.query(
    `INSERT INTO import_change (import_id, client_id, change, before)
     SELECT $1, s.client_id, 'missing', jsonb_strip_nulls(jsonb_build_object('name', c.name, 'host', c.host_key, 'group', c.group_name))
       FROM sighting s JOIN client c ON c.id = s.client_id
      WHERE s.import_id = $2 AND c.kind = ANY($3)
        AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.import_id = $1 AND r.client_id = s.client_id)`,
    [record.id, previousId, record.kinds],
  );
}

/** `moved`: another group; `changed`: another name, host, connection type, availability, update need or telling attribute. */
async function writeChanges(tx: Tx, record: ImportRecord, previousId: number): Promise<void> {
  await tx.query(
    `INSERT INTO import_change (import_id, client_id, change, before, after)
     SELECT $1, r.client_id, 'moved', jsonb_build_object('group', s.descriptive->>'group'), jsonb_build_object('group', r.group_name)
       FROM import_row r JOIN sighting s ON s.import_id = $2 AND s.client_id = r.client_id
      WHERE r.import_id = $1 AND r.group_name IS NOT NULL AND s.descriptive->>'group' IS DISTINCT FROM r.group_name`,
    [record.id, previousId],
  );
  await tx.query(
    `WITH pair AS (
       SELECT r.client_id, ${versionOf("r", "r.name", "r.hostname", "r.fqdn", "r.attributes")} AS after,
              ${versionOf("s", "s.descriptive->>'name'", "s.descriptive->>'hostname'", "s.descriptive->>'fqdn'", "s.descriptive->'attributes'")} AS before
         FROM import_row r JOIN sighting s ON s.import_id = $2 AND s.client_id = r.client_id
        WHERE r.import_id = $1
     )
     INSERT INTO import_change (import_id, client_id, change, before, after)
     SELECT $1, client_id, 'changed', before, after FROM pair WHERE before <> after`,
    [record.id, previousId],
  );
}

function versionOf(row: string, name: string, hostname: string, fqdn: string, attributes: string): string {
  const telling = tellingAttributes.map((key) => `'${key}', ${attributes}->>'${key}'`).join(", ");
  return `jsonb_strip_nulls(jsonb_build_object('name', ${name}, 'hostname', ${hostname}, 'fqdn', ${fqdn},
    'connectionType', ${row}.connection_type, 'availability', ${row}.availability, 'needsUpdate', ${row}.needs_update, ${telling}))`;
}

/** Rows of one endpoint beyond its most recently connected one. */
async function writeDuplicates(tx: Tx, record: ImportRecord): Promise<void> {
  await tx.query(
    `INSERT INTO import_change (import_id, client_id, change, after)
     SELECT $1, client_id, 'duplicate', summary FROM (
       SELECT r.client_id, ${rowSummary} AS summary,
              row_number() OVER (PARTITION BY r.kind, r.host_key, CASE WHEN r.hostname IS NULL AND r.fqdn IS NULL THEN r.group_name END
                                 ORDER BY r.online DESC NULLS LAST, r.connected_at DESC NULLS LAST, r.client_id DESC) AS rank
         FROM import_row r WHERE r.import_id = $1) ranked
      WHERE rank > 1`,
    [record.id],
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
  };
}

/**
 * Why a person has to look first: more than `percent` of the previous snapshot would come or go, or most hosts are
 * known on another appliance and not on this one.
 */
export async function reasonsToConfirm(
  tx: Tx,
  record: ImportRecord,
  diff: ImportDiff,
  percent: number,
): Promise<ConfirmationReason[]> {
  const reasons: ConfirmationReason[] = [];
  // A file older than all others is held against the one after it: uploading late must not be a way round the question.
  const previous = (await findPrevious(tx, record)) ?? (await findFollowing(tx, record));
  if (previous && previous.clients > 0) {
    const share = (count: number) => Math.round((count / previous.clients) * 1000) / 10;
    const arriving = diff.added + diff.returned;
    const params = { percent, previous: previous.clients, previousImportId: previous.importId };
    if (share(arriving) > percent)
      reasons.push({ code: "many_added", params: { ...params, count: arriving, share: share(arriving) } });
    if (share(diff.missing) > percent) {
      reasons.push({
        code: "many_missing",
        params: { ...params, count: diff.missing, share: share(diff.missing) },
      });
    }
  }
  const elsewhere = await findOtherAppliance(tx, record);
  if (elsewhere) reasons.push(elsewhere);
  return reasons;
}

async function findOtherAppliance(tx: Tx, record: ImportRecord): Promise<ConfirmationReason | null> {
  const { rows } = await tx.query<{ applianceId: number; appliance: string; count: number; rows: number }>(
    `SELECT c.appliance_id AS "applianceId", a.name AS appliance, count(DISTINCT r.line) AS count,
            (SELECT count(*) FROM import_row WHERE import_id = $1) AS rows
       FROM import_row r
       JOIN client c ON c.kind = r.kind AND c.host_key = r.host_key AND c.appliance_id <> $2 AND c.first_evidence_at IS NOT NULL
       JOIN appliance a ON a.id = c.appliance_id
      WHERE r.import_id = $1 AND r.is_new
      GROUP BY c.appliance_id, a.name ORDER BY count(DISTINCT r.line) DESC LIMIT 1`,
    [record.id, record.applianceId],
  );
  const most = rows[0];
  if (!most || most.count * 2 <= most.rows) return null;
  return { code: "other_appliance", params: { ...most } };
}
