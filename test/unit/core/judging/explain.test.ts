import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { weigh } from "@/lib/core/evidence";
import { type Explanation, explain } from "@/lib/core/judging/explain";
import { judge } from "@/lib/core/judging/judge";
import type { MemberCase } from "@/lib/core/judging/member-case";
import type { ReasonInputs } from "@/lib/core/judging/rule";
import { defaultPolicy, type KindPolicy, type Policy, policyLines } from "@/lib/core/policy";
import { type ReasonCode, reasonCodes } from "@/lib/core/reasons";
import { aMember } from "../../../support/member-arbitraries";
import {
  aMemberCase,
  anAttestation,
  anExclusion,
  aSighting,
  daysBeforeRelease,
  hoursAfterRelease,
  hoursBeforeRelease,
  installedAt,
  memberIn,
  minutesAfterRelease,
  type Situation,
} from "../../../support/member-case";
import { memberBecause } from "../../../support/member-reasons";

function caseOf({ sightings, now: _, ...member }: Situation): MemberCase {
  return { ...member, facts: weigh(sightings, member.release.installedAt) };
}

function explained(situation: Situation): Explanation {
  const given = caseOf(situation);
  return explain(given, judge(given, situation.now), situation.now);
}

const rowOfImport = (importId: number) => ({ type: "import", importId, line: 2 }) as const;
const lastOnline = {
  installedAt,
  policyLine: "jump_client_active",
  lastConnectedAt: hoursBeforeRelease(1),
  lastConnectedSource: rowOfImport(1),
};
const due = { dueAt: hoursAfterRelease(2), dueAfterMinutes: 120 };

/** What the reason of each of `memberBecause` rests on. */
const inputsBecause: Record<ReasonCode, ReasonInputs> = {
  excluded_by_person: { reason: anExclusion.reason, by: anExclusion.by, excludedAt: anExclusion.at },
  planned_retirement: { plannedRetirementOn: "2026-12-31" },
  duplicate_shadow: { survivorId: 77 },
  seen_after_release: {
    ...lastOnline,
    lastConnectedAt: minutesAfterRelease(30),
    lastConnectedSource: rowOfImport(2),
  },
  attested: { by: "Theo Technician", note: "Reinstalled on site", attestedAt: hoursAfterRelease(1) },
  holds_slot: { leaseUntil: hoursAfterRelease(2) },
  attested_awaiting_sighting: {
    by: "Theo Technician",
    attestedAt: hoursAfterRelease(1),
    believedUntil: hoursAfterRelease(25),
  },
  disabled_at_endpoint: { observedAt: minutesAfterRelease(70), observedSource: rowOfImport(101) },
  uninstalled_at_endpoint: { observedAt: minutesAfterRelease(70), observedSource: rowOfImport(101) },
  agent_by_hand: {},
  integration_client_by_hand: {},
  msi_locked_down: {},
  attempts_exhausted: { failedAttempts: 3, allowedAttempts: 3 },
  missed_releases: { ...lastOnline, missedReleases: 2, provenCurrentAt: hoursBeforeRelease(1) },
  silent: { ...lastOnline, lastConnectedAt: daysBeforeRelease(40), silentDays: 30 },
  wants_slot: { ...lastOnline, failedAttempts: 0 },
  row_unreadable: {
    ...lastOnline,
    unreadableAt: hoursAfterRelease(4),
    unreadableSource: rowOfImport(101),
    unreadableColumn: "Last Connect",
  },
  update_need_unread: {
    ...lastOnline,
    lastConnectedAt: minutesAfterRelease(70),
    lastConnectedSource: rowOfImport(101),
    unreadAt: minutesAfterRelease(70),
    unreadSource: rowOfImport(101),
  },
  on_first_use: { ...lastOnline, policyLine: "button" },
  no_deadline: lastOnline,
  not_due_yet: { ...lastOnline, ...due },
  no_data_since_due: { ...lastOnline, ...due, lookAt: hoursBeforeRelease(1) },
  regressed: {
    ...lastOnline,
    ...due,
    dueAt: minutesAfterRelease(200),
    lastConnectedAt: minutesAfterRelease(70),
    lastConnectedSource: rowOfImport(101),
    connectedSince: true,
    needsUpdate: true,
    needsUpdateAt: minutesAfterRelease(80),
    needsUpdateSource: rowOfImport(102),
  },
  connected_but_old: {
    ...lastOnline,
    ...due,
    dueAt: minutesAfterRelease(190),
    connectedOldAt: minutesAfterRelease(70),
    graceMinutes: 120,
    lastConnectedAt: minutesAfterRelease(70),
    lastConnectedSource: rowOfImport(101),
    connectedSince: true,
    needsUpdate: true,
    needsUpdateAt: minutesAfterRelease(70),
    needsUpdateSource: rowOfImport(101),
  },
  needs_update: {
    ...lastOnline,
    ...due,
    needsUpdate: true,
    needsUpdateAt: minutesAfterRelease(70),
    needsUpdateSource: rowOfImport(101),
  },
  never_seen: {
    installedAt,
    policyLine: "jump_client_passive",
    assumedPassive: true,
    dueAt: hoursAfterRelease(26),
    dueAfterMinutes: 26 * 60,
  },
  past_due: { ...lastOnline, ...due, lookAt: minutesAfterRelease(150) },
};

describe("the inputs of a reason", () => {
  it.each(reasonCodes)("%s", (code) => {
    const { inputs } = explained(memberBecause[code]);
    expect(inputs).toStrictEqual(inputsBecause[code]);
  });

  it("name the security providers of an agent, and no others' ", () => {
    const securityProviders = ["LDAP Berlin", "RADIUS"];
    const inputs = (kind: MemberCase["kind"]) => explained(aMemberCase({ kind, securityProviders })).inputs;
    expect(inputs("connection_agent")).toStrictEqual({ securityProviders: "LDAP Berlin, RADIUS" });
    expect(inputs("integration_client")).toStrictEqual({});
  });

  it("leave the column out where the whole row could not be read", () => {
    const listed = aSighting({ observedAt: hoursAfterRelease(1), unreadable: { column: null } });
    const { inputs } = explained(aMemberCase({ sightings: [listed] }));
    expect(inputs).toMatchObject({ unreadableAt: hoursAfterRelease(1) });
    expect(inputs).not.toHaveProperty("unreadableColumn");
  });

  it("leave the look out where there was none", () => {
    const late = { now: hoursAfterRelease(3) };
    const without = (hasSource: boolean) =>
      explained(aMemberCase({ ...late, look: { hasSource, at: null } })).inputs;
    expect(without(true)).toStrictEqual({ ...lastOnline, ...due });
    expect(without(false)).toStrictEqual({ ...lastOnline, ...due });
  });

  it("of a check-in show the proof; where a newer connection proves nothing, no row does", () => {
    const proof = aSighting({ observedAt: minutesAfterRelease(30), online: true, connectionType: "active" });
    const unread = aSighting({ observedAt: minutesAfterRelease(50), online: true, needsUpdateUnread: true });
    expect(explained(aMemberCase({ sightings: [proof, unread] })).inputs).toStrictEqual({
      installedAt,
      policyLine: "jump_client_active",
      lastConnectedAt: minutesAfterRelease(30),
    });
  });

  it("say that it connected since only while an update need stands, and not at the release itself", () => {
    const online = (observedAt: number, needsUpdate: boolean | null) =>
      explained(
        aMemberCase({ kind: "jumpoint", sightings: [aSighting({ observedAt, online: true, needsUpdate })] }),
      ).inputs.connectedSince;
    expect(online(installedAt + 1, true)).toBe(true);
    expect(online(installedAt, true)).toBeUndefined();
    expect(online(installedAt + 1, null)).toBeUndefined();
  });

  it("say that passive was assumed only of Jump Clients", () => {
    const sightings = [aSighting({ observedAt: hoursBeforeRelease(1), online: true })];
    expect(explained(aMemberCase({ sightings })).inputs.assumedPassive).toBe(true);
    expect(explained(aMemberCase({ sightings, kind: "jumpoint" })).inputs).not.toHaveProperty(
      "assumedPassive",
    );
  });
});

describe("the other reasons that hold", () => {
  const codes = (situation: Situation) => explained(situation).others.map(({ code }) => code);
  const disabledAndSilent = [
    aSighting({ observedAt: daysBeforeRelease(70), online: true, connectionType: "active" }),
    aSighting({ observedAt: daysBeforeRelease(69), availability: "disabled" }),
  ];

  it("come in the order of precedence, with their inputs, down to what it is if all of them are mended", () => {
    const all = aMemberCase({
      exclusion: anExclusion,
      plannedRetirementOn: "2026-12-31",
      survivorId: 7,
      sightings: disabledAndSilent,
      slot: { leaseUntil: hoursAfterRelease(2), endedAt: installedAt, failedAttempts: 3 },
      attestation: anAttestation(hoursAfterRelease(2)),
      now: hoursAfterRelease(3),
      look: { hasSource: true, at: hoursAfterRelease(3) },
    });
    expect(explained(all).others).toStrictEqual([
      { state: "excluded", code: "planned_retirement", inputs: { plannedRetirementOn: "2026-12-31" } },
      { state: "excluded", code: "duplicate_shadow", inputs: { survivorId: 7 } },
      { state: "upgrading", code: "holds_slot", inputs: { leaseUntil: hoursAfterRelease(2) } },
      {
        state: "waiting",
        code: "attested_awaiting_sighting",
        inputs: {
          by: "Theo Technician",
          attestedAt: hoursAfterRelease(2),
          believedUntil: hoursAfterRelease(26),
        },
      },
      {
        state: "needs_redeployment",
        code: "disabled_at_endpoint",
        inputs: { observedAt: daysBeforeRelease(69), observedSource: rowOfImport(1) },
      },
      {
        state: "needs_redeployment",
        code: "attempts_exhausted",
        inputs: { failedAttempts: 3, allowedAttempts: 3 },
      },
      {
        state: "needs_redeployment",
        code: "missed_releases",
        inputs: {
          ...lastOnline,
          lastConnectedAt: daysBeforeRelease(70),
          missedReleases: 2,
          provenCurrentAt: daysBeforeRelease(70),
        },
      },
      {
        state: "needs_redeployment",
        code: "silent",
        inputs: { ...lastOnline, lastConnectedAt: daysBeforeRelease(70), silentDays: 30 },
      },
      {
        state: "overdue",
        code: "past_due",
        inputs: {
          ...lastOnline,
          ...due,
          lastConnectedAt: daysBeforeRelease(70),
          lookAt: hoursAfterRelease(3),
        },
      },
    ]);
  });

  it.each([
    ["a console that is locked down and silent", "not_due_yet"],
    ["the same past its due time", "past_due"],
  ] as const)("%s", (_name, last) => {
    const now = last === "past_due" ? hoursAfterRelease(24 * 15) : hoursAfterRelease(1);
    const console = aMemberCase({
      kind: "console",
      installMethod: "msi_locked_down",
      sightings: [aSighting({ observedAt: daysBeforeRelease(31), online: true })],
      now,
      look: { hasSource: true, at: now },
    });
    expect(codes(console)).toEqual(["silent", last]);
  });

  it("of an agent that is attested and that nothing reports on: that it is upgraded by hand, and due", () => {
    const agent = aMemberCase({
      kind: "connection_agent",
      attestation: anAttestation(hoursAfterRelease(1)),
      look: { hasSource: false, at: null },
    });
    expect(codes(agent)).toEqual(["agent_by_hand", "past_due"]);
  });

  it("of who is excluded and has checked in: the check-in, and nothing behind it", () => {
    expect(codes(memberIn.checked_in({ exclusion: anExclusion }))).toEqual(["seen_after_release"]);
  });

  it.each([
    "seen_after_release",
    "wants_slot",
    "row_unreadable",
    "update_need_unread",
    "no_data_since_due",
    "past_due",
    "not_due_yet",
    "on_first_use",
    "no_deadline",
  ] as const)("are none behind %s", (code) => {
    expect(codes(memberBecause[code])).toEqual([]);
  });

  const mending: Partial<Record<ReasonCode, (given: MemberCase) => MemberCase>> = {
    excluded_by_person: (given) => ({ ...given, exclusion: null }),
    planned_retirement: (given) => ({ ...given, plannedRetirementOn: null }),
    duplicate_shadow: (given) => ({ ...given, survivorId: null }),
    attested: (given) => ({ ...given, attestation: null }),
    attested_awaiting_sighting: (given) => ({ ...given, attestation: null }),
    holds_slot: (given) => ({ ...given, slot: { ...given.slot, leaseUntil: null } }),
    disabled_at_endpoint: (given) => ({ ...given, facts: { ...given.facts, availability: null } }),
    uninstalled_at_endpoint: (given) => ({ ...given, facts: { ...given.facts, availability: null } }),
    agent_by_hand: (given) => under(given, { byHand: false }),
    integration_client_by_hand: (given) => under(given, { byHand: false }),
    msi_locked_down: (given) => under(given, { msiLockedDown: false }),
    attempts_exhausted: (given) => under(given, { failedAttempts: null }),
    missed_releases: (given) => under(given, { missedReleases: null }),
    silent: (given) => under(given, { silentDays: null }),
  };

  it("begin with what decides when the reason is mended, and go on with the others of that; or there are none", () => {
    fc.assert(
      fc.property(aMember, (situation) => {
        const given = caseOf(situation);
        const { now } = situation;
        const judgement = judge(given, now);
        const { others } = explain(given, judgement, now);
        const mend = mending[judgement.code];
        if (!mend) {
          expect(others).toEqual([]);
          return;
        }
        const mended = mend(given);
        const { state, code } = judge(mended, now);
        const next = explain(mended, judge(mended, now), now);
        expect(others).toEqual([{ state, code, inputs: next.inputs }, ...next.others]);
      }),
      { numRuns: 3000 },
    );
  });

  function under(given: MemberCase, change: Partial<KindPolicy>): MemberCase {
    const policy = Object.fromEntries(
      policyLines.map((line) => [line, { ...given.policy[line], ...change }]),
    ) as Policy;
    return { ...given, policy };
  }
});

describe("a judgement that is not of this case", () => {
  it("is refused, because the inputs would not be its own", () => {
    const situation = memberIn.overdue();
    const given = caseOf(situation);
    const judgement = judge(given, situation.now);
    expect(() => explain(given, judgement, hoursAfterRelease(1))).toThrow(/past_due does not hold/);
    const regressed = { ...given, policy: defaultPolicy, facts: weigh(memberBecause.regressed.sightings) };
    const waiting = judge(regressed, situation.now);
    expect(waiting).toMatchObject({ state: "waiting", code: "regressed" });
    expect(() => explain(regressed, { ...waiting, state: "overdue" }, situation.now)).toThrow();
    expect(() => explain(regressed, { ...waiting, code: "not_due_yet" }, situation.now)).toThrow();
  });
});
