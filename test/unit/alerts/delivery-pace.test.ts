// When a delivery is tried again, and when a channel is left alone.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isToBePaused, nextTryAt } from "@/lib/core/alerts/delivery-pace";

const hour = 3_600_000;
const passing = { isPermanent: false, retryAfterMs: null };
const rest = { now: 0, deadlineAt: 24 * hour, chance: 0.5 };

describe("the next try", () => {
  it.each([
    [1, 15],
    [2, 60],
    [3, 120],
    [4, 300],
    [7, 1_800],
    [8, 1_800],
    [500, 1_800],
  ])("after failure %i comes after %i seconds", (attempt, seconds) => {
    expect(nextTryAt({ attempt, ...passing }, rest)).toBe(seconds * 1000);
  });

  it("waits as long as it was asked to, and never less", () => {
    expect(nextTryAt({ attempt: 1, isPermanent: false, retryAfterMs: 600_000 }, rest)).toBe(600_000);
    expect(nextTryAt({ attempt: 7, isPermanent: false, retryAfterMs: 1_000 }, rest)).toBe(1_800_000);
  });

  it("tries a refusal for good three times", () => {
    const at = (attempt: number) => nextTryAt({ attempt, isPermanent: true, retryAfterMs: null }, rest);
    expect([at(1), at(2), at(3)]).toEqual([15_000, 60_000, null]);
  });

  it("comes before the deadline, within a fifth of its pause, or not at all", () => {
    const any = fc.record({
      attempt: fc.integer({ min: 1, max: 1_000 }),
      isPermanent: fc.boolean(),
      retryAfterMs: fc.option(fc.integer({ min: 0, max: 48 * hour })),
      now: fc.integer({ min: 0, max: 48 * hour }),
      deadlineAt: fc.integer({ min: 0, max: 48 * hour }),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(any, ({ now, deadlineAt, chance, ...miss }) => {
        const at = nextTryAt(miss, { now, deadlineAt, chance });
        if (at === null) return;
        expect(at).toBeLessThan(deadlineAt);
        expect(at - now).toBeGreaterThanOrEqual(Math.max(12_000, miss.retryAfterMs ?? 0));
        expect(at - now).toBeLessThanOrEqual(Math.max(2_160_000, miss.retryAfterMs ?? 0));
      }),
    );
  });
});

it.each([
  [4, 60, false],
  [5, 14, false],
  [5, 15, true],
  [50, 15, true],
])("a channel that failed %i times within %i minutes is paused: %s", (failures, minutes, paused) => {
  const limits = { atFailures: 5, afterMinutes: 15, now: minutes * 60_000 };
  expect(isToBePaused({ failures, failingSince: 0 }, limits)).toBe(paused);
});
