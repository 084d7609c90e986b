import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareVersions, needsUpdateBy } from "@/lib/core/reported-version";

describe("compareVersions", () => {
  it.each([
    ["12.2.0", "12.2.0", 0],
    ["12.2", "12.2.0", 0],
    ["12.2.0", "12.2.1", -1],
    ["12.10.0", "12.9.9", 1],
    ["26.1.1", "25.3.2", 1],
    ["Bomgar-12.2.0", "12.2.0", 0],
    ["v12.2.0", "12.2.0", 0],
    ["12.2.0 (37380-749b17)", "12.2.0", 0],
    ["12.2.0.4711", "12.2.0", 4711],
    ["12", "12.2.0", null],
    ["12.2.0", "next", null],
    ["", "12.2.0", null],
    ["unknown", "12.2.0", null],
  ] as const)("%s beside %s", (a, b, order) => {
    const found = compareVersions(a, b);
    expect(found === null ? null : Math.sign(found)).toBe(order === null ? null : Math.sign(order));
  });

  it("is an order: turned round it is the opposite, and it never takes long", () => {
    const version = fc
      .array(fc.nat({ max: 999 }), { minLength: 2, maxLength: 5 })
      .map((parts) => parts.join("."));
    fc.assert(
      fc.property(version, version, (a, b) => {
        expect(Math.sign(compareVersions(a, b) ?? 7)).toBe(-Math.sign(compareVersions(b, a) ?? 7) + 0);
      }),
    );
    const started = performance.now();
    compareVersions(`${"a".repeat(100_000)}1.2`, "1".repeat(100_000));
    expect(performance.now() - started).toBeLessThan(100);
  });
});

describe("needsUpdateBy", () => {
  const releases = [
    { id: 1, version: "25.3.2", installedAt: 100 },
    { id: 2, version: "26.1.1", installedAt: 200 },
  ];
  it.each([
    ["older than what was installed then", "25.3.2", 250, true],
    ["what was installed then", "26.1.1", 250, false],
    ["newer", "26.2.0", 250, false],
    ["what was installed before the newer one came", "25.3.2", 150, false],
    ["at the very moment of the installation the release before counts", "25.3.2", 200, false],
    ["before anything is known to have been installed", "25.3.2", 50, null],
    ["a version that cannot be read", "newest", 250, null],
  ] as const)("%s", (_name, version, observedAt, needs) => {
    expect(needsUpdateBy(version, releases, observedAt)).toBe(needs);
  });
});
