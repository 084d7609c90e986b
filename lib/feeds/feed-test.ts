/** What came of trying a feed out. */

/** What came of a test. `permissions`: what the account may do, by the other side's own names. */
export interface FeedTest {
  ok: boolean;
  apiVersion: string | null;
  permissions: Record<string, string> | null;
  /** How far the other side's clock is ahead of Rollcall's, milliseconds. */
  skewMs: number | null;
  /** One sentence: what was found, or what to do. */
  sentence: string;
  problem: string | null;
}

/** It cannot be told more. */
export const plainTest = (sentence: string): FeedTest => ({
  ok: true,
  apiVersion: null,
  permissions: null,
  skewMs: null,
  sentence,
  problem: null,
});

/** It failed, and why. */
export const failedTest = (problem: string): FeedTest => ({ ...plainTest(problem), ok: false, problem });
