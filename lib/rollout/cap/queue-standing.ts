/** Facts about whether a queue moves: when anything last happened in it, and what keeps slots from being given out. */
import type { QueueAtHand } from "@/lib/core/attention";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { askMinutes } from "./ask-store";
import { loadGrantBasis } from "./slot-store";

export type QueueStanding = Pick<QueueAtHand, "basis" | "movedAt" | "asked" | "pushPaused">;

/**
 * Reads it as of `now` from single index entries. A push that nobody took moved nothing. `null`: the appliance is gone.
 */
export async function queueStanding(
  db: Sql,
  applianceId: number,
  rolloutId: number,
  now: number,
): Promise<QueueStanding | null> {
  const [basis, moves] = await Promise.all([
    loadGrantBasis(db, applianceId, now),
    db.query<Moves>(movesQuery, [
      applianceId,
      rolloutId,
      asTimestamp(now - askMinutes * 60_000),
      asTimestamp(now),
    ]),
  ]);
  const row = moves.rows[0];
  if (!basis || !row) return null;
  const { movedAt, asked, pausedUntil, problem } = row;
  return {
    basis,
    movedAt,
    asked,
    pushPaused: pausedUntil === null ? null : { until: pausedUntil, problem },
  };
}

interface Moves {
  movedAt: number | null;
  asked: boolean;
  pausedUntil: number | null;
  problem: string | null;
}

const movesQuery = `
  SELECT GREATEST(
           (SELECT granted_at FROM slot WHERE appliance_id = $1 AND (asked_by <> 'push' OR delivered_at IS NOT NULL)
             ORDER BY granted_at DESC, id DESC LIMIT 1),
           (SELECT ended_at FROM slot WHERE rollout_id = $2 AND ended_at IS NOT NULL AND outcome <> 'undelivered'
             ORDER BY ended_at DESC LIMIT 1),
           (SELECT max(at) FROM audit WHERE subject_type = 'rollout' AND subject_id = $2::int::text),
           (SELECT max(at) FROM audit WHERE subject_type = 'appliance' AND subject_id = $1::int::text)) AS "movedAt",
         EXISTS (SELECT 1 FROM slot_ask WHERE rollout_id = $2 AND asked_at > $3) AS asked,
         w.paused_until AS "pausedUntil", w.last_problem AS problem
    FROM (SELECT 1) one
    LEFT JOIN push_webhook w ON w.appliance_id = $1 AND w.enabled AND w.paused_until > $4`;
