/** Many clients of one group fell silent at once: a line is down, a machine room, a firewall, not so many clients one by one. */
import { asTimestamp, type Sql } from "@/lib/platform/db";
import type { Condition, FindConditions } from "./condition";

/** How close together their last connections must lie. */
const withinMinutes = 30;
/** Of older silence the other rules speak. */
const lastDays = 3;
/** Who has not been seen for longer is not counted to those who are there. */
const presentDays = 7;

interface Kept {
  revision: string;
  found: Condition[];
}
/** By appliance, kinds and groups: everybody has to be looked at, and only news can change the answer. */
const kept = new Map<string, Kept>();
const keptAtMost = 1_000;

/**
 * By group: the most clients that were last connected within half an hour of each other in the last three days and are not connected
 * now, of all of the group that were seen in the last seven. Where nothing was
 * observed since, nobody is looked at again within an hour.
 */
export const siteSilent: FindConditions = async ({ db, scope, now }) => {
  const appliances = await revisions(db, scope.applianceIds ?? null);
  const hour = Math.trunc(now / 3_600_000);
  const found: Condition[][] = [];
  for (const { applianceId, appliance, rolloutId, evidence } of appliances) {
    const revision = `${evidence} ${hour}`;
    const key = JSON.stringify([applianceId, scope.kinds ?? null, scope.groups ?? null]);
    const before = kept.get(key);
    if (before?.revision === revision) {
      found.push(before.found);
      continue;
    }
    const here = (await countSilent(db, applianceId, scope.kinds ?? null, scope.groups ?? null, now)).map(
      ({ group, count, total, fromAt }): Condition => ({
        scopeKey: `appliance:${applianceId}/group:${group}`,
        applianceId,
        rolloutId,
        count,
        total,
        facts: { appliance, group, fromAt, withinMinutes },
      }),
    );
    if (kept.size >= keptAtMost) kept.clear();
    kept.set(key, { revision, found: here });
    found.push(here);
  }
  return found.flat();
};

/** What changes whenever something was observed: the newest list, its time, the newest observation of a feed. */
async function revisions(db: Sql, applianceIds: readonly number[] | null) {
  const { rows } = await db.query<{
    applianceId: number;
    appliance: string;
    rolloutId: number | null;
    evidence: string;
  }>(
    `SELECT a.id AS "applianceId", a.name AS appliance,
            (SELECT o.id FROM rollout o WHERE o.appliance_id = a.id AND o.status IN ('open', 'held')) AS "rolloutId",
            concat_ws(' ',
              (SELECT concat(count(*), '/', max(i.id), '/', max(i.exported_at)) FROM import i WHERE i.appliance_id = a.id AND i.status = 'done'),
              (SELECT max(f.last_read_at) FROM feed f WHERE f.appliance_id = a.id)) AS evidence
       FROM appliance a WHERE $1::int[] IS NULL OR a.id = ANY($1)`,
    [applianceIds],
  );
  return rows;
}

async function countSilent(
  db: Sql,
  applianceId: number,
  kinds: readonly string[] | null,
  groups: readonly string[] | null,
  now: number,
) {
  const { rows } = await db.query<{ group: string; count: number; total: number; fromAt: number }>(
    `WITH here AS MATERIALIZED (
       SELECT c.group_name AS "group", n.online, n.last_connected_at AS at
         FROM client_now n JOIN client c ON c.id = n.client_id
        WHERE n.appliance_id = $1 AND n.stands AND n.seen AND c.group_name IS NOT NULL
          AND ($2::text[] IS NULL OR n.kind = ANY($2)) AND ($3::text[] IS NULL OR c.group_name = ANY($3))
          AND (n.online OR n.last_connected_at IS NULL OR n.last_connected_at > $4::timestamptz - interval '${presentDays} days')),
     together AS (
       SELECT "group", at, count(*) OVER (PARTITION BY "group" ORDER BY at
                RANGE BETWEEN CURRENT ROW AND interval '${withinMinutes} minutes' FOLLOWING) AS many
         FROM here WHERE online IS FALSE AND at > $4::timestamptz - interval '${lastDays} days'),
     most AS (SELECT DISTINCT ON ("group") "group", at AS "fromAt", many AS count FROM together ORDER BY "group", many DESC, at)
     SELECT most.*, (SELECT count(*) FROM here WHERE here."group" = most."group") AS total FROM most WHERE count > 1`,
    [applianceId, kinds, groups, asTimestamp(now)],
  );
  return rows;
}
