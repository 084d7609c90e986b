// When the digest comes, and how members stood then.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countsThen, hasMoved } from "@/lib/core/alerts/counts-then";
import { nextDigestAt } from "@/lib/core/alerts/digest-time";
import { memberStates } from "@/lib/core/member";

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

describe("the next digest", () => {
  it.each([
    ["later today", "2026-11-27T05:00:00Z", 7, everyDay, "2026-11-27T06:00:00.000Z"],
    ["not at the very instant", "2026-11-27T06:00:00Z", 7, everyDay, "2026-11-28T06:00:00.000Z"],
    ["after the weekend", "2026-11-27T12:00:00Z", 7, [1, 2, 3, 4, 5], "2026-11-30T06:00:00.000Z"],
    ["a week on", "2026-11-27T12:00:00Z", 7, [5], "2026-12-04T06:00:00.000Z"],
    ["in an hour that is skipped", "2026-03-28T12:00:00Z", 2, everyDay, "2026-03-29T01:00:00.000Z"],
    [
      "in an hour that comes twice: the first",
      "2026-10-24T12:00:00Z",
      2,
      everyDay,
      "2026-10-25T00:00:00.000Z",
    ],
    ["between the two: the next day", "2026-10-25T00:30:00Z", 2, everyDay, "2026-10-26T01:00:00.000Z"],
    ["never", "2026-11-27T12:00:00Z", 7, [], null],
  ])("comes %s", (_what, after, hour, weekdays, expected) => {
    const time = { hour, weekdays, timeZone: "Europe/Berlin" };
    expect(iso(nextDigestAt(time, { after: Date.parse(after), lastAt: null }))).toBe(expected);
  });

  it("comes on no day twice, also where hour or zone were changed after it came", () => {
    const time = { hour: 9, weekdays: everyDay, timeZone: "Europe/Berlin" };
    const came = Date.parse("2026-11-27T06:00:00Z");
    expect(iso(nextDigestAt(time, { after: came + 60_000, lastAt: came }))).toBe("2026-11-28T08:00:00.000Z");
  });

  it("comes one day after the other through a year, whatever the zone", () => {
    const any = fc.record({
      hour: fc.integer({ min: 0, max: 23 }),
      timeZone: fc.constantFrom(
        "Europe/Lisbon",
        "America/Sao_Paulo",
        "Australia/Lord_Howe",
        "Asia/Kolkata",
        "UTC",
      ),
      start: fc.integer({ min: Date.parse("2026-01-01"), max: Date.parse("2026-12-31") }),
    });
    fc.assert(
      fc.property(any, ({ start, ...time }) => {
        const dayOf = new Intl.DateTimeFormat("en-CA", { timeZone: time.timeZone });
        let at = start;
        let lastAt: number | null = null;
        const days = new Set<string>();
        for (let count = 0; count < 30; count++) {
          const next: number | null = nextDigestAt({ ...time, weekdays: everyDay }, { after: at, lastAt });
          if (next === null) throw new Error("there is no next one");
          expect(next).toBeGreaterThan(at);
          days.add(dayOf.format(next));
          at = next;
          lastAt = next;
        }
        expect(days.size).toBe(30);
      }),
      { numRuns: 50 },
    );
  });
});

describe("how they stood then", () => {
  const none = Object.fromEntries(memberStates.map((state) => [state, 0])) as Record<
    (typeof memberStates)[number],
    number
  >;

  it("is what moved taken back, and whoever joined was nowhere", () => {
    const moves = [
      { from: "waiting", to: "checked_in", members: 3 },
      { from: null, to: "waiting", members: 2 },
    ] as const;
    expect(countsThen({ ...none, waiting: 4, checked_in: 5 }, moves)).toEqual({
      ...none,
      waiting: 5,
      checked_in: 2,
    });
    expect(hasMoved(moves)).toBe(true);
    expect(hasMoved([])).toBe(false);
  });
});
