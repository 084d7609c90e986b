/** Weighs the rows of a snapshot into what is known of all clients of its kinds, in the order of their ids, and writes what moved. */
import { type ClientKind, clientKinds } from "@/lib/core/client";
import { addSighting, isNewest, noFacts, type Sighting } from "@/lib/core/evidence";
import { copyBinary, readBinary } from "@/lib/platform/copy-binary";
import type { Tx } from "@/lib/platform/db";
import { loadNewest, type Newest, type NewestByKind } from "../newest";
import {
  factColumns,
  type NowFacts,
  readNowFacts,
  sameNowFacts,
  type TimeOf,
  toFacts,
  toNowFacts,
  writeNowFacts,
} from "../now-row";
import {
  availabilityOf,
  connectionTypeOf,
  isNeedUnread,
  isUnreadable,
  needsUpdateOf,
  onlineOf,
} from "../rows/row-flags";
import { loadSourceTimes } from "../source-times";
import { loadWeighedFrom } from "../weighed-from";
import { type FileRows, rowFates } from "./file-rows";
import { clientMarks } from "./known-clients";
import type { SnapshotOf } from "./snapshot";
import type { TakenRows } from "./take-rows";

/** What weighing found. */
export interface WeighedRows {
  /** The row of each known client, by its place; -1: the file does not list it. */
  rowOf: Int32Array;
  /** Whether something stood of each known client before. */
  stood: Uint8Array;
  /** Known clients of which the snapshot is not the newest word, or that a person made one with others: to be weighed by all they have. */
  behind: number[];
  newest: NewestByKind;
}

/** Clients whose rows are read and written at once. */
const clientsAtOnce = 65_536;

function instantAt(column: Float64Array, row: number): number | null {
  const at = column[row] as number;
  return Number.isNaN(at) ? null : at;
}

/** The sighting that a row is. */
export function sightingOfRow(rows: FileRows, row: number, snapshot: SnapshotOf): Sighting {
  const flags = rows.flags[row] as number;
  return {
    observedAt: snapshot.exportedAt,
    firstObservedAt: null,
    source: { type: "import", importId: snapshot.importId, line: null },
    connectedAt: instantAt(rows.connectedAt, row),
    connectedFromAt: instantAt(rows.connectedFromAt, row),
    earliestAt: instantAt(rows.earliestAt, row),
    online: onlineOf(flags),
    needsUpdate: needsUpdateOf(flags),
    needsUpdateUnread: isNeedUnread(flags),
    connectionType: connectionTypeOf(flags),
    availability: availabilityOf(flags),
    unreadable: isUnreadable(flags) ? { column: rows.unreadableColumns.get(row) ?? null } : null,
  };
}

/** The newest snapshots once this one is there. */
export function newestWith(before: NewestByKind, snapshot: SnapshotOf): NewestByKind {
  const after = new Map(before);
  for (const kind of snapshot.kinds) {
    const known = before.get(kind);
    const { importId, exportedAt } = snapshot;
    const isNewer =
      known === undefined ||
      exportedAt > known.exportedAt ||
      (exportedAt === known.exportedAt && importId > known.importId);
    if (isNewer) after.set(kind, { importId, exportedAt });
  }
  return after;
}

/** Weighs. What single clients say of themselves beside the file is read from the database. */
export async function weighRows(tx: Tx, snapshot: SnapshotOf, taken: TakenRows): Promise<WeighedRows> {
  const { rows, known } = taken;
  const before = await loadNewest(tx, snapshot.applianceId);
  const newest = newestWith(before, snapshot);
  const releasedAt = await loadWeighedFrom(tx, snapshot.applianceId);
  const rowOf = new Int32Array(known.count).fill(-1);
  for (let row = 0; row < rows.count; row++)
    if (rows.fate[row] === rowFates.known) rowOf[rows.client[row] as number] = row;
  const weighed: WeighedRows = { rowOf, stood: new Uint8Array(known.count), behind: [], newest };
  const kinds = new Set<ClientKind>(snapshot.kinds);
  await makeChangeTable(tx);

  for (let from = 0; from < known.count; from += clientsAtOnce) {
    const to = Math.min(from + clientsAtOnce, known.count);
    const moved: { clientId: number; now: NowFacts }[] = [];
    let place = from;
    const which = `n.client_id BETWEEN ${known.id[from]} AND ${known.id[to - 1]}`;
    const timeOf = await loadSourceTimes(tx, snapshot.applianceId, which);
    await readBinary(
      tx,
      `SELECT n.client_id, ${factColumns.map((column) => `n.${column}`).join(", ")} FROM client_now n
        WHERE n.appliance_id = ${snapshot.applianceId} AND ${which}
        ORDER BY n.client_id`,
      (read) => {
        const clientId = read.int() ?? 0;
        const now = readNowFacts(read);
        while ((known.id[place] as number) < clientId) place++;
        if (now.firstEvidenceAt !== null) weighed.stood[place] = 1;
        const next = weigh(place, now, timeOf);
        if (next !== null) moved.push({ clientId, now: next });
      },
    );
    if (moved.length > 0) await writeMoved(tx, moved);
  }
  await applyMoved(tx);
  await registerNow(tx, snapshot, taken, newest, releasedAt);
  return weighed;

  /** The row that a client has from now on; null: it stays as it is. */
  function weigh(place: number, now: NowFacts, timeOf: TimeOf): NowFacts | null {
    const kind = clientKinds[known.kind[place] as number] as ClientKind;
    const row = rowOf[place] as number;
    if (row === -1 && !kinds.has(kind)) return null;
    const marks = known.marks[place] as number;
    let facts = toFacts(now, before.get(kind) ?? null, timeOf);
    if (row !== -1) {
      const sighting = sightingOfRow(rows, row, snapshot);
      const stands = (marks & (clientMarks.merged | clientMarks.mergedInto)) === 0;
      if (stands && isNewest(facts, sighting)) facts = addSighting(facts, sighting, releasedAt);
      else weighed.behind.push(place);
    }
    const next = toNowFacts(facts, (marks & clientMarks.merged) !== 0, newest.get(kind) ?? null);
    return sameNowFacts(now, next) ? null : next;
  }
}

async function makeChangeTable(tx: Tx): Promise<void> {
  await tx.query(
    `CREATE TEMP TABLE IF NOT EXISTS now_change (client_id int, ${factColumns.map((column) => `${column} ${typeOf(column)}`).join(", ")})
     ON COMMIT DELETE ROWS`,
  );
  await tx.query("TRUNCATE now_change");
}

function typeOf(column: string): string {
  if (column.endsWith("_at")) return "timestamptz";
  if (column.endsWith("_source")) return "int";
  return /^(connection_type|availability|unreadable_column)$/.test(column) ? "text" : "boolean";
}

async function writeMoved(tx: Tx, moved: readonly { clientId: number; now: NowFacts }[]): Promise<void> {
  await copyBinary(tx, `now_change (client_id, ${factColumns.join(", ")})`, function* (rows) {
    for (const { clientId, now } of moved) {
      rows.row(1 + factColumns.length);
      rows.int4(clientId);
      writeNowFacts(rows, now);
      yield undefined;
    }
  });
}

async function applyMoved(tx: Tx): Promise<void> {
  await tx.query("ANALYZE now_change");
  await tx.query(
    `UPDATE client_now n SET (${factColumns.join(", ")}) = ROW(${factColumns.map((column) => `c.${column}`).join(", ")})
       FROM now_change c WHERE n.client_id = c.client_id`,
  );
}

/** Writes what is known of these clients now. */
export async function writeNow(tx: Tx, moved: readonly { clientId: number; now: NowFacts }[]): Promise<void> {
  if (moved.length === 0) return;
  await makeChangeTable(tx);
  await writeMoved(tx, moved);
  await applyMoved(tx);
}

/** The rows of clients that the file brought. */
async function registerNow(
  tx: Tx,
  snapshot: SnapshotOf,
  { rows, fresh }: TakenRows,
  newest: NewestByKind,
  releasedAt: number | null,
): Promise<void> {
  if (fresh.length === 0) return;
  await copyBinary(
    tx,
    `client_now (client_id, appliance_id, kind, ${factColumns.join(", ")})`,
    function* (written) {
      for (const { clientId, row } of fresh) {
        const kind = clientKinds[rows.kind[row] as number] as ClientKind;
        const newestOfKind: Newest | null = newest.get(kind) ?? null;
        written.row(3 + factColumns.length);
        written.int4(clientId);
        written.int4(snapshot.applianceId);
        written.text(kind);
        writeNowFacts(
          written,
          toNowFacts(
            addSighting(noFacts, sightingOfRow(rows, row, snapshot), releasedAt),
            false,
            newestOfKind,
          ),
        );
        yield undefined;
      }
    },
  );
}
