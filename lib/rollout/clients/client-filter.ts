/** What a question asks of a client, as SQL: of what is known of it (`client_now n`, its member), and of what describes it (`client c`). */
import { codesOfMovers, type Mover } from "@/lib/core/movers";
import type { ReasonCode } from "@/lib/core/reasons";
import { asTimestamp } from "@/lib/platform/db";
import type { ClientQuery } from "./client-query";
import { searchPatterns } from "./client-search";
import type { MemberSource } from "./member-source";
import type { ClientScope } from "./shown-rollouts";

/** Conditions that all have to hold. */
export interface Conditions {
  /** Over `client_now n` and the member. */
  now: string[];
  /** Over `client c`, but for its text. */
  described: string[];
  /** Placeholders of what LIKE has to find in its text. */
  patterns: string[];
  values: unknown[];
}

/** Keeps the values of placeholders; `value(x)` gives the placeholder to write. */
export function placeholders(values: unknown[]): (value: unknown) => string {
  return (value) => `$${values.push(value)}`;
}

/**
 * Clients that stand (rule 14: those without a member too, unless one rollout is asked for). Of a rollout that is over all its members are
 * listed, whatever became of the clients since: they are counted, too.
 */
export function conditionsOf(query: ClientQuery, scope: ClientScope, member: MemberSource): Conditions {
  const values: unknown[] = [];
  const value = placeholders(values);
  const isOverOnly = scope.only && scope.over.length > 0;
  const now = isOverOnly ? [] : ["n.stands"];
  if (scope.appliances !== null && !isOverOnly) now.push(`n.appliance_id IN (${listed(scope.appliances)})`);
  if (scope.only) now.push(member.isMember);
  const ofMember = (condition: string) => now.push(`${member.isMember} AND ${condition}`);
  if (query.state.length > 0)
    ofMember(`${member.column("state")} = ANY(${value(query.state)}::member_state[])`);
  if (query.reason.length > 0)
    ofMember(`${member.column("reason_code")} = ANY(${value(query.reason)}::reason_code[])`);
  if (query.mover.length > 0)
    ofMember(hasMover(query.mover, member.column("state"), member.column("reason_code"), value));
  if (query.left === true) ofMember(member.column("has_left"));
  if (query.left === false) now.push(`NOT COALESCE(${member.orNull("has_left")}, false)`);
  if (query.late === true) ofMember(`NOT ${member.column("cohort")}`);
  if (query.late === false) now.push(`COALESCE(${member.orNull("cohort")}, true)`);
  if (query.checkedInFrom !== undefined)
    ofMember(`${member.column("checked_in_at")} >= ${value(asTimestamp(query.checkedInFrom))}`);
  if (query.checkedInTo !== undefined)
    ofMember(`${member.column("checked_in_at")} < ${value(asTimestamp(query.checkedInTo))}`);
  if (query.kind.length > 0) now.push(`n.kind = ANY(${value(query.kind)}::text[])`);
  if (query.connectionType !== undefined) now.push(`n.connection_type = ${value(query.connectionType)}`);
  const described: string[] = [];
  if (query.group === "") described.push("c.group_name IS NULL");
  // The first condition is for the index, the second for what is meant.
  else if (query.group !== undefined)
    described.push(`lower(c.group_name) = lower(${value(query.group)}) AND c.group_name = $${values.length}`);
  return { now, described, patterns: searchPatterns(query.q).map(value), values };
}

/** SQL: whether one of `wanted` has the move for a member with these columns. */
export function hasMover(
  wanted: readonly Mover[],
  state: string,
  code: string,
  value: (value: unknown) => string,
): string {
  const { overdue, others } = codesOfMovers(wanted);
  const isOneOf = (codes: readonly ReasonCode[]) => `${code} = ANY(${value(codes)}::reason_code[])`;
  return `(${state} = 'overdue' AND ${isOneOf(overdue)} OR ${state} <> 'overdue' AND ${isOneOf(others)})`;
}

/** Numbers of ours, for IN; nothing is in none. */
function listed(ids: readonly number[]): string {
  return ids.length === 0 ? "NULL" : ids.join(", ");
}
