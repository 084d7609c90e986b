/** What the bar of a demo shows and does, as `/api/demo` has it. */
import type { DemoFault } from "@/lib/demo/faults";

export type { DemoFault } from "@/lib/demo/faults";

/** As `GET /api/demo` answers it; `site` is null while the stand-in does not answer. */
export interface DemoLook {
  /** The simulated instant, epoch milliseconds. */
  now: number;
  speed: number;
  paused: boolean;
  site: { up: boolean; version: string; broken: DemoFault[] } | null;
  /** Feeds that Rollcall cannot read as it should, and why. */
  failing: { feed: string; sentence: string }[];
}

/** As `POST /api/demo` takes it. */
export type DemoDeed =
  | { do: "speed"; speed: number }
  | { do: "pause"; paused: boolean }
  | { do: "break"; fault: DemoFault; broken: boolean }
  | { do: "mend" }
  | { do: "upgrade" };
