/** Which clients a question is about, as SQL. Everything that lists, counts or exports clients filters through here. */
import { asTimestamp } from "@/lib/platform/db";
import type { ClientQuery } from "./client-query";

/** The appliances somebody may see (`visibleAppliances`). */
export type Visible = "all" | readonly number[];

/** Which rollout decides the state shown, per appliance; `only`: the clients of one rollout and nobody else. */
export interface RolloutsShown {
  ids: readonly number[];
  only: boolean;
}

/** SQL with the values of its placeholders. */
export interface Fragment {
  from: string;
  where: string;
  values: unknown[];
}

/** Keeps the values of placeholders; `value(x)` gives the placeholder to write. */
export function placeholders(values: unknown[]): (value: unknown) => string {
  return (value) => `$${values.push(value)}`;
}

/** The text that the trigram index `client_search_idx` is made on: the two must stay the same expression. */
const searchText = `lower(c."name" || ' ' || c."host_key" || ' ' || COALESCE(c."group_name", '') || ' ' || COALESCE(c."vendor_id", ''))`;

/**
 * FROM and WHERE for a question. `c` is the client, `m` its member in the rollout shown (all null where it has none).
 * Without `rollouts.only` a client without a member is listed too (rule 14: its state is null).
 */
export function filterClients(query: ClientQuery, visible: Visible, rollouts: RolloutsShown): Fragment {
  const values: unknown[] = [];
  const value = placeholders(values);
  const join = rollouts.only ? "JOIN" : "LEFT JOIN";
  const inShown =
    rollouts.ids.length === 1
      ? `m.rollout_id = ${value(rollouts.ids[0])}`
      : `m.rollout_id = ANY(${value([...rollouts.ids])}::int[])`;
  const where = ["c.first_evidence_at IS NOT NULL"];
  if (visible !== "all") where.push(`c.appliance_id = ANY(${value([...visible])}::int[])`);
  if (query.applianceId !== undefined) where.push(`c.appliance_id = ${value(query.applianceId)}`);
  if (query.state.length > 0) where.push(`m.state = ANY(${value(query.state)}::text[])`);
  if (query.kind.length > 0) where.push(`c.kind = ANY(${value(query.kind)}::text[])`);
  if (query.reason.length > 0) where.push(`m.reason_code = ANY(${value(query.reason)}::text[])`);
  if (query.group === "") where.push("c.group_name IS NULL");
  else if (query.group !== undefined) where.push(`c.group_name = ${value(query.group)}`);
  if (query.connectionType !== undefined) where.push(`c.connection_type = ${value(query.connectionType)}`);
  if (query.left !== undefined) where.push(query.left ? "m.has_left" : "COALESCE(m.has_left, false) = false");
  if (query.late !== undefined) where.push(query.late ? "m.cohort = false" : "COALESCE(m.cohort, true)");
  for (const word of (query.q ?? "").toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8)) {
    where.push(`${searchText} LIKE ${value(`%${escapeLike(word)}%`)}`);
  }
  if (query.checkedInFrom !== undefined)
    where.push(`m.checked_in_at >= ${value(asTimestamp(query.checkedInFrom))}`);
  if (query.checkedInTo !== undefined)
    where.push(`m.checked_in_at < ${value(asTimestamp(query.checkedInTo))}`);
  return {
    from: `client c ${join} member m ON m.client_id = c.id AND ${inShown}`,
    where: where.join("\n  AND "),
    values,
  };
}

/** Text that LIKE takes literally. */
function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
