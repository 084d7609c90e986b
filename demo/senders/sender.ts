/** Whoever is told what happens in the fleet. */
import type { Happening } from "../fleet/happenings";

export interface Sender {
  /** Takes what happened, in order; sends it in its own time. */
  take: (happenings: readonly Happening[]) => void;
  /** Resolves once everything that was taken is delivered. */
  settled: () => Promise<void>;
  /** Sends nothing more. */
  close: () => Promise<void>;
}
