/** What the sentence of an incident says beyond its count; asked for when somebody reads one, for it takes more than the tallies. */
import { blockSize } from "@/lib/evidence/snapshot-block";
import type { Sql } from "@/lib/platform/db";
import type { ConditionFacts } from "../conditions/condition";
import type { StoredIncident } from "./incident-store";

/** Facts to add, by the kind of its rule. */
export async function incidentDetails(
  db: Sql,
  { kind, rolloutId, applianceId }: Pick<StoredIncident, "rolloutId" | "applianceId"> & { kind: string },
): Promise<ConditionFacts> {
  if (rolloutId === null || applianceId === null) return {};
  if (kind === "agents_waiting") return { providers: await providersDown(db, applianceId, rolloutId) };
  return kind === "regressed" ? { flips: await wentBackTwice(db, rolloutId) } : {};
}

/** The security providers that hang on an agent which is not on the release yet, by name; `null`: nobody said which. */
async function providersDown(db: Sql, applianceId: number, rolloutId: number): Promise<string | null> {
  const { rows } = await db.query<{ names: string | null }>(
    `SELECT string_agg(DISTINCT provider, ', ') AS names
       FROM client c JOIN client_now n ON n.client_id = c.id CROSS JOIN LATERAL unnest(c.security_providers) AS provider
      WHERE c.appliance_id = $1 AND c.kind = 'connection_agent' AND n.rollout_id = $2
        AND n.state NOT IN ('checked_in', 'excluded')`,
    [applianceId, rolloutId],
  );
  return rows[0]?.names ?? null;
}

/** How many of those that are back on an older version had come up from one before in the same rollout. */
async function wentBackTwice(db: Sql, rolloutId: number): Promise<number> {
  const { rows } = await db.query<{ count: number }>(
    `WITH went_back AS (
       SELECT client_id FROM transition WHERE rollout_id = $1 AND reason_code = 'regressed'
       UNION ALL
       SELECT b.block * ${blockSize} + u.who FROM transition_block b CROSS JOIN LATERAL unnest(b.who, b.reason) AS u(who, code)
        WHERE b.rollout_id = $1 AND (enum_range(NULL::reason_code))[u.code] = 'regressed')
     SELECT count(*) AS count FROM (
       SELECT t.client_id FROM went_back t JOIN client_now n ON n.client_id = t.client_id
        WHERE n.rollout_id = $1 AND n.reason_code = 'regressed' GROUP BY t.client_id HAVING count(*) > 1) twice`,
    [rolloutId],
  );
  return rows[0]?.count ?? 0;
}
