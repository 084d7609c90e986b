/** What a snapshot changes against the one before it: bits of its clients, and what moved or changed about each. */
import { type ClientKind, clientKinds } from "@/lib/core/client";
import type { Description } from "@/lib/core/description";
import { copyRows } from "@/lib/platform/copy";
import { inTransaction, type Pool, type Tx } from "@/lib/platform/db";
import { changeBits } from "../change-bits";
import { availabilityOf, connectionTypeOf, isUnreadable, needsUpdateOf } from "../rows/row-flags";
import { loadTexts } from "../said";
import { sayingOf } from "../says";
import { clientAt, readBlocks } from "../snapshot-block";
import { findDuplicates } from "./find-duplicates";
import { clientMarks, placeOfClient } from "./known-clients";
import type { SnapshotOf } from "./snapshot";
import type { TakenRows } from "./take-rows";
import type { WeighedRows } from "./weigh-rows";

/** A complete snapshot that stands. Instants in epoch milliseconds. */
export interface Snapshot {
  importId: number;
  exportedAt: number;
  /** The fields that its file had columns for. */
  fields: readonly (string | null)[];
}

/** What the difference to the snapshot before counts. */
export interface DiffCounts {
  added: number;
  returned: number;
  missing: number;
  moved: number;
  changed: number;
  duplicates: number;
  /** In the file, in a row that could not be read. */
  unreadable: number;
}

export interface ComparedRows {
  counts: DiffCounts;
  /** Change bits of known clients, by place. */
  knownBits: Uint8Array;
  /** The same of new ones, in the order of `TakenRows.fresh`. */
  freshBits: Uint8Array;
  /** Clients of the snapshot before, of these kinds: how many, and (by place) what it says of each. */
  before: { clients: number; says: Int32Array; said: Int16Array };
}

/** What counts as "changed": what a person would want to hear of, not what moves with every export. */
const tellingAttributes = ["operating_system", "private_ip", "tag", "comments"];

/**
 * Compares. `previous` null: it is the first. Writes who moved or changed into `import_change`, in a transaction of its own: a
 * person who is asked about the snapshot sees it though nothing else of it stands. It is written anew with each look.
 */
export async function compareRows(
  db: Pool,
  tx: Tx,
  snapshot: SnapshotOf,
  taken: TakenRows,
  weighed: WeighedRows,
  previous: Snapshot | null,
): Promise<ComparedRows> {
  const { rows, known, fresh } = taken;
  const { rowOf, stood } = weighed;
  const kinds = new Set<ClientKind>(snapshot.kinds);
  const before = await readBefore(tx, taken, previous, kinds);
  const owners = await loadOwners(tx, taken);
  const ownerOf = (place: number) => owners.get(place) ?? place;

  // By owner: clients that a person made one come and go as one.
  const listed = new Uint8Array(known.count);
  const wasListed = new Uint8Array(known.count);
  for (let place = 0; place < known.count; place++) {
    if (rowOf[place] !== -1) listed[ownerOf(place)] = 1;
    if (before.says[place] !== 0) wasListed[ownerOf(place)] = 1;
  }
  const knownBits = new Uint8Array(known.count);
  const counts: DiffCounts = {
    added: 0,
    returned: 0,
    missing: 0,
    moved: 0,
    changed: 0,
    duplicates: 0,
    unreadable: 0,
  };
  const arrived = new Uint8Array(known.count);
  const pairs: Pair[] = [];
  for (let place = 0; place < known.count; place++) {
    const row = rowOf[place] as number;
    const owner = ownerOf(place);
    if (row === -1) {
      const kind = clientKinds[known.kind[place] as number] as ClientKind;
      if (before.says[place] === 0 || !snapshot.complete || !kinds.has(kind) || listed[owner] === 1) continue;
      if (addBit(knownBits, owner, changeBits.missing)) counts.missing++;
      continue;
    }
    if (isUnreadable(rows.flags[row] as number)) {
      addBit(knownBits, place, changeBits.unreadable);
      counts.unreadable++;
      continue;
    }
    const isNew = stood[owner] === 0;
    if ((isNew || (previous !== null && wasListed[owner] === 0)) && arrived[owner] === 0) {
      arrived[owner] = 1;
      addBit(knownBits, owner, isNew ? changeBits.added : changeBits.returned);
      counts[isNew ? "added" : "returned"]++;
    }
    if (before.says[place] !== 0 && maySayOtherwise(place, row)) pairs.push({ place, row });
  }
  const freshBits = new Uint8Array(fresh.length);
  for (const [index, { row }] of fresh.entries()) {
    const isUnread = isUnreadable(rows.flags[row] as number);
    freshBits[index] = isUnread ? changeBits.unreadable : changeBits.added;
    counts[isUnread ? "unreadable" : "added"]++;
  }
  const { moved, changed } = await tellChanges(db, tx, snapshot, taken, before, previous, pairs);
  const duplicates = await findDuplicates(tx, snapshot, taken, (place) => known.id[ownerOf(place)] as number);
  const freshAt = new Map(
    duplicates.length === 0 ? [] : fresh.map(({ clientId }, index) => [clientId, index]),
  );
  for (const clientId of duplicates) {
    const place = placeOfClient(known, clientId);
    const index = freshAt.get(clientId);
    if (place !== -1) addBit(knownBits, place, changeBits.duplicate);
    else if (index !== undefined) addBit(freshBits, index, changeBits.duplicate);
  }
  return {
    counts: { ...counts, moved, changed, duplicates: duplicates.length },
    knownBits,
    freshBits,
    before,
  };

  function maySayOtherwise(place: number, row: number): boolean {
    if (before.said[place] !== rows.said[row]) return true;
    const then = sayingOf(before.says[place] as number);
    const flags = rows.flags[row] as number;
    return (
      then.connectionType !== connectionTypeOf(flags) ||
      then.availability !== availabilityOf(flags) ||
      then.needsUpdate !== needsUpdateOf(flags)
    );
  }
}

interface Pair {
  place: number;
  row: number;
}

/** Sets a bit; false: it was set. */
function addBit(bits: Uint8Array, place: number, bit: number): boolean {
  const had = (bits[place] as number) & bit;
  bits[place] = (bits[place] as number) | bit;
  return had === 0;
}

async function readBefore(
  tx: Tx,
  { known }: TakenRows,
  previous: Snapshot | null,
  kinds: ReadonlySet<ClientKind>,
): Promise<ComparedRows["before"]> {
  const before = { clients: 0, says: new Int32Array(known.count), said: new Int16Array(known.count) };
  if (previous === null) return before;
  let place = 0;
  await readBlocks(tx, `b.import_id = ${previous.importId}`, (block) => {
    for (let at = 0; at < block.says.length; at++) {
      if (block.says[at] === 0) continue;
      const clientId = clientAt(block.block, at);
      while (place < known.count && (known.id[place] as number) < clientId) place++;
      if (place === known.count || known.id[place] !== clientId) continue;
      if (!kinds.has(clientKinds[known.kind[place] as number] as ClientKind)) continue;
      before.says[place] = block.says[at] as number;
      before.said[place] = block.said[at] as number;
      before.clients++;
    }
  });
  return before;
}

/** Of merged clients: the place of the one that stands for each. */
async function loadOwners(tx: Tx, { known }: TakenRows): Promise<Map<number, number>> {
  const merged: number[] = [];
  for (let place = 0; place < known.count; place++)
    if ((known.marks[place] as number) & clientMarks.merged) merged.push(known.id[place] as number);
  if (merged.length === 0) return new Map();
  const { rows } = await tx.query<{ id: number; intoId: number }>(
    'SELECT id, merged_into_id AS "intoId" FROM client WHERE id = ANY($1::int[])',
    [merged],
  );
  return new Map(rows.map(({ id, intoId }) => [placeOfClient(known, id), placeOfClient(known, intoId)]));
}

const pairsAtOnce = 5_000;

/**
 * `moved`: another group; `changed`: another name, host, connection type, availability, update need or telling attribute. What
 * a row does not say (its file has no such column, or the cell is empty) stays known and is no change.
 */
async function tellChanges(
  db: Pool,
  tx: Tx,
  snapshot: SnapshotOf,
  { rows, known }: TakenRows,
  before: ComparedRows["before"],
  previous: Snapshot | null,
  pairs: readonly Pair[],
): Promise<{ moved: number; changed: number }> {
  const told = { moved: 0, changed: 0 };
  await db.query("DELETE FROM import_change WHERE import_id = $1", [snapshot.importId]);
  const hadGroups = previous?.fields.includes("group") ?? false;
  for (let start = 0; start < pairs.length; start += pairsAtOnce) {
    const some = pairs.slice(start, start + pairsAtOnce);
    const texts = await loadTexts(
      tx,
      some.map(({ place }) => known.id[place] as number),
    );
    const lines: [number, number, string, string, string][] = [];
    for (const { place, row } of some) {
      const then = sayingOf(before.says[place] as number);
      if (then.unreadable) continue;
      const clientId = known.id[place] as number;
      const textOf = (no: number) => texts.get(clientId)?.find((text) => text.no === no)?.said;
      const was = textOf(before.said[place] as number);
      const is = textOf(rows.said[row] as number);
      if (!was || !is) continue;
      if (is.group !== null && is.group !== was.group && (was.group !== null || hadGroups)) {
        told.moved++;
        const json = (group: string | null) => JSON.stringify({ group });
        lines.push([snapshot.importId, clientId, "moved", json(was.group), json(is.group)]);
      }
      const flags = rows.flags[row] as number;
      const change = differing(
        tellingOf(was, then),
        tellingOf(is, {
          connectionType: connectionTypeOf(flags),
          availability: availabilityOf(flags),
          needsUpdate: needsUpdateOf(flags),
        }),
      );
      if (change === null) continue;
      told.changed++;
      lines.push([
        snapshot.importId,
        clientId,
        "changed",
        JSON.stringify(change.before),
        JSON.stringify(change.after),
      ]);
    }
    await inTransaction(db, (side) =>
      copyRows(side, "import_change (import_id, client_id, change, before, after)", lines),
    );
  }
  return told;
}

type Telling = Record<string, string | boolean>;

function tellingOf(
  said: Description,
  facts: { connectionType: string | null; availability: string | null; needsUpdate: boolean | null },
): Telling {
  const { name, hostname, fqdn, attributes } = said;
  const { connectionType, availability, needsUpdate } = facts;
  const words = { name, hostname, fqdn, connectionType, availability, needsUpdate };
  const all = [...Object.entries(words), ...tellingAttributes.map((key) => [key, attributes[key]] as const)];
  const telling: Telling = {};
  for (const [key, value] of all) if (value !== null && value !== undefined) telling[key] = value;
  return telling;
}

/** The words that both say and say differently; null: none. */
function differing(before: Telling, after: Telling): { before: Telling; after: Telling } | null {
  const keys = Object.keys(after).filter((key) => key in before && before[key] !== after[key]);
  if (keys.length === 0) return null;
  const only = (telling: Telling) => Object.fromEntries(keys.map((key) => [key, telling[key]])) as Telling;
  return { before: only(before), after: only(after) };
}
