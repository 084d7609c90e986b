import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type SpeakingHours, speaksAt } from "@/lib/core/alerts/hours";

const office: SpeakingHours = {
  weekdays: [1, 2, 3, 4, 5],
  from: "08:00",
  to: "18:00",
  timeZone: "Europe/Lisbon",
  holidays: ["2026-04-03", "2026-04-25"],
  anyTimeFrom: "critical",
};
const at = (text: string) => Date.parse(text);
const text = (instant: number | null) => (instant === null ? null : new Date(instant).toISOString());

describe("speaksAt", () => {
  it.each([
    ["within the hours", "2026-03-02T10:00:00Z", "2026-03-02T10:00:00.000Z"],
    ["before them", "2026-03-02T07:59:00Z", "2026-03-02T08:00:00.000Z"],
    ["at their end", "2026-03-02T18:00:00Z", "2026-03-03T08:00:00.000Z"],
    ["at the weekend", "2026-03-07T10:00:00Z", "2026-03-09T08:00:00.000Z"],
    ["across the change of the clock", "2026-03-28T10:00:00Z", "2026-03-30T07:00:00.000Z"],
    ["on a holiday before a weekend", "2026-04-03T10:00:00Z", "2026-04-06T07:00:00.000Z"],
    ["the evening before that holiday", "2026-04-02T20:00:00Z", "2026-04-06T07:00:00.000Z"],
  ])("%s", (_, now, then) => {
    expect(text(speaksAt(office, "warning", at(now)))).toBe(then);
  });

  it("does not wait where it is bad enough, or where there are no hours", () => {
    const night = at("2026-03-07T03:00:00Z");
    expect(speaksAt(office, "critical", night)).toBe(night);
    expect(speaksAt(null, "info", night)).toBe(night);
    expect(speaksAt({ ...office, anyTimeFrom: null }, "critical", night)).not.toBe(night);
    expect(speaksAt({ ...office, anyTimeFrom: "info" }, "warning", night)).toBe(night);
  });

  it("never comes where there is no day of work", () => {
    expect(speaksAt({ ...office, weekdays: [] }, "info", at("2026-03-02T10:00:00Z"))).toBeNull();
  });

  it("is never in the past, and what it answers is within the hours", () => {
    fc.assert(
      fc.property(fc.integer({ min: at("2026-01-01"), max: at("2027-01-01") }), (now) => {
        const then = speaksAt(office, "info", now);
        expect(then).toBeGreaterThanOrEqual(now);
        expect(speaksAt(office, "info", then ?? 0)).toBe(then);
      }),
      { numRuns: 300 },
    );
  });
});
