import { describe, expect, it } from "vitest";
import {
  byInstallation,
  currentRelease,
  futureToleranceMinutes,
  hoursTooEarly,
  isInFuture,
  looksLikeInstallationStart,
  missedReleases,
  previousRelease,
  type SiteRelease,
} from "@/lib/core/release";

const start = Date.UTC(2026, 10, 20, 22, 0);
const hour = 3_600_000;
const day = 24 * hour;
const minute = 60_000;
const aRelease = (id: number, installedAt: number, version = `12.${id}.0`): SiteRelease => ({
  id,
  version,
  installedAt,
});

const first = aRelease(1, start);
const second = aRelease(2, start + 30 * day);
const third = aRelease(3, start + 60 * day);

describe("currentRelease", () => {
  it("is the newest by installation, in whatever order they were recorded", () => {
    expect(currentRelease([second, third, first])).toBe(third);
    expect(currentRelease([aRelease(9, start), second])).toBe(second);
  });
  it("of two installed at one instant is the one recorded last", () => {
    expect(currentRelease([aRelease(5, start), aRelease(4, start)])?.id).toBe(5);
  });
  it("is none without a release", () => {
    expect(currentRelease([])).toBeNull();
  });
});

describe("previousRelease", () => {
  const releases = [third, first, second];
  it("is the one installed before", () => {
    expect(previousRelease(releases, third)).toBe(second);
    expect(previousRelease(releases, second)).toBe(first);
  });
  it("is none before the first, and none of a release that is not among them", () => {
    expect(previousRelease(releases, first)).toBeNull();
    expect(previousRelease(releases, aRelease(7, start + 90 * day))).toBeNull();
  });
});

describe("byInstallation", () => {
  it("orders a copy", () => {
    const releases = [third, first, second];
    expect(byInstallation(releases)).toEqual([first, second, third]);
    expect(releases).toEqual([third, first, second]);
  });
});

describe("missedReleases", () => {
  const releases = [first, second, third];
  it.each([
    ["never proven", null, null],
    ["before all", first.installedAt - 1, 3],
    ["after the first", first.installedAt + 1, 2],
    ["one millisecond before the second", second.installedAt - 1, 2],
    ["at the second", second.installedAt, 1],
    ["after the second", second.installedAt + 1, 1],
    ["after all", third.installedAt + 1, 0],
  ])("proven current %s", (_name, provenCurrentAt, missed) => {
    expect(missedReleases(releases, provenCurrentAt)).toBe(missed);
  });
  it("counts distinct versions", () => {
    const again = aRelease(4, start + 70 * day, third.version);
    expect(missedReleases([...releases, again], second.installedAt + 1)).toBe(1);
  });
  it("is 0 without a release", () => {
    expect(missedReleases([], start)).toBe(0);
  });
});

describe("hoursTooEarly", () => {
  it.each([
    ["the day after", 24 * hour, null],
    ["much later", 90 * day, null],
    ["12 hours", 12 * hour, 12],
    ["one hour and a half", 1.5 * hour, 1.5],
    ["rounded to a tenth", 7 * hour + 20 * minute, 7.3],
    ["the same instant", 0, 0],
  ])("%s after the previous one", (_name, after, hours) => {
    expect(hoursTooEarly(aRelease(2, start + after), first)).toBe(hours);
  });
  it("one millisecond short of 24 hours is too early", () => {
    expect(hoursTooEarly(aRelease(2, start + day - 1), first)).not.toBeNull();
  });
  it("a first release is never too early", () => {
    expect(hoursTooEarly(first, null)).toBeNull();
  });
});

describe("isInFuture", () => {
  const tolerance = futureToleranceMinutes * minute;
  it("tolerates exactly five minutes", () => {
    expect(tolerance).toBe(5 * minute);
    expect(isInFuture(start + tolerance, start)).toBe(false);
    expect(isInFuture(start + tolerance + 1, start)).toBe(true);
    expect(isInFuture(start, start)).toBe(false);
    expect(isInFuture(start - day, start)).toBe(false);
  });
});

describe("looksLikeInstallationStart", () => {
  it.each([
    ["too few to tell", 4, 4, false],
    ["five of five", 5, 5, true],
    ["a fifth", 20, 100, true],
    ["just under a fifth", 19, 100, false],
    ["nobody", 0, 0, false],
    ["a fleet where a handful dropped out", 30, 10_000, false],
  ])("%s", (_name, offlineSoonAfter, withConnection, suspicious) => {
    expect(looksLikeInstallationStart(offlineSoonAfter, withConnection)).toBe(suspicious);
  });
});
