/** How many clients fit a question: exact from what is counted with each change, exact by counting while they are few, else out of a sample. */
import { type MemberState, memberStates } from "@/lib/core/member";
import type { Ctx } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import { conditionsOf, hasMover, placeholders } from "./client-filter";
import type { ClientQuery } from "./client-query";
import { matchesText } from "./client-search";
import { countedAtMost } from "./counted-at-most";
import { matchesOf } from "./find-page";
import { memberSource } from "./member-source";
import { type ClientScope, scopeOf } from "./shown-rollouts";

/** How many fit; `isEstimate`: out of a sample, to two digits. */
export interface ClientTotal {
  clients: number;
  isEstimate: boolean;
}

/** Counts by state (`none`: no member of a rollout that is shown). */
export type CountsByState = Record<MemberState | "none", number>;
export interface ClientCounts {
  byState: CountsByState;
  isEstimate: boolean;
}

/** How many clients fit a question, by state. A state filter in the question is set aside. */
export async function countClients(ctx: Ctx, query: ClientQuery): Promise<ClientCounts> {
  const scope = await scopeOf(ctx, query);
  const all = { ...query, state: [] };
  const tallied = await talliedByState(ctx.db, all, scope);
  if (tallied !== null) return { byState: tallied, isEstimate: false };
  const member = memberSource(scope);
  const { sql, values } = matchesOf(all, scope, member, [`${member.orNull("state")} AS state`]);
  const { rows } = await ctx.db.query<{ state: MemberState | null; clients: number }>(
    `SELECT state, count(*) AS clients FROM (${sql} LIMIT ${countedAtMost + 1}) found GROUP BY state`,
    values,
  );
  const found = rows.reduce((sum, { clients }) => sum + clients, 0);
  if (found <= countedAtMost) return { byState: byStateOf(rows), isEstimate: false };
  return { byState: byStateOf(await sampleByState(ctx.db, all, scope)), isEstimate: true };
}

function byStateOf(rows: readonly { state: MemberState | null; clients: number }[]): CountsByState {
  const count = (state: MemberState | null) => rows.find((row) => row.state === state)?.clients ?? 0;
  const byState = Object.fromEntries(memberStates.map((state) => [state, count(state)]));
  return { ...(byState as Record<MemberState, number>), none: count(null) };
}

/**
 * Out of the tallies of the rollouts shown; `null` where they cannot tell: they know no text, no connection type and no time of a
 * check-in, and only of members.
 */
async function talliedByState(
  db: Sql,
  query: ClientQuery,
  scope: ClientScope,
): Promise<CountsByState | null> {
  const { q, connectionType, checkedInFrom, checkedInTo } = query;
  if (q?.trim() || [connectionType, checkedInFrom, checkedInTo].some((asked) => asked !== undefined))
    return null;
  // A rollout that is over counts its members by the groups that they had.
  if (query.group !== undefined && scope.over.length > 0) return null;
  if (!(await knowsAll(db, query, scope))) return null;
  const values: unknown[] = [];
  const value = placeholders(values);
  const where = [`t.rollout_id = ANY(${value([...scope.going, ...scope.over])}::int[])`];
  if (query.state.length > 0) where.push(`t.state = ANY(${value(query.state)}::member_state[])`);
  if (query.reason.length > 0) where.push(`t.reason_code = ANY(${value(query.reason)}::reason_code[])`);
  if (query.mover.length > 0) where.push(hasMover(query.mover, "t.state", "t.reason_code", value));
  if (query.kind.length > 0) where.push(`t.kind = ANY(${value(query.kind)}::text[])`);
  if (query.group === "") where.push("t.group_name IS NULL");
  else if (query.group !== undefined) where.push(`t.group_name = ${value(query.group)}`);
  if (query.left !== undefined) where.push(`t.has_left = ${value(query.left)}`);
  if (query.late !== undefined) where.push(`t.cohort = ${value(!query.late)}`);
  const { rows } = await db.query<{ state: MemberState; clients: number }>(
    `SELECT t.state, sum(t.members) AS clients FROM rollout_tally t WHERE ${where.join(" AND ")} GROUP BY t.state`,
    values,
  );
  return byStateOf(rows);
}

/** Their sum. */
export async function talliedTotal(db: Sql, query: ClientQuery, scope: ClientScope): Promise<number | null> {
  const byState = await talliedByState(db, query, scope);
  return byState && Object.values(byState).reduce((sum, clients) => sum + clients, 0);
}

/** Whether everybody in question is a member of a rollout that is shown. */
async function knowsAll(db: Sql, query: ClientQuery, { only, unjudged }: ClientScope): Promise<boolean> {
  const { state, reason, mover, left, late } = query;
  if (only || [state, reason, mover].some(({ length }) => length > 0) || left === true || late === true)
    return true;
  if (unjudged.length === 0) return true;
  const { rowCount } = await db.query(
    "SELECT 1 FROM client_now WHERE appliance_id = ANY($1::int[]) LIMIT 1",
    [unjudged],
  );
  return rowCount === 0;
}

/** Clients that a sample looks at, about. */
const sampled = 10_000;

async function sampleByState(
  db: Sql,
  query: ClientQuery,
  scope: ClientScope,
): Promise<{ state: MemberState | null; clients: number }[]> {
  const size = await db.query<{ rows: number }>(
    "SELECT GREATEST(reltuples, 1) AS rows FROM pg_class WHERE oid = 'client_now'::regclass",
  );
  const percent = Math.min(100, (100 * sampled) / (size.rows[0]?.rows ?? 1));
  const member = memberSource(scope);
  const { now, described, patterns, values } = conditionsOf(query, scope, member);
  const ofClient = [...described, ...patterns.map((pattern) => matchesText("c", pattern))];
  const { rows } = await db.query<{ state: MemberState | null; clients: number }>(
    `SELECT ${member.orNull("state")} AS state, count(*) AS clients
       FROM client_now n TABLESAMPLE SYSTEM (${percent}) REPEATABLE (0) ${member.lookUp}
       ${ofClient.length > 0 ? "JOIN client c ON c.id = n.client_id" : ""}
      WHERE ${[...now, ...ofClient].join(" AND ") || "true"} GROUP BY 1`,
    values,
  );
  return rows.map(({ state, clients }) => ({ state, clients: twoDigits((clients * 100) / percent) }));
}

/** More would pretend to know. */
function twoDigits(count: number): number {
  return count < 10 ? Math.round(count) : Number(count.toPrecision(2));
}

/** Out of a sample: for whom more fit than are counted one by one, and no tally tells. Never said to be that few. */
export async function estimateTotal(db: Sql, query: ClientQuery, scope: ClientScope): Promise<ClientTotal> {
  const rows = await sampleByState(db, query, scope);
  const clients = twoDigits(rows.reduce((sum, row) => sum + row.clients, 0));
  return { clients: Math.max(clients, countedAtMost), isEstimate: true };
}
