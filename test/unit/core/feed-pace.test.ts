import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextReadingAt, type Pace, requestsOf100000, shortestIntervalMs } from "@/lib/core/feed-pace";

const minute = 60_000;
const hour = 60 * minute;
const now = 1_000 * hour;
const quiet: Pace = {
  now,
  intervalMinutes: null,
  releaseInstalledAt: null,
  failures: 0,
  retryAfterMs: null,
  requests: 0,
  chance: 0.5,
};

describe("nextReadingAt", () => {
  it.each([
    ["no release is known", {}, 60],
    ["just after a release", { releaseInstalledAt: now - minute }, 5],
    ["a day after one", { releaseInstalledAt: now - 24 * hour }, 15],
    ["a week after one", { releaseInstalledAt: now - 7 * 24 * hour }, 60],
    ["set by a person", { releaseInstalledAt: now - minute, intervalMinutes: 30 }, 30],
    ["a walk of 1,000 requests within the vendor's limit", { intervalMinutes: 1, requests: 1_000 }, 5],
    ["a walk of 15,000 requests", { releaseInstalledAt: now - minute, requests: 15_000 }, 75],
    ["the first time it fails", { failures: 1 }, 0.5 * 0.75],
    ["the third time", { failures: 3 }, 2 * 0.75],
    ["for ever", { failures: 1_000 }, 30 * 0.75],
    ["it is asked to wait", { failures: 1, retryAfterMs: 10 * minute }, 10],
  ] as const)("%s", (_name, more, minutes) => {
    expect((nextReadingAt({ ...quiet, ...more }) - now) / minute).toBeCloseTo(minutes, 5);
  });

  it("lies in the future, spread by chance, and never within what the other side asked for", () => {
    fc.assert(
      fc.property(
        fc.record({
          intervalMinutes: fc.option(fc.integer({ min: 1, max: 10_080 })),
          releaseInstalledAt: fc.option(fc.integer({ min: 0, max: now })),
          failures: fc.nat({ max: 10_000 }),
          retryAfterMs: fc.option(fc.nat({ max: 24 * hour })),
          requests: fc.nat({ max: 100_000 }),
          chance: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        (given) => {
          const at = nextReadingAt({ ...quiet, ...given });
          expect(at).toBeGreaterThan(now);
          if (given.failures > 0) expect(at).toBeGreaterThanOrEqual(now + (given.retryAfterMs ?? 0));
          else
            expect(at).toBeLessThanOrEqual(
              now + 1.05 * Math.max(10_080 * minute, (given.requests / 12_000) * hour) + 1,
            );
        },
      ),
    );
  });
});

it("100,000 clients are read every seven minutes at most, whatever is set", () => {
  expect(Math.ceil(shortestIntervalMs(requestsOf100000) / minute)).toBe(7);
  const set = { ...quiet, intervalMinutes: 1, requests: requestsOf100000 };
  expect(nextReadingAt(set) - now).toBe(shortestIntervalMs(requestsOf100000));
  expect(shortestIntervalMs(0)).toBe(0);
});
