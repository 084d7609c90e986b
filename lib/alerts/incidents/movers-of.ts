/** Whose move the clients of an incident are. */
import type { RuleKind, RuleScope } from "@/lib/core/alerts/rule";
import type { MemberState } from "@/lib/core/member";
import { type Mover, moverOf } from "@/lib/core/movers";
import type { ReasonCode } from "@/lib/core/reasons";
import type { Sql } from "@/lib/platform/db";
import { words } from "@/lib/platform/words";
import type { ConditionFacts } from "../conditions/condition";
import { meantBy, meantIn } from "../conditions/member-conditions";

interface About {
  kind: RuleKind;
  scope: RuleScope;
  rolloutId: number | null;
  facts: ConditionFacts;
}

/** How many of the members in scope are whose move; empty where the incident is about none, or tags tell which. */
export async function countMovers(
  db: Sql,
  { kind, scope, rolloutId, facts }: About,
): Promise<Map<Mover, number>> {
  const counts = new Map<Mover, number>();
  if (rolloutId === null || !(kind in meantBy) || scope.tags !== undefined) return counts;
  const { pairs, kinds } = meantIn({ when: { kind }, scope });
  const { rows } = await db.query<{ state: MemberState; reason: ReasonCode; members: number }>(
    `SELECT state, reason_code AS reason, sum(members) AS members FROM rollout_tally
      WHERE rollout_id = $1 AND concat_ws('/', state, reason_code) = ANY($2)
        AND ($3::text[] IS NULL OR kind = ANY($3)) AND ($4::text[] IS NULL OR group_name = ANY($4))
      GROUP BY 1, 2 HAVING sum(members) > 0`,
    [
      rolloutId,
      pairs,
      typeof facts.kind === "string" ? [facts.kind] : kinds,
      typeof facts.group === "string" ? [facts.group] : (scope.groups ?? null),
    ],
  );
  for (const { state, reason, members } of rows) {
    const mover = moverOf(state, reason);
    counts.set(mover, (counts.get(mover) ?? 0) + members);
  }
  return counts;
}

/** In a sentence; `null`: nothing to say. */
export async function moversOf(db: Sql, about: About): Promise<string | null> {
  const counts = [...(await countMovers(db, about))].sort(([, a], [, b]) => b - a);
  if (counts.length === 0) return null;
  const t = words("incidents");
  return t("byMover", { movers: counts.map(([mover, count]) => t("mover", { mover, count })).join(", ") });
}
