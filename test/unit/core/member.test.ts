import { describe, expect, it } from "vitest";
import { hasLeft, isCohort, isFinished, type MemberState, memberStates } from "@/lib/core/member";
import { defaultPolicy } from "@/lib/core/policy";
import {
  aMemberCase,
  anAttestation,
  anExclusion,
  aSighting,
  daysBeforeRelease,
  hoursAfterRelease,
  hoursBeforeRelease,
  installedAt,
  judge,
  memberIn,
  minutesAfterRelease,
  release,
  type Situation,
} from "../../support/member-case";
import { memberEventNames, memberEvents } from "../../support/member-events";
import { table } from "./member-table";

describe("every event in every state", () => {
  it.each(memberStates)("starts from a member that is %s", (state) => {
    expect(judge(memberIn[state]()).state).toBe(state);
  });

  it("lists every pair of state and event exactly once", () => {
    const wanted = memberStates.flatMap((state) => memberEventNames.map((event) => `${state} × ${event}`));
    expect(table.map((row) => `${row.from} × ${row.event}`).sort()).toEqual(wanted.sort());
  });

  it.each(table)("$from × $event → $state, $code", (row) => {
    expect(judge(row.before).state, "the state it starts from").toBe(row.from);
    expect(judge(memberEvents[row.event](row.before))).toMatchObject({
      state: row.state,
      code: row.code,
      ...row.deadlines,
    });
  });
});

describe("rule 1, check-in", () => {
  it.each([
    ["one millisecond before the release", installedAt - 1, "waiting"],
    ["at the same instant", installedAt, "waiting"],
    ["one millisecond after it", installedAt + 1, "checked_in"],
  ] as const)("a connection %s → %s", (_name, connectedAt, state) => {
    const dated = [
      aSighting({
        observedAt: minutesAfterRelease(30),
        connectedAt,
        online: false,
        connectionType: "active",
      }),
    ];
    const online = [aSighting({ observedAt: connectedAt, online: true, connectionType: "active" })];
    expect(judge(aMemberCase({ sightings: dated })).state).toBe(state);
    expect(judge(aMemberCase({ sightings: online })).state).toBe(state);
  });

  it("an export made after the release with an older date proves nothing", () => {
    const sightings = [
      aSighting({ observedAt: minutesAfterRelease(30), connectedAt: hoursBeforeRelease(4), online: false }),
    ];
    expect(judge(aMemberCase({ sightings })).state).toBe("waiting");
  });

  it("needs_update = false alone proves nothing", () => {
    const sightings = [
      aSighting({
        observedAt: minutesAfterRelease(30),
        connectedAt: hoursBeforeRelease(4),
        needsUpdate: false,
      }),
    ];
    expect(judge(aMemberCase({ sightings }))).toMatchObject({ state: "waiting", code: "not_due_yet" });
  });

  it("needs_update = true stands, whatever a later file without that field says, until a newer false", () => {
    const saidTrue = aSighting({ observedAt: minutesAfterRelease(5), online: true, needsUpdate: true });
    const silentOnIt = aSighting({ observedAt: minutesAfterRelease(20), online: true });
    const saidFalse = aSighting({ observedAt: minutesAfterRelease(40), needsUpdate: false });
    expect(judge(aMemberCase({ sightings: [saidTrue, silentOnIt] }))).toMatchObject({
      state: "waiting",
      code: "connected_but_old",
    });
    expect(judge(aMemberCase({ sightings: [saidTrue, silentOnIt, saidFalse] }))).toMatchObject({
      state: "checked_in",
      code: "seen_after_release",
    });
  });

  it("a true from before the release still stands after it", () => {
    const sightings = [
      aSighting({ observedAt: hoursBeforeRelease(3), online: true, needsUpdate: true }),
      aSighting({ observedAt: minutesAfterRelease(20), online: true }),
    ];
    expect(judge(aMemberCase({ sightings }))).toMatchObject({ state: "waiting", code: "connected_but_old" });
  });

  it("an older true that arrives late takes the check-in away: the proof came while it stood", () => {
    const proof = aSighting({ observedAt: minutesAfterRelease(30), online: true });
    const lateTrue = aSighting({ observedAt: minutesAfterRelease(10), needsUpdate: true });
    expect(judge(aMemberCase({ sightings: [proof, lateTrue] }))).toMatchObject({
      state: "waiting",
      code: "connected_but_old",
    });
  });

  it("says when the connection behind it began, where that was after the release", () => {
    const began = (connectedFromAt: number) => [
      aSighting({
        observedAt: minutesAfterRelease(50),
        online: true,
        connectedFromAt,
        connectedAt: connectedFromAt,
      }),
    ];
    const judged = (connectedFromAt: number) =>
      judge(aMemberCase({ sightings: began(connectedFromAt) })).checkedInAt;
    expect(judged(minutesAfterRelease(4))).toBe(minutesAfterRelease(4));
    expect(judged(installedAt)).toBe(minutesAfterRelease(50));
    expect(judged(hoursBeforeRelease(9))).toBe(minutesAfterRelease(50));
  });

  it("happened when it was proved, where a connection that proves nothing began later", () => {
    const proof = aSighting({ observedAt: minutesAfterRelease(30), online: true });
    const unread = aSighting({
      observedAt: minutesAfterRelease(50),
      online: true,
      connectedFromAt: minutesAfterRelease(40),
      needsUpdateUnread: true,
    });
    expect(judge(aMemberCase({ sightings: [proof, unread] }))).toMatchObject({
      state: "checked_in",
      checkedInAt: minutesAfterRelease(30),
    });
  });

  it("names the row of the file that proves it", () => {
    expect(judge(memberIn.checked_in()).inputs).toMatchObject({
      installedAt,
      lastConnectedAt: minutesAfterRelease(30),
      lastConnectedSource: { type: "import", importId: 2, line: 2 },
    });
  });
});

describe("rule 3, precedence", () => {
  /** Everything that speaks for each state, all at once; taking the strongest away lets the next one decide. */
  const ladder = [
    ["excluded", {}],
    ["checked_in", { exclusion: null }],
    [
      "upgrading",
      {
        sightings: [aSighting({ observedAt: hoursBeforeRelease(1), online: true, connectionType: "active" })],
      },
    ],
    ["needs_redeployment", { slot: { leaseUntil: null, endedAt: installedAt, failedAttempts: 3 } }],
    ["overdue", { slot: { leaseUntil: null, endedAt: installedAt, failedAttempts: 0 } }],
    ["queued", { slot: { leaseUntil: null, endedAt: null, failedAttempts: 0 } }],
    ["waiting", { mode: "observe", now: hoursAfterRelease(1) }],
  ] as const satisfies readonly [MemberState, object][];

  it.each(ladder.map(([state], rung) => [state, rung] as const))("%s comes next", (state, rung) => {
    const all = memberIn.checked_in({
      exclusion: anExclusion,
      mode: "control",
      now: hoursAfterRelease(5),
      look: { hasSource: true, at: hoursAfterRelease(5) },
      slot: { leaseUntil: hoursAfterRelease(6), endedAt: null, failedAttempts: 3 },
    });
    let situation: Situation = all;
    for (const [, change] of ladder.slice(0, rung + 1)) situation = { ...situation, ...change };
    expect(judge(situation).state).toBe(state);
  });

  it("in control mode the due time runs from the end of the slot, and a look after it makes the member overdue", () => {
    const granted = aMemberCase({
      mode: "control",
      slot: { leaseUntil: null, endedAt: hoursAfterRelease(50), failedAttempts: 0 },
      now: hoursAfterRelease(52),
      look: { hasSource: true, at: hoursAfterRelease(52) + 1 },
    });
    expect(judge({ ...granted, now: hoursAfterRelease(52) - 1 })).toMatchObject({
      state: "waiting",
      code: "not_due_yet",
    });
    expect(judge(granted)).toMatchObject({ state: "overdue", dueAt: hoursAfterRelease(52) });
  });

  it("a member whose slot failed once or twice is queued again", () => {
    for (const failedAttempts of [1, 2]) {
      const member = memberIn.queued({ slot: { leaseUntil: null, endedAt: null, failedAttempts } });
      expect(judge(member)).toMatchObject({
        state: "queued",
        code: "wants_slot",
        inputs: { failedAttempts },
      });
    }
  });

  it("a flagged member being redeployed under a slot is upgrading", () => {
    const slot = { leaseUntil: hoursAfterRelease(3), endedAt: null, failedAttempts: 3 };
    expect(judge(memberIn.needs_redeployment({ slot })).state).toBe("upgrading");
  });
});

describe("rule 4, overdue needs a look", () => {
  const due = hoursAfterRelease(2);
  it.each([
    ["no look at all", null, "waiting", "no_data_since_due"],
    ["a look before the due time", due - 1, "waiting", "no_data_since_due"],
    ["a look at the due time", due, "waiting", "no_data_since_due"],
    ["a look after the due time", due + 1, "overdue", "past_due"],
  ] as const)("%s → %s", (_name, at, state, code) => {
    expect(judge(aMemberCase({ now: due + 2, look: { hasSource: true, at } }))).toMatchObject({
      state,
      code,
      dueAt: due,
    });
  });

  it("asks for a look from the very due time", () => {
    const look = { hasSource: true, at: due - 1 };
    expect(judge(aMemberCase({ now: due - 1, look })).code).toBe("not_due_yet");
    expect(judge(aMemberCase({ now: due, look })).code).toBe("no_data_since_due");
  });

  it("a kind without a source goes by the clock", () => {
    const member = aMemberCase({ look: { hasSource: false, at: null } });
    expect(judge({ ...member, now: due - 1 }).state).toBe("waiting");
    expect(judge({ ...member, now: due })).toMatchObject({ state: "overdue", code: "past_due" });
  });
});

describe("rule 5, excluded", () => {
  it("names the person and the reason before a planned retirement, and that before a shadow", () => {
    const all = aMemberCase({ exclusion: anExclusion, plannedRetirementOn: "2026-12-31", survivorId: 7 });
    expect(judge(all)).toMatchObject({
      code: "excluded_by_person",
      inputs: { reason: anExclusion.reason, by: anExclusion.by, excludedAt: anExclusion.at },
    });
    expect(judge({ ...all, exclusion: null })).toMatchObject({
      code: "planned_retirement",
      inputs: { plannedRetirementOn: "2026-12-31" },
    });
    expect(judge({ ...all, exclusion: null, plannedRetirementOn: null })).toMatchObject({
      code: "duplicate_shadow",
      inputs: { survivorId: 7 },
    });
  });

  it("a client that is available again is judged as before", () => {
    const disabled = memberEvents.disabled(aMemberCase());
    expect(judge(disabled).code).toBe("disabled_at_endpoint");
    const observedAt = disabled.now + 1;
    const enabled = aSighting({ observedAt, availability: "available" });
    expect(
      judge({ ...disabled, now: observedAt, sightings: [...disabled.sightings, enabled] }),
    ).toMatchObject({
      state: "waiting",
      code: "not_due_yet",
    });
  });
});

describe("rule 7, silent and never seen", () => {
  it("a client never seen connected is never_seen, not silent, however long it lasts", () => {
    const listed = [aSighting({ observedAt: daysBeforeRelease(100), connectionType: "active" })];
    const member = aMemberCase({ sightings: listed });
    expect(judge(member)).toMatchObject({
      state: "waiting",
      code: "never_seen",
      judgeAfter: hoursAfterRelease(2),
    });
    const late = {
      ...member,
      now: hoursAfterRelease(5000),
      look: { hasSource: true, at: hoursAfterRelease(5000) },
    };
    expect(judge(late)).toMatchObject({ state: "overdue", code: "never_seen", judgeAfter: null });
  });

  it.each([
    ["unknown", null, 26, true],
    ["passive", "passive", 26, undefined],
    ["active", "active", 2, undefined],
  ] as const)(
    "connection type %s: due after %s h, and the reason says whether it was assumed",
    (_name, type, hours, assumed) => {
      const sightings = [
        aSighting({ observedAt: hoursBeforeRelease(1), online: true, connectionType: type }),
      ];
      const judgement = judge(aMemberCase({ sightings }));
      expect(judgement.dueAt).toBe(hoursAfterRelease(hours as number));
      expect(judgement.inputs.assumedPassive).toBe(assumed);
    },
  );

  it("says that passive was assumed in every reason that rests on it", () => {
    const sightings = [aSighting({ observedAt: hoursBeforeRelease(1), online: true })];
    const late = { now: hoursAfterRelease(27), look: { hasSource: true, at: hoursAfterRelease(27) } };
    const situations = [
      aMemberCase({ sightings }),
      aMemberCase({ sightings, now: hoursAfterRelease(27) }),
      aMemberCase({ sightings, ...late }),
      aMemberCase({ sightings, mode: "control" }),
      memberEvents["silent time passes"](aMemberCase({ sightings })),
      memberEvents["second release missed"](aMemberCase({ sightings })),
    ];
    const judgements = situations.map(judge);
    expect(judgements.map((judgement) => judgement.code)).toEqual([
      "not_due_yet",
      "no_data_since_due",
      "past_due",
      "wants_slot",
      "silent",
      "missed_releases",
    ]);
    for (const judgement of judgements) expect(judgement.inputs.assumedPassive).toBe(true);
  });
});

describe("rule 8, regressed", () => {
  const proof = aSighting({ observedAt: hoursAfterRelease(1), online: true, connectionType: "active" });
  const regression = aSighting({ observedAt: hoursAfterRelease(3), online: true, needsUpdate: true });
  const member = aMemberCase({ sightings: [proof, regression], now: hoursAfterRelease(4) });

  it("goes back to waiting with a new due time, then is overdue once a look after it shows it still behind", () => {
    expect(judge(member)).toMatchObject({ state: "waiting", code: "regressed", dueAt: hoursAfterRelease(5) });
    const later = {
      ...member,
      now: hoursAfterRelease(6),
      look: { hasSource: true, at: hoursAfterRelease(6) },
    };
    expect(judge(later)).toMatchObject({ state: "overdue", code: "regressed", dueAt: hoursAfterRelease(5) });
  });

  it("a second report of the same regression does not move the due time", () => {
    const again = aSighting({ observedAt: hoursAfterRelease(6), online: true, needsUpdate: true });
    const look = { hasSource: true, at: hoursAfterRelease(6) };
    expect(
      judge({ ...member, sightings: [proof, regression, again], now: hoursAfterRelease(6), look }),
    ).toMatchObject({
      state: "overdue",
      code: "regressed",
      dueAt: hoursAfterRelease(5),
    });
  });

  it("clears with a newer false", () => {
    const cleared = aSighting({ observedAt: hoursAfterRelease(4), needsUpdate: false });
    expect(judge({ ...member, sightings: [proof, regression, cleared] }).state).toBe("checked_in");
  });

  it("a true and a connection of the same instant are no regression: nothing was proved before", () => {
    const online = aSighting({ observedAt: hoursAfterRelease(1), online: true, connectionType: "active" });
    const behind = aSighting({
      ...online,
      needsUpdate: true,
      source: { type: "import", importId: 9, line: 2 },
    });
    expect(judge(aMemberCase({ sightings: [online, behind] }))).toMatchObject({
      state: "waiting",
      code: "connected_but_old",
      dueAt: hoursAfterRelease(3),
    });
  });

  it("a client that was never proved on the release is behind, not regressed", () => {
    const sightings = [aSighting({ observedAt: minutesAfterRelease(20), online: true, needsUpdate: true })];
    expect(judge(aMemberCase({ sightings })).code).toBe("connected_but_old");
  });
});

describe("an update need", () => {
  const reported = (reportedAt: number, connectedAt: number) =>
    judge(
      aMemberCase({
        sightings: [
          aSighting({ observedAt: connectedAt, online: true, needsUpdate: true, connectionType: "active" }),
          aSighting({
            observedAt: reportedAt,
            needsUpdate: true,
            source: { type: "import", importId: 2, line: 2 },
          }),
        ],
      }),
    ).code;

  it.each([
    [
      "before the release, and not connected since",
      hoursBeforeRelease(1),
      hoursBeforeRelease(2),
      "not_due_yet",
    ],
    ["at the instant of the release", installedAt, hoursBeforeRelease(2), "not_due_yet"],
    ["after the release", installedAt + 1, hoursBeforeRelease(2), "needs_update"],
    ["before a connection at the instant of the release", installedAt, installedAt, "not_due_yet"],
    ["before a connection after the release", installedAt + 1, installedAt + 1, "connected_but_old"],
  ] as const)("reported %s", (_name, reportedAt, connectedAt, code) => {
    expect(reported(reportedAt, connectedAt)).toBe(code);
  });

  it("of before the release counts for a client that connected since", () => {
    const sightings = [
      aSighting({ observedAt: hoursBeforeRelease(2), needsUpdate: true, connectionType: "active" }),
      aSighting({ observedAt: installedAt + 1, online: true }),
    ];
    expect(judge(aMemberCase({ sightings })).code).toBe("connected_but_old");
  });
});

describe("rule 18, what could not be read", () => {
  const unread = (observedAt: number, rest: Partial<Situation["sightings"][number]> = {}) =>
    aSighting({
      observedAt,
      online: true,
      needsUpdateUnread: true,
      connectionType: "active",
      source: { type: "import", importId: 3, line: 2 },
      ...rest,
    });

  it.each([
    ["before the release", installedAt - 1, "not_due_yet"],
    ["at the release", installedAt, "not_due_yet"],
    ["after the release", installedAt + 1, "update_need_unread"],
  ] as const)("an update need that could not be read, last connected %s", (_name, observedAt, code) => {
    expect(judge(aMemberCase({ sightings: [unread(observedAt)] })).code).toBe(code);
  });

  it("an update need that could not be read says nothing beside one that stands", () => {
    const stands = aSighting({ observedAt: minutesAfterRelease(10), online: true, needsUpdate: true });
    expect(judge(aMemberCase({ sightings: [stands, unread(minutesAfterRelease(20))] })).code).toBe(
      "connected_but_old",
    );
  });

  const listed = (lookAt: number | null, sightings = aMemberCase().sightings) => {
    const row = aSighting({ observedAt: minutesAfterRelease(30), unreadable: { column: null } });
    return aMemberCase({ sightings: [...sightings, row], look: { hasSource: true, at: lookAt } });
  };

  it.each([
    ["no complete look at all", null, "row_unreadable"],
    ["a look before that list", minutesAfterRelease(30) - 1, "row_unreadable"],
    ["that list was the look", minutesAfterRelease(30), "row_unreadable"],
    ["a look after it, without the client", minutesAfterRelease(30) + 1, "not_due_yet"],
  ] as const)("a row that could not be read: %s", (_name, lookAt, code) => {
    expect(judge(listed(lookAt)).code).toBe(code);
  });

  it("such a row does not say that releases were missed, nor that it is silent", () => {
    const longAgo = [
      aSighting({ observedAt: daysBeforeRelease(70), online: true, connectionType: "active" }),
    ];
    expect(judge(listed(minutesAfterRelease(31), longAgo)).code).toBe("missed_releases");
    expect(judge(listed(minutesAfterRelease(30), longAgo))).toMatchObject({
      code: "row_unreadable",
      judgeAfter: null,
    });
  });
});

describe("without a due time", () => {
  const line = { ...defaultPolicy.jump_client_active, dueAfterMinutes: null };
  const policy = { ...defaultPolicy, jump_client_active: line, jump_client_passive: line };
  const { sightings } = aMemberCase();
  const report = aSighting({
    observedAt: minutesAfterRelease(20),
    needsUpdate: true,
    source: { type: "import", importId: 2, line: 2 },
  });
  const proof = aSighting({ observedAt: minutesAfterRelease(10), online: true, connectionType: "active" });

  it.each([
    ["an update need is told", [...sightings, report], "needs_update"],
    ["and so is a regression", [proof, report], "regressed"],
    ["else only that there is none", sightings, "no_deadline"],
    ["even of a client never seen", [aSighting({ observedAt: hoursBeforeRelease(1) })], "no_deadline"],
  ] as const)("%s", (_name, seen, code) => {
    expect(judge(aMemberCase({ policy, sightings: seen }))).toMatchObject({
      state: "waiting",
      code,
      dueAt: null,
    });
  });

  it("nothing is past due, though nobody has ever looked", () => {
    const button = aMemberCase({ kind: "button", look: { hasSource: true, at: null } });
    expect(judge(button).code).toBe("on_first_use");
  });
});

describe("rule 9, attested", () => {
  it("believes a word about a kind with a source for 24 hours to the millisecond", () => {
    const member = aMemberCase({ attestation: anAttestation(hoursAfterRelease(1)) });
    const until = hoursAfterRelease(25);
    expect(judge({ ...member, now: until - 1 })).toMatchObject({
      code: "attested_awaiting_sighting",
      judgeAfter: until,
    });
    expect(judge({ ...member, now: until }).code).toBe("no_data_since_due");
  });

  it("holds off every redeployment flag while it is believed", () => {
    const attestation = anAttestation(hoursAfterRelease(1));
    for (const event of ["disabled", "second release missed", "slot expired three times"] as const) {
      expect(judge(memberEvents[event](aMemberCase({ attestation }))).code).toBe(
        "attested_awaiting_sighting",
      );
    }
  });

  it("a sighting outranks the word", () => {
    expect(judge(memberIn.checked_in({ attestation: anAttestation(hoursAfterRelease(1)) })).code).toBe(
      "seen_after_release",
    );
  });

  it("gives the person's name and note as the reason", () => {
    const member = aMemberCase({
      attestation: anAttestation(hoursAfterRelease(1)),
      look: { hasSource: false, at: null },
    });
    expect(judge(member).inputs).toEqual({
      by: "Theo Technician",
      note: "Reinstalled on site",
      attestedAt: hoursAfterRelease(1),
    });
  });
});

describe("rule 10, cohort", () => {
  it.each([
    [installedAt - 1, false, true],
    [installedAt, false, true],
    [installedAt + 1, false, false],
    [installedAt + 1, true, true],
  ])(
    "first evidence at %s, in the first snapshot after: %s → %s",
    (firstEvidenceAt, inFirstSnapshot, cohort) => {
      expect(isCohort(firstEvidenceAt, installedAt, inFirstSnapshot)).toBe(cohort);
    },
  );
});

describe("rule 11, left", () => {
  const lookBeforeAt = hoursAfterRelease(10);
  it.each([
    ["last observed before the second newest complete snapshot", lookBeforeAt - 1, lookBeforeAt, true],
    ["listed in the second newest complete snapshot", lookBeforeAt, lookBeforeAt, false],
    ["observed between the two newest", lookBeforeAt + 1, lookBeforeAt, false],
    ["there was only one complete snapshot, or none", lookBeforeAt, null, false],
    ["never observed: nothing it could be absent after", null, lookBeforeAt, false],
  ] as const)("%s", (_name, lastObservedAt, lookBefore, left) => {
    expect(hasLeft(lastObservedAt, lookBefore)).toBe(left);
  });
});

describe("rule 13, finished", () => {
  const none = {
    waiting: 0,
    queued: 0,
    upgrading: 0,
    checked_in: 0,
    overdue: 0,
    needs_redeployment: 0,
    excluded: 0,
  };
  it("when every member is checked in or excluded", () => {
    expect(isFinished({ ...none, checked_in: 9, excluded: 1 }, 0, false)).toBe(true);
  });
  it("buttons do not hold it open", () => {
    expect(isFinished({ ...none, checked_in: 9, waiting: 2 }, 2, false)).toBe(true);
    expect(isFinished({ ...none, checked_in: 9, waiting: 3 }, 2, false)).toBe(false);
  });
  it.each(memberStates.filter((state) => state !== "checked_in" && state !== "excluded"))(
    "one %s member holds it open",
    (state) => {
      expect(isFinished({ ...none, checked_in: 9, [state]: 1 }, 0, false)).toBe(false);
    },
  );
  it("never without a member", () => {
    expect(isFinished(none, 0, false)).toBe(false);
  });
  it("never on a newest list that breaks off or could mostly not be read", () => {
    expect(isFinished({ ...none, checked_in: 9 }, 0, true)).toBe(false);
  });
});

describe("policy versions", () => {
  it("a rule that is switched off is never applied", () => {
    const off = { silentDays: null, missedReleases: null, failedAttempts: null, dueAfterMinutes: null };
    const policy = { ...defaultPolicy, jump_client_active: { ...defaultPolicy.jump_client_active, ...off } };
    const member = aMemberCase({
      policy,
      siteReleases: [1, 2, 3]
        .map((id) => ({ id, version: `12.${id}`, installedAt: installedAt - id }))
        .concat(release),
      slot: { leaseUntil: null, endedAt: null, failedAttempts: 9 },
      now: hoursAfterRelease(9000),
      look: { hasSource: true, at: hoursAfterRelease(9000) },
    });
    expect(judge(member)).toMatchObject({
      state: "waiting",
      code: "no_deadline",
      dueAt: null,
      judgeAfter: null,
    });
  });
});
