import { describe, expect, test } from "vitest";
import { standardTimeZones, zoneWordMinutes } from "@/lib/intake/export-file/dates/date-words";
import { offsetMinutes, zoneOfWord, zoneTimes } from "@/lib/intake/export-file/dates/local-time";

describe("the zone that a word names", () => {
  test.each<[string, string | null]>([
    ["PST", "-08:00"],
    ["pst", "-08:00"],
    ["PDT", "-07:00"],
    ["EST", "-05:00"],
    ["UTC", "UTC"],
    ["utc", "UTC"],
    ["GMT", "UTC"],
    ["UT", "UTC"],
    ["Z", "UTC"],
    ["UTC+2", "+02:00"],
    ["UTC+02:00", "+02:00"],
    ["UTC +2", "+02:00"],
    ["gmt-3", "-03:00"],
    ["GMT\u22123", "-03:00"],
    ["UTC+5:30", "+05:30"],
    ["UTC+0", "UTC"],
    ["+02:00", "+02:00"],
    ["+0200", "+02:00"],
    ["+02", "+02:00"],
    ["-08:00", "-08:00"],
    ["+00:00", "UTC"],
    ["+14:00", "+14:00"],
    ["-12:00", "-12:00"],
    ["CET", "+01:00"],
    ["CEST", "+02:00"],
    ["MEZ", "+01:00"],
    ["Mez", "+01:00"],
    ["MESZ", "+02:00"],
    ["WEST", "+01:00"],
    ["BRT", "-03:00"],
    ["Europe/Berlin", "Europe/Berlin"],
    ["europe/berlin", "Europe/Berlin"],
    ["America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"],
    ["Etc/GMT+5", "Etc/GMT+5"],
    [" CET ", "+01:00"],
    // words of the six languages
    ["est", null],
    ["West", null],
    ["wet", null],
    ["ut", null],
    // several zones, no zone, not there
    ["IST", null],
    ["BST", null],
    ["AST", null],
    ["Berlin", null],
    ["Foo/Bar", null],
    ["20/11/2026", null],
    ["UTC+15", null],
    ["UTC+2:20", null],
    ["+19:00", null],
    ["-11:30", null],
    ["+2", null],
    ["2", null],
    ["", null],
    ["constructor", null],
    ["/", null],
    ["x".repeat(50), null],
  ])("%j: %s", (word, zone) => {
    expect(zoneOfWord(word)).toBe(zone);
  });

  test("is one that local times can be read in", () => {
    for (const word of zoneWordMinutes.keys()) {
      const zone = zoneOfWord(word.toUpperCase());
      expect(zone).not.toBeNull();
      const minutes = zoneWordMinutes.get(word) as number;
      expect(zoneTimes(zone as string).instantOf(minutes * 60_000)).toBe(0);
    }
  });

  test("standard time is what its place keeps in winter", () => {
    for (const [word, place] of standardTimeZones) {
      const winters = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)].map(
        (local) => local - zoneTimes(place).instantOf(local),
      );
      expect(Math.min(...winters)).toBe((offsetMinutes(word) as number) * 60_000);
    }
  });
});

describe("a fixed offset is a zone", () => {
  test.each<[string, string, string]>([
    ["-08:00", "2026-11-20T13:30:11Z", "2026-11-20T21:30:11Z"],
    ["-08:00", "2026-07-20T13:30:11Z", "2026-07-20T21:30:11Z"],
    ["+05:45", "2026-11-20T00:00:00Z", "2026-11-19T18:15:00Z"],
    ["+00:00", "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z"],
    ["UTC", "2026-11-20T00:00:00Z", "2026-11-20T00:00:00Z"],
  ])("%s: %s is %s", (zone, local, instant) => {
    expect(zoneTimes(zone).instantOf(Date.parse(local))).toBe(Date.parse(instant));
  });
  test("a day starts at its midnight, wherever in it one asks", () => {
    const { startOfDay } = zoneTimes("-08:00");
    expect(startOfDay(Date.parse("2026-11-20T23:59:59Z"))).toBe(Date.parse("2026-11-20T08:00:00Z"));
  });
  test.each(["Mars/Base", "", "UTC+2", "+25:00", "Z"])("%j is none", (zone) => {
    expect(() => zoneTimes(zone)).toThrow(RangeError);
  });
});
