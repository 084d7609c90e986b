/** The numbers of a rollout: they sum to cohort + late, and say when it is finished (rule 13). */
import { describe, expect, it } from "vitest";
import type { MemberState } from "@/lib/core/member";
import { countBy, sumTallies, type Tally } from "@/lib/rollout/members/member-counts";

function tally(state: MemberState, members: number, more: Partial<Tally> = {}): Tally {
  return {
    kind: "jump_client",
    state,
    reasonCode: "past_due",
    cohort: true,
    left: false,
    doubtful: false,
    members,
    ...more,
  };
}

describe("sumTallies", () => {
  it("keeps who left in the counts, and sums to cohort + late", () => {
    const sums = sumTallies([
      tally("checked_in", 5),
      tally("checked_in", 2, { cohort: false }),
      tally("overdue", 3, { left: true }),
    ]);
    expect(sums).toMatchObject({ cohort: 8, late: 2, left: 3, finished: false });
    expect(sums.counts).toMatchObject({ checked_in: 7, overdue: 3 });
    expect(Object.values(sums.counts).reduce((a, b) => a + b, 0)).toBe(sums.cohort + sums.late);
  });

  it("counts by whose move it is, and sums to the same", () => {
    const sums = sumTallies([
      tally("checked_in", 5, { reasonCode: "seen_after_release" }),
      tally("overdue", 3),
      tally("overdue", 2, { reasonCode: "connected_but_old" }),
      tally("waiting", 4, { reasonCode: "connected_but_old" }),
      tally("waiting", 1, { reasonCode: "no_data_since_due" }),
      tally("needs_redeployment", 6, { reasonCode: "silent" }),
    ]);
    expect(sums.movers).toEqual({
      nobody: 9,
      end_user: 3,
      technician: 6,
      appliance_admin: 2,
      rollcall_admin: 1,
    });
    expect(sumTallies([]).movers).toEqual({
      nobody: 0,
      end_user: 0,
      technician: 0,
      appliance_admin: 0,
      rollcall_admin: 0,
    });
  });

  it("is finished without the buttons, and never when there is nobody", () => {
    expect(sumTallies([]).finished).toBe(false);
    expect(
      sumTallies([tally("checked_in", 2), tally("excluded", 1), tally("waiting", 4, { kind: "button" })])
        .finished,
    ).toBe(true);
    expect(sumTallies([tally("checked_in", 2), tally("waiting", 1)]).finished).toBe(false);
  });
});

describe("countBy", () => {
  it("counts per key", () => {
    const byKind = countBy(
      [tally("waiting", 1), tally("waiting", 2, { kind: "button" })],
      ({ kind }) => kind,
    );
    expect(byKind.get("jump_client")?.waiting).toBe(1);
    expect(byKind.get("button")?.waiting).toBe(2);
  });
});
