import { describe, expect, it } from "vitest";
import { clientKinds } from "@/lib/core/client";
import { defaultPolicy, policyLineOf, policyLines, policyOf } from "@/lib/core/policy";

describe("policyLineOf", () => {
  it.each([
    ["jump_client", "active", false, "jump_client_active"],
    ["jump_client", "passive", false, "jump_client_passive"],
    ["jump_client", null, false, "jump_client_passive"],
    ["jump_client", "active", true, "jump_client_active"],
    ["jumpoint", null, false, "jumpoint"],
    ["jumpoint", "active", true, "jumpoint"],
    ["console", null, true, "console"],
    ["button", null, true, "button"],
    ["connection_agent", null, false, "connection_agent"],
    ["connection_agent", null, true, "connection_agent_updating_itself"],
    ["integration_client", null, true, "integration_client"],
  ] as const)("%s, connection type %s, agents update themselves %s → %s", (kind, type, themselves, line) => {
    expect(policyLineOf(kind, type, themselves)).toBe(line);
  });

  it("every kind has a line, and every line is reached", () => {
    const reached = clientKinds.flatMap((kind) =>
      (["active", "passive", null] as const).flatMap((type) =>
        [true, false].map((themselves) => policyLineOf(kind, type, themselves)),
      ),
    );
    expect(new Set(reached)).toEqual(new Set(policyLines));
  });
});

describe("defaultPolicy", () => {
  const hours = 60;
  const days = 24 * hours;
  it.each([
    ["jump_client_active", 2 * hours, 2 * hours, 30, 2, 3, false, false],
    ["jump_client_passive", 26 * hours, 24 * hours, 30, 2, 3, false, false],
    ["jumpoint", 2 * hours, 2 * hours, 30, 2, 3, false, false],
    ["console", 14 * days, 24 * hours, 30, 2, 3, true, false],
    ["button", null, null, null, null, 3, false, false],
    ["connection_agent", 0, 0, null, null, 3, false, true],
    ["connection_agent_updating_itself", 2 * hours, 2 * hours, 30, 2, 3, false, false],
    ["integration_client", 0, 0, null, null, 3, false, true],
  ] as const)(
    "%s",
    (line, dueAfterMinutes, graceMinutes, silentDays, missedReleases, failedAttempts, msiLockedDown, byHand) => {
      expect(defaultPolicy[line]).toEqual({
        dueAfterMinutes,
        graceMinutes,
        silentDays,
        missedReleases,
        failedAttempts,
        msiLockedDown,
        byHand,
      });
    },
  );

  it("has exactly the lines of the table", () => {
    expect(Object.keys(defaultPolicy).sort()).toEqual([...policyLines].sort());
  });
});

describe("policyOf", () => {
  const { graceMinutes: _, ...withoutGrace } = defaultPolicy.console;

  it("of nothing stored is the default", () => {
    expect(policyOf(null)).toEqual(defaultPolicy);
    expect(policyOf({})).toEqual(defaultPolicy);
  });

  it.each([
    ["a short due time is the grace", 90, 90],
    ["of a long one a day", 3 * 1440, 1440],
    ["at once is at once", 0, 0],
    ["without a due time there is none", null, null],
  ])("a line that was stored before there was a grace: %s", (_name, dueAfterMinutes, graceMinutes) => {
    const { console: line } = policyOf({ console: { ...withoutGrace, dueAfterMinutes } });
    expect(line).toEqual({ ...withoutGrace, dueAfterMinutes, graceMinutes });
  });

  it.each([0, 45, null])("a grace that was set stays: %s", (graceMinutes) => {
    const stored = { ...withoutGrace, graceMinutes };
    expect(policyOf({ console: stored })).toEqual({ ...defaultPolicy, console: stored });
  });
});
