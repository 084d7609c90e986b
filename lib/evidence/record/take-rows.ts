/** Takes the rows of a file as they come, and finds out whose they are: new clients are registered at once, known ones found in memory. */

import { clientKinds } from "@/lib/core/client";
import { copyRows } from "@/lib/platform/copy";
import { asTimestamp, type Pool, type Tx } from "@/lib/platform/db";
import { planFor } from "../plan";
import type { RowBatch } from "../rows/row-batch";
import {
  availabilityOf,
  connectionTypeOf,
  isKnownOnly,
  isNeedUnread,
  isRejected,
  isUnreadable,
  needsUpdateOf,
  onlineOf,
} from "../rows/row-flags";
import { identityBases } from "../says";
import { ClientIds } from "./client-ids";
import { decideFates } from "./decide-fates";
import { addBatch, emptyRows, type FileRows, rowFates } from "./file-rows";
import { clientMarks, type KnownClients, loadKnownClients, loadSeed, placeOfClient } from "./known-clients";
import { matchDoubtful } from "./match-doubtful";
import { registerFresh, stageRows } from "./write-rows";

/** The rows of a file with the client of each. */
export interface TakenRows {
  importId: number;
  rows: FileRows;
  known: KnownClients;
  /** Rows that say something of a client and were not refused. */
  accepted: number;
  /** Rows that repeated the vendor id of another one and count as rejected. */
  repeated: number;
  /** Rows of new clients, by their ids. */
  fresh: { clientId: number; row: number }[];
  /** New clients whose rows have no name. */
  nameless: number[];
  /** Rows that share a host key, in groups. */
  sharedHosts: number[][];
}

export interface RowTaker {
  take(batch: RowBatch): Promise<void>;
  finish(): Promise<TakenRows>;
}

const freshRow = identityBases.indexOf("name");

/**
 * A taker for one import of an appliance, whose evidence lock the transaction holds. `rowsAtLeast`: about how many are coming.
 */
export async function openRows(db: Pool, tx: Tx, applianceId: number, importId: number): Promise<RowTaker> {
  const seed = await loadSeed(tx);
  const known = await loadKnownClients(tx, applianceId, seed);
  const rows = emptyRows(16_384);
  const fates = decideFates(rows, known);
  const ids = new ClientIds(db);
  const nameless = new Set<number>();
  await tx.query(
    "CREATE TEMP TABLE IF NOT EXISTS changed_row (LIKE import_row INCLUDING DEFAULTS) ON COMMIT DELETE ROWS",
  );
  await tx.query("TRUNCATE changed_row");

  async function take(batch: RowBatch): Promise<void> {
    const first = addBatch(rows, batch);
    fates.arrive(first);
    const fresh: number[] = [];
    const changed: number[] = [];
    const doubtful: number[] = [];
    for (let place = 0; place < batch.count; place++) {
      const row = first + place;
      if (rows.fate[row] === rowFates.fresh) fresh.push(place);
      else if (rows.fate[row] === rowFates.doubtful) doubtful.push(place);
      else if (isChanged(row)) {
        rows.changed[row] = 1;
        changed.push(place);
      }
    }
    if (fresh.length > 0) {
      await ids.prepare(fresh.length);
      for (const place of fresh) rows.client[first + place] = ids.next();
      const idOf = (place: number) => rows.client[first + place] as number;
      await registerFresh(tx, applianceId, batch, fresh, idOf, (place, basis, isWhole) => {
        rows.basis[first + place] = identityBases.indexOf(basis);
        if (!isWhole) nameless.add(idOf(place));
      });
    }
    if (changed.length > 0) await stageRows(tx, "changed_row", importId, batch, changed);
    if (doubtful.length > 0) await stageRows(tx, "import_row", importId, batch, doubtful);
  }

  /** A known client whose row does not hold this text whole. */
  function isChanged(row: number): boolean {
    const client = rows.client[row] as number;
    rows.basis[row] = basisOf(row, client);
    rows.said[row] = known.saidNo[client] as number;
    return (
      known.saidNo[client] === -1 ||
      known.saidHash.low[client] !== rows.saidHash.low[row] ||
      known.saidHash.high[client] !== rows.saidHash.high[row]
    );
  }

  function basisOf(row: number, client: number): number {
    const hasVendor = rows.vendorHash.high[row] !== 0 || rows.vendorHash.low[row] !== 0;
    if (hasVendor) return identityBases.indexOf("vendor_id");
    const marks = known.marks[client] as number;
    if (marks & clientMarks.fqdn) return identityBases.indexOf("fqdn");
    return marks & clientMarks.hostname ? identityBases.indexOf("hostname") : freshRow;
  }

  async function finish(): Promise<TakenRows> {
    const { wereFresh, wereKnown } = fates.settle();
    for (const row of wereFresh) nameless.delete(rows.client[row] as number);
    if (wereFresh.length + wereKnown.length > 0)
      await demote(tx, importId, rows, known, wereFresh, wereKnown);
    const sharedHosts = fates.sharedHosts();
    const repeated = await settleDoubtful(sharedHosts);
    const fresh: TakenRows["fresh"] = [];
    let accepted = 0;
    for (let row = 0; row < rows.count; row++) {
      if (rows.fate[row] === rowFates.dropped) continue;
      if (!isRejected(rows.flags[row] as number)) accepted++;
      if (rows.fate[row] === rowFates.fresh) fresh.push({ clientId: rows.client[row] as number, row });
    }
    fresh.sort((a, b) => a.clientId - b.clientId);
    return { importId, rows, known, accepted, repeated, fresh, nameless: [...nameless], sharedHosts };
  }

  /** Looks at the texts of the doubtful rows; afterwards each is known, fresh or dropped. */
  async function settleDoubtful(sharedHosts: readonly number[][]): Promise<number> {
    let doubtful = 0;
    for (let row = 0; row < rows.count; row++) if (rows.fate[row] === rowFates.doubtful) doubtful++;
    if (doubtful === 0) return 0;
    await markToldByOthers(tx, importId, rows, sharedHosts);
    const { repeated } = await planFor(tx, doubtful, () => matchDoubtful(tx, importId, applianceId, ids));
    const found = await tx.query<{
      seq: number;
      clientId: number;
      isNew: boolean;
      basis: string;
      hasName: boolean;
    }>(
      `SELECT seq, client_id AS "clientId", is_new AS "isNew", identity_basis AS basis, name IS NOT NULL AS "hasName" FROM import_row WHERE import_id = $1`,
      [importId],
    );
    for (let row = 0; row < rows.count; row++)
      if (rows.fate[row] === rowFates.doubtful) rows.fate[row] = rowFates.dropped;
    for (const { seq, clientId, isNew, basis, hasName } of found.rows) {
      if (isNew && !hasName) nameless.add(clientId);
      const place = isNew ? -1 : placeOfClient(known, clientId);
      rows.fate[seq] = isNew ? rowFates.fresh : rowFates.known;
      rows.client[seq] = isNew ? clientId : place;
      rows.basis[seq] = identityBases.indexOf(basis as (typeof identityBases)[number]);
      rows.said[seq] = 0;
      rows.changed[seq] = isNew ? 0 : 1;
    }
    await tx.query(
      `INSERT INTO client (id, appliance_id, kind, vendor_id, name, hostname, fqdn, group_name, host_key, short_host, attributes,
                           identity_basis, said_no)
       SELECT client_id, $2, kind, vendor_id, COALESCE(name, hostname, fqdn, vendor_id, ''), hostname, fqdn, group_name, host_key,
              short_host, attributes, identity_basis, CASE WHEN name IS NOT NULL THEN 0 END
         FROM import_row WHERE import_id = $1 AND is_new`,
      [importId, applianceId],
    );
    await tx.query("INSERT INTO changed_row SELECT * FROM import_row WHERE import_id = $1 AND NOT is_new", [
      importId,
    ]);
    return repeated;
  }

  return { take, finish };
}

/** Rows that looked certain and are not: their texts go to `import_row`, and clients registered for them go. */
async function demote(
  tx: Tx,
  importId: number,
  rows: FileRows,
  known: KnownClients,
  wereFresh: readonly number[],
  wereKnown: readonly number[],
): Promise<void> {
  await tx.query(`CREATE TEMP TABLE IF NOT EXISTS demoted (
      seq int, line int, kind text, client_id int, was_fresh boolean, was_changed boolean, connected_at timestamptz,
      connected_from_at timestamptz, online boolean, earliest_at timestamptz, needs_update boolean, needs_update_unread boolean,
      connection_type text, availability text, unreadable boolean, unreadable_column text) ON COMMIT DELETE ROWS`);
  await tx.query("TRUNCATE demoted");
  const instant = (column: Float64Array, row: number) =>
    Number.isNaN(column[row] as number) ? null : asTimestamp(column[row] as number);
  const valuesOf = (row: number, wasFresh: boolean) => {
    const flags = rows.flags[row] as number;
    const client = rows.client[row] as number;
    return [
      row,
      rows.line[row] as number,
      clientKinds[rows.kind[row] as number] ?? "",
      wasFresh ? client : (known.id[client] as number),
      wasFresh,
      rows.changed[row] === 1,
      instant(rows.connectedAt, row),
      instant(rows.connectedFromAt, row),
      onlineOf(flags),
      instant(rows.earliestAt, row),
      needsUpdateOf(flags),
      isNeedUnread(flags),
      connectionTypeOf(flags),
      availabilityOf(flags),
      isUnreadable(flags),
      rows.unreadableColumns.get(row) ?? null,
    ];
  };
  await copyRows(tx, "demoted", [
    ...wereFresh.map((row) => valuesOf(row, true)),
    ...wereKnown.map((row) => valuesOf(row, false)),
  ]);
  await tx.query(
    `INSERT INTO import_row (import_id, seq, line, kind, vendor_id, name, hostname, fqdn, group_name, host_key, short_host,
                             connected_at, connected_from_at, online, earliest_at, needs_update, needs_update_unread,
                             connection_type, availability, unreadable, unreadable_column, attributes)
     SELECT $1, d.seq, d.line, d.kind, c.vendor_id, c.name, c.hostname, c.fqdn, c.group_name, c.host_key, c.short_host,
            d.connected_at, d.connected_from_at, d.online, d.earliest_at, d.needs_update, d.needs_update_unread,
            d.connection_type, d.availability, d.unreadable, d.unreadable_column, c.attributes
       FROM demoted d JOIN client c ON c.id = d.client_id WHERE NOT d.was_changed`,
    [importId],
  );
  await tx.query(
    "INSERT INTO import_row SELECT r.* FROM changed_row r JOIN demoted d ON d.seq = r.seq WHERE d.was_changed",
  );
  await tx.query("DELETE FROM changed_row r USING demoted d WHERE d.seq = r.seq");
  await tx.query("DELETE FROM client c USING demoted d WHERE d.was_fresh AND c.id = d.client_id");
}

/** A refused row tells nothing of a client that another row of the file shows: it may only speak of one that is known. */
async function markToldByOthers(
  tx: Tx,
  importId: number,
  rows: FileRows,
  sharedHosts: readonly number[][],
): Promise<void> {
  const told = sharedHosts.flatMap((group) => {
    const isTold = group.some((row) => !isRejected(rows.flags[row] as number));
    return isTold
      ? group.filter(
          (row) => isRejected(rows.flags[row] as number) && !isKnownOnly(rows.flags[row] as number),
        )
      : [];
  });
  if (told.length === 0) return;
  await tx.query("UPDATE import_row SET known_only = true WHERE import_id = $1 AND seq = ANY($2::int[])", [
    importId,
    told,
  ]);
}
