// What the pace of check-ins says about the appliance's settings: estimates, and unknown where an input is missing.
import { describe, expect, it } from "vitest";
import { type AdviceInputs, adviseOnUpgrades } from "@/lib/core/upgrade-advice";

const at = Date.UTC(2026, 2, 2, 3);
const minute = 60_000;

function advise(inputs: Partial<AdviceInputs>) {
  return adviseOnUpgrades({
    minutes: [],
    remaining: 0,
    settings: {},
    packageMib: null,
    upgradeMinutes: null,
    ...inputs,
  });
}

describe("the pace", () => {
  it("is unknown where nobody has checked in", () => {
    expect(advise({ remaining: 10 })).toMatchObject({
      pace: null,
      restAtTypicalMinutes: null,
      nearLimit: false,
    });
  });

  it("is the busiest minute, and the median of those in which anybody came", () => {
    const minutes = [
      { at: at + 2 * minute, clients: 3 },
      { at, clients: 40 },
      { at: at + minute, clients: 5 },
      { at: at + 9 * minute, clients: 0 },
    ];
    expect(advise({ minutes, remaining: 50 })).toMatchObject({
      pace: { clients: 48, peakPerMinute: 40, peakAt: at, typicalPerMinute: 5, activeMinutes: 3, fromAt: at },
      restAtTypicalMinutes: 10,
    });
    const even = advise({ minutes: minutes.slice(0, 2), remaining: 0 });
    expect(even.pace?.typicalPerMinute).toBe(21.5);
    expect(even.restAtTypicalMinutes).toBe(0);
  });
});

describe("the edges of the pace", () => {
  const at3 = [1, 2, 9].map((clients, index) => ({ at: at + index * minute, clients }));

  it("is of equal minutes the first, and lasts to the end of the last", () => {
    const minutes = [
      { at: at + 4 * minute, clients: 7 },
      { at: at + minute, clients: 7 },
    ];
    expect(advise({ minutes }).pace).toEqual({
      clients: 14,
      peakPerMinute: 7,
      peakAt: at + minute,
      typicalPerMinute: 7,
      activeMinutes: 2,
      fromAt: at + minute,
      untilAt: at + 5 * minute,
    });
  });

  it("has a median by size and not by text", () => {
    const minutes = [9, 10, 11, 100].map((clients, index) => ({ at: at + index * minute, clients }));
    expect(advise({ minutes }).pace?.typicalPerMinute).toBe(10.5);
    expect(advise({ minutes: at3 }).pace?.typicalPerMinute).toBe(2);
  });

  it("is near the limit from nine tenths of it", () => {
    const near = (clients: number) =>
      advise({ minutes: [{ at, clients }], settings: { connectionsPerSecond: 1 } }).nearLimit;
    expect([53, 54, 60].map(near)).toEqual([false, true, true]);
  });
});

describe("the settings", () => {
  it("say of each whether a person entered it, and what is left to reckon with", () => {
    const { limits, remaining } = advise({
      remaining: 12,
      settings: { bandwidthMibPerSecond: 10, connectionsPerSecond: 5 },
      packageMib: 6,
      upgradeMinutes: 4,
    });
    expect(remaining).toBe(12);
    expect(limits).toEqual([
      { limit: "concurrent", setting: 500, entered: false, perMinute: 125, missing: null },
      { limit: "bandwidth", setting: 10, entered: true, perMinute: 100, missing: null },
      { limit: "connections", setting: 5, entered: true, perMinute: 300, missing: null },
    ]);
  });

  it("name of two equal limits the first", () => {
    const equal = advise({ packageMib: 60, upgradeMinutes: 5 });
    expect(equal.limits.slice(0, 2).map(({ perMinute }) => perMinute)).toEqual([100, 100]);
    expect(equal.tightest?.limit).toBe("concurrent");
  });

  it("stay unknown without the package's size and the time of one upgrade", () => {
    const { limits, tightest, restAtLimitMinutes } = advise({ remaining: 100 });
    expect(limits).toMatchObject([
      { limit: "concurrent", setting: 500, entered: false, perMinute: null, missing: "upgradeMinutes" },
      { limit: "bandwidth", setting: 100, entered: false, perMinute: null, missing: "packageMib" },
      { limit: "connections", setting: 50, entered: false, perMinute: 3_000, missing: null },
    ]);
    expect(tightest).toEqual({ limit: "connections", perMinute: 3_000, complete: false });
    expect(restAtLimitMinutes).toBeNull();
  });

  it("name the one that lets through the fewest once all inputs are there", () => {
    const known = advise({
      remaining: 1_000,
      packageMib: 60,
      upgradeMinutes: 2,
      settings: { concurrent: 20 },
      minutes: [{ at, clients: 9 }],
    });
    expect(known.limits.map(({ perMinute, entered }) => [perMinute, entered])).toEqual([
      [10, true],
      [100, false],
      [3_000, false],
    ]);
    expect(known.tightest).toEqual({ limit: "concurrent", perMinute: 10, complete: true });
    expect(known.restAtLimitMinutes).toBe(100);
    expect(known.nearLimit).toBe(true);
    const slower = advise({ packageMib: 60, upgradeMinutes: 2, minutes: [{ at, clients: 8 }] });
    expect(slower.nearLimit).toBe(false);
  });
});
