// How a chart is laid out: round numbers at the side, as many labels as fit, and lines that stop where nothing is known.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { areaPath, dotsPath, labelledColumns, linePath, ticksUpTo } from "@/app/_components/time-chart/scale";

describe("ticks", () => {
  it.each([
    [0, [0, 1]],
    [1, [0, 1]],
    [3, [0, 1, 2, 3]],
    [5, [0, 1, 2, 3, 4, 5]],
    [7, [0, 2, 4, 6, 8]],
    [11, [0, 3, 6, 9, 12]],
    [210, [0, 50, 100, 150, 200, 250]],
    [1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]],
  ])("up to %i", (highest, ticks) => expect(ticksUpTo(highest)).toEqual(ticks));

  it("are whole, evenly apart, at most seven, and reach the highest value", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (highest) => {
        const ticks = ticksUpTo(highest);
        const step = (ticks[1] ?? 0) - (ticks[0] ?? 0);
        expect(ticks.every((tick, index) => tick === index * step && Number.isInteger(tick))).toBe(true);
        expect(ticks.length).toBeLessThanOrEqual(7);
        expect(ticks.at(-1)).toBeGreaterThanOrEqual(highest);
      }),
    );
  });
});

describe("labels", () => {
  it.each([
    [0, []],
    [1, [0]],
    [8, [0, 1, 2, 3, 4, 5, 6, 7]],
    [9, [0, 2, 4, 6, 8]],
    [96, [0, 12, 24, 36, 48, 60, 72, 84]],
  ])("of %i columns", (count, labelled) => expect(labelledColumns(count, 8)).toEqual(labelled));
});

describe("paths", () => {
  it("join the points from the top down", () => {
    expect(linePath([0, 2, 5], 5, "linear")).toBe("M0 5L1 3L2 0");
    expect(areaPath([0, 2, 5], 5, "linear")).toBe("M0 5L1 3L2 0V5H0Z");
  });

  it("keep a value back to the point before it", () => {
    expect(linePath([1, 3], 4, "before")).toBe("M0 3V1H1");
  });

  it("stop at a gap, and a value alone is a dot", () => {
    expect(linePath([1, 1, null, 2, null], 2, "linear")).toBe("M0 1L1 1M3 0h0");
    expect(areaPath([null, 1, null], 2, "linear")).toBe("M1 1V2H1Z");
    expect(dotsPath([1, null, 0], 1)).toBe("M0 0h0M2 1h0");
    expect(linePath([null, null], 1, "linear")).toBe("");
  });
});
