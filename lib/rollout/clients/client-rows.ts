/** Clients as lists show them, with their states and why, by their ids. */
import type { ClientKind, ConnectionType } from "@/lib/core/client";
import type { MemberState } from "@/lib/core/member";
import type { Ctx } from "@/lib/platform/context";
import type { StoredReason } from "../members/explain";
import { reasonsOfMembers } from "../members/reasons-of-members";
import type { LastSeen } from "./last-seen";
import { type MemberSource, memberSource } from "./member-source";
import type { ClientScope } from "./shown-rollouts";

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
  reason: StoredReason | null;
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

/** A client's columns and its member's, but for the reason, over `client c`, `client_now n`, its member and `appliance a`. */
export function clientColumns(member: MemberSource, lastSeen: LastSeen): string {
  return `c.id, c.appliance_id AS "applianceId", c.kind, c.name, c.hostname, c.fqdn, c.vendor_id AS "vendorId",
    c.group_name AS "group", n.connection_type AS "connectionType", c.site, c.owner, c.tags,
    ${lastSeen.column} AS "lastSeenAt", c.survivor_id AS "survivorId", ${possibleDuplicate} AS "possibleDuplicate",
    c.identity_basis AS "identityBasis", a.time_zone AS "timeZone",
    ${member.orNull("rollout_id")} AS "rolloutId", ${member.orNull("state")} AS state,
    ${member.orNull("state_since")} AS "stateSince", ${member.orNull("due_at")} AS "dueAt",
    ${member.orNull("checked_in_at")} AS "checkedInAt", COALESCE(NOT ${member.orNull("cohort")}, false) AS late,
    COALESCE(${member.orNull("has_left")}, false) AS "left"`;
}

/** Those of these clients that are there, in the given order. */
export async function loadClientRows(
  ctx: Ctx,
  scope: ClientScope,
  lastSeen: LastSeen,
  ids: readonly number[],
): Promise<ClientRow[]> {
  if (ids.length === 0) return [];
  const member = memberSource(scope);
  const { rows } = await ctx.db.query<Omit<ClientRow, "reason">>(
    `SELECT ${clientColumns(member, lastSeen)}
       FROM unnest($1::int[]) WITH ORDINALITY AS wanted(id, place)
       JOIN client c ON c.id = wanted.id JOIN appliance a ON a.id = c.appliance_id
       JOIN client_now n ON n.client_id = c.id ${member.lookUp} ${lastSeen.join}
      ORDER BY wanted.place`,
    [ids],
  );
  const reasons = await reasonsOf(ctx, rows);
  return rows.map((row) => ({ ...row, reason: reasons.get(row.id) ?? null }));
}

/** Why members of several rollouts are in their states. */
async function reasonsOf(
  ctx: Ctx,
  rows: readonly Pick<ClientRow, "id" | "rolloutId">[],
): Promise<Map<number, StoredReason>> {
  const reasons = new Map<number, StoredReason>();
  for (const rolloutId of new Set(rows.map((row) => row.rolloutId))) {
    if (rolloutId === null) continue;
    const ids = rows.filter((row) => row.rolloutId === rolloutId).map(({ id }) => id);
    for (const [id, { code, inputs }] of await reasonsOfMembers(ctx.db, rolloutId, ids, ctx.now))
      reasons.set(id, { code, inputs });
  }
  return reasons;
}
