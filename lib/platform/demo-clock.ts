/**
 * The clock of a demo: simulated time that runs at a speed or stands still. It is kept in a file that all processes of the instance and
 * the stand-in read, so that they agree at any real instant. The machine's clock is the database's: a demo's runs beside it.
 */
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** At the real instant `since` it is the simulated `at` (both epoch milliseconds). */
export interface DemoClock {
  at: number;
  since: number;
  /** Simulated seconds in a real one. */
  speed: number;
  paused: boolean;
}

/** The simulated instant by a clock at a real one. */
export function instantBy({ at, since, speed, paused }: DemoClock, realNow: number): number {
  return paused ? at : Math.round(at + Math.max(0, realNow - since) * speed);
}

/** The same clock with another speed, or stopped or let go, from a real instant on: it never leaps. */
export function steered(
  clock: DemoClock,
  realNow: number,
  change: Partial<Pick<DemoClock, "speed" | "paused">>,
): DemoClock {
  return { ...clock, ...change, at: instantBy(clock, realNow), since: realNow };
}

const clockFile = (folder: string) => join(folder, "clock.json");

/** The clock that a demo's folder keeps. Throws where there is none. */
export function readDemoClock(folder: string): DemoClock {
  return JSON.parse(readFileSync(clockFile(folder), "utf8")) as DemoClock;
}

/** Until when a clock was followed: the stand-in touches it while it does. Real, epoch milliseconds. */
export function followedUntil(folder: string): number {
  return statSync(clockFile(folder)).mtimeMs;
}

/** Replaces the clock in one step. */
export function writeDemoClock(folder: string, clock: DemoClock): void {
  const half = `${clockFile(folder)}.${process.pid}`;
  try {
    writeFileSync(half, JSON.stringify(clock));
    renameSync(half, clockFile(folder));
  } finally {
    rmSync(half, { force: true });
  }
}

/** The simulated instant at a real one, by the clock of a demo's folder. */
export function demoInstant(folder: string, realNow: number): number {
  return instantBy(readDemoClock(folder), realNow);
}
