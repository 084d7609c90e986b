/** Every client that fits a question, for a file: thousands at a time, so that memory stays flat and nobody waits for the first ones. */
import type { Ctx } from "@/lib/platform/context";
import type { StoredReason } from "../members/explain";
import { openReasonReader } from "../members/reason-reader";
import type { ClientQuery } from "./client-query";
import { type LastSeen, lastSeenOf } from "./last-seen";
import { type MemberSource, memberSource } from "./member-source";
import { type ClientScope, scopeOf } from "./shown-rollouts";
import { walkClients } from "./walk-clients";

/** A client as a file shows it. Instants as RFC 3339 in UTC; what is not known is empty. */
export interface FiledClient {
  id: number;
  applianceId: number;
  kind: string;
  state: string | null;
  timeZone: string;
  reason: StoredReason | null;
  /** Texts of the client, by `filedNames`. */
  names: string[];
  /** And of its part in the rollout, by `filedParts`. */
  parts: string[];
}

/** Sets the columns of a row apart that come as one text: nothing that is printed. */
const apart = "\u001F";

const nameColumns = (): Record<string, string> => ({
  name: "c.name",
  hostname: "c.hostname",
  fqdn: "c.fqdn",
  vendorId: "c.vendor_id",
  group: "c.group_name",
  connectionType: "n.connection_type",
});

const partColumns = (member: MemberSource, lastSeen: LastSeen): Record<string, string> => ({
  stateSince: `(${member.orNull("state_since")})::text`,
  lastSeenAt: `(${lastSeen.column})::text`,
  dueAt: `(${member.orNull("due_at")})::text`,
  checkedInAt: `(${member.orNull("checked_in_at")})::text`,
  late: `COALESCE(NOT ${member.orNull("cohort")}, false)::text`,
  left: `COALESCE(${member.orNull("has_left")}, false)::text`,
  possibleDuplicate: "(c.possible_duplicate AND c.survivor_id IS NULL)::text",
  survivorId: "c.survivor_id::text",
  site: "c.site",
  owner: "c.owner",
  tags: "array_to_string(c.tags, ', ')",
});

export const filedNames = Object.keys(nameColumns());
export const filedParts = [
  "stateSince",
  "lastSeenAt",
  "dueAt",
  "checkedInAt",
  "late",
  "left",
  "possibleDuplicate",
  "survivorId",
  "site",
  "owner",
  "tags",
];

/** How many of `filedParts` are instants: the first ones. */
const instants = 4;

/** PostgreSQL's text of an instant (the session is in UTC) as RFC 3339. */
function asRfc3339(text: string): string {
  if (text === "") return "";
  const fraction = text.charAt(19) === "." ? text.slice(20, text.indexOf("+", 20)).padEnd(3, "0") : "000";
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${fraction}Z`;
}

/** SQL: columns as one text. `clean`: without what sets them apart, should it stand in one of them. */
function asOne(columns: Readonly<Record<string, string>>, clean: boolean): string {
  const texts = Object.values(columns).map((column) =>
    clean ? `COALESCE(translate(${column}, E'\\x1F', ''), '')` : `COALESCE(${column}, '')`,
  );
  return texts.join(` || E'\\x1F' || `);
}

const firstAtOnce = 1_000;
const filedAtOnce = 5_000;

/**
 * In the question's order, piece by piece from where the last one ended: no connection is held while bytes wait for a reader. What
 * comes or goes meanwhile may be in it or not, and nothing is in it twice.
 */
export async function* streamClients(ctx: Ctx, query: ClientQuery): AsyncGenerator<FiledClient[]> {
  const scope = await scopeOf(ctx, query);
  const lastSeen = await lastSeenOf(ctx.db, scope);
  const readReasons = openReasonReader(ctx.db, ctx.now);
  const load = async (ids: number[]) => fileClients(ctx, scope, lastSeen, ids, readReasons);
  let coming: Promise<FiledClient[]> | null = null;
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

interface FiledRow {
  id: number;
  applianceId: number;
  kind: string;
  state: string | null;
  rolloutId: number | null;
  timeZone: string;
  names: string;
  parts: string;
}

async function fileClients(
  ctx: Ctx,
  scope: ClientScope,
  lastSeen: LastSeen,
  ids: readonly number[],
  readReasons: ReturnType<typeof openReasonReader>,
  clean = false,
): Promise<FiledClient[]> {
  const member = memberSource(scope);
  const { rows } = await ctx.db.query<FiledRow>(
    `SELECT c.id, c.appliance_id AS "applianceId", c.kind, ${member.orNull("state")} AS state, ${member.orNull("rollout_id")} AS "rolloutId",
            a.time_zone AS "timeZone", ${asOne(nameColumns(), clean)} AS names, ${asOne(partColumns(member, lastSeen), clean)} AS parts
       FROM unnest($1::int[]) WITH ORDINALITY AS wanted(id, place)
       JOIN client c ON c.id = wanted.id JOIN appliance a ON a.id = c.appliance_id
       JOIN client_now n ON n.client_id = c.id ${member.lookUp} ${lastSeen.join}
      ORDER BY wanted.place`,
    [ids],
  );
  const byRollout = new Map<number, number[]>();
  for (const { id, rolloutId } of rows) {
    if (rolloutId === null) continue;
    const members = byRollout.get(rolloutId);
    if (members) members.push(id);
    else byRollout.set(rolloutId, [id]);
  }
  const reasons = new Map<number, StoredReason>();
  for (const [rolloutId, members] of byRollout)
    for (const [id, reason] of await readReasons(rolloutId, members)) reasons.set(id, reason);
  const clients = rows.map(({ names, parts, rolloutId: _, ...row }) => ({
    ...row,
    reason: reasons.get(row.id) ?? null,
    names: names.split(apart),
    parts: parts.split(apart).map((part, place) => (place < instants ? asRfc3339(part) : part)),
  }));
  const isWhole = ({ names, parts }: FiledClient) =>
    names.length === filedNames.length && parts.length === filedParts.length;
  return clean || clients.every(isWhole)
    ? clients
    : fileClients(ctx, scope, lastSeen, ids, readReasons, true);
}
