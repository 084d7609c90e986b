// How a chart is laid out: round numbers at the side, as many labels as fit, and lines that stop where nothing is known.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  areaPath,
  dotsPath,
  labelledColumns,
  labelSpan,
  labelWidths,
  linePath,
  ticksUpTo,
} from "@/app/_components/time-chart/scale";

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

/** "20 Nov, 14:00", as an hourly chart labels its columns. */
const hourly = (count: number) =>
  Array.from({ length: count }, (_, hour) => `${20 + Math.floor(hour / 24)} Nov, ${hour % 24}:00`);

/** The columns whose labels are shown in a plot that is so wide. */
const shownAt = (texts: readonly string[], width: number) =>
  labelledColumns(texts).flatMap(({ column, fromWidth }) => (fromWidth <= width ? [column] : []));

describe("labels", () => {
  // The plots of a rollout's page on a phone and on a desk.
  it.each([
    [0, 250, []],
    [1, 250, [0]],
    [2, 250, [0, 1]],
    [20, 250, [0, 16]],
    [20, 540, [0, 8, 16]],
    [36, 540, [0, 16, 32]],
    [36, 1100, [0, 8, 16, 24, 32]],
  ])("of %i hours in %i pixels", (count, width, labelled) =>
    expect(shownAt(hourly(count), width)).toEqual(labelled),
  );

  it("never overlap, whatever they say and however wide the plot is, and the first is always there", () => {
    const aText = fc.integer({ min: 1, max: 16 }).map((length) => "8".repeat(length));
    fc.assert(
      fc.property(
        fc.array(aText, { minLength: 1, maxLength: 120 }),
        fc.integer({ min: 120, max: 1_900 }),
        (texts, width) => {
          const columns = shownAt(texts, width);
          expect(columns[0]).toBe(0);
          const spans = columns.map((column) =>
            labelSpan(column, texts.length - 1, texts[column] ?? "", width),
          );
          for (const [place, { from, to }] of spans.entries()) {
            expect(to).toBeLessThanOrEqual(width + 10);
            expect(from).toBeGreaterThanOrEqual(spans[place - 1]?.to ?? 0);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("come in at the widths that the style sheet knows", () => {
    const css = readFileSync(resolve("app/_components/time-chart/time-chart.module.css"), "utf8");
    const known = [...css.matchAll(/min-width: (\d+)px\) \{\s*\.label\[data-from="(\d+)"\]/g)];
    expect(known.map(([, width, from]) => [Number(width), Number(from)])).toEqual(
      labelWidths.map((width) => [width, width]),
    );
  });
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
