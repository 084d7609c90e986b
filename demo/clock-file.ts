/** A clock that another program keeps in a file: whoever reads it at the same real instant reads the same simulated one. */
import { readFileSync } from "node:fs";

/** What stands in the file, as JSON: at the real instant `since` it was the simulated `at` (epoch milliseconds). */
interface KeptClock {
  at: number;
  since: number;
  /** Simulated seconds in a real one. */
  speed: number;
  paused: boolean;
}

/** The simulated instant by the clock in `file`, epoch milliseconds. Throws where there is none. */
export function readClockFile(file: string, realNow = Date.now()): number {
  const { at, since, speed, paused } = JSON.parse(readFileSync(file, "utf8")) as KeptClock;
  return paused ? at : at + Math.max(0, realNow - since) * speed;
}
