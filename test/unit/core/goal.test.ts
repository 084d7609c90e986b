import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GoalAnswer, type GoalMembers, judgeGoal, neededFor } from "@/lib/core/goal";
import { type MemberState, memberStates } from "@/lib/core/member";

const open = { status: "open" as const };
const some = (counts: Partial<Record<MemberState, number>>): GoalMembers[] =>
  Object.entries(counts).map(([state, members]) => ({
    state: state as MemberState,
    isButton: false,
    members,
  }));

describe("a goal", () => {
  it.each<
    [
      string,
      GoalMembers[],
      number,
      number | null,
      Parameters<typeof judgeGoal>[2],
      GoalAnswer["verdict"],
      GoalAnswer["because"],
    ]
  >([
    ["enough have come", some({ checked_in: 95, waiting: 5 }), 95, null, open, "met", "reached"],
    ["one too few has come", some({ checked_in: 94, waiting: 6 }), 95, null, open, "not_yet", "on_the_way"],
    [
      "the rest are late but can come",
      some({ checked_in: 90, overdue: 10 }),
      100,
      null,
      open,
      "not_yet",
      "on_the_way",
    ],
    [
      "somebody has to go there first",
      some({ checked_in: 94, needs_redeployment: 6 }),
      95,
      null,
      open,
      "cannot_be_met",
      "needs_hands",
    ],
    [
      "hands are not needed for it",
      some({ checked_in: 90, waiting: 5, needs_redeployment: 5 }),
      95,
      null,
      open,
      "not_yet",
      "on_the_way",
    ],
    ["its time has passed", some({ checked_in: 94, waiting: 6 }), 95, 100, open, "cannot_be_met", "too_late"],
    ["its time has not passed", some({ checked_in: 94, waiting: 6 }), 95, 101, open, "not_yet", "on_the_way"],
    ["it was met, whenever that was", some({ checked_in: 95, waiting: 5 }), 95, 1, open, "met", "reached"],
    [
      "who is excluded does not count",
      some({ checked_in: 95, waiting: 5, excluded: 900 }),
      95,
      null,
      open,
      "met",
      "reached",
    ],
    [
      "the rollout was superseded",
      some({ checked_in: 1, waiting: 9 }),
      95,
      null,
      { status: "superseded" },
      "cannot_be_met",
      "over",
    ],
    [
      "the rollout was closed after it was met",
      some({ checked_in: 9, waiting: 1 }),
      90,
      null,
      { status: "closed" },
      "met",
      "reached",
    ],
    ["it only opens", some({ checked_in: 100 }), 95, null, { status: "opening" }, "not_yet", "opening"],
    ["nobody is known", [], 95, null, open, "not_yet", "nobody"],
    [
      "only Buttons are known",
      [{ state: "waiting", isButton: true, members: 9 }],
      95,
      null,
      open,
      "not_yet",
      "nobody",
    ],
    [
      "Buttons are out",
      [...some({ checked_in: 1 }), { state: "waiting", isButton: true, members: 9 }],
      100,
      null,
      open,
      "met",
      "reached",
    ],
  ])("when %s", (_when, groups, percent, by, rollout, verdict, because) => {
    expect(judgeGoal({ percent, by }, groups, rollout, 100)).toMatchObject({ verdict, because });
  });

  it("is truncated: 100 % only when all have, and the share needed is never rounded down", () => {
    expect(
      judgeGoal({ percent: 100, by: null }, some({ checked_in: 99_999, waiting: 1 }), open, 0),
    ).toMatchObject({
      percent: 99.99,
      verdict: "not_yet",
    });
    expect([neededFor(95, 100), neededFor(95, 101), neededFor(0.1, 1_000), neededFor(33.3333, 3)]).toEqual([
      95, 96, 1, 1,
    ]);
  });

  const groups = fc.array(
    fc.record({
      state: fc.constantFrom(...memberStates),
      isButton: fc.boolean(),
      members: fc.integer({ min: 0, max: 500 }),
    }),
  );
  const percents = fc.integer({ min: 1, max: 1_000_000 }).map((n) => n / 10_000);

  it("counts everybody who counts once, needs no more than there are, and is met exactly by its share", () => {
    fc.assert(
      fc.property(groups, percents, (members, percent) => {
        const answer = judgeGoal({ percent, by: null }, members, open, 0);
        expect(answer.checkedIn + answer.canCome + answer.byHand).toBe(answer.of);
        expect(answer.needed).toBeLessThanOrEqual(answer.of);
        expect(answer.verdict === "met").toBe(
          answer.of > 0 && answer.checkedIn * 1_000_000 >= Math.round(percent * 10_000) * answer.of,
        );
        expect(answer.percent === 100).toBe(answer.of > 0 && answer.checkedIn === answer.of);
      }),
    );
  });

  it("is not lost by more who check in", () => {
    fc.assert(
      fc.property(groups, percents, (members, percent) => {
        const better = members.map((each) =>
          each.state === "waiting" ? { ...each, state: "checked_in" as const } : each,
        );
        const before = judgeGoal({ percent, by: null }, members, open, 0).verdict;
        const after = judgeGoal({ percent, by: null }, better, open, 0).verdict;
        if (before === "met") expect(after).toBe("met");
        if (before === "cannot_be_met") expect(after).toBe("cannot_be_met");
      }),
    );
  });
});
