/** How many members a rule would have counted when, from the changes of state that are kept. */
import type { PastCount } from "@/lib/core/alerts/replay-rule";
import type { RuleCondition, RuleKind, RuleScope } from "@/lib/core/alerts/rule";
import type { ClientKind } from "@/lib/core/client";
import { blockSize } from "@/lib/evidence/snapshot-block";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { type CountedKind, type MeantIn, meantBy, meantIn } from "../conditions/member-conditions";

/** The counts of one scope of a rule. `appliance` null: it is about Rollcall itself. */
export interface PastScope {
  appliance: string | null;
  /** Group or kind, where the rule divides by it; the import, release or channel that it is about. */
  part: string | null;
  counts: PastCount[];
}

/** Whether the past of such a rule is kept as changes of state. */
export const isKeptAsChanges = (kind: RuleKind): kind is CountedKind => kind in meantBy;

interface Delta {
  rolloutId: number;
  appliance: string;
  part: string | null;
  at: number;
  delta: number;
  total: number;
  openedAt: number;
  endedAt: number | null;
}

/**
 * From `from` (epoch milliseconds) on, for each scope. How a rollout stood when it opened is what it stands at now without what changed
 * since. Groups and kinds are those of today, and so is the number of all members. That a reason changed within a state is not kept: a rule
 * about one reason counts those who came into the state with it.
 */
export async function pastCounts(
  db: Sql,
  when: RuleCondition,
  scope: RuleScope,
  from: number,
): Promise<PastScope[]> {
  const meant = meantIn({ when, scope });
  return countsOfMembers(db, { ...meant, among: meant.kinds }, when, scope, from);
}

/** The same of members that are meant, beside all those of the kinds `among` (null: of every kind). */
export async function countsOfMembers(
  db: Sql,
  { pairs, kinds, among }: MeantIn & { among: readonly ClientKind[] | null },
  when: Pick<RuleCondition, "per" | "afterMinutes">,
  scope: RuleScope,
  from: number,
): Promise<PastScope[]> {
  const part = when.per === "group" ? "c.group_name" : when.per === "kind" ? "c.kind" : "NULL::text";
  const tallied = when.per === "group" ? "t.group_name" : when.per === "kind" ? "t.kind" : "NULL::text";
  const { rows } = await db.query<Delta>(
    `WITH shown AS (
       SELECT o.id, a.name AS appliance, GREATEST(r.installed_at, r.recorded_at) AS opened_at,
              CASE WHEN o.status = 'closed' THEN o.closed_at
                   WHEN o.status = 'superseded' THEN (SELECT min(later.recorded_at) FROM release later WHERE later.appliance_id = o.appliance_id
                     AND later.kind = 'site' AND later.withdrawn_at IS NULL AND later.installed_at > r.installed_at) END AS ended_at
         FROM rollout o JOIN release r ON r.id = o.release_id JOIN appliance a ON a.id = o.appliance_id
        WHERE ($1::int[] IS NULL OR o.appliance_id = ANY($1)) AND r.withdrawn_at IS NULL),
     going AS (SELECT * FROM shown WHERE ended_at IS NULL OR ended_at > $2),
     changes AS (
       SELECT t.rollout_id, t.client_id, t.at, t.to_state::text AS state, t.reason_code::text AS reason, t.from_state::text AS before
         FROM transition t WHERE t.rollout_id IN (SELECT id FROM going)
       UNION ALL
       SELECT b.rollout_id, b.block * ${blockSize} + u.who, b.at, s.to_name, c.name, s.from_name
         FROM transition_block b
        CROSS JOIN LATERAL unnest(b.who, b.from_state, b.to_state, b.reason) AS u(who, from_place, to_place, code)
        CROSS JOIN LATERAL (SELECT (enum_range(NULL::member_state))[u.to_place]::text AS to_name,
                                   (enum_range(NULL::member_state))[NULLIF(u.from_place, 0)]::text AS from_name) s
        CROSS JOIN LATERAL (SELECT (enum_range(NULL::reason_code))[u.code]::text AS name) c
        WHERE b.rollout_id IN (SELECT id FROM going)),
     told AS (
       SELECT h.*, ${part} AS part, lead(h.at) OVER (PARTITION BY h.rollout_id, h.client_id ORDER BY h.at) AS until
         FROM changes h JOIN client c ON c.id = h.client_id
        WHERE ($4::text[] IS NULL OR c.kind = ANY($4)) AND ($5::text[] IS NULL OR c.group_name = ANY($5))),
     deltas AS (
       SELECT rollout_id, part, at, 1 AS delta FROM told WHERE concat_ws('/', state, reason) = ANY($3)
       UNION ALL
       SELECT rollout_id, part, until, -1 FROM told WHERE concat_ws('/', state, reason) = ANY($3) AND until IS NOT NULL),
     stands AS (
       SELECT t.rollout_id, ${tallied} AS part,
              sum(t.members) FILTER (WHERE concat_ws('/', t.state, t.reason_code) = ANY($3)
                AND ($4::text[] IS NULL OR t.kind = ANY($4))) AS now,
              sum(t.members) FILTER (WHERE t.state <> 'excluded') AS total
         FROM rollout_tally t WHERE t.rollout_id IN (SELECT id FROM going)
          AND ($6::text[] IS NULL OR t.kind = ANY($6)) AND ($5::text[] IS NULL OR t.group_name = ANY($5)) GROUP BY 1, 2),
     opening AS (
       SELECT s.rollout_id, s.part, g.opened_at AS at,
              COALESCE(s.now, 0) - COALESCE((SELECT sum(d.delta) FROM deltas d WHERE d.rollout_id = s.rollout_id AND d.part IS NOT DISTINCT FROM s.part), 0) AS delta
         FROM stands s JOIN going g ON g.id = s.rollout_id)
     SELECT x.rollout_id AS "rolloutId", g.appliance, x.part, x.at, sum(x.delta)::int AS delta, COALESCE(s.total, 0) AS total,
            g.opened_at AS "openedAt", g.ended_at AS "endedAt"
       FROM (SELECT rollout_id, part, at, delta FROM deltas UNION ALL SELECT rollout_id, part, at, delta FROM opening WHERE delta <> 0) x
       JOIN going g ON g.id = x.rollout_id
       LEFT JOIN stands s ON s.rollout_id = x.rollout_id AND s.part IS NOT DISTINCT FROM x.part
      GROUP BY x.rollout_id, g.appliance, x.part, x.at, s.total, g.opened_at, g.ended_at ORDER BY x.at`,
    [scope.applianceIds ?? null, asTimestamp(from), pairs, kinds, scope.groups ?? null, among],
  );
  return toScopes(rows, (when.afterMinutes ?? 0) * 60_000);
}

/** One line of counts for each appliance and part: rollouts of an appliance follow each other, and its incident goes on. */
function toScopes(deltas: readonly Delta[], afterMs: number): PastScope[] {
  const scopes = new Map<string, PastScope & { running: number; rolloutId: number | null }>();
  const ends = new Map<string, Delta>();
  for (const delta of deltas) {
    const { rolloutId, appliance, part, at, total, openedAt } = delta;
    const key = JSON.stringify([appliance, part]);
    let scope = scopes.get(key);
    if (!scope) {
      scope = { appliance, part, counts: [], running: 0, rolloutId: null };
      scopes.set(key, scope);
    }
    if (scope.rolloutId !== rolloutId) {
      scope.rolloutId = rolloutId;
      scope.running = 0;
    }
    scope.running += delta.delta;
    // What changed before the rule begins to look is seen when it does.
    scope.counts.push({ at: Math.max(at, openedAt + afterMs), count: Math.max(0, scope.running), total });
    ends.set(key, delta);
  }
  for (const [key, { endedAt, total }] of ends) {
    if (endedAt !== null) scopes.get(key)?.counts.push({ at: endedAt, count: 0, total });
  }
  return [...scopes.values()].map(({ appliance, part, counts }) => ({ appliance, part, counts }));
}
