/** What the filters of the clients page can be set to. */
import { refuseUnlessSomewhere } from "@/lib/access/may";
import { type ClientKind, clientKinds } from "@/lib/core/client";
import { releaseTitle } from "@/lib/fleet/release-title";
import type { Ctx } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import type { ClientQuery } from "./client-query";
import { type ClientScope, scopeOf } from "./shown-rollouts";

/** `clients` null: too many to be counted without a rollout that counts them. */
export interface GroupFacet {
  group: string;
  clients: number | null;
}

export interface ClientFacets {
  appliances: { id: number; name: string; hostname: string; timeZone: string }[];
  kinds: ClientKind[];
  /** At most 500: the largest, or the first by name where they are not counted. */
  groups: GroupFacet[];
  /** The rollout whose states are shown, where it is one. */
  rollout: { id: number; applianceId: number; version: string; status: string } | null;
}

const groupsAtMost = 500;

/** The choices of the filter bar: all that exist on the appliances in question, not just what the other filters leave. */
export async function clientFacets(ctx: Ctx, query: ClientQuery): Promise<ClientFacets> {
  const scope = await scopeOf(ctx, query);
  const rolloutIds = [...scope.going, ...scope.over];
  const [appliances, kinds, groups, rollout] = await Promise.all([
    visibleAppliances(ctx),
    loadKinds(ctx.db, scope),
    loadGroups(ctx.db, scope),
    rolloutIds.length === 1
      ? ctx.db.query<NonNullable<ClientFacets["rollout"]>>(
          `SELECT r.id, r.appliance_id AS "applianceId", ${releaseTitle} AS version, r.status
             FROM rollout r JOIN release l ON l.id = r.release_id WHERE r.id = $1`,
          [rolloutIds[0]],
        )
      : null,
  ]);
  return {
    appliances,
    kinds: clientKinds.filter((kind) => kinds.includes(kind)),
    groups,
    rollout: rollout?.rows[0] ?? null,
  };
}

/** The appliances of which somebody may see the clients, by name. */
export async function visibleAppliances(ctx: Ctx): Promise<ClientFacets["appliances"]> {
  const visible = refuseUnlessSomewhere(ctx, "client.read");
  const { rows } = await ctx.db.query<ClientFacets["appliances"][number]>(
    `SELECT id, name, hostname, time_zone AS "timeZone" FROM appliance
      WHERE $1::int[] IS NULL OR id = ANY($1) ORDER BY lower(name), id`,
    [visible === "all" ? null : [...visible]],
  );
  return rows;
}

/** The kinds of members that are counted, and the others that are there: each is looked for, not counted. */
async function loadKinds(db: Sql, { appliances, going, over }: ClientScope): Promise<ClientKind[]> {
  const { rows } = await db.query<{ kind: ClientKind }>(
    `SELECT kind FROM rollout_tally WHERE rollout_id = ANY($1::int[]) GROUP BY kind HAVING sum(members) > 0
     UNION
     SELECT s.kind FROM import i CROSS JOIN LATERAL unnest(i.kinds) AS s(kind)
      WHERE i.status = 'done' AND ($2::int[] IS NULL OR i.appliance_id = ANY($2))
     UNION
     SELECT c.kind FROM sighting o JOIN client c ON c.id = o.client_id WHERE $2::int[] IS NULL OR c.appliance_id = ANY($2)`,
    [[...going, ...over], appliances],
  );
  return rows.map(({ kind }) => kind);
}

async function loadGroups(
  db: Sql,
  { appliances, going, over, only, unjudged }: ClientScope,
): Promise<GroupFacet[]> {
  const counted = await db.query<GroupFacet>(
    `SELECT group_name AS "group", sum(members) AS clients FROM rollout_tally
      WHERE rollout_id = ANY($1::int[]) AND group_name IS NOT NULL
      GROUP BY group_name HAVING sum(members) > 0 ORDER BY clients DESC, group_name LIMIT ${groupsAtMost}`,
    [[...going, ...over]],
  );
  if (only || unjudged.length === 0) return counted.rows;
  const known = new Set(counted.rows.map(({ group }) => group));
  const others = await namesOfGroups(db, appliances);
  return [
    ...counted.rows,
    ...others.filter((group) => !known.has(group)).map((group) => ({ group, clients: null })),
  ].slice(0, groupsAtMost);
}

/** The first groups by name, from one to the next: it does not matter how many clients they have. */
async function namesOfGroups(db: Sql, appliances: readonly number[] | null): Promise<string[]> {
  const { rows } = await db.query<{ group: string }>(
    `WITH RECURSIVE spelling AS (
       (SELECT lower(group_name) AS small, group_name FROM client WHERE group_name IS NOT NULL ORDER BY lower(group_name), id LIMIT 1)
       UNION ALL
       SELECT following.* FROM spelling CROSS JOIN LATERAL (
         SELECT lower(c.group_name), c.group_name FROM client c
          WHERE lower(c.group_name) > spelling.small ORDER BY lower(c.group_name), c.id LIMIT 1) following
     ) SELECT group_name AS "group" FROM spelling WHERE $1::int[] IS NULL OR EXISTS (
         SELECT 1 FROM client c WHERE lower(c.group_name) = spelling.small AND c.appliance_id = ANY($1)) LIMIT ${groupsAtMost}`,
    [appliances],
  );
  return rows.map(({ group }) => group);
}
