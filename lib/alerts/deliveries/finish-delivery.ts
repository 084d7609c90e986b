/** Writes what came of a try, for the delivery and for its channel. */
import { isToBePaused, nextTryAt } from "@/lib/core/alerts/delivery-pace";
import { asTimestamp, inTransaction, type Pool, type Tx } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { resumeChannel } from "../channels/resume-channel";
import type { Sent } from "../channels/sending";
import type { Claimed } from "./claim-delivery";

/** `late`: somebody else had taken it in hand meanwhile, or nobody wanted it any more. */
export type Finished = "sent" | "again_later" | "dead" | "late";

/**
 * What was taken is sent, whoever had it in hand meanwhile and whether or not it was still wanted: that is what happened. What was not
 * is tried again, if it is still this try's.
 */
export async function finishDelivery(
  db: Pool,
  claimed: Pick<Claimed, "id" | "attempt" | "channelId" | "deadlineAt" | "message">,
  sent: Sent,
  { now, chance }: { now: number; chance: number },
): Promise<Finished> {
  return inTransaction(db, async (tx) => {
    await writeAttempt(tx, claimed, sent, now);
    if (sent.outcome === "sent") {
      const { rowCount } = await tx.query(
        `UPDATE delivery SET status = 'sent', ended_at = $2, lease_until = NULL, problem = NULL WHERE id = $1 AND status <> 'sent'`,
        [claimed.id, asTimestamp(now)],
      );
      await noteTaken(tx, claimed, now);
      return rowCount ? "sent" : "late";
    }
    const miss = {
      attempt: claimed.attempt,
      isPermanent: sent.outcome === "failed" && sent.isPermanent,
      retryAfterMs: sent.outcome === "failed" ? sent.retryAfterMs : null,
    };
    const isTest = claimed.message === "test";
    const next = isTest ? null : nextTryAt(miss, { now, deadlineAt: claimed.deadlineAt, chance });
    const { rowCount } = await tx.query(
      `UPDATE delivery SET status = CASE WHEN $3::timestamptz IS NULL THEN 'dead' ELSE 'pending' END, next_at = COALESCE($3, next_at),
              ended_at = CASE WHEN $3::timestamptz IS NULL THEN $4::timestamptz END, lease_until = NULL, problem = $5
        WHERE id = $1 AND status = 'sending' AND attempts = $2`,
      [claimed.id, claimed.attempt, asTimestamp(next), asTimestamp(now), sent.answer],
    );
    if (!isTest) await noteMiss(tx, claimed.channelId, sent.answer, now);
    if (!rowCount) return "late";
    return next === null ? "dead" : "again_later";
  });
}

async function writeAttempt(
  tx: Tx,
  { id, attempt }: Pick<Claimed, "id" | "attempt">,
  sent: Sent,
  now: number,
): Promise<void> {
  await tx.query(
    "UPDATE delivery_attempt SET ended_at = $3, outcome = $4, answer = $5 WHERE delivery_id = $1 AND number = $2",
    [id, attempt, asTimestamp(now), sent.outcome === "unknown" ? null : sent.outcome, sent.answer],
  );
}

/** It takes messages: what was counted against it is forgotten. A test that goes through ends a pause. */
async function noteTaken(
  tx: Tx,
  { channelId, message }: Pick<Claimed, "channelId" | "message">,
  now: number,
): Promise<void> {
  if (channelId === null) return;
  await tx.query(
    "UPDATE channel SET failures = 0, failing_since = NULL, last_problem = NULL, last_sent_at = $2 WHERE id = $1",
    [channelId, asTimestamp(now)],
  );
  if (message !== "test") return;
  const { rowCount } = await tx.query("SELECT 1 FROM channel WHERE id = $1 AND paused_at IS NOT NULL", [
    channelId,
  ]);
  if (rowCount) await resumeChannel(tx, channelId, now);
}

/** Counts against the channel; one that keeps failing is paused. */
async function noteMiss(tx: Tx, channelId: number | null, problem: string, now: number): Promise<void> {
  if (channelId === null) return;
  const { rows } = await tx.query<{ failures: number; failingSince: number }>(
    `UPDATE channel SET failures = failures + 1, failing_since = COALESCE(failing_since, $2), last_problem = $3
      WHERE id = $1 RETURNING failures, failing_since AS "failingSince"`,
    [channelId, asTimestamp(now), problem],
  );
  const settings = env();
  const limits = {
    atFailures: settings.ROLLCALL_CHANNEL_PAUSE_FAILURES,
    afterMinutes: settings.ROLLCALL_CHANNEL_PAUSE_MINUTES,
    now,
  };
  if (rows[0] && isToBePaused(rows[0], limits))
    await tx.query("UPDATE channel SET paused_at = COALESCE(paused_at, $2) WHERE id = $1", [
      channelId,
      asTimestamp(now),
    ]);
}
