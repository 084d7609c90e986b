/** How many there were while nothing moved. */
import type { PastCount } from "./replay-rule";

/**
 * `counts` while at least `afterMs` have gone by since the latest of `marks`; none at other times. `marks`: instants at which something
 * moved, epoch milliseconds. Both in order of time. Before the first mark nothing is known to have moved.
 */
export function countsWhileStill(
  counts: readonly PastCount[],
  marks: readonly number[],
  afterMs: number,
): PastCount[] {
  const instants = new Set([...counts.map(({ at }) => at), ...marks, ...marks.map((at) => at + afterMs)]);
  let count: PastCount = { at: 0, count: 0, total: null };
  let countAt = 0;
  let markAt = 0;
  let movedAt = Number.NEGATIVE_INFINITY;
  return [...instants]
    .sort((one, other) => one - other)
    .map((at) => {
      for (let next = counts[countAt]; next && next.at <= at; next = counts[++countAt]) count = next;
      for (let next = marks[markAt]; next !== undefined && next <= at; next = marks[++markAt]) movedAt = next;
      return { at, count: at - movedAt >= afterMs ? count.count : 0, total: count.total };
    });
}
