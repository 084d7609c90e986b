import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countsWhileStill } from "@/lib/core/alerts/counts-while-still";
import type { PastCount } from "@/lib/core/alerts/replay-rule";

const at = (when: number, count: number): PastCount => ({ at: when, count, total: 10 });
/** What it says for each instant. */
const lookUp = (counts: readonly PastCount[], when: number) =>
  counts.filter((each) => each.at <= when).at(-1)?.count ?? 0;

describe("counts while nothing moves", () => {
  it.each([
    ["nothing ever moved", [at(0, 3)], [], 0, 3],
    ["it moved just now", [at(0, 3)], [10], 10, 0],
    ["it moved almost long enough ago", [at(0, 3)], [10], 14, 0],
    ["it moved long enough ago", [at(0, 3)], [10], 15, 3],
    ["it moved again", [at(0, 3)], [10, 14], 15, 0],
    ["fewer are left", [at(0, 3), at(17, 2)], [10], 18, 2],
  ])("%s", (_, counts, marks, when, expected) => {
    expect(lookUp(countsWhileStill(counts, marks, 5), when)).toBe(expected);
  });

  it("says at every instant what looking at it says", () => {
    const instants = fc.uniqueArray(fc.nat(60), { maxLength: 8 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(instants, instants, fc.nat(20), (changes, marks, afterMs) => {
        const counts = changes.map((when, index) => at(when, index + 1));
        const still = countsWhileStill(counts, marks, afterMs);
        for (let when = 0; when < 90; when++) {
          const moved = marks.filter((mark) => mark <= when).at(-1) ?? Number.NEGATIVE_INFINITY;
          expect(lookUp(still, when)).toBe(when - moved >= afterMs ? lookUp(counts, when) : 0);
        }
      }),
    );
  });
});
