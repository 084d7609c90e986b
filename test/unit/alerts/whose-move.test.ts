// What waits for whom, as the digest and the hand-over say it.
import { expect, it } from "vitest";
import { standingOf } from "@/lib/alerts/digest/changes-text";
import { whoseMove } from "@/lib/alerts/digest/whose-move";
import type { Mover } from "@/lib/core/movers";
import { noCounts } from "@/lib/rollout/members/member-counts";

const counts = (given: Partial<Record<Mover, number>>) => ({
  nobody: 0,
  end_user: 0,
  technician: 0,
  appliance_admin: 0,
  rollcall_admin: 0,
  ...given,
});

it.each<[string, Partial<Record<Mover, number>>, Mover[], number, string | null]>([
  ["nothing of who is through", { nobody: 7 }, ["technician"], 7, null],
  ["time, without those who are through", { nobody: 9 }, [], 7, "Whose move it is: Nobody: time does it 2."],
  [
    "one's own first, marked",
    { nobody: 1_207, end_user: 3, technician: 2, rollcall_admin: 14 },
    ["appliance_admin", "rollcall_admin"],
    7,
    "Whose move it is: Rollcall admin 14 (yours), End user 3, Technician 2, Nobody: time does it 1,200.",
  ],
])("tells %s", (_what, given, own, settled, expected) => {
  expect(whoseMove(counts(given), own, settled)).toBe(expected);
});

it.each([
  [999, 1_000, "99 %"],
  [1_000, 1_000, "100 %"],
])("truncates how far it is: %i of %i", (done, all, percent) => {
  const now = { ...noCounts(), checked_in: done, overdue: all - done };
  expect(standingOf({ version: "26.1.1", status: "open", now })).toContain(`(${percent})`);
});
