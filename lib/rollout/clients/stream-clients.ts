/** Every client that fits a question, for a file: thousands at a time, so that memory stays flat and nobody waits for the first ones. */
import type { MemberState } from "@/lib/core/member";
import { LineFinder } from "@/lib/evidence/line-finder";
import type { Ctx } from "@/lib/platform/context";
import { KeptRows, RowReader, readBinary } from "@/lib/platform/copy-binary";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { oneAhead } from "@/lib/platform/one-ahead";
import { isOneOf } from "../members/block-ranges";
import type { StoredReason } from "../members/explain";
import { candidateColumns } from "../members/fleet-reader";
import { giveLines, openReasons, ownersAmong, type ReasonOf } from "../members/reason-reader";
import type { ClientQuery } from "./client-query";
import { type LastSeen, lastSeenOf } from "./last-seen";
import { type MemberSource, memberSource } from "./member-source";
import { type ClientScope, scopeOf } from "./shown-rollouts";
import { walkClients } from "./walk-clients";

/** A client as a file shows it. */
export interface FiledClient {
  id: number;
  applianceId: number;
  kind: string;
  state: MemberState | null;
  timeZone: string;
  reason: StoredReason | null;
  /** What else there is, in the order of `filedNames` and `filedParts`; to be read before the next client is asked for. */
  row: RowReader;
}

type FiledType = "text" | "instant" | "bool" | "int";
type Filed = Readonly<Record<string, FiledType>>;

/** Texts of the client. */
export const filedNames = {
  name: "text",
  hostname: "text",
  fqdn: "text",
  vendorId: "text",
  group: "text",
  connectionType: "text",
} as const satisfies Filed;

/** Its part in the rollout, and what people note of it. */
export const filedParts = {
  stateSince: "instant",
  lastSeenAt: "instant",
  dueAt: "instant",
  checkedInAt: "instant",
  late: "bool",
  left: "bool",
  possibleDuplicate: "bool",
  survivorId: "int",
  site: "text",
  owner: "text",
  tags: "text",
} as const satisfies Filed;

type FiledName = keyof typeof filedNames | keyof typeof filedParts;
const filedColumns = [...Object.keys(filedNames), ...Object.keys(filedParts)] as FiledName[];

/** SQL for each of them, over `client c`, `client_now n` and its member. */
const columnsOf = (member: MemberSource, lastSeen: LastSeen): Record<FiledName, string> => ({
  name: "c.name",
  hostname: "c.hostname",
  fqdn: "c.fqdn",
  vendorId: "c.vendor_id",
  group: "c.group_name",
  connectionType: "n.connection_type",
  stateSince: member.orNull("state_since"),
  lastSeenAt: lastSeen.column,
  dueAt: member.orNull("due_at"),
  checkedInAt: member.orNull("checked_in_at"),
  late: `COALESCE(NOT ${member.orNull("cohort")}, false)`,
  left: `COALESCE(${member.orNull("has_left")}, false)`,
  possibleDuplicate: "(c.possible_duplicate AND c.survivor_id IS NULL)",
  survivorId: "c.survivor_id",
  site: "c.site",
  owner: "c.owner",
  tags: "array_to_string(c.tags, ', ')",
});

const firstAtOnce = 1_000;
const filedAtOnce = 5_000;

/**
 * In the question's order, piece by piece from where the last one ended: no connection is held while bytes wait for a reader. What
 * comes or goes meanwhile may be in it or not, and nothing is in it twice.
 */
export async function* streamClients(
  ctx: Ctx,
  query: ClientQuery,
): AsyncGenerator<Iterable<FiledClient>, void, undefined> {
  const scope = await scopeOf(ctx, query);
  const lastSeen = await lastSeenOf(ctx.db, scope);
  const finder = new LineFinder();
  for await (const piece of oneAhead(piecesOf(ctx, query, scope, lastSeen)))
    yield* clientsOf(ctx, piece, finder);
}

/** What is known of a client says nothing without the imports it was known from: rows and imports are read as of one instant. */
const ofOneInstant = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ";

/** While people are looked for further on, those who were found are fetched, and while those are fetched, others are written. */
async function* piecesOf(
  { db, now }: Ctx,
  question: ClientQuery,
  scope: ClientScope,
  lastSeen: LastSeen,
): AsyncGenerator<Piece, void, undefined> {
  // The first piece is small, so that it is there at once.
  let size = firstAtOnce;
  for await (const found of oneAhead(walkClients(db, { query: question, scope, lastSeen })))
    for (let start = 0; start < found.length; ) {
      const ids = found.slice(start, start + size);
      const query = filedQuery(scope, lastSeen, ids);
      yield inTransaction(db, (tx) => loadPiece(tx, now, ids, query), ofOneInstant);
      start += size;
      size = filedAtOnce;
    }
}

function filedQuery(scope: ClientScope, lastSeen: LastSeen, ids: readonly number[]): string {
  const member = memberSource(scope);
  const columns = columnsOf(member, lastSeen);
  const isWanted = isOneOf(ids);
  const filed = filedColumns.map((name) => columns[name]);
  const head = [
    "c.id",
    member.orNull("rollout_id"),
    "c.appliance_id",
    "c.kind",
    member.orNull("state"),
    "a.time_zone",
  ];
  // Asked of both tables, both are gone through in the order of ids instead of the second being looked up one by one.
  return `SELECT ${[...head, ...filed, candidateColumns].join(", ")}
            FROM client c JOIN client_now n ON n.client_id = c.id JOIN appliance a ON a.id = c.appliance_id
                 ${member.lookUp} ${lastSeen.join}
           WHERE ${isWanted("c.id")} AND ${isWanted("n.client_id")}`;
}

/** Rows as they came, which cost next to nothing while they wait, and what else their reasons rest on. */
interface Piece {
  ids: readonly number[];
  rows: KeptRows;
  reasonOf: ReadonlyMap<number, ReasonOf>;
  owners: ReadonlySet<number>;
}

async function loadPiece(tx: Tx, now: number, ids: readonly number[], query: string): Promise<Piece> {
  const rows = new KeptRows();
  const members = new Map<number, number[]>();
  await readBinary(tx, query, (row) => {
    const id = row.int() ?? 0;
    rows.keep(id, row);
    const rolloutId = row.int();
    if (rolloutId === null) return;
    const ofRollout = members.get(rolloutId);
    if (ofRollout) ofRollout.push(id);
    else members.set(rolloutId, [id]);
  });
  const reasonOf = new Map<number, ReasonOf>();
  for (const [rolloutId, clientIds] of members)
    reasonOf.set(rolloutId, await openReasons(tx, rolloutId, clientIds, now));
  return { ids, rows, reasonOf, owners: await ownersAmong(tx, ids) };
}

/** A few at a time: what is made of a row is gone again before much has gathered. */
const madeAtOnce = 250;

async function* clientsOf(
  { db }: Ctx,
  { ids, rows, reasonOf, owners }: Piece,
  finder: LineFinder,
): AsyncGenerator<Iterable<FiledClient>, void, undefined> {
  for (let start = 0; start < ids.length; start += madeAtOnce) {
    const some = ids.slice(start, start + madeAtOnce);
    const reasons = new Map<number, StoredReason>();
    const row = new RowReader();
    for (const id of some) {
      if (!rows.find(id, row)) continue;
      const explain = reasonOf.get(row.int() ?? 0);
      if (!explain) continue;
      row.skip(afterRollout + filedColumns.length);
      const reason = explain(id, row);
      if (reason) reasons.set(id, reason);
    }
    await giveLines(db, finder, reasons, owners);
    yield inOrder(some, rows, reasons);
  }
}

/** Columns of the head behind the rollout. */
const afterRollout = 4;

function* inOrder(
  ids: readonly number[],
  rows: KeptRows,
  reasons: ReadonlyMap<number, StoredReason>,
): Generator<FiledClient> {
  const row = new RowReader();
  for (const id of ids) {
    if (!rows.find(id, row)) continue;
    row.skip(1);
    const applianceId = row.int() ?? 0;
    const kind = row.text() ?? "";
    const state = row.text() as MemberState | null;
    const timeZone = row.text() ?? "";
    yield { id, applianceId, kind, state, timeZone, reason: reasons.get(id) ?? null, row };
  }
}
