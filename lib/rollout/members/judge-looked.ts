/** Judges those whose state waited for a look (rule 4), once there was one. */
import type { ClientKind } from "@/lib/core/client";
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { judgeMany } from "./judge-many";
import { findGoingRollout } from "./store";

const membersAtOnce = 5_000;

/**
 * Everything there is of these kinds was looked at, at `lookedAt` (epoch milliseconds): whoever was due by then and does not show on the
 * release is overdue now. The caller has written the look in the same transaction, and holds the appliance's evidence.
 */
export async function judgeLooked(
  tx: Tx,
  applianceId: number,
  kinds: readonly ClientKind[],
  lookedAt: number,
  { cause, now }: { cause: string; now: number },
): Promise<number> {
  const rollout = await findGoingRollout(tx, applianceId);
  if (!rollout) return 0;
  const { rows } = await tx.query<{ id: number }>(
    `SELECT client_id AS id FROM client_now
      WHERE appliance_id = $1 AND rollout_id = $2 AND kind = ANY($3) AND reason_code = 'no_data_since_due' AND due_at < $4
      ORDER BY client_id`,
    [applianceId, rollout.id, kinds, asTimestamp(lookedAt)],
  );
  for (let from = 0; from < rows.length; from += membersAtOnce) {
    const ids = rows.slice(from, from + membersAtOnce).map(({ id }) => id);
    await judgeMany(tx, rollout.id, ids, { cause, now });
  }
  return rows.length;
}
