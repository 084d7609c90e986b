/** Read models of the fleet: lists of clients, how many there are of each sort, and all of them for a file. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import { type ClientKind, type ConnectionType, clientKinds } from "@/lib/core/client";
import type { ReasonInput } from "@/lib/core/judging/rule";
import { type MemberState, memberStates } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { type Fragment, filterClients, type RolloutsShown, type Visible } from "./client-filter";
import { type ClientCursor, pageOf, sortKeyColumn } from "./client-page";
import type { ClientQuery } from "./client-query";
import { releaseTitle } from "./release-title";

/** Why a member is in its state, as it was stored with it. */
export interface MemberReason {
  code: ReasonCode;
  inputs: Record<string, ReasonInput>;
}

/** A client as a list shows it, with its state in the rollout shown. Instants in epoch milliseconds. */
export interface ClientRow {
  id: number;
  applianceId: number;
  kind: ClientKind;
  name: string;
  hostname: string | null;
  fqdn: string | null;
  vendorId: string | null;
  group: string | null;
  connectionType: ConnectionType | null;
  site: string | null;
  owner: string | null;
  tags: string[];
  lastSeenAt: number | null;
  survivorId: number | null;
  possibleDuplicate: boolean;
  identityBasis: string;
  timeZone: string;
  rolloutId: number | null;
  state: MemberState | null;
  reason: MemberReason | null;
  stateSince: number | null;
  dueAt: number | null;
  checkedInAt: number | null;
  late: boolean;
  left: boolean;
}

/**
 * A client registered under a short name that fits several FQDNs may be one of those. The doubt is over once it is
 * recognised by its own vendor id or FQDN, and does not matter for a shadow; both are computed from the sightings that
 * stand, so it comes back when those are taken back.
 */
const possibleDuplicate = `(c.possible_duplicate AND c.survivor_id IS NULL)`;

/** A client's columns and its member's, over `client c`, `member m` and `appliance a`. */
export const clientColumns = `
  c.id, c.appliance_id AS "applianceId", c.kind, c.name, c.hostname, c.fqdn, c.vendor_id AS "vendorId",
  c.group_name AS "group", c.connection_type AS "connectionType", c.site, c.owner, c.tags,
  c.last_seen_at AS "lastSeenAt", c.survivor_id AS "survivorId", ${possibleDuplicate} AS "possibleDuplicate",
  c.identity_basis AS "identityBasis", a.time_zone AS "timeZone",
  m.rollout_id AS "rolloutId", m.state, m.reason, m.state_since AS "stateSince", m.due_at AS "dueAt",
  m.checked_in_at AS "checkedInAt", COALESCE(NOT m.cohort, false) AS late, COALESCE(m.has_left, false) AS "left"`;

/** A page of clients; `previous` and `next` are where the neighbouring pages begin. */
export interface ClientList {
  items: ClientRow[];
  next: ClientCursor | null;
  previous: ClientCursor | null;
  total: number;
}

/**
 * Clients that fit a question, a page at a time (`limit` ≤ 500), and how many there are in all.
 * State and reason are those of `query.rolloutId`, else of each appliance's newest rollout.
 * @throws AppError 403 for somebody who may see no clients, 404 for a rollout they may not know of.
 */
export async function listClients(
  ctx: Ctx,
  query: ClientQuery,
  page: { limit: number; cursor: ClientCursor | null },
): Promise<ClientList> {
  const filter = await filterFor(ctx, query);
  const counting = ctx.db.query<{ total: number }>(
    `SELECT count(*) AS total FROM ${filter.from} WHERE ${filter.where}`,
    filter.values,
  );
  const values = [...filter.values];
  const start = pageOf(query, page.cursor, values);
  values.push(page.limit + 1);
  const listing = ctx.db.query<ClientRow & { sort_key: string | number | null }>(
    `SELECT ${clientColumns}, ${sortKeyColumn(query)}
       FROM ${filter.from} JOIN appliance a ON a.id = c.appliance_id
      WHERE ${filter.where} AND ${start.where}
      ORDER BY ${start.orderBy} LIMIT $${values.length}`,
    values,
  );
  const [counted, listed] = await Promise.all([counting, listing]);
  const back = page.cursor?.back ?? false;
  const more = listed.rows.length > page.limit;
  const rows = listed.rows.slice(0, page.limit);
  if (back) rows.reverse();
  const cursorAt = (row: (typeof rows)[number] | undefined, towardsStart: boolean): ClientCursor | null =>
    row ? { sort: query.sort ?? "name", value: row.sort_key, id: row.id, back: towardsStart } : null;
  return {
    items: rows.map(({ sort_key: _, ...row }) => row),
    next: more || back ? cursorAt(rows.at(-1), false) : null,
    previous: (back ? more : page.cursor !== null) ? cursorAt(rows[0], true) : null,
    total: counted.rows[0]?.total ?? 0,
  };
}

/** How many clients fit a question, by state (`none`: no rollout yet). A state filter in the question is set aside. */
export async function countClients(
  ctx: Ctx,
  query: ClientQuery,
): Promise<Record<MemberState | "none", number>> {
  const filter = await filterFor(ctx, { ...query, state: [] });
  const { rows } = await ctx.db.query<{ state: MemberState | null; clients: number }>(
    `SELECT m.state, count(*) AS clients FROM ${filter.from} WHERE ${filter.where} GROUP BY m.state`,
    filter.values,
  );
  const count = (state: MemberState | null) => rows.find((row) => row.state === state)?.clients ?? 0;
  const byState = Object.fromEntries(memberStates.map((state) => [state, count(state)])) as Record<
    MemberState,
    number
  >;
  return { ...byState, none: count(null) };
}

/** What the filters of the clients page can be set to. */
export interface ClientFacets {
  appliances: { id: number; name: string; hostname: string; timeZone: string }[];
  kinds: { kind: ClientKind; clients: number }[];
  /** The largest groups, at most 500. */
  groups: { group: string; clients: number }[];
  /** The rollout whose states are shown, where it is one. */
  rollout: { id: number; applianceId: number; version: string; status: string } | null;
}

/** The choices of the filter bar: all that exist on the appliances in question, not just what the other filters leave. */
export async function clientFacets(ctx: Ctx, query: ClientQuery): Promise<ClientFacets> {
  const visible = refuseUnlessSomewhere(ctx, "client.read");
  const scope = {
    ...emptyQuery,
    applianceId: query.applianceId,
    rolloutId: query.rolloutId,
  };
  const rollouts = await rolloutsShown(ctx, query, visible);
  const filter = filterClients(scope, visible, rollouts);
  const [appliances, kinds, groups, rollout] = await Promise.all([
    ctx.db.query<ClientFacets["appliances"][number]>(
      `SELECT id, name, hostname, time_zone AS "timeZone" FROM appliance WHERE $1::int[] IS NULL OR id = ANY($1) ORDER BY lower(name), id`,
      [visible === "all" ? null : [...visible]],
    ),
    ctx.db.query<ClientFacets["kinds"][number]>(
      `SELECT c.kind, count(*) AS clients FROM ${filter.from} WHERE ${filter.where} GROUP BY c.kind`,
      filter.values,
    ),
    ctx.db.query<ClientFacets["groups"][number]>(
      `SELECT c.group_name AS "group", count(*) AS clients FROM ${filter.from}
        WHERE ${filter.where} AND c.group_name IS NOT NULL
        GROUP BY c.group_name ORDER BY clients DESC, c.group_name LIMIT 500`,
      filter.values,
    ),
    rollouts.ids.length === 1
      ? ctx.db.query<NonNullable<ClientFacets["rollout"]>>(
          `SELECT r.id, r.appliance_id AS "applianceId", ${releaseTitle} AS version, r.status
             FROM rollout r JOIN release l ON l.id = r.release_id WHERE r.id = $1`,
          [rollouts.ids[0]],
        )
      : null,
  ]);
  return {
    appliances: appliances.rows,
    kinds: [...kinds.rows].sort((a, b) => clientKinds.indexOf(a.kind) - clientKinds.indexOf(b.kind)),
    groups: groups.rows,
    rollout: rollout?.rows[0] ?? null,
  };
}

const streamedAtOnce = 2_000;

/**
 * Every client that fits a question, in its order, page by page from where the last one ended: no connection is held while
 * bytes wait for a reader, and memory stays flat. What comes or goes meanwhile may be in it or not, and nothing is in it twice.
 */
export async function* streamClients(ctx: Ctx, query: ClientQuery): AsyncGenerator<ClientRow> {
  const filter = await filterFor(ctx, query);
  for (let cursor: ClientCursor | null = null; ; ) {
    const values = [...filter.values];
    const start = pageOf(query, cursor, values);
    values.push(streamedAtOnce);
    const { rows } = await ctx.db.query<ClientRow & { sort_key: string | number | null }>(
      `SELECT ${clientColumns}, ${sortKeyColumn(query)}
         FROM ${filter.from} JOIN appliance a ON a.id = c.appliance_id
        WHERE ${filter.where} AND ${start.where} ORDER BY ${start.orderBy} LIMIT $${values.length}`,
      values,
    );
    for (const { sort_key: _, ...row } of rows) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < streamedAtOnce) return;
    cursor = { sort: query.sort ?? "name", value: last.sort_key, id: last.id, back: false };
  }
}

const emptyQuery: ClientQuery = { state: [], kind: [], reason: [] };

async function filterFor(ctx: Ctx, query: ClientQuery): Promise<Fragment> {
  const visible = refuseUnlessSomewhere(ctx, "client.read");
  return filterClients(query, visible, await rolloutsShown(ctx, query, visible));
}

/** The rollout asked for, else the newest one of each appliance: that of the site release installed last. */
async function rolloutsShown(ctx: Ctx, query: ClientQuery, visible: Visible): Promise<RolloutsShown> {
  const { rows } = await ctx.db.query<{ id: number }>(
    `SELECT DISTINCT ON (r.appliance_id) r.id
       FROM rollout r JOIN release l ON l.id = r.release_id
      WHERE l.withdrawn_at IS NULL
        AND ($1::int[] IS NULL OR r.appliance_id = ANY($1))
        AND ($2::int IS NULL OR r.appliance_id = $2)
        AND ($3::int IS NULL OR r.id = $3)
      ORDER BY r.appliance_id, l.installed_at DESC, l.id DESC`,
    [visible === "all" ? null : [...visible], query.applianceId ?? null, query.rolloutId ?? null],
  );
  if (query.rolloutId !== undefined && rows.length === 0) throw notFound("rollout", query.rolloutId);
  return { ids: rows.map((row) => row.id), only: query.rolloutId !== undefined };
}
