/** Decides what becomes of a delivery after a try: when it is tried again, and when nobody tries any more. */

const minute = 60_000;

/** How long after the first, second, … failure the next try comes; the last of them for ever. */
const pausesMs = [15_000, minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute];

/** So often a refusal that will hardly change (an address that is gone, a key that is wrong) is believed to be passing. */
const triesIfPermanent = 3;

/** How a try went wrong. */
export interface Miss {
  /** Which try it was, from 1. */
  attempt: number;
  /** Asking again will hardly change it. */
  isPermanent: boolean;
  /** What the other side asked for; null: nothing. */
  retryAfterMs: number | null;
}

/**
 * When to try again, epoch milliseconds; null: nobody tries any more. A pause varies by a fifth either way (`chance`, 0 to 1), so that
 * many do not come back at once; one that the other side asked for is never shortened.
 */
export function nextTryAt(
  { attempt, isPermanent, retryAfterMs }: Miss,
  { now, deadlineAt, chance }: { now: number; deadlineAt: number; chance: number },
): number | null {
  if (isPermanent && attempt >= triesIfPermanent) return null;
  const pause = pausesMs[Math.min(attempt, pausesMs.length) - 1] ?? minute;
  const varied = Math.round(pause * (0.8 + 0.4 * chance));
  const at = now + Math.max(varied, retryAfterMs ?? 0);
  return at < deadlineAt ? at : null;
}

/** Whether a channel that has failed so often in a row, for so long, is left alone until somebody looks after it. */
export function isToBePaused(
  { failures, failingSince }: { failures: number; failingSince: number },
  { atFailures, afterMinutes, now }: { atFailures: number; afterMinutes: number; now: number },
): boolean {
  return failures >= atFailures && now - failingSince >= afterMinutes * minute;
}
