import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  fits,
  newestFitting,
  type PackageFacts,
  type Platform,
  packageState,
  platformOf,
  toMakeAgain,
} from "@/lib/core/installer";

const made = (more: Partial<PackageFacts> = {}): PackageFacts => ({
  id: 1,
  kind: "jump_client",
  platform: "windows",
  group: null,
  madeAt: 100,
  validUntil: null,
  ...more,
});

describe("a package", () => {
  it.each<[string, Partial<PackageFacts>, number | null, string]>([
    ["no release is recorded", {}, null, "valid"],
    ["it was made after the release", { madeAt: 51 }, 50, "valid"],
    ["it was made in the instant of the installation", { madeAt: 50 }, 50, "valid"],
    ["it was made before the release", { madeAt: 49 }, 50, "before_release"],
    ["its time is over", { validUntil: 200 }, null, "expired"],
    ["its time is not over", { validUntil: 201 }, null, "valid"],
    [
      "it was made before the release and its time is over",
      { madeAt: 1, validUntil: 2 },
      50,
      "before_release",
    ],
    ["the release is said to come", { madeAt: 49 }, 201, "valid"],
  ])("when %s", (_when, more, releasedAt, state) => {
    expect(packageState(made(more), releasedAt, 200)).toBe(state);
  });

  it.each<[string | null, Platform | null]>([
    ["Windows 11 Pro", "windows"],
    ["Microsoft Windows Server 2022", "windows"],
    ["macOS 14.2", "mac"],
    ["Mac OS X 10.15", "mac"],
    ["Darwin 23", "mac"],
    ["Ubuntu 22.04 LTS", "linux"],
    ["Red Hat Enterprise Linux 9", "linux"],
    ["Solaris", null],
    [null, null],
  ])("of an endpoint with %s is one for %s", (os, platform) => {
    expect(platformOf(os)).toBe(platform);
  });

  it("fits by kind, platform and group; an unknown platform only what fits any", () => {
    const target = { kind: "jump_client" as const, platform: "windows" as const, group: "Lisbon" };
    expect(fits(made(), target)).toBe(true);
    expect(fits(made({ group: "Lisbon" }), target)).toBe(true);
    expect(fits(made({ group: "Porto" }), target)).toBe(false);
    expect(fits(made({ platform: "mac" }), target)).toBe(false);
    expect(fits(made({ kind: "console" }), target)).toBe(false);
    expect(fits(made(), { ...target, platform: null })).toBe(false);
    expect(fits(made({ platform: "any" }), { ...target, platform: null })).toBe(true);
  });

  it("of the client's own group goes before one for any, and the newest before the others", () => {
    const target = { kind: "jump_client" as const, platform: "windows" as const, group: "Lisbon" };
    const packages = [
      made({ id: 1, madeAt: 9 }),
      made({ id: 2, madeAt: 3, group: "Lisbon" }),
      made({ id: 3, madeAt: 5, group: "Lisbon" }),
    ];
    expect(newestFitting(packages, target)?.id).toBe(3);
    expect(newestFitting(packages, { ...target, group: null })?.id).toBe(1);
    expect(newestFitting([], target)).toBeNull();
  });
});

describe("what has to be made again", () => {
  it("is the newest of each kind, platform and group that has no valid one", () => {
    const packages = [
      made({ id: 1, madeAt: 10 }),
      made({ id: 2, madeAt: 20 }),
      made({ id: 3, madeAt: 10, group: "Lisbon" }),
      made({ id: 4, madeAt: 60, group: "Lisbon" }),
      made({ id: 5, madeAt: 60, platform: "mac", validUntil: 70 }),
    ];
    expect(
      toMakeAgain(packages, 50, 200)
        .map(({ id }) => id)
        .sort(),
    ).toEqual([2, 5]);
    expect(toMakeAgain(packages, null, 65)).toEqual([]);
  });

  it("never names one that is valid", () => {
    const any = fc.record({
      id: fc.integer({ min: 1, max: 99 }),
      kind: fc.constantFrom("jump_client" as const, "console" as const),
      platform: fc.constantFrom("windows" as const, "mac" as const),
      group: fc.constantFrom(null, "Lisbon"),
      madeAt: fc.integer({ min: 0, max: 100 }),
      validUntil: fc.option(fc.integer({ min: 0, max: 100 })),
    });
    fc.assert(
      fc.property(fc.array(any), fc.option(fc.integer({ min: 0, max: 100 })), (packages, releasedAt) => {
        for (const each of toMakeAgain(packages, releasedAt, 60))
          expect(packageState(each, releasedAt, 60)).not.toBe("valid");
      }),
    );
  });
});
