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

/** Names the appliance, so that `client_tally_idx` answers. */
const ofMember = "c.id = m.client_id AND c.appliance_id = (SELECT appliance_id FROM rollout WHERE id = $1)";

/** Reads the pace of a rollout; somebody's word is no connection and does not count. */
export async function loadUpgradePace(db: Sql, rolloutId: number): Promise<UpgradePace> {
  const [minutes, rest] = await Promise.all([
    db.query<PaceMinute>(
      `SELECT date_trunc('minute', m.checked_in_at) AS at, count(*) AS clients
         FROM member m JOIN client c ON ${ofMember}
        WHERE m.rollout_id = $1 AND m.state = 'checked_in' AND m.checked_in_at IS NOT NULL
          AND m.reason_code <> 'attested' AND c.kind = 'jump_client'
        GROUP BY 1`,
      [rolloutId],
    ),
    db.query<{ remaining: number }>(
      `SELECT count(*) AS remaining FROM member m JOIN client c ON ${ofMember}
        WHERE m.rollout_id = $1 AND m.state IN ('waiting', 'queued', 'upgrading', 'overdue') AND c.kind = 'jump_client'`,
      [rolloutId],
    ),
  ]);
  return { minutes: minutes.rows, remaining: rest.rows[0]?.remaining ?? 0 };
}
