/** Instants and shares as people read them. */
import { describe, expect, it } from "vitest";
import { exactText, minuteText, relativeText } from "@/app/_components/instant-text";

const now = Date.parse("2026-11-22T12:00:00Z");
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

describe("relativeText", () => {
  it.each([
    [0, null],
    [-44_000, null],
    [-45_000, "1 minute ago"],
    [-5 * minute, "5 minutes ago"],
    [-89 * minute, "89 minutes ago"],
    [-90 * minute, "2 hours ago"],
    [-47 * hour, "47 hours ago"],
    [-3 * day, "3 days ago"],
    [-90 * day, "3 months ago"],
    [-800 * day, "2 years ago"],
    [26 * hour, "in 26 hours"],
  ])("%d ms away is %s", (away, text) => {
    expect(relativeText(now + away, now, "en")).toBe(text);
  });
});

describe("exactText", () => {
  it("writes the zone's own time, day before month, with 24 hours", () => {
    expect(exactText(now, "America/Sao_Paulo", "en")).toBe("22 Nov 2026, 09:00");
  });
  it("writes seconds only when there are any, and never in minuteText", () => {
    expect(exactText(now + 7_000, "UTC", "en")).toBe("22 Nov 2026, 12:00:07");
    expect(minuteText(now + 7_000, "UTC", "en")).toBe("22 Nov 2026, 12:00");
  });
});
