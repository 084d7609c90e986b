/** Brings what is known of clients up to date with their sightings, through the pure core. */
import { type Availability, type ConnectionType, hostKey, shortHost } from "@/lib/core/client";
import { type Description, describe } from "@/lib/core/description";
import {
  addSighting,
  type EvidenceSource,
  type Facts,
  isNewest,
  noFacts,
  type Sighting,
  weigh,
} from "@/lib/core/evidence";
import { mergeFacts, speakerOf } from "@/lib/core/merged-facts";
import { copyRows } from "@/lib/platform/copy";
import type { CopyValue } from "@/lib/platform/copy-line";
import { asTimestamp, type Tx } from "@/lib/platform/db";

/** A client as it is to be written after weighing. */
interface WeighedClient {
  clientId: number;
  facts: Facts;
  description: Description;
  identityBasis: string | null;
  /** Something stands that describes it; else it keeps the names it is found by, should it come again. */
  isDescribed: boolean;
  /** A person merged it into another, where it counts: it does not stand by itself. */
  isMerged: boolean;
}

interface SightingRow {
  clientId: number;
  sightingId: number;
  importId: number | null;
  line: number | null;
  observedAt: number;
  earliestAt: number | null;
  connectedAt: number | null;
  connectedFromAt: number | null;
  online: boolean | null;
  needsUpdate: boolean | null;
  needsUpdateUnread: boolean;
  connectionType: ConnectionType | null;
  availability: Availability | null;
  unreadable: boolean;
  unreadableColumn: string | null;
  /** `identityBasis`: by what the client was recognised in it. */
  descriptive: Partial<Description> & { identityBasis?: string };
}

const sightingColumns = `s.client_id AS "clientId", s.id AS "sightingId", s.import_id AS "importId", s.line,
  s.observed_at AS "observedAt", s.earliest_at AS "earliestAt", s.connected_at AS "connectedAt",
  s.connected_from_at AS "connectedFromAt", s.online, s.needs_update AS "needsUpdate",
  s.needs_update_unread AS "needsUpdateUnread", s.connection_type AS "connectionType", s.availability, s.unreadable,
  s.unreadable_column AS "unreadableColumn", s.descriptive`;

/** A stored sighting in the form of the pure core. */
export function toSighting(row: Omit<SightingRow, "clientId" | "descriptive">): Sighting {
  const source: EvidenceSource =
    row.importId === null
      ? { type: "person", sightingId: row.sightingId }
      : { type: "import", importId: row.importId, line: row.line };
  const { unreadable, unreadableColumn, ...facts } = row;
  return { ...facts, source, unreadable: unreadable ? { column: unreadableColumn } : null };
}

const noDescription: Description = {
  vendorId: null,
  name: null,
  hostname: null,
  fqdn: null,
  group: null,
  attributes: {},
};

function toDescription(stored: Partial<Description>): Description {
  return { ...noDescription, ...stored, attributes: stored.attributes ?? {} };
}

/** A staged row of a file beside what is known of its client. */
interface StagedRow extends Omit<SightingRow, "sightingId" | "observedAt" | "descriptive"> {
  isNew: boolean;
  /** The client that a person merged this one into. */
  mergedIntoId: number | null;
  /** Others were merged into it. */
  hasMerged: boolean;
  identityBasis: string;
  said: Description;
  facts: Partial<Facts> | null;
  known: Partial<Description> | null;
}

const batchSize = 5_000;

/**
 * Adds a file's rows to what is known of their clients and registers the new ones. Where the file is the newest word on
 * a client one step does; the ids of the others are returned: all that is known of those has to be weighed again, once
 * the file's sightings are stored. The file is joined with the fleet once and read through a cursor, with flat memory.
 */
export async function addStagedRows(
  tx: Tx,
  record: { id: number; applianceId: number; exportedAt: number },
  progress: (done: number) => Promise<void>,
): Promise<number[]> {
  const behind: number[] = [];
  await makeWeighedTable(tx);
  await tx.query(
    `DECLARE staged NO SCROLL CURSOR FOR
     SELECT r.client_id AS "clientId", r.import_id AS "importId", r.line, r.earliest_at AS "earliestAt",
            r.connected_at AS "connectedAt", r.connected_from_at AS "connectedFromAt", r.online,
            r.needs_update AS "needsUpdate", r.needs_update_unread AS "needsUpdateUnread",
            r.connection_type AS "connectionType", r.availability, r.unreadable, r.unreadable_column AS "unreadableColumn",
            c.merged_into_id AS "mergedIntoId",
            EXISTS (SELECT 1 FROM client other WHERE other.merged_into_id = c.id) AS "hasMerged",
            r.is_new AS "isNew", r.identity_basis AS "identityBasis",
            jsonb_build_object('vendorId', r.vendor_id, 'name', r.name, 'hostname', r.hostname, 'fqdn', r.fqdn,
                               'group', r.group_name, 'attributes', r.attributes) AS said,
            c.facts,
            CASE WHEN c.first_evidence_at IS NOT NULL THEN
              jsonb_build_object('vendorId', c.vendor_id, 'name', c.name, 'hostname', c.hostname, 'fqdn', c.fqdn,
                                 'group', c.group_name, 'attributes', c.attributes) END AS known
       FROM import_row r LEFT JOIN client c ON c.id = r.client_id
      WHERE r.import_id = ${record.id}`,
  );
  for (let done = 0; ; ) {
    const { rows } = await tx.query<StagedRow>(`FETCH ${batchSize} FROM staged`);
    if (rows.length === 0) break;
    const weighed: WeighedClient[] = [];
    for (const row of rows) {
      const facts: Facts = { ...noFacts, ...row.facts };
      const sighting = toSighting({ ...row, sightingId: 0, observedAt: record.exportedAt });
      if (row.mergedIntoId !== null) behind.push(row.mergedIntoId, row.clientId);
      else if (row.hasMerged || !isNewest(facts, sighting)) behind.push(row.clientId);
      else {
        weighed.push({
          clientId: row.clientId,
          facts: addSighting(facts, sighting),
          description: row.isNew ? row.said : describe(toDescription(row.known ?? {}), row.said),
          identityBasis: row.identityBasis,
          isDescribed: true,
          isMerged: false,
        });
      }
    }
    await copyRows(tx, "weighed", weighedRows(weighed));
    done += rows.length;
    await progress(done);
  }
  await tx.query("CLOSE staged");
  await tx.query(
    `INSERT INTO client (id, appliance_id, kind, name, hostname, fqdn, vendor_id, host_key, short_host, identity_basis,
                         group_name, attributes, facts, first_evidence_at, last_seen_at, connection_type)
     SELECT w.client_id, $2, r.kind, COALESCE(w.name, ''), w.hostname, w.fqdn, w.vendor_id, r.host_key, r.short_host,
            r.identity_basis, w.group_name, w.attributes, w.facts, w.first_evidence_at, w.last_seen_at,
            w.connection_type
       FROM weighed w JOIN import_row r ON r.import_id = $1 AND r.client_id = w.client_id
      WHERE r.is_new`,
    [record.id, record.applianceId],
  );
  await updateWeighed(tx, record.id);
  return behind;
}

/**
 * Weighs all standing sightings of clients again; a client of which none stands keeps its name and loses everything else.
 * What is known of clients that were merged into one of them counts for it (`mergeFacts`). It keeps its own identity and, where
 * another speaks for it, takes that one's group and attributes. A merged client is weighed by itself as well, so that it is found
 * by what it is called now and can be split off at any time, but it does not stand.
 */
export async function weighClients(tx: Tx, clientIds: readonly number[]): Promise<void> {
  const touched = [...new Set(clientIds)];
  for (let start = 0; start < touched.length; start += batchSize) {
    const ids = touched.slice(start, start + batchSize);
    const mergedInto = await loadMerges(tx, ids);
    const entryIds = [...new Set([...ids, ...mergedInto.keys()])];
    const { rows } = await tx.query<SightingRow>(
      `SELECT ${sightingColumns} FROM sighting s WHERE s.client_id = ANY($1::int[]) ORDER BY s.observed_at, s.id`,
      [entryIds],
    );
    const byClient = groupBy(rows, ({ clientId }) => clientId);
    const entries = new Map(entryIds.map((id) => [id, weighEntry(byClient.get(id) ?? [])]));
    const mergedHere = groupBy(
      [...mergedInto].map(([id, ownerId]) => ({ id, ownerId })).sort((a, b) => a.id - b.id),
      ({ ownerId }) => ownerId,
    );
    await writeWeighed(
      tx,
      ids.map((clientId) => {
        const own = entries.get(clientId) ?? weighEntry([]);
        const others = (mergedHere.get(clientId) ?? []).flatMap(({ id }) => entries.get(id) ?? []);
        return { clientId, ...joinEntries(own, others), isMerged: mergedInto.has(clientId) };
      }),
    );
  }
}

/** Of these clients and of those merged into them: which was merged into which. */
async function loadMerges(tx: Tx, ids: readonly number[]): Promise<Map<number, number>> {
  const { rows } = await tx.query<{ id: number; mergedIntoId: number }>(
    `SELECT id, merged_into_id AS "mergedIntoId" FROM client WHERE id = ANY($1::int[]) AND merged_into_id IS NOT NULL
     UNION SELECT id, merged_into_id FROM client WHERE merged_into_id = ANY($1::int[]) AND merged_into_id IS NOT NULL`,
    [ids],
  );
  return new Map(rows.map(({ id, mergedIntoId }) => [id, mergedIntoId]));
}

type Entry = Pick<WeighedClient, "facts" | "description" | "identityBasis" | "isDescribed">;

/** What the sightings of one client say, in the order of their observation. */
function weighEntry(rows: readonly SightingRow[]): Entry {
  return {
    facts: weigh(rows.map(toSighting)),
    description: rows.map(({ descriptive }) => toDescription(descriptive)).reduce(describe, noDescription),
    identityBasis:
      rows.findLast(({ descriptive }) => descriptive.identityBasis)?.descriptive.identityBasis ?? null,
    isDescribed: rows.length > 0,
  };
}

function joinEntries(own: Entry, others: readonly Entry[]): Entry {
  if (others.length === 0) return own;
  const speaker = [own, ...others][speakerOf([own.facts, ...others.map(({ facts }) => facts)])] ?? own;
  return {
    ...own,
    facts: mergeFacts([own.facts, ...others.map(({ facts }) => facts)]),
    description: {
      ...own.description,
      group: speaker.description.group ?? own.description.group,
      attributes: { ...own.description.attributes, ...speaker.description.attributes },
    },
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

async function makeWeighedTable(tx: Tx): Promise<void> {
  await tx.query(`CREATE TEMP TABLE IF NOT EXISTS weighed (
      client_id integer, facts jsonb, first_evidence_at timestamptz, last_seen_at timestamptz, connection_type text,
      vendor_id text, name text, hostname text, fqdn text, group_name text, host_key text, short_host text,
      attributes jsonb, identity_basis text, is_described boolean) ON COMMIT DELETE ROWS`);
  await tx.query("TRUNCATE weighed");
}

async function writeWeighed(tx: Tx, clients: readonly WeighedClient[]): Promise<void> {
  if (clients.length === 0) return;
  await makeWeighedTable(tx);
  await copyRows(tx, "weighed", weighedRows(clients));
  await updateWeighed(tx, null);
}

/**
 * Brings the clients of `weighed` up to date, except those that an import has just registered. What no standing
 * sighting says of a client goes; one of which nothing stands keeps the names it is found by, should it come again.
 */
async function updateWeighed(tx: Tx, importId: number | null): Promise<void> {
  await tx.query(
    `UPDATE client c SET facts = w.facts, first_evidence_at = w.first_evidence_at, last_seen_at = w.last_seen_at,
            connection_type = w.connection_type, group_name = w.group_name, attributes = w.attributes,
            vendor_id = CASE WHEN w.is_described THEN w.vendor_id ELSE c.vendor_id END,
            hostname = CASE WHEN w.is_described THEN w.hostname ELSE c.hostname END,
            fqdn = CASE WHEN w.is_described THEN w.fqdn ELSE c.fqdn END,
            name = COALESCE(w.name, c.name), host_key = COALESCE(w.host_key, c.host_key),
            short_host = COALESCE(w.short_host, c.short_host),
            identity_basis = COALESCE(w.identity_basis, c.identity_basis), rev = c.rev + 1
       FROM weighed w
      WHERE c.id = w.client_id
        AND NOT EXISTS (SELECT 1 FROM import_row r WHERE r.import_id = $1 AND r.client_id = w.client_id AND r.is_new)`,
    [importId],
  );
}

function* weighedRows(clients: readonly WeighedClient[]): Generator<CopyValue[]> {
  for (const { clientId, facts, description, identityBasis, isDescribed, isMerged } of clients) {
    const key = hostKey(description) || (description.vendorId === null ? null : `id:${description.vendorId}`);
    const hasHost = description.hostname !== null || description.fqdn !== null;
    yield [
      clientId,
      JSON.stringify(facts),
      asTimestamp(isMerged ? null : facts.firstEvidenceAt),
      asTimestamp(facts.lastConnected?.value ?? null),
      facts.connectionType?.value ?? null,
      description.vendorId,
      description.name ?? description.hostname ?? description.fqdn ?? description.vendorId,
      description.hostname,
      description.fqdn,
      description.group,
      key,
      key !== null && hasHost ? shortHost(key) : key,
      JSON.stringify(description.attributes),
      identityBasis,
      isDescribed,
    ];
  }
}
