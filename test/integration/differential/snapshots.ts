/** The model's imports: what of a file is taken, what it differs in from the snapshot before, and whether a person has to confirm it. */
import type { SaidRow } from "./fleet";
import { judgeKinds } from "./rollouts";
import { laterFirst, stands } from "./what-is-known";
import { clientAt, type Difference, type KnownImport, type World } from "./world";

/** Reads an import's file and takes it as far as it can go by itself. `idOf`: the product's number of a client. */
export function readImport(world: World, record: KnownImport, idOf: (who: number) => number): void {
  const rows = record.file;
  const accepted = rows.filter(({ unreadable }) => unreadable === null);
  record.rows = [...rows];
  record.accepted = accepted.length;
  record.rejected = rows.length - accepted.length;
  record.kinds = [...new Set(accepted.map(({ kind }) => kind))].sort();
  if (accepted.length === 0) {
    record.status = "failed";
    return;
  }
  const dates = accepted.flatMap(({ connectedAt }) => connectedAt ?? []);
  record.exportedAt = record.stated ?? (dates.length === 0 ? null : Math.max(...dates));
  if (record.exportedAt === null) {
    record.status = "needs_mapping";
    return;
  }
  applyImport(world, record, false, idOf);
}

/** Compares an import with what is known, and applies it unless it has to be confirmed and is not. */
export function applyImport(
  world: World,
  record: KnownImport,
  isConfirmed: boolean,
  idOf: (who: number) => number,
): void {
  const rejectedAsRead = record.rejected;
  dropRepeated(record);
  dropKnownAlready(world, record);
  record.difference = differenceOf(world, record);
  record.reasons = isConfirmed ? [] : reasonsToConfirm(world, record, rejectedAsRead);
  if (record.reasons.length > 0) {
    record.status = "needs_confirmation";
    return;
  }
  record.status = "done";
  for (const row of record.rows) {
    clientAt(world, row.who, idOf(row.who)).entries.push({
      importId: record.id,
      said: {
        vendorId: row.vendorId,
        name: row.name,
        hostname: row.hostname,
        fqdn: null,
        group: row.group,
        attributes: row.attributes,
      },
      sighting: {
        observedAt: madeAt(record),
        source: { type: "import", importId: record.id, line: row.line },
        connectedAt: row.connectedAt,
        connectedFromAt: row.connectedFromAt,
        earliestAt: row.earliestAt,
        online: row.online,
        needsUpdate: row.needsUpdate,
        needsUpdateUnread: row.needsUpdateUnread,
        connectionType: row.connectionType,
        availability: row.availability,
        unreadable: row.unreadable,
      },
    });
  }
  judgeKinds(world, record, false);
}

/** Rule 15. */
export function takeBackImport(world: World, record: KnownImport): void {
  record.status = "taken_back";
  for (const client of world.clients.values()) {
    client.entries = client.entries.filter(({ importId }) => importId !== record.id);
  }
  judgeKinds(world, record, true);
}

export function madeAt({ id, exportedAt }: KnownImport): number {
  if (exportedAt === null) throw new Error(`import ${id} has no time of export`);
  return exportedAt;
}

/** Rows of one vendor id are one client: the one that says most stands, the others are refused. */
function dropRepeated(record: KnownImport): void {
  const saysMost = (a: SaidRow, b: SaidRow) =>
    Number(a.unreadable !== null) - Number(b.unreadable !== null) ||
    rank(b.online) - rank(a.online) ||
    laterFirst(a.connectedAt, b.connectedAt) ||
    need(a.needsUpdate) - need(b.needsUpdate) ||
    a.line - b.line;
  const rank = (online: boolean | null) => (online === null ? 0 : online ? 2 : 1);
  const need = (needs: boolean | null) => (needs === null ? 2 : needs ? 1 : 0);
  for (const row of [...record.rows]) {
    if (row.vendorId === null) continue;
    const same = record.rows.filter(({ who }) => who === row.who).sort(saysMost);
    if (same[0] === row) continue;
    record.rows = record.rows.filter((each) => each !== row);
    if (row.unreadable !== null) continue;
    record.accepted--;
    record.rejected++;
  }
}

/** A refused row registers nobody where another row of the file shows somebody on its host. */
function dropKnownAlready(world: World, record: KnownImport): void {
  const hostOf = ({ kind, hostname }: SaidRow) => `${kind} ${hostname}`;
  const shown = new Set(record.rows.filter(({ unreadable }) => unreadable === null).map(hostOf));
  record.rows = record.rows.filter(
    (row) => row.unreadable === null || world.clients.has(row.who) || !shown.has(hostOf(row)),
  );
}

/** The complete snapshots of these kinds that stand, in the order in which they were made. */
function snapshotsLike(world: World, record: KnownImport): KnownImport[] {
  return world.imports
    .filter(
      (other) =>
        other.status === "done" &&
        other.complete &&
        other.id !== record.id &&
        other.kinds.some((kind) => record.kinds.includes(kind)),
    )
    .sort(byMaking);
}

function byMaking(a: KnownImport, b: KnownImport): number {
  return madeAt(a) - madeAt(b) || a.id - b.id;
}

function previousOf(world: World, record: KnownImport): KnownImport | null {
  return snapshotsLike(world, record).findLast((other) => byMaking(other, record) < 0) ?? null;
}

function differenceOf(world: World, record: KnownImport): Difference {
  const previous = previousOf(world, record);
  const before = new Map((previous?.rows ?? []).map((row) => [row.who, row]));
  const here = new Set(record.rows.map(({ who }) => who));
  const readable = record.rows.filter(({ unreadable }) => unreadable === null);
  const isKnown = ({ who }: SaidRow) => {
    const client = world.clients.get(who);
    return client !== undefined && stands(client);
  };
  const pairs = readable.flatMap((row) => {
    const earlier = before.get(row.who);
    return earlier && earlier.unreadable === null ? [{ row, earlier }] : [];
  });
  const isMoved = ({ row, earlier }: (typeof pairs)[number]) =>
    row.group !== null &&
    row.group !== earlier.group &&
    (earlier.group !== null || previous?.columns.group === true);
  return {
    added: readable.filter((row) => !isKnown(row)).length,
    returned: readable.filter((row) => isKnown(row) && previous !== null && !before.has(row.who)).length,
    missing: record.complete
      ? [...before.values()].filter(({ who, kind }) => record.kinds.includes(kind) && !here.has(who)).length
      : 0,
    moved: pairs.filter(isMoved).length,
    changed: pairs.filter(({ row, earlier }) => isChanged(tellingWords(earlier), tellingWords(row))).length,
    duplicates: shadowsIn(record),
    unreadable: record.rows.length - readable.length,
    rows: readable.length,
    previous: previous?.id ?? null,
  };
}

function tellingWords(row: SaidRow): (string | boolean | null)[] {
  return [
    row.name,
    row.hostname,
    row.connectionType,
    row.availability,
    row.needsUpdate,
    row.attributes.operating_system ?? null,
  ];
}

/** What either of the two does not say is no change. */
function isChanged(
  before: readonly (string | boolean | null)[],
  after: readonly (string | boolean | null)[],
) {
  return after.some((word, place) => word !== null && before[place] !== null && before[place] !== word);
}

/** Rows on one host beyond the one that survives there. */
function shadowsIn(record: KnownImport): number {
  const hosts = new Map<string, SaidRow[]>();
  for (const row of record.rows) {
    const key = `${row.kind} ${row.hostname}`;
    hosts.set(key, [...(hosts.get(key) ?? []), row]);
  }
  return [...hosts.values()].reduce(
    (shadows, rows) => shadows + new Set(rows.map(({ who }) => who)).size - 1,
    0,
  );
}

function reasonsToConfirm(world: World, record: KnownImport, rejected: number): string[] {
  const { confirmChangePercent: percent } = world;
  const reasons: string[] = [];
  const all = record.accepted + record.rejected;
  if (rejected >= 3 && rejected * 100 > all * world.confirmRejectPercent) reasons.push("many_rejected");
  const following = snapshotsLike(world, record).find((other) => byMaking(other, record) > 0) ?? null;
  const previous = previousOf(world, record) ?? following;
  const { difference } = record;
  if (previous === null || difference === null) return reasons;
  const listed = previous.rows.filter(({ kind }) => record.kinds.includes(kind)).length;
  const share = (count: number) => Math.round((count / listed) * 1_000) / 10;
  const arriving = difference.added + difference.returned;
  const net = difference.missing - arriving;
  if (listed > 0 && percent < 100 && share(arriving) > percent) reasons.push("many_added");
  const isShorter = percent < 100 && net >= 10 && share(net) > 10;
  if (listed > 0 && (share(difference.missing) > percent || isShorter)) reasons.push("many_missing");
  if (percent < 100 && record.complete && hasGroupVanished(previous, record)) reasons.push("group_vanished");
  return reasons;
}

/**
 * A group of five or more of whom nobody is in the file, while somebody of another group is. Deliberately not as before: a list says
 * nothing about clients of other kinds.
 */
function hasGroupVanished(previous: KnownImport, record: KnownImport): boolean {
  const here = new Set(record.rows.map(({ who }) => who));
  const groups = new Map<string, SaidRow[]>();
  for (const row of previous.rows) {
    if (row.group !== null && record.kinds.includes(row.kind))
      groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  }
  const isGone = (rows: readonly SaidRow[]) => rows.every(({ who }) => !here.has(who));
  const all = [...groups.values()];
  return all.some((rows) => rows.length >= 5 && isGone(rows)) && !all.every(isGone);
}
