/** What moved in a rollout, and who stays behind where. */
import type { Move } from "@/lib/core/alerts/counts-then";
import type { MemberState } from "@/lib/core/member";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, type Sql } from "@/lib/platform/db";

/** How many went from which state to which since an instant. A member that went there and back is counted both ways. */
export async function loadMoves(db: Sql, rolloutId: number, since: number): Promise<Move[]> {
  const { rows } = await db.query<Move>(
    `SELECT "from", "to", sum(members)::bigint AS members FROM (
       SELECT from_state AS "from", to_state AS "to", count(*) AS members FROM transition
        WHERE rollout_id = $1 AND at > $2 GROUP BY 1, 2
       UNION ALL
       SELECT (enum_range(NULL::member_state))[w.was], (enum_range(NULL::member_state))[w.is_now], count(*)
         FROM transition_block b CROSS JOIN LATERAL unnest(b.from_state, b.to_state) AS w(was, is_now)
        WHERE b.rollout_id = $1 AND b.at > $2 GROUP BY 1, 2) moved
      WHERE "from" IS DISTINCT FROM "to" GROUP BY 1, 2 ORDER BY members DESC, "to", "from"`,
    [rolloutId, asTimestamp(since)],
  );
  return rows;
}

/** Who is overdue or needs somebody, by site; and the first of those who have become so since. */
export interface Stragglers {
  bySite: { site: string | null; members: number }[];
  /** Sites beyond the first. */
  moreSites: number;
  /** How many they are in all. */
  freshTotal: number;
  fresh: { id: number; name: string; hostname: string | null; state: MemberState; at: number }[];
}

const mostSites = 10;
const mostFresh = 20;

export async function loadStragglers(
  { db }: Pick<Ctx, "db">,
  { id, applianceId }: { id: number; applianceId: number },
  since: number,
): Promise<Stragglers> {
  const behind = `FROM client_now n JOIN client c ON c.id = n.client_id
    WHERE n.appliance_id = $1 AND n.rollout_id = $2 AND n.stands AND n.state IN ('overdue', 'needs_redeployment')`;
  const [sites, fresh] = await Promise.all([
    db.query<{ site: string | null; members: number }>(
      `SELECT c.site, count(*) AS members ${behind} GROUP BY c.site ORDER BY members DESC, c.site`,
      [applianceId, id],
    ),
    db.query<Stragglers["fresh"][number] & { total: number }>(
      `SELECT c.id, c.name, c.hostname, n.state, n.state_since AS at, count(*) OVER () AS total ${behind} AND n.state_since > $3
        ORDER BY n.state_since DESC, c.id LIMIT ${mostFresh}`,
      [applianceId, id, asTimestamp(since)],
    ),
  ]);
  return {
    bySite: sites.rows.slice(0, mostSites),
    moreSites: Math.max(0, sites.rows.length - mostSites),
    freshTotal: fresh.rows[0]?.total ?? 0,
    fresh: fresh.rows.map(({ total: _, ...client }) => client),
  };
}
