/** Every cell of the default policy table, as the state of a member on either side of its boundary. */
import { describe, expect, it } from "vitest";
import type { ClientKind, ConnectionType } from "@/lib/core/client";
import type { PolicyLine } from "@/lib/core/policy";
import {
  aMemberCase,
  aSighting,
  daysAfter,
  daysAfterRelease,
  daysBeforeRelease,
  earlierRelease,
  hoursAfterRelease,
  hoursBeforeRelease,
  installedAt,
  judge,
  minutesAfterRelease,
  release,
  type Situation,
} from "../../support/member-case";

interface Line {
  line: PolicyLine;
  kind: ClientKind;
  connectionType: ConnectionType | null;
  agentsUpdateThemselves?: boolean;
}

const active: Line = { line: "jump_client_active", kind: "jump_client", connectionType: "active" };
const passive: Line = { line: "jump_client_passive", kind: "jump_client", connectionType: "passive" };
const unknown: Line = { line: "jump_client_passive", kind: "jump_client", connectionType: null };
const jumpoint: Line = { line: "jumpoint", kind: "jumpoint", connectionType: null };
const console: Line = { line: "console", kind: "console", connectionType: null };
const button: Line = { line: "button", kind: "button", connectionType: null };
const agent: Line = { line: "connection_agent", kind: "connection_agent", connectionType: null };
const agentUpdatingItself: Line = {
  line: "connection_agent_updating_itself",
  kind: "connection_agent",
  connectionType: null,
  agentsUpdateThemselves: true,
};
const integration: Line = { line: "integration_client", kind: "integration_client", connectionType: null };

const all = [active, passive, unknown, jumpoint, console, button, agent, agentUpdatingItself, integration];
const byHand = [agent, integration];
const byThemselves = [active, passive, unknown, jumpoint, console, agentUpdatingItself];
const titled = (lines: Line[]) =>
  lines.map((line) => [line === unknown ? "jump_client of unknown type" : line.line, line] as const);

/** A client of the line, last online an hour before the release, and looked at just now. */
function memberOf(line: Line, overrides: Partial<Situation> = {}): Situation {
  const now = overrides.now ?? minutesAfterRelease(1);
  return aMemberCase({
    kind: line.kind,
    sightings: lastOnline(line, hoursBeforeRelease(1)),
    release: { ...release, agentsUpdateThemselves: line.agentsUpdateThemselves ?? false },
    look: { hasSource: true, at: now },
    now,
    ...overrides,
  });
}

function lastOnline(line: Line, observedAt: number): Situation["sightings"] {
  return [aSighting({ observedAt, online: true, connectionType: line.connectionType })];
}

describe("due after installedAt", () => {
  it.each([
    ["jump_client, active", active, hoursAfterRelease(2)],
    ["jump_client, passive", passive, hoursAfterRelease(26)],
    ["jump_client, unknown type: as passive", unknown, hoursAfterRelease(26)],
    ["jumpoint", jumpoint, hoursAfterRelease(2)],
    ["console", console, daysAfterRelease(14)],
    ["connection_agent that updates itself: verify", agentUpdatingItself, hoursAfterRelease(2)],
  ])("%s: waiting until one millisecond before, past due from then on", (_name, line, dueAt) => {
    const at = (now: number) => judge(memberOf(line, { now, look: { hasSource: false, at: null } }));
    expect(at(dueAt - 1)).toMatchObject({ state: "waiting", code: "not_due_yet", dueAt });
    expect(at(dueAt)).toMatchObject({ state: "overdue", code: "past_due", dueAt });
    expect(at(dueAt + 1)).toMatchObject({ state: "overdue", code: "past_due", dueAt });
  });

  it("button: never", () => {
    for (const now of [minutesAfterRelease(1), daysAfterRelease(1), daysAfterRelease(4000)]) {
      expect(judge(memberOf(button, { now }))).toMatchObject({
        state: "waiting",
        code: "on_first_use",
        dueAt: null,
        judgeAfter: null,
      });
    }
  });

  it("button: no slot is wanted in control mode either", () => {
    expect(judge(memberOf(button, { mode: "control" })).code).toBe("on_first_use");
  });

  it.each(titled(byHand))("%s: at once", (_name, line) => {
    expect(judge(memberOf(line, { now: installedAt })).dueAt).toBe(installedAt);
  });
});

describe("check-in clears every line", () => {
  it.each(titled(all))(
    "%s: seen after the release → checked_in, at the same instant → not",
    (_name, line) => {
      const at = (observedAt: number) =>
        judge(memberOf(line, { sightings: lastOnline(line, observedAt) })).state;
      expect(at(installedAt + 1)).toBe("checked_in");
      expect(at(installedAt)).not.toBe("checked_in");
      expect(at(installedAt - 1)).not.toBe("checked_in");
    },
  );
});

describe("needs redeployment at once", () => {
  it.each([
    ["connection_agent", agent, "agent_by_hand"],
    ["integration_client", integration, "integration_client_by_hand"],
  ] as const)("%s, in either mode", (_name, line, code) => {
    for (const mode of ["observe", "control"] as const) {
      expect(judge(memberOf(line, { now: installedAt, mode }))).toMatchObject({
        state: "needs_redeployment",
        code,
      });
    }
  });

  it("a connection agent names the security providers that are down until it is done", () => {
    const inputs = (securityProviders: string[]) => judge(memberOf(agent, { securityProviders })).inputs;
    expect(inputs(["LDAP Berlin", "RADIUS"])).toEqual({ securityProviders: "LDAP Berlin, RADIUS" });
    expect(inputs([])).toEqual({});
  });

  it("a connection agent of a release that says agents update themselves is only waited for", () => {
    expect(judge(memberOf(agentUpdatingItself))).toMatchObject({ state: "waiting", code: "not_due_yet" });
  });
});

describe("silent 30 days", () => {
  it.each(titled(byThemselves))("%s: to the millisecond, counted from the last connection", (_name, line) => {
    const lastConnectedAt = hoursBeforeRelease(3);
    const silentAt = daysAfter(lastConnectedAt, 30);
    const at = (now: number) => judge(memberOf(line, { now, sightings: lastOnline(line, lastConnectedAt) }));
    expect(at(silentAt - 1)).toMatchObject({ state: "overdue", judgeAfter: silentAt });
    expect(at(silentAt)).toMatchObject({
      state: "needs_redeployment",
      code: "silent",
      inputs: { silentDays: 30 },
    });
    expect(at(silentAt + 1).code).toBe("silent");
  });

  it.each(titled(byThemselves))("%s: at once where the silence was already long enough", (_name, line) => {
    const at = (lastConnectedAt: number) =>
      judge(memberOf(line, { now: installedAt, sightings: lastOnline(line, lastConnectedAt) })).code;
    expect(at(daysBeforeRelease(30))).toBe("silent");
    expect(at(daysBeforeRelease(30) + 1)).toBe("not_due_yet");
  });

  it("never a button", () => {
    expect(judge(memberOf(button, { sightings: lastOnline(button, daysBeforeRelease(900)) })).state).toBe(
      "waiting",
    );
  });
});

describe("two or more missed releases", () => {
  const previous = { ...earlierRelease, installedAt: daysBeforeRelease(3) };
  const siteReleases = [previous, release];

  it.each(titled(byThemselves))("%s: one is not enough, two are", (_name, line) => {
    const at = (lastConnectedAt: number) =>
      judge(memberOf(line, { siteReleases, sightings: lastOnline(line, lastConnectedAt) }));
    expect(at(previous.installedAt + 1)).toMatchObject({ state: "waiting", code: "not_due_yet" });
    expect(at(previous.installedAt - 1)).toMatchObject({
      state: "needs_redeployment",
      code: "missed_releases",
      inputs: { missedReleases: 2, provenCurrentAt: previous.installedAt - 1 },
    });
  });

  it("never a button", () => {
    const sightings = lastOnline(button, daysBeforeRelease(9));
    expect(judge(memberOf(button, { siteReleases, sightings })).code).toBe("on_first_use");
  });

  it("counts from the last check-in, not from a later connection of a client that needs an update", () => {
    const sightings = [
      aSighting({ observedAt: daysBeforeRelease(5), online: true, connectionType: "active" }),
      aSighting({ observedAt: daysBeforeRelease(1), online: true, needsUpdate: true }),
    ];
    expect(judge(memberOf(active, { siteReleases, sightings }))).toMatchObject({
      code: "missed_releases",
      inputs: { missedReleases: 2, provenCurrentAt: daysBeforeRelease(5) },
    });
  });

  it("counts from the last connection where no check-in is known", () => {
    const sightings = [aSighting({ observedAt: daysBeforeRelease(1), online: true, needsUpdate: true })];
    expect(judge(memberOf(passive, { siteReleases, sightings })).code).not.toBe("missed_releases");
  });

  it("counts a version once, however often it was installed", () => {
    const twice = [{ ...previous, version: release.version }, release];
    expect(
      judge(memberOf(active, { siteReleases: twice, sightings: lastOnline(active, daysBeforeRelease(9)) }))
        .code,
    ).toBe("not_due_yet");
  });

  it("cannot be told of a client never seen", () => {
    const sightings = [aSighting({ observedAt: daysBeforeRelease(9) })];
    expect(judge(memberOf(passive, { siteReleases, sightings })).code).toBe("never_seen");
  });
});

describe("disabled or uninstalled at the endpoint", () => {
  it.each(titled(all))("%s", (_name, line) => {
    for (const availability of ["disabled", "uninstalled"] as const) {
      const sightings = [
        ...lastOnline(line, hoursBeforeRelease(2)),
        aSighting({ observedAt: hoursBeforeRelease(1), availability }),
      ];
      expect(judge(memberOf(line, { sightings }))).toMatchObject({
        state: "needs_redeployment",
        code: `${availability}_at_endpoint`,
        inputs: { observedAt: hoursBeforeRelease(1) },
      });
    }
  });
});

describe("three failed upgrade attempts", () => {
  it.each(titled(byThemselves))("%s: two are not enough", (_name, line) => {
    const at = (failedAttempts: number) =>
      judge(memberOf(line, { mode: "control", slot: { leaseUntil: null, endedAt: null, failedAttempts } }));
    expect(at(2)).toMatchObject({ state: "queued", code: "wants_slot" });
    expect(at(3)).toMatchObject({
      state: "needs_redeployment",
      code: "attempts_exhausted",
      inputs: { failedAttempts: 3, allowedAttempts: 3 },
    });
    expect(at(4).code).toBe("attempts_exhausted");
  });
});

describe("console deployed by MSI", () => {
  it.each([
    [
      "locked down, nobody said whether the MSI was pushed",
      "msi_locked_down",
      null,
      "needs_redeployment",
      "msi_locked_down",
    ],
    [
      "locked down, the MSI was not pushed",
      "msi_locked_down",
      false,
      "needs_redeployment",
      "msi_locked_down",
    ],
    ["locked down, the pre-release MSI was pushed", "msi_locked_down", true, "waiting", "not_due_yet"],
    ["MSI on an ordinary machine", "msi", false, "waiting", "not_due_yet"],
    ["install method unknown", null, null, "waiting", "not_due_yet"],
  ] as const)("%s", (_name, installMethod, preReleaseMsiPushed, state, code) => {
    expect(judge(memberOf(console, { now: installedAt, installMethod, preReleaseMsiPushed }))).toMatchObject({
      state,
      code,
    });
  });

  it.each(titled(all.filter((line) => line !== console)))("does not concern %s", (_name, line) => {
    expect(
      judge(memberOf(line, { installMethod: "msi_locked_down", preReleaseMsiPushed: false })).code,
    ).not.toBe("msi_locked_down");
  });
});
