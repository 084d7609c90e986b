// Who is given a slot: numbers, refusals one by one, waves, and room shared among the queue.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AdmissionBasis,
  type Ahead,
  type AskDecision,
  type AskingMember,
  askSooner,
  chooseNext,
  decideAsks,
  freeNumbers,
  frontLength,
  isRanked,
  isWaveOpen,
  mayWaveOpen,
  openWaves,
  type RefusalBecause,
  refusalBecauses,
  roomOf,
  type WaveGate,
} from "@/lib/core/admission";
import { clientKinds } from "@/lib/core/client";

const now = Date.UTC(2026, 2, 2, 3);
const minute = 60_000;
const hour = 60 * minute;
const runs = { numRuns: 2_000 };

const heldNumbers = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 50 });
const someCap = fc.integer({ min: 0, max: 60 });

describe("free numbers", () => {
  it("never take what is held above the cap, are unique, and none is above the cap", () => {
    fc.assert(
      fc.property(heldNumbers, someCap, (held, cap) => {
        const free = freeNumbers(cap, held);
        expect(held.length + free.length).toBeLessThanOrEqual(Math.max(cap, held.length));
        expect(new Set([...held, ...free]).size).toBe(held.length + free.length);
        expect(free.every((number) => number >= 1 && number <= cap)).toBe(true);
        const above = held.filter((number) => number > cap).length;
        expect(free.every((number) => number <= cap - above)).toBe(true);
      }),
      runs,
    );
  });

  it("fill the cap exactly where no number above it is held", () => {
    fc.assert(
      fc.property(heldNumbers, someCap, (held, cap) => {
        const within = held.filter((number) => number <= cap);
        expect(within.length + freeNumbers(cap, within).length).toBe(Math.max(cap, within.length));
      }),
      runs,
    );
  });

  it("come back as holders go: a lowered cap drains, then fills again", () => {
    expect(freeNumbers(2, [1, 2, 3, 4])).toEqual([]);
    expect(freeNumbers(2, [3, 4])).toEqual([]);
    expect(freeNumbers(2, [4])).toEqual([1]);
    expect(freeNumbers(2, [])).toEqual([1, 2]);
  });
});

const control = { status: "open", mode: "control", draining: false, unplaced: false } as const;

function aBasis(more: Partial<AdmissionBasis> = {}): AdmissionBasis {
  return {
    rollout: control,
    cap: 3,
    subCaps: {},
    heldNumbers: [],
    heldByGroup: {},
    heldByKind: {},
    waves: [],
    ...more,
  };
}

function aMember(more: Partial<AskingMember> = {}): AskingMember {
  return {
    group: "Lisbon",
    kind: "jump_client",
    wave: 0,
    state: "queued",
    reasonCode: "wants_slot",
    askAgainAt: null,
    ...more,
  };
}

function aWave(more: Partial<WaveGate> = {}): WaveGate {
  return {
    position: 0,
    name: "first",
    startsAt: null,
    afterSharePercent: null,
    windows: [],
    openedAt: null,
    ...more,
  };
}

const everyNight = { weekdays: [1, 2, 3, 4, 5, 6, 7], from: "22:00", to: "23:00", timeZone: "UTC" };

interface Case {
  code: string;
  basis?: Partial<AdmissionBasis>;
  member?: Partial<AskingMember>;
  ahead?: Ahead[];
  retryAfterSeconds: number | null;
  params?: Record<string, unknown>;
}

/** Decided where it is seen, under the lock: another transaction is at the client's own slot. */
type Decided = Exclude<RefusalBecause, "lease_ending">;
const refusals: Record<Decided, Case> = {
  no_open_rollout: { code: "no_open_rollout", basis: { rollout: null }, retryAfterSeconds: null },
  already_checked_in: {
    code: "already_checked_in",
    member: { state: "checked_in" },
    retryAfterSeconds: null,
  },
  excluded: { code: "excluded", member: { state: "excluded" }, retryAfterSeconds: null },
  attempts_exhausted: {
    code: "attempts_exhausted",
    member: { state: "needs_redeployment", reasonCode: "attempts_exhausted" },
    retryAfterSeconds: null,
  },
  observe_mode: {
    code: "observe_mode",
    basis: { rollout: { ...control, mode: "observe" } },
    retryAfterSeconds: 3_600,
  },
  opening: { code: "held", basis: { rollout: { ...control, status: "opening" } }, retryAfterSeconds: 5 },
  held: { code: "held", basis: { rollout: { ...control, status: "held" } }, retryAfterSeconds: 60 },
  draining: { code: "held", basis: { rollout: { ...control, draining: true } }, retryAfterSeconds: 60 },
  no_cap: { code: "slots_full", basis: { cap: null }, retryAfterSeconds: 60 },
  outside_window: {
    code: "outside_window",
    basis: { waves: [aWave({ windows: [{ ...everyNight, from: "03:30", to: "04:00" }] })] },
    retryAfterSeconds: 1_800,
    params: { wave: "first", opensAt: now + 30 * minute, timeZone: "UTC" },
  },
  wave_starts: {
    code: "not_its_turn",
    basis: { waves: [aWave({ startsAt: now + 10 * minute })] },
    retryAfterSeconds: 600,
    params: { wave: "first", startsAt: now + 10 * minute },
  },
  wave_share: {
    code: "not_its_turn",
    basis: { waves: [aWave(), aWave({ position: 1, name: "second", afterSharePercent: 80 })] },
    member: { wave: 1 },
    retryAfterSeconds: 60,
    params: { wave: "second", percent: 80, waveBefore: "first" },
  },
  not_placed: {
    code: "not_its_turn",
    basis: { waves: [aWave()] },
    member: { wave: null },
    retryAfterSeconds: 5,
  },
  upgrade_reported: {
    code: "not_its_turn",
    member: { askAgainAt: now + 90_500 },
    retryAfterSeconds: 91,
    params: { askAgainAt: now + 90_500 },
  },
  ranked_behind: {
    code: "not_its_turn",
    basis: { cap: 2, heldNumbers: [2] },
    ahead: [{ group: "Porto", kind: "jump_client", count: 4 }],
    retryAfterSeconds: 30,
    params: { ahead: 1 },
  },
  cap: {
    code: "slots_full",
    basis: { heldNumbers: [1, 2, 3] },
    retryAfterSeconds: 30,
    params: { cap: 3 },
  },
  group_cap: {
    code: "slots_full",
    basis: { subCaps: { groups: { Lisbon: 1 } }, heldNumbers: [1], heldByGroup: { Lisbon: 1 } },
    retryAfterSeconds: 30,
    params: { group: "Lisbon", cap: 1 },
  },
  kind_cap: {
    code: "slots_full",
    basis: { subCaps: { kinds: { jump_client: 1 } }, heldNumbers: [2], heldByKind: { jump_client: 1 } },
    retryAfterSeconds: 30,
    params: { kind: "jump_client", cap: 1 },
  },
};

/** Decides one ask, with those who stand ahead of it. */
function decideAsk(basis: AdmissionBasis, member: AskingMember, ahead: readonly Ahead[], at: number) {
  return decideAsks(basis, [...ahead, member], at)[0] as AskDecision;
}

describe("an ask", () => {
  it("is granted the lowest free number where nothing stands against it", () => {
    expect(decideAsk(aBasis(), aMember(), [], now)).toEqual({ kind: "grant", number: 1 });
    expect(decideAsk(aBasis({ heldNumbers: [1, 3] }), aMember(), [], now)).toEqual({
      kind: "grant",
      number: 2,
    });
  });

  const decided = refusalBecauses.filter((because): because is Decided => because !== "lease_ending");
  it.each(decided.map((because) => ({ because, ...refusals[because] })))(
    "is refused $code because of $because",
    ({ because, code, basis, member, ahead, retryAfterSeconds, params }) => {
      const decision = decideAsk(aBasis(basis), aMember(member), ahead ?? [], now);
      expect(decision).toMatchObject({
        kind: "refuse",
        refusal: { code, because, retryAfterSeconds, params: params ?? {} },
      });
    },
  );

  it("waits until its rollout's members are placed", () => {
    const basis = aBasis({ rollout: { ...control, unplaced: true } });
    expect(decideAsk(basis, aMember(), [], now)).toMatchObject({
      refusal: { code: "not_its_turn", because: "not_placed", retryAfterSeconds: 5 },
    });
  });

  it("needs no place where there is no plan", () => {
    expect(decideAsk(aBasis(), aMember({ wave: null }), [], now).kind).toBe("grant");
  });

  it("may come again from the very instant that it was told", () => {
    for (const askAgainAt of [now - 1, now]) {
      expect(decideAsk(aBasis(), aMember({ askAgainAt }), [], now).kind).toBe("grant");
    }
    expect(decideAsk(aBasis(), aMember({ askAgainAt: now + 1 }), [], now)).toMatchObject({
      refusal: { because: "upgrade_reported", retryAfterSeconds: 1 },
    });
  });

  it("hears first that no rollout is open, whatever its member was", () => {
    expect(decideAsk(aBasis({ rollout: null }), aMember({ state: "checked_in" }), [], now)).toMatchObject({
      refusal: { because: "no_open_rollout" },
    });
  });

  it("hears of a cap of its group or kind also where that was lowered below what is held", () => {
    const lowered = { heldNumbers: [1, 2], heldByGroup: { Lisbon: 2 }, heldByKind: { jump_client: 2 } };
    expect(
      decideAsk(aBasis({ ...lowered, subCaps: { groups: { Lisbon: 1 } } }), aMember(), [], now),
    ).toMatchObject({ refusal: { because: "group_cap" } });
    expect(
      decideAsk(aBasis({ ...lowered, subCaps: { kinds: { jump_client: 1 } } }), aMember(), [], now),
    ).toMatchObject({ refusal: { because: "kind_cap" } });
  });

  it("takes the place that those ahead cannot use because of a cap of their own", () => {
    const basis = aBasis({
      cap: 2,
      heldNumbers: [1],
      subCaps: { groups: { Porto: 1 } },
      heldByGroup: { Porto: 1 },
    });
    const ahead: Ahead[] = [{ group: "Porto", kind: "jump_client", count: 40 }];
    expect(decideAsk(basis, aMember(), ahead, now)).toEqual({ kind: "grant", number: 2 });
  });

  it("counts a sub-cap of 0 as closed and a client without a group as under none", () => {
    const basis = aBasis({ subCaps: { groups: { Lisbon: 0 } } });
    expect(decideAsk(basis, aMember(), [], now)).toMatchObject({ refusal: { because: "group_cap" } });
    expect(decideAsk(basis, aMember({ group: null }), [], now).kind).toBe("grant");
  });

  it("tells a person's standing reasons before the cap, also while the rollout is held", () => {
    const basis = aBasis({ rollout: { ...control, status: "held" } });
    expect(decideAsk(basis, aMember({ state: "checked_in" }), [], now)).toMatchObject({
      refusal: { code: "already_checked_in" },
    });
  });

  it("lets a member flagged for redeployment start, unless its attempts are used up", () => {
    const flagged = aMember({ state: "needs_redeployment", reasonCode: "silent" });
    expect(decideAsk(aBasis(), flagged, [], now).kind).toBe("grant");
  });

  it("is decided with others in the order of the queue: who comes later has what those before leave", () => {
    const basis = aBasis({ cap: 4, heldNumbers: [1] });
    const waits: Ahead = { group: null, kind: "jump_client", count: 1 };
    const checkedIn = aMember({ state: "checked_in" });
    const line = [aMember(), waits, checkedIn, aMember(), aMember(), waits];
    expect(decideAsks(basis, line, now)).toMatchObject([
      { kind: "grant", number: 2 },
      { kind: "refuse", refusal: { because: "already_checked_in" } },
      { kind: "grant", number: 4 },
      { kind: "refuse", refusal: { because: "ranked_behind", params: { ahead: 1 } } },
    ]);
  });

  it("finds the slots full that others of its line were given", () => {
    const line = [aMember({ group: "Lisbon" }), aMember({ group: "Lisbon" }), aMember({ group: "Porto" })];
    expect(decideAsks(aBasis({ cap: 2, subCaps: { groups: { Lisbon: 1 } } }), line, now)).toMatchObject([
      { kind: "grant", number: 1 },
      { kind: "refuse", refusal: { because: "group_cap" } },
      { kind: "grant", number: 2 },
    ]);
    expect(decideAsks(aBasis({ cap: 1 }), [aMember(), aMember()], now)).toMatchObject([
      { kind: "grant", number: 1 },
      { kind: "refuse", refusal: { because: "cap" } },
    ]);
  });

  it("never gives a number that is not free, whoever is ahead and whatever is held", () => {
    const anAhead = fc.record({
      group: fc.constantFrom("Lisbon", "Porto", null),
      kind: fc.constantFrom(...clientKinds),
      count: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(heldNumbers, someCap, fc.array(anAhead, { maxLength: 5 }), (held, cap, ahead) => {
        const decision = decideAsk(aBasis({ cap, heldNumbers: held }), aMember(), ahead, now);
        const free = freeNumbers(cap, held);
        const before = ahead.reduce((sum, { count }) => sum + count, 0);
        expect(decision.kind).toBe(before < free.length ? "grant" : "refuse");
        if (decision.kind === "grant") expect(free).toContain(decision.number);
      }),
      runs,
    );
  });
});

describe("waves", () => {
  it("open by the clock where only a start is given, and by the stamp where a share is", () => {
    expect(isWaveOpen(aWave({ startsAt: now }), now)).toBe(true);
    expect(isWaveOpen(aWave({ startsAt: now + 1 }), now)).toBe(false);
    expect(isWaveOpen(aWave({ position: 1, afterSharePercent: 0 }), now)).toBe(false);
    expect(isWaveOpen(aWave({ position: 1, afterSharePercent: 90, openedAt: now - 1 }), now)).toBe(true);
    expect(isWaveOpen(aWave({ afterSharePercent: 90 }), now)).toBe(true);
  });

  it.each([
    [80, 10, 7, false],
    [80, 10, 8, true],
    [100, 3, 2, false],
    [100, 3, 3, true],
    [1, 1_000, 9, false],
    [50, 0, 0, true],
    [0, 10, 0, true],
  ])("a share of %i%% of %i members is met by %i: %s", (afterSharePercent, members, checkedIn, met) => {
    expect(mayWaveOpen(aWave({ position: 1, afterSharePercent }), { members, checkedIn }, now)).toBe(met);
  });

  it("need both start and share", () => {
    const wave = aWave({ position: 1, afterSharePercent: 50, startsAt: now + hour });
    expect(mayWaveOpen(wave, { members: 2, checkedIn: 2 }, now)).toBe(false);
    expect(mayWaveOpen(wave, { members: 2, checkedIn: 2 }, now + hour)).toBe(true);
  });

  it("need no share where none is given, and the first needs none", () => {
    const nobody = { members: 10, checkedIn: 0 };
    expect(mayWaveOpen(aWave({ position: 1 }), nobody, now)).toBe(true);
    expect(mayWaveOpen(aWave({ position: 0, afterSharePercent: 90 }), nobody, now)).toBe(true);
    expect(mayWaveOpen(aWave({ position: 1, afterSharePercent: 90 }), nobody, now)).toBe(false);
    expect(mayWaveOpen(aWave({ startsAt: now }), nobody, now)).toBe(true);
    expect(mayWaveOpen(aWave({ startsAt: now + 1 }), nobody, now)).toBe(false);
  });

  it("wait for their share once their start has come", () => {
    const wave = aWave({ position: 1, name: "second", afterSharePercent: 50, startsAt: now });
    expect(decideAsk(aBasis({ waves: [aWave(), wave] }), aMember({ wave: 1 }), [], now)).toMatchObject({
      refusal: { because: "wave_share" },
    });
  });

  it("name no wave before where the plan does not hold one", () => {
    const waves = [aWave({ position: 2, afterSharePercent: 50 })];
    expect(decideAsk(aBasis({ waves }), aMember(), [], now)).toMatchObject({
      refusal: { because: "wave_share", params: { waveBefore: "" } },
    });
  });

  it("let those who fit none come when all the others have opened", () => {
    const waves = [aWave(), aWave({ position: 1, name: "second", startsAt: now + hour })];
    expect(openWaves(waves, now)).toEqual([0]);
    expect(openWaves(waves, now + hour)).toEqual([0, 1, 2]);
    expect(openWaves([], now)).toEqual([0]);
    expect(decideAsk(aBasis({ waves }), aMember({ wave: 2 }), [], now)).toMatchObject({
      refusal: { because: "wave_starts", params: { wave: "second" } },
    });
  });

  it("are asked again within the hour, however far away they open", () => {
    const waves = [aWave({ startsAt: now + 400 * hour })];
    expect(decideAsk(aBasis({ waves }), aMember(), [], now)).toMatchObject({
      refusal: { retryAfterSeconds: 3_600 },
    });
  });
});

describe("the next of the queue", () => {
  it("leave out whoever a sub-cap stops and go on behind them, within the cap", () => {
    const queue = ["Lisbon", "Lisbon", "Lisbon", "Porto", null].map((group, at) => ({
      at,
      group,
      kind: "jump_client" as const,
    }));
    const chosen = chooseNext(roomOf(aBasis({ subCaps: { groups: { Lisbon: 1 } } })), queue);
    expect(chosen.map(({ at, number }) => [at, number])).toEqual([
      [0, 1],
      [3, 2],
      [4, 3],
    ]);
  });

  it("stop at the cap of a kind as they take from it", () => {
    const queue = ["jump_client", "jump_client", "jump_client", "jumpoint"].map((kind, at) => ({
      at,
      group: null,
      kind: kind as "jump_client" | "jumpoint",
    }));
    const room = roomOf(
      aBasis({ cap: 9, subCaps: { kinds: { jump_client: 3 } }, heldByKind: { jump_client: 1 } }),
    );
    expect(chooseNext(room, queue).map(({ at, number }) => [at, number])).toEqual([
      [0, 1],
      [1, 2],
      [3, 3],
    ]);
  });

  it("never take more than the cap, a group's cap or a kind's cap leaves", () => {
    const contender = fc.record({
      group: fc.constantFrom("Lisbon", "Porto", null),
      kind: fc.constantFrom(...clientKinds),
    });
    fc.assert(
      fc.property(heldNumbers, someCap, fc.array(contender, { maxLength: 40 }), (held, cap, queue) => {
        const basis = aBasis({
          cap,
          heldNumbers: held,
          subCaps: { groups: { Lisbon: 3 }, kinds: { console: 2 } },
          heldByGroup: { Lisbon: 1 },
          heldByKind: { console: 4 },
        });
        const chosen = chooseNext(roomOf(basis), queue);
        expect(new Set([...held, ...chosen.map(({ number }) => number)]).size).toBe(
          held.length + chosen.length,
        );
        expect(held.length + chosen.length).toBeLessThanOrEqual(Math.max(cap, held.length));
        expect(chosen.filter(({ group }) => group === "Lisbon").length).toBeLessThanOrEqual(2);
        expect(chosen.filter(({ kind }) => kind === "console")).toEqual([]);
      }),
      runs,
    );
  });
});

describe("coming back", () => {
  const full = { code: "slots_full", because: "cap", params: { cap: 40 }, retryAfterSeconds: 30 } as const;

  it("is soon for as many as a tenth of the cap, and for one at least", () => {
    expect([null, 0, 1, 10, 11, 500].map(frontLength)).toEqual([1, 1, 1, 1, 2, 50]);
    expect(askSooner(full)).toEqual({ ...full, retryAfterSeconds: 5 });
  });

  it("is ranked where others hold or want the slots, and nowhere else", () => {
    const ranked = Object.entries(refusals)
      .filter(([because, { code }]) =>
        isRanked({ code, because, params: {}, retryAfterSeconds: null } as Parameters<typeof isRanked>[0]),
      )
      .map(([because]) => because);
    expect(ranked.sort()).toEqual(["cap", "group_cap", "kind_cap", "ranked_behind"]);
  });
});
