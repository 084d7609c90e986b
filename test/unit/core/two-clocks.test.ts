/** Rule 17: who comes back late and still needs the update has a grace; being here and not upgrading is not the same as not being here. */
import { describe, expect, it } from "vitest";
import type { Sighting } from "@/lib/core/evidence";
import { weigh } from "@/lib/core/evidence";
import { judge } from "@/lib/core/judging/judge";
import { defaultPolicy } from "@/lib/core/policy";
import {
  aMemberCase,
  aSighting,
  hoursAfterRelease,
  hoursBeforeRelease,
  minutesAfterRelease,
  type Situation,
} from "../../support/member-case";

const before = aSighting({ observedAt: hoursBeforeRelease(1), online: true, connectionType: "active" });
const seen = (hours: number, says: Partial<Sighting> = {}): Sighting =>
  aSighting({
    observedAt: hoursAfterRelease(hours),
    source: { type: "import", importId: 2 + hours, line: 2 },
    needsUpdate: true,
    online: true,
    ...says,
  });
const away = { online: false } as const;

function judged(
  sightings: readonly Sighting[],
  nowHours: number,
  { lookHours = nowHours, ...given }: Partial<Situation> & { lookHours?: number } = {},
) {
  const {
    sightings: _,
    now: __,
    ...member
  } = aMemberCase({
    look: { hasSource: true, at: hoursAfterRelease(lookHours) },
    ...given,
  });
  const facts = weigh([before, ...sightings], member.release.installedAt);
  const { state, code, dueAt } = judge({ ...member, facts }, hoursAfterRelease(nowHours));
  return { state, code, dueHours: dueAt === null ? null : (dueAt - hoursAfterRelease(0)) / 3_600_000 };
}

describe("a client that still needs the update", () => {
  // An active Jump Client: due after 2 hours, with a grace of 2 hours.
  it.each<[string, Sighting[], number, string, string, number]>([
    ["has not been here: late at its due time", [], 3, "overdue", "past_due", 2],
    ["said to need it, and away", [seen(1, away)], 1.5, "waiting", "needs_update", 2],
    ["said to need it, and away past its due time", [seen(3, away)], 3, "overdue", "needs_update", 2],
    ["back in time: the grace ends later", [seen(1)], 1.5, "waiting", "connected_but_old", 3],
    ["back in time, and past the due time alone", [seen(1)], 2.5, "waiting", "connected_but_old", 3],
    ["back in time, and past both", [seen(1)], 3.5, "overdue", "connected_but_old", 3],
    ["back late: not late at once", [seen(9)], 9.5, "waiting", "connected_but_old", 11],
    ["back late, and the grace is over", [seen(9)], 11, "overdue", "connected_but_old", 11],
    [
      "back late, seen again and again",
      [seen(9), seen(10), seen(12)],
      12,
      "overdue",
      "connected_but_old",
      11,
    ],
    ["back late, gone again: it was here", [seen(9), seen(12, away)], 12, "overdue", "connected_but_old", 11],
    [
      "here all along, by its own date",
      [seen(9, { connectedFromAt: hoursBeforeRelease(5) })],
      9,
      "overdue",
      "connected_but_old",
      2,
    ],
    [
      "an older report that comes later and shows it sooner",
      [seen(9), seen(4)],
      9,
      "overdue",
      "connected_but_old",
      6,
    ],
  ])("%s", (_name, sightings, now, state, code, dueHours) => {
    expect(judged(sightings, now, { lookHours: now + 0.001 })).toEqual({ state, code, dueHours });
    expect(judged(sightings.toReversed(), now, { lookHours: now + 0.001 })).toEqual({
      state,
      code,
      dueHours,
    });
  });

  it("whose grace ended without a look since is not called late", () => {
    expect(judged([seen(9)], 12, { lookHours: 10 })).toMatchObject({
      state: "waiting",
      code: "no_data_since_due",
    });
  });

  it("that had upgraded has its own clock, as before", () => {
    const upgraded = seen(1, { needsUpdate: false });
    expect(judged([upgraded, seen(9)], 9.5)).toEqual({ state: "waiting", code: "regressed", dueHours: 11 });
  });

  it.each([
    [null, 2],
    [0, 9],
    [30, 9.5],
    [24 * 60, 33],
  ])("by a policy with a grace of %s minutes is due %s hours after the release", (graceMinutes, dueHours) => {
    const line = { ...defaultPolicy.jump_client_active, graceMinutes };
    expect(judged([seen(9)], 9, { policy: { ...defaultPolicy, jump_client_active: line } }).dueHours).toBe(
      dueHours,
    );
  });

  it("without a due time gets none, and is told apart all the same", () => {
    const line = { ...defaultPolicy.jump_client_active, dueAfterMinutes: null };
    expect(judged([seen(9)], 9, { policy: { ...defaultPolicy, jump_client_active: line } })).toEqual({
      state: "waiting",
      code: "connected_but_old",
      dueHours: null,
    });
  });

  it("in control mode is due a grace after its return or after its slot, whichever is later", () => {
    const slot = { leaseUntil: null, endedAt: hoursAfterRelease(4), failedAttempts: 0 };
    expect(judged([seen(1)], 5, { mode: "control", slot }).dueHours).toBe(6);
    expect(judged([seen(9)], 9, { mode: "control", slot }).dueHours).toBe(11);
  });

  it("and was old before the release already: what counts is when it was seen after it", () => {
    const longBehind = aSighting({ observedAt: hoursBeforeRelease(30), online: true, needsUpdate: true });
    expect(judged([longBehind, seen(9)], 9.5)).toMatchObject({ code: "connected_but_old", dueHours: 11 });
  });

  it("weighed from another release is never late too early: the last connection counts", () => {
    const { sightings: _, now: __, ...member } = aMemberCase();
    const facts = weigh([before, seen(5), seen(9)], member.release.installedAt);
    const dueBy = (connectedOldAt: number | null) =>
      judge({ ...member, facts: { ...facts, connectedOldAt } }, hoursAfterRelease(9)).dueAt;
    expect(dueBy(facts.connectedOldAt)).toBe(hoursAfterRelease(7));
    expect(dueBy(null)).toBe(hoursAfterRelease(11));
    expect(dueBy(minutesAfterRelease(-1))).toBe(hoursAfterRelease(11));
  });
});
