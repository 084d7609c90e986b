/** How many members a rule about no progress would have counted when: from changes of state, and from when members checked in. */
import { countsWhileStill } from "@/lib/core/alerts/counts-while-still";
import { type RuleCondition, type RuleScope, standstillMinutes } from "@/lib/core/alerts/rule";
import { clientKinds } from "@/lib/core/client";
import { comingStates } from "@/lib/core/member";
import { reasonCodes } from "@/lib/core/reasons";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { countsOfMembers, type PastScope } from "./past-counts";

const minute = 60_000;

/** From `from` (epoch milliseconds) on, for each appliance. A check-in counts from when it was, not from when Rollcall was told. */
export async function pastStandstill(
  db: Sql,
  when: RuleCondition,
  scope: RuleScope,
  from: number,
): Promise<PastScope[]> {
  const afterMs = (when.afterMinutes ?? standstillMinutes) * minute;
  const pairs = comingStates.flatMap((state) => reasonCodes.map((code) => `${state}/${code}`));
  const among = scope.kinds ?? null;
  const kinds = (among ?? clientKinds).filter((kind) => kind !== "button");
  const scopes = await countsOfMembers(db, { pairs, kinds, among }, {}, scope, from);
  const marks = await progressOf(db, scope, from - afterMs);
  return scopes.map((each) => ({
    ...each,
    counts: countsWhileStill(each.counts, marks.get(each.appliance) ?? [], afterMs),
  }));
}

/** When something moved: installations, and minutes in which members checked in, in order. By the appliance's name. */
async function progressOf(db: Sql, scope: RuleScope, from: number): Promise<Map<string | null, number[]>> {
  const { rows } = await db.query<{ appliance: string; at: number }>(
    `SELECT a.name AS appliance, moved.at FROM rollout o
       JOIN release r ON r.id = o.release_id JOIN appliance a ON a.id = o.appliance_id
      CROSS JOIN LATERAL (
        SELECT r.installed_at AS at
        UNION ALL
        SELECT c.minute FROM check_in_tally c WHERE c.rollout_id = o.id AND c.minute > $2 GROUP BY c.minute HAVING sum(c.members) > 0) moved
      WHERE r.withdrawn_at IS NULL AND ($1::int[] IS NULL OR o.appliance_id = ANY($1)) ORDER BY moved.at`,
    [scope.applianceIds ?? null, asTimestamp(from)],
  );
  const marks = new Map<string | null, number[]>();
  for (const { appliance, at } of rows) {
    const known = marks.get(appliance);
    if (known) known.push(at);
    else marks.set(appliance, [at]);
  }
  return marks;
}
