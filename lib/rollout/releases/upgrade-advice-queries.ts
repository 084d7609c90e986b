/** Read model of observe mode: the pace at which Jump Clients came back after the release. */
import type { PaceMinute } from "@/lib/core/upgrade-advice";
import type { Sql } from "@/lib/platform/db";

/** What the advice on the appliance's settings is made from. Those settings touch Jump Clients only. */
export interface UpgradePace {
  /** Minutes in which Jump Clients were first known to be connected after the release. */
  minutes: PaceMinute[];
  /** Jump Clients that are still expected by themselves: not excluded, not in need of redeployment. */
  remaining: number;
}

/** Reads the pace of a rollout; somebody's word is no connection and does not count. */
export async function loadUpgradePace(db: Sql, rolloutId: number): Promise<UpgradePace> {
  const [minutes, rest] = await Promise.all([
    db.query<PaceMinute>(
      `SELECT minute AS at, sum(members) AS clients FROM check_in_tally
        WHERE rollout_id = $1 AND kind = 'jump_client' AND NOT attested GROUP BY 1 HAVING sum(members) <> 0`,
      [rolloutId],
    ),
    db.query<{ remaining: number }>(
      `SELECT COALESCE(sum(members), 0) AS remaining FROM rollout_tally
        WHERE rollout_id = $1 AND state IN ('waiting', 'queued', 'upgrading', 'overdue') AND kind = 'jump_client'`,
      [rolloutId],
    ),
  ]);
  return { minutes: minutes.rows, remaining: rest.rows[0]?.remaining ?? 0 };
}
