/** What comes of one reading of a feed that Rollcall asks. */
import type { FeedProblem, Known } from "./store";

/**
 * What came of a reading. `again`: there is more to do, by this worker or the next, in so many milliseconds. `requests`: how many it took of what the other side
 * allows in an hour.
 */
export type Reading =
  | {
      kind: "read";
      requests: number;
      known?: Known;
      counts?: Readonly<Record<string, number>>;
      /** As of when it made a list. */
      snapshotAt?: number;
      /** There is something to look at again so soon, in milliseconds. */
      lookAgainMs?: number;
    }
  | { kind: "again"; inMs: number }
  | { kind: "problem"; problem: FeedProblem; retryAfterMs?: number; known?: Known };
