/** What holds for any member at any instant. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addSighting, isNewest, noFacts, type Sighting, weigh } from "@/lib/core/evidence";
import { judgeMember } from "@/lib/core/judging/judge-member";
import { type MemberState, memberStates } from "@/lib/core/member";
import { aMember, anotherSighting, someSightings } from "../../support/member-arbitraries";
import { aSighting, daysAfter, installedAt, judge, type Situation } from "../../support/member-case";
import { type MemberEvent, memberEventNames, memberEvents } from "../../support/member-events";

const runs = { numRuns: 1500 };

/** How bad a state is; `excluded` stands outside. */
const badness: Record<MemberState, number> = {
  excluded: 0,
  checked_in: 0,
  upgrading: 1,
  queued: 2,
  waiting: 2,
  overdue: 3,
  needs_redeployment: 4,
};

const shuffled = <T>(values: readonly T[]) =>
  fc.shuffledSubarray([...values], { minLength: values.length, maxLength: values.length });
const withSighting = (member: Situation, sighting: Sighting): Situation => ({
  ...member,
  sightings: [...member.sightings, sighting],
});
/** An instant after everything that is known of the member, its release and its own judgement. */
const afterEverything = ({ sightings, now }: Situation) =>
  Math.max(installedAt, now, ...sightings.map((s) => s.observedAt)) + 1;

describe("order of arrival", () => {
  const inTwoOrders = aMember.chain((member) => fc.tuple(fc.constant(member), shuffled(member.sightings)));

  it("never changes the facts or the judgement", () => {
    fc.assert(
      fc.property(inTwoOrders, ([member, sightings]) => {
        expect(weigh(sightings, installedAt)).toEqual(weigh(member.sightings, installedAt));
        expect(judge({ ...member, sightings })).toEqual(judge(member));
      }),
      runs,
    );
  });

  it("adding sightings one by one, weighing again only what is not newest, gives the facts of all at once", () => {
    fc.assert(
      fc.property(someSightings.chain(shuffled), (arriving) => {
        let facts = noFacts;
        arriving.forEach((sighting, index) => {
          facts = isNewest(facts, sighting)
            ? addSighting(facts, sighting, installedAt)
            : weigh(arriving.slice(0, index + 1), installedAt);
        });
        expect(facts).toEqual(weigh(arriving, installedAt));
      }),
      runs,
    );
  });
});

describe("taking evidence back", () => {
  it("gives the judgement as if it had never come", () => {
    const withOneTakenBack = fc
      .tuple(aMember, anotherSighting)
      .chain(([member, taken]) =>
        fc.tuple(fc.constant(member), fc.constant(taken), shuffled([...member.sightings, taken])),
      );
    fc.assert(
      fc.property(withOneTakenBack, ([member, taken, arrived]) => {
        const left = arrived.filter((sighting) => sighting !== taken);
        expect(judge({ ...member, sightings: left })).toEqual(judge(member));
      }),
      runs,
    );
  });
});

describe("a later proof", () => {
  it("makes any member checked in, unless it is excluded", () => {
    fc.assert(
      fc.property(aMember, fc.constantFrom(false, null), anotherSighting, (member, needsUpdate, other) => {
        const standing = weigh(member.sightings);
        fc.pre(
          needsUpdate === false ||
            (standing.needsUpdate?.value !== true && standing.needsUpdateUnread === null),
        );
        const observedAt = afterEverything(member);
        const before = { ...member, now: observedAt };
        const after = judge(withSighting(before, { ...other, observedAt, online: true, needsUpdate }));
        expect(after.state).toBe(judge(before).state === "excluded" ? "excluded" : "checked_in");
      }),
      runs,
    );
  });

  it("a mere connection never makes a state worse, even while needs_update = true stands", () => {
    fc.assert(
      fc.property(aMember, (member) => {
        const observedAt = afterEverything(member);
        const before = { ...member, now: observedAt };
        const seen = withSighting(
          before,
          aSighting({ observedAt, online: true, source: { type: "person", sightingId: 999 } }),
        );
        expect(badness[judge(seen).state]).toBeLessThanOrEqual(badness[judge(before).state]);
      }),
      runs,
    );
  });
});

describe("the judgement", () => {
  it("is total: one of the seven states, with instants that are instants", () => {
    fc.assert(
      fc.property(aMember, (member) => {
        const judgement = judge(member);
        expect(memberStates).toContain(judgement.state);
        for (const at of [judgement.dueAt, judgement.judgeAfter, judgement.checkedInAt]) {
          expect(at === null || Number.isSafeInteger(at)).toBe(true);
        }
        expect(judgement.checkedInAt !== null).toBe(judgement.state === "checked_in");
        expect(Object.values(judgement.inputs)).not.toContain(undefined);
      }),
      runs,
    );
  });

  it("is deterministic and leaves its inputs alone", () => {
    fc.assert(
      fc.property(aMember, (member) => {
        const before = structuredClone(member);
        const { sightings, now, ...rest } = member;
        const facts = Object.freeze(weigh(sightings, rest.release.installedAt));
        expect(judgeMember(Object.freeze({ ...rest, facts }), now)).toEqual(judge(member));
        expect(member).toEqual(before);
      }),
      runs,
    );
  });

  it("a check-in lies after the release", () => {
    fc.assert(
      fc.property(aMember, (member) => {
        const { code, checkedInAt } = judge(member);
        if (code === "seen_after_release") expect(checkedInAt).toBeGreaterThan(installedAt);
      }),
      runs,
    );
  });
});

describe("the stored deadline", () => {
  it("is always still to come", () => {
    fc.assert(
      fc.property(aMember, (member) => {
        const { judgeAfter } = judge(member);
        if (judgeAfter !== null) expect(judgeAfter).toBeGreaterThan(member.now);
      }),
      runs,
    );
  });

  it("never misses a change: until then state and code stay as they are", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(aMember, share, (member, part) => {
        const { state, code, judgeAfter } = judge(member);
        const last = judgeAfter === null ? daysAfter(member.now, 4000) : judgeAfter - 1;
        for (const now of [last, member.now + Math.floor((last - member.now) * part)]) {
          expect(judge({ ...member, now })).toMatchObject({ state, code });
        }
      }),
      { numRuns: 3000 },
    );
  });

  it("never wakes anybody for nothing: at that instant state or code do change", () => {
    fc.assert(
      fc.property(aMember, (member) => {
        const { state, code, judgeAfter } = judge(member);
        fc.pre(judgeAfter !== null);
        const next = judge({ ...member, now: judgeAfter ?? member.now });
        expect(`${next.state} ${next.code}`).not.toBe(`${state} ${code}`);
      }),
      runs,
    );
  });
});

describe("checked_in", () => {
  const takesAway: readonly MemberEvent[] = [
    "needs_update true",
    "connected, needs_update true",
    "needs_update true after proof",
    // An unread report that is older than the proof, which then proves nothing.
    "connected, update need unread",
    "excluded",
    "retirement planned",
    "becomes duplicate shadow",
    "attestation removed",
    "attested, kind with a source",
    "evidence taken back",
    "release corrected to a later time",
  ];
  const harmless = memberEventNames.filter((event) => !takesAway.includes(event));
  const aCheckedInMember = aMember.filter((member) => judge(member).state === "checked_in");

  it("is left only by an update need (reported or unread), an exclusion, lost evidence, a corrected release or a word taken back", () => {
    fc.assert(
      fc.property(
        aCheckedInMember,
        fc.array(fc.constantFrom(...harmless), { minLength: 1, maxLength: 6 }),
        (member, events) => {
          const after = events.reduce<Situation>(
            (situation, event) => memberEvents[event](situation),
            member,
          );
          expect(judge(after).state).toBe("checked_in");
        },
      ),
      runs,
    );
  });

  it("is not left because of any sighting, of whatever date, that does not say needs_update = true", () => {
    fc.assert(
      fc.property(
        aCheckedInMember,
        anotherSighting,
        fc.constantFrom(false, null),
        (member, sighting, needsUpdate) => {
          expect(judge(withSighting(member, { ...sighting, needsUpdate })).state).toBe("checked_in");
        },
      ),
      runs,
    );
  });
});

describe("regressed", () => {
  it("has one due time, however often the regression is reported", () => {
    const hour = 3_600_000;
    const laterHours = fc.array(fc.integer({ min: 4, max: 200 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(aMember, laterHours, (member, hours) => {
        const { installedAt } = member.release;
        const report = (after: number, sightingId: number) =>
          aSighting({
            observedAt: installedAt + after * hour,
            needsUpdate: true,
            source: { type: "person", sightingId },
          });
        const regressed = {
          ...member,
          exclusion: null,
          attestation: null,
          survivorId: null,
          plannedRetirementOn: null,
          sightings: [aSighting({ observedAt: installedAt + hour, online: true }), report(3, 500)],
        };
        const again = hours.map((after, index) => report(after, 501 + index));
        const repeated = { ...regressed, sightings: [...regressed.sightings, ...again] };
        expect(judge(repeated).dueAt).toBe(judge(regressed).dueAt);
      }),
      runs,
    );
  });
});
