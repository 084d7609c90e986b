/** Waiting by condition on a machine that may be busy with other things: generous limits, and nothing that is awaited by the clock. */

export const pause = (ms: number) => new Promise<void>((next) => setTimeout(next, ms));

/**
 * Looks until `look` finds something. A look that throws has found nothing: what it asks may be down at the moment.
 * @throws Error naming `what` and the last failure, when that takes longer than `seconds`
 */
export async function eventually<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | null | undefined | false>,
  everyMs = 100,
): Promise<T> {
  const deadlineMs = performance.now() + seconds * 1000;
  let last = "";
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
      last = "";
    } catch (error) {
      last = `: ${error instanceof Error ? error.message : String(error)}`;
    }
    if (performance.now() > deadlineMs) throw new Error(`${what} did not happen within ${seconds} s${last}`);
    await pause(everyMs);
  }
}

/** Seconds since `beganMs` of `performance.now()`, with one digit. */
export function secondsSince(beganMs: number): string {
  return ((performance.now() - beganMs) / 1000).toFixed(1);
}

/** Limits in seconds that hold on two cores shared with others. */
export const limits = {
  /** A start, with the build of a fresh checkout before it. */
  start: 1_200,
  /** All of Rollcall well again after a kill. */
  recovery: 240,
  /** An import, an opening or a taking back of the largest files here. */
  work: 600,
  stop: 90,
} as const;
