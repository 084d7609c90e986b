// Percentages are truncated: nothing is said to be done before it is.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { truncatedPercent } from "@/app/_components/percent";

describe("a share in percent", () => {
  it.each([
    [0, 300, 0],
    [1, 300, 0],
    [3, 300, 1],
    [29, 100, 29],
    [57, 100, 57],
    [299, 300, 99],
    [99_999, 100_000, 99],
    [300, 300, 100],
    [0, 0, null],
  ])("%i of %i is %s", (part, of, expected) => {
    expect(truncatedPercent(part, of)).toBe(expected);
  });

  it("is 100 only when it is all, and never more than the share", () => {
    const counts = fc
      .integer({ min: 1, max: 10_000_000 })
      .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(counts, ([part, of]) => {
        const percent = truncatedPercent(part, of) ?? Number.NaN;
        expect(percent === 100).toBe(part === of);
        expect(BigInt(percent) * BigInt(of) <= BigInt(part) * 100n).toBe(true);
        expect((BigInt(percent) + 1n) * BigInt(of) > BigInt(part) * 100n).toBe(true);
      }),
    );
  });
});
