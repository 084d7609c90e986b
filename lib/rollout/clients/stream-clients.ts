/** Every client that fits a question, for a file: thousands at a time, so that memory stays flat and nobody waits for the first ones. */
import { type RowPlace, RowReader, readBinary } from "@/lib/platform/copy-binary";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Tx } from "@/lib/platform/db";
import type { StoredReason } from "../members/explain";
import { openReasonReader, type ReasonReader } from "../members/reason-reader";
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
  state: string | null;
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

/** SQL for each of them, over `client c`, `client_now n` and its member. */
const columnsOf = (
  member: MemberSource,
  lastSeen: LastSeen,
): Record<keyof typeof filedNames | keyof typeof filedParts, string> => ({
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
  const readReasons = openReasonReader(ctx.now);
  const load = async (ids: number[]) =>
    inTransaction(ctx.db, (tx) => fileClients(tx, scope, lastSeen, ids, readReasons));
  let coming: Promise<Iterable<FiledClient>> | null = null;
  for await (const ids of piecesOf(walkClients(ctx.db, { query, scope, lastSeen }))) {
    const ready = coming;
    // One piece ahead: it is fetched while the one before is written.
    coming = load(ids);
    coming.catch(() => undefined);
    if (ready) yield await ready;
  }
  if (coming) yield await coming;
}

/** The first piece is small, so that it is there at once. */
async function* piecesOf(walk: AsyncGenerator<number[]>): AsyncGenerator<number[]> {
  let size = firstAtOnce;
  for await (const ids of walk)
    for (let start = 0; start < ids.length; ) {
      yield ids.slice(start, start + size);
      start += size;
      size = filedAtOnce;
    }
}

/** Where the row of a client stands, with what its reason is found by. */
interface FiledRow {
  id: number;
  rolloutId: number | null;
  rest: RowPlace;
}

/** Those of these clients that are there, in the given order. */
async function fileClients(
  tx: Tx,
  scope: ClientScope,
  lastSeen: LastSeen,
  ids: readonly number[],
  readReasons: ReasonReader,
): Promise<Iterable<FiledClient>> {
  const rows = new Map<number, FiledRow>();
  const byRollout = new Map<number, number[]>();
  await readBinary(tx, filedQuery(scope, lastSeen, ids), (row) => {
    const id = row.int() ?? 0;
    const rolloutId = row.int();
    rows.set(id, { id, rolloutId, rest: row.place() });
    if (rolloutId === null) return;
    const members = byRollout.get(rolloutId);
    if (members) members.push(id);
    else byRollout.set(rolloutId, [id]);
  });
  const reasons = new Map<number, StoredReason>();
  for (const [rolloutId, members] of byRollout)
    for (const [id, reason] of await readReasons(tx, rolloutId, members)) reasons.set(id, reason);
  return inOrder(ids, rows, reasons);
}

function filedQuery(scope: ClientScope, lastSeen: LastSeen, ids: readonly number[]): string {
  const member = memberSource(scope);
  const columns = columnsOf(member, lastSeen);
  const filed = [...Object.keys(filedNames), ...Object.keys(filedParts)] as (keyof typeof columns)[];
  const wanted = `ANY('{${ids.join(",")}}'::int[])`;
  // Said of both tables, both are gone through in the order of ids instead of the second being looked up one by one.
  return `SELECT c.id, ${member.orNull("rollout_id")}, c.appliance_id, c.kind, ${member.orNull("state")}, a.time_zone,
                 ${filed.map((name) => columns[name]).join(", ")}
            FROM client c JOIN client_now n ON n.client_id = c.id JOIN appliance a ON a.id = c.appliance_id
                 ${member.lookUp} ${lastSeen.join}
           WHERE c.id = ${wanted} AND n.client_id = ${wanted}`;
}

function* inOrder(
  ids: readonly number[],
  rows: ReadonlyMap<number, FiledRow>,
  reasons: ReadonlyMap<number, StoredReason>,
): Generator<FiledClient> {
  const row = new RowReader();
  for (const id of ids) {
    const found = rows.get(id);
    if (!found) continue;
    row.goTo(found.rest);
    const applianceId = row.int() ?? 0;
    const kind = row.text() ?? "";
    const state = row.text();
    const timeZone = row.text() ?? "";
    yield { id, applianceId, kind, state, timeZone, reason: reasons.get(id) ?? null, row };
  }
}
