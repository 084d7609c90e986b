/**
 * Processor time beside the clock's: a machine that others use at the same time lengthens every second, but hardly what a
 * processor has to do.
 */
import { sumOf, treeOf } from "./process-tree";

/** How long something took, by the clock and in processor time (null: not known), in seconds. */
export interface Taken {
  seconds: number;
  processor: number | null;
}

const ticksPerSecond = 100;

/** What these processes, all that they started, and this one have used so far, in seconds; null where that cannot be read. */
export function processorSeconds(pids: readonly (number | undefined)[]): number | null {
  const theirs = processorSecondsOf(pids);
  const { user, system } = process.cpuUsage();
  return theirs === null ? null : theirs + (user + system) / 1_000_000;
}

/** The same without this process. */
export function processorSecondsOf(pids: readonly (number | undefined)[]): number | null {
  const trees = pids.map((pid) => (pid === undefined ? [] : treeOf(pid)));
  if (trees.some((tree) => tree.length === 0)) return null;
  // utime, stime, and those of children that have ended.
  const ticks = sumOf(trees.flat(), "stat", (text) =>
    text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 15)
      .reduce((sum, field) => sum + Number(field), 0),
  );
  return ticks / ticksPerSecond;
}

/** Times a piece of work. */
export async function timed(used: () => number | null, work: () => Promise<unknown>): Promise<Taken> {
  const usedBefore = used();
  const beganMs = performance.now();
  await work();
  const seconds = (performance.now() - beganMs) / 1000;
  const usedAfter = used();
  return { seconds, processor: usedBefore === null || usedAfter === null ? null : usedAfter - usedBefore };
}
