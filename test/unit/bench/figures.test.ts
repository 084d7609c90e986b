import { describe, expect, test } from "vitest";
import {
  type Figure,
  figureTable,
  growthExponent,
  growthTable,
  processorRatioOf,
  ratioOf,
  takenFigure,
} from "../../bench/figures";
import { judgeRatios } from "../../bench/recorded";
import { percentiles } from "../../bench/spread";

const took = (value: number, more: Partial<Figure> = {}): Figure => ({
  work: "first import",
  rows: 1_000,
  value,
  unit: "s",
  better: "lower",
  bare: { what: "COPY", values: [1, 3] },
  ...more,
});

describe("figures", () => {
  test("a ratio is to the mean of what was measured before and after", () => {
    expect(ratioOf(took(10))).toBe(5);
  });

  test("processor time is told where that of the work and of all references is known", () => {
    const bare = {
      what: "COPY",
      taken: [
        { seconds: 1, processor: 0.5 },
        { seconds: 3, processor: 1.5 },
      ],
    };
    const told = { work: "first import", rows: 1_000 };
    const known = takenFigure(told, { seconds: 10, processor: 4 }, bare);
    expect([ratioOf(known), processorRatioOf(known)]).toEqual([5, 4]);
    expect(processorRatioOf(takenFigure(told, { seconds: 10, processor: null }, bare))).toBeNull();
  });

  test("a table names work, rows, both figures and the ratio", () => {
    const [, , row = ""] = figureTable([took(10, { aim: "7×" })]);
    const cells = row.split("|").map((cell) => cell.trim());
    expect(cells.slice(1, -1)).toEqual([
      "first import",
      "1,000",
      "10.0 s",
      "COPY: 1.00 s, 3.00 s",
      "5.00×",
      "–",
      "7×",
    ]);
  });

  test("what should be high is told as a share", () => {
    const asked = took(300, {
      unit: "per second",
      better: "higher",
      bare: { what: "bare", values: [3_000] },
    });
    expect(figureTable([asked])[2]).toContain("| 10 % ");
  });

  test("the exponent of what grows with the square of the rows is 2", () => {
    const points = [10, 100, 1_000].map((rows) => ({ rows, value: 7 * rows ** 2 }));
    expect(growthExponent(points)).toBeCloseTo(2, 10);
  });

  test("growth goes by the size of the runs, and there is none of a single one", () => {
    const runs = [10, 100].map((rows) => ({ rows, figures: [took(rows, { rows: 1 })] }));
    expect(growthTable(runs)[2]).toMatch(/\| 1\.00 +\|$/);
    expect(growthTable(runs.slice(0, 1))).toEqual([]);
  });

  test("95 of 100 are no longer than p95, half no longer than p50", () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentiles(values)).toEqual({ p50: 51, p95: 96 });
  });
});

describe("recorded ratios", () => {
  test("twice as bad passes, more does not", () => {
    expect(judgeRatios([took(10)], { "first import": 2.5 })).toEqual([]);
    expect(judgeRatios([took(10)], { "first import": 2.4 })).toHaveLength(1);
  });

  test("a share that halves passes, less does not", () => {
    const share = took(1, { better: "higher", bare: { what: "bare", values: [10] } });
    expect(judgeRatios([share], { "first import": 0.2 })).toEqual([]);
    expect(judgeRatios([share], { "first import": 0.21 })).toHaveLength(1);
  });

  test("what nobody recorded and what nobody measures any more is said", () => {
    const sentences = judgeRatios([took(10)], { "next day": 2 }).map(({ sentence }) => sentence);
    expect(sentences).toEqual([
      "next day: was recorded and is not measured any more",
      expect.stringMatching(/^first import: nothing is recorded/),
    ]);
  });
});
