// When a noticed release asks somebody, and when a time that is entered contradicts the readings.
import { describe, expect, it } from "vitest";
import { asksSomebody, contradictsReadings } from "@/lib/core/release-proposal";

describe("a release that a feed has noticed", () => {
  it.each([
    ["is open", { status: "open", standingReleaseId: null }, true],
    ["is open, and recorded by hand", { status: "open", standingReleaseId: 4 }, false],
    ["was confirmed and withdrawn", { status: "confirmed", standingReleaseId: null }, false],
    ["was dismissed", { status: "dismissed", standingReleaseId: null }, false],
  ] as const)("%s", (_, proposal, asks) => expect(asksSomebody(proposal)).toBe(asks));
});

describe("a time of installation", () => {
  const readings = { notBefore: 1_000, notAfter: 2_000 };

  it.each([
    ["at the reading that still showed the version before", 1_000, "too_early"],
    ["before it", 999, "too_early"],
    ["between the readings", 1_001, null],
    ["at the reading that showed the new one", 2_000, null],
    ["after it", 2_001, "too_late"],
  ] as const)("%s", (_, at, says) => expect(contradictsReadings(at, readings)).toBe(says));

  it("before everything is no contradiction where no reading showed the version before", () => {
    expect(contradictsReadings(0, { notBefore: null, notAfter: 2_000 })).toBeNull();
  });
});
