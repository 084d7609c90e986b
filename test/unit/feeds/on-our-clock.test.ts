import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keepAhead } from "@/lib/feeds/config-api/on-our-clock";

describe("keepAhead", () => {
  it.each([
    ["nothing measured: as it was", 35_000, null, 35_000],
    ["the clocks agree", 0, { lowMs: -900, highMs: 900 }, 0],
    ["within five seconds they agree", 0, { lowMs: 2_000, highMs: 5_000 }, 0],
    [
      "five minutes ahead, in steps, never less than it may be",
      0,
      { lowMs: 300_100, highMs: 301_900 },
      305_000,
    ],
    [
      "what fits stays, so that the same fleet gives the same list",
      305_000,
      { lowMs: 299_000, highMs: 300_500 },
      305_000,
    ],
    ["it is further ahead than was known", 305_000, { lowMs: 305_500, highMs: 306_000 }, 310_000],
    ["it was set right", 305_000, { lowMs: -500, highMs: 500 }, 0],
    [
      "behind: nothing is taken off, since what is too early proves less",
      0,
      { lowMs: -301_000, highMs: -299_000 },
      0,
    ],
  ] as const)("%s", (_name, kept, measured, ahead) => {
    expect(keepAhead(kept, measured)).toBe(ahead);
  });

  it("no date of a clock that is more than five seconds ahead is left later than it may have been", () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 10_000_000 }),
        fc.integer({ min: -1e7, max: 1e7 }),
        fc.nat({ max: 3_000 }),
        (kept, lowMs, width) => {
          const measured = { lowMs, highMs: lowMs + width };
          const ahead = keepAhead(Math.ceil(kept / 5_000) * 5_000, measured);
          expect(ahead).toBeGreaterThanOrEqual(measured.highMs > 5_000 ? measured.highMs : 0);
          expect(ahead - measured.highMs).toBeLessThan(
            measured.highMs > 0 ? 10_000 : Number.POSITIVE_INFINITY,
          );
          expect(keepAhead(ahead, measured)).toBe(ahead);
        },
      ),
    );
  });
});
