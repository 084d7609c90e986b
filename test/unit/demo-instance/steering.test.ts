import { describe, expect, it } from "vitest";
import { faultDefaults } from "@/demo/faults";
import { usualReleases } from "@/demo/fleet/make-fleet";
import { brokenIn, cutSite, demoFaults, nextVersion, standInFaults } from "@/lib/demo/faults";
import { pollMinutes } from "@/lib/demo/poll-pace";
import { demoSpeeds } from "@/lib/demo/steer";
import english from "@/messages/en.demo.json";
import { arrivesAfterMs, fleetStart, steps } from "../../../bin/demo/site";

const minute = 60_000;
const day = 24 * 60 * minute;
const whole = { serving: "A", sites: [{ lineUp: true }, { lineUp: true }], faults: {} } as const;

describe("what is broken in a demo", () => {
  it("is told by the stand-in's state", () => {
    expect(brokenIn(whole)).toEqual([]);
    expect(brokenIn({ ...whole, serving: "B" })).toEqual(["pair_swapped"]);
    const cut = whole.sites.map((site, place) => (place === cutSite ? { lineUp: false } : site));
    expect(brokenIn({ ...whole, sites: cut, faults: { slow: {}, tooMany: {} } })).toEqual([
      "too_many_requests",
      "slow",
      "line_cut",
    ]);
  });

  it("has a name that the stand-in knows, and words", () => {
    for (const name of Object.values(standInFaults)) expect(faultDefaults).toHaveProperty(name);
    expect(Object.keys(english.demo.faults).sort()).toEqual([...demoFaults].sort());
    expect(Object.keys(english.demo.speeds).map(Number)).toEqual([...demoSpeeds]);
  });
});

it("the next version is newer than the one that is served, and none that is planned", () => {
  expect(nextVersion("26.3.1")).toBe("26.3.2");
  expect(nextVersion("26.3.9")).toBe("26.3.10");
});

describe("the pace of a demo's feeds", () => {
  it.each(demoSpeeds)(
    "at %i simulated seconds in one they stay below what Rollcall allows itself",
    (speed) => {
      const perTenMinutes = (minutes: number | null, requests: number) =>
        (600 / (((minutes ?? 0) * 60) / speed)) * requests;
      const lists = perTenMinutes(pollMinutes("config_api", speed), 60);
      const commands = perTenMinutes(pollMinutes("command_api", speed), 7);
      expect(lists + commands).toBeLessThan(2_142);
    },
  );

  it("is none for what is not asked", () => {
    expect(pollMinutes("syslog", 144)).toBeNull();
  });
});

describe("the past of a demo", () => {
  it("lies before now, and one arrives on a Tuesday at half past six", () => {
    for (const now of ["2026-03-12T10:00:00Z", "2027-01-01T00:00:00Z", "2026-03-10T06:30:00Z"]) {
      const arrives = fleetStart(Date.parse(now)) + arrivesAfterMs;
      expect(new Date(arrives).toUTCString()).toMatch(/^Tue, .* 06:30:00 GMT$/);
      expect(arrives).toBeLessThanOrEqual(Date.parse(now));
      expect(arrives).toBeGreaterThan(Date.parse(now) - 7 * day);
    }
  });

  it("looks at each release within minutes, and at the lists before it", () => {
    for (const { afterDays, lastsMinutes } of usualReleases) {
      const installed = afterDays * day + lastsMinutes * minute;
      const look = steps.find(({ afterMs, asks }) => asks !== "lists" && afterMs > installed);
      expect((look?.afterMs ?? 0) - installed).toBeLessThanOrEqual(5 * minute);
      const list = steps.findLast(({ afterMs, asks }) => asks !== "commands" && afterMs < installed);
      expect(list?.afterMs).toBeLessThan(afterDays * day);
      expect(installed - (list?.afterMs ?? 0)).toBeLessThan(2 * 60 * minute);
    }
    expect(steps.at(-1)?.afterMs).toBeLessThan(arrivesAfterMs);
  });
});
