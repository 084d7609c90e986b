/** When a rollout is held by Rollcall itself: too many failures, or granted clients that fall silent together. */

/** An attempt that ended, newest first in lists. Instants in epoch milliseconds. */
export interface FinishedAttempt {
  endedAt: number;
  outcome: "checked_in" | "done" | "failed" | "expired";
  failed: boolean;
  canary: boolean;
}

/** `failedPercent` of the last `ofLast` attempts, or `silentCount` leases that ran out together. */
export interface HaltRule {
  failedPercent: number;
  ofLast: number;
  silentCount: number;
}

export const defaultHaltRule: HaltRule = { failedPercent: 30, ofLast: 20, silentCount: 5 };

/** Leases that run out within this time of each other ran out together. */
export const togetherMinutes = 5;
/** Of what ended in that time, this share has to be silence: in a large rollout some always is. */
const silentSharePercent = 80;

export type HaltCode = "canary_failed" | "too_many_failures" | "silent_together";
export interface Halt {
  code: HaltCode;
  inputs: Record<string, number>;
}

/**
 * Judges the attempts that ended since a person last looked. `attempts`: newest first, at least the last `ofLast` and
 * all of the last minutes. A failure in a canary wave is enough; else failures are counted against the whole of
 * `ofLast`, so that the first failure of a rollout is not a hundred percent.
 */
export function judgeHalt(attempts: readonly FinishedAttempt[], rule: HaltRule): Halt | null {
  const canary = attempts.filter(({ failed, canary: inCanary }) => failed && inCanary).length;
  if (canary > 0) return { code: "canary_failed", inputs: { failed: canary } };
  const failed = attempts.slice(0, rule.ofLast).filter((attempt) => attempt.failed).length;
  if (failed > 0 && failed * 100 >= rule.failedPercent * rule.ofLast) {
    return {
      code: "too_many_failures",
      inputs: { failed, ofLast: rule.ofLast, failedPercent: rule.failedPercent },
    };
  }
  const newest = attempts[0]?.endedAt ?? 0;
  const together = attempts.filter(({ endedAt }) => endedAt > newest - togetherMinutes * 60_000);
  const silent = together.filter(({ outcome, failed: failure }) => failure && outcome === "expired").length;
  if (silent >= rule.silentCount && silent * 100 >= silentSharePercent * together.length) {
    return { code: "silent_together", inputs: { silent, ended: together.length, minutes: togetherMinutes } };
  }
  return null;
}
