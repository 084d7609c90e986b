/** Holds a rollout by itself when its attempts fail too often or fall silent together; only a person resumes it. */
import { defaultHaltRule, type FinishedAttempt, type Halt, type HaltRule, judgeHalt } from "@/lib/core/halt";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { lockRolloutToHold } from "../members/store";
import { lockSlots } from "./slot-store";

const attemptsJudged = 1_000;

/** Looks at the attempts that ended since a person last resumed. Returns what it was halted for, if it was. */
export async function haltRollout(ctx: Ctx, rolloutId: number): Promise<Halt | null> {
  const { rows } = await ctx.db.query<{
    applianceId: number;
    haltsFrom: number | null;
    rule: HaltRule | null;
  }>(
    `SELECT appliance_id AS "applianceId", halts_from AS "haltsFrom", halt_rule AS rule FROM rollout
      WHERE id = $1 AND status = 'open' AND mode = 'control'`,
    [rolloutId],
  );
  const rollout = rows[0];
  if (!rollout) return null;
  const attempts = await ctx.db.query<FinishedAttempt>(
    `SELECT s.ended_at AS "endedAt", s.outcome, s.failed_attempt AS failed, COALESCE(w.canary, false) AS canary
       FROM slot s LEFT JOIN wave w ON w.rollout_id = s.rollout_id AND w.position = s.wave
      WHERE s.rollout_id = $1 AND s.ended_at IS NOT NULL AND ($2::timestamptz IS NULL OR s.ended_at > $2)
        AND s.outcome IN ('checked_in', 'done', 'failed', 'expired')
      ORDER BY s.ended_at DESC LIMIT ${attemptsJudged}`,
    [rolloutId, asTimestamp(rollout.haltsFrom)],
  );
  const halt = judgeHalt(attempts.rows, rollout.rule ?? defaultHaltRule);
  if (!halt) return null;
  return inTransaction(ctx.db, async (tx) => {
    await lockRolloutToHold(tx, rolloutId);
    await lockSlots(tx, rollout.applianceId);
    const { rowCount } = await tx.query(
      `UPDATE rollout SET status = 'held', held_at = $2, held_reason = NULL, halt = $3
        WHERE id = $1 AND status = 'open' AND halts_from IS NOT DISTINCT FROM $4`,
      [rolloutId, asTimestamp(ctx.now), JSON.stringify(halt), asTimestamp(rollout.haltsFrom)],
    );
    if (!rowCount) return null;
    await recordAudit(tx, ctx, {
      deed: "rollout.halt",
      applianceId: rollout.applianceId,
      subjectType: "rollout",
      subjectId: rolloutId,
      after: halt,
    });
    return halt;
  });
}
