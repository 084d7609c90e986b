import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SpeakingHours } from "@/lib/core/alerts/hours";
import { type Incident, stepIncident } from "@/lib/core/alerts/step-incident";
import {
  acknowledged,
  at,
  clears,
  expectSaid,
  finds,
  inhibited,
  knownAgain,
  lineBegins,
  live,
  snoozed,
  timing,
  want,
} from "@/test/support/incident-line";

const day = 24 * 60;
/** Monday to Friday, 08:00 to 18:00 UTC; the line begins on a Monday at 09:00. */
const office: SpeakingHours = {
  weekdays: [1, 2, 3, 4, 5],
  from: "08:00",
  to: "18:00",
  timeZone: "UTC",
  holidays: [],
  anyTimeFrom: null,
};

describe("an incident", () => {
  it("is said a minute after it opened, and once it is over", () => {
    expectSaid(live(timing(), [at(1, finds(3)), at(30, clears)], 60), [
      want("opened", 2, 2.5, 3),
      want("resolved", 31, 31.5),
    ]);
  });

  it("is never said where it came and went within the first minute", () => {
    expectSaid(live(timing(), [at(1, finds(3)), at(1.5, clears)], 60), []);
  });

  it("is no incident before it has held for as long as the rule asks", () => {
    const held = timing({ holdMinutes: 10 });
    expectSaid(live(held, [at(1, finds(3)), at(10, clears), at(12, finds(3)), at(21, clears)], 60), []);
    expectSaid(live(held, [at(1, finds(3))], 60), [want("opened", 12, 12.5)]);
  });

  it("is one message for five thousand that come at once", () => {
    expectSaid(live(timing(), [at(1, finds(5_000))], 10 * 60), [want("opened", 2, 2.5, 5_000)]);
  });

  it("says that it grew by a tenth, a quarter of an hour later at the earliest", () => {
    expectSaid(live(timing(), [at(0, finds(100)), at(3, finds(109)), at(40, finds(110))], 60), [
      want("opened", 1, 1.5, 100),
      want("updated", 40, 40.5, 110),
    ]);
    expectSaid(live(timing(), [at(0, finds(100)), at(3, finds(200))], 60), [
      want("opened", 1, 1.5, 100),
      want("updated", 16, 16.5, 200),
    ]);
  });

  it("says nothing where it shrinks and grows again to what was said", () => {
    expectSaid(live(timing(), [at(0, finds(100)), at(20, finds(10)), at(60, finds(105))], 120), [
      want("opened", 1, 1.5),
    ]);
  });

  it("is said again after twelve hours, however it flickers in between", () => {
    const flickers = Array.from({ length: 100 }, (_, place) => [
      at(10 + place * 6, clears),
      at(10.5 + place * 6, finds(100)),
    ]).flat();
    expectSaid(live(timing(), [at(0, finds(100)), ...flickers], day + 30), [
      want("opened", 1, 1.5),
      want("repeated", 12 * 60 + 1, 12 * 60 + 2),
      want("repeated", day + 1, day + 3),
    ]);
  });

  it("says at once that it got worse", () => {
    expectSaid(live(timing(), [at(0, finds(5)), at(3, finds(5, { severity: "critical" }))], 60), [
      want("opened", 1, 1.5),
      want("updated", 3, 3.5),
    ]);
  });

  it("is silent once acknowledged, and is said once when that runs out", () => {
    const line = [at(0, finds(5)), at(5, acknowledged(2)), at(30, finds(50))];
    expectSaid(live(timing(), line, 11 * 60), [want("opened", 1, 1.5), want("repeated", 125, 125.5, 50)]);
  });

  it("says nothing months later of what was acknowledged and is over", () => {
    const line = [at(0, finds(5)), at(5, acknowledged(24)), at(60, clears)];
    expectSaid(live(timing(), line, 10 * day), [want("opened", 1, 1.5), want("resolved", 61, 61.5)]);
  });

  it("is silent while snoozed: until a time, until it grew, until it got worse", () => {
    expectSaid(live(timing(), [at(0, finds(5)), at(5, snoozed({ minutes: 60 }))], 3 * 60), [
      want("opened", 1, 1.5),
      want("repeated", 65, 65.5),
    ]);
    expectSaid(
      live(
        timing(),
        [at(0, finds(5)), at(5, snoozed({ growsBy: 3 })), at(20, finds(7)), at(30, finds(8))],
        60,
      ),
      [want("opened", 1, 1.5), want("repeated", 30, 30.5, 8)],
    );
    expectSaid(
      live(
        timing(),
        [at(0, finds(5)), at(5, snoozed({ minutes: 600 })), at(20, finds(5, { severity: "critical" }))],
        60,
      ),
      [want("opened", 1, 1.5), want("repeated", 20, 20.5)],
    );
  });

  it("escalates once where nobody acknowledges it in time", () => {
    const escalates = timing({ escalateAfterMinutes: 30 });
    expectSaid(live(escalates, [at(0, finds(5))], 5 * 60), [
      want("opened", 1, 1.5),
      want("escalated", 31, 31.5),
    ]);
    expectSaid(live(escalates, [at(0, finds(5)), at(20, acknowledged(24))], 5 * 60), [
      want("opened", 1, 1.5),
    ]);
  });

  it("speaks in its hours only: what still holds is said when they begin, what is over is not", () => {
    const hours = timing({ hours: office });
    // 20:00 is eleven hours after the line begins; 08:00 of the next day is 23.
    expectSaid(live(hours, [at(11 * 60, finds(5))], 25 * 60), [want("opened", 23 * 60, 23 * 60 + 0.5)]);
    expectSaid(live(hours, [at(11 * 60, finds(5)), at(13 * 60, clears)], 25 * 60), []);
    expectSaid(live(hours, [at(0, finds(5)), at(11 * 60, clears)], 25 * 60), [
      want("opened", 1, 1.5),
      want("resolved", 23 * 60, 23 * 60),
    ]);
  });

  it("speaks at any time where it is bad enough", () => {
    const hours = timing({ hours: { ...office, anyTimeFrom: "critical" } });
    expectSaid(live(hours, [at(11 * 60, finds(5, { severity: "critical" }))], 12 * 60), [
      want("opened", 11 * 60 + 1, 11 * 60 + 1.5),
    ]);
  });

  it("stands as it is while nobody can look", () => {
    const line = [at(0, finds(5)), at(5, inhibited), at(6, clears), at(20, finds(50)), at(200, knownAgain)];
    expectSaid(live(timing(), line, 210), [want("opened", 1, 1.5), want("updated", 200, 200.5, 50)]);
  });
});

const counts = fc.array(
  fc.record({
    minutes: fc.integer({ min: 0, max: 300 }),
    count: fc.integer({ min: 0, max: 40 }),
    critical: fc.boolean(),
    does: fc.constantFrom("nothing", "nothing", "nothing", "acknowledges", "snoozes"),
  }),
  { minLength: 1, maxLength: 30 },
);

describe("whatever happens", () => {
  it("an incident is opened once, resolved once, and quiet in between for as long as the rule says", () => {
    fc.assert(
      fc.property(counts, (events) => {
        const line = events.flatMap(({ minutes, count, critical, does }) => [
          at(minutes, count === 0 ? clears : finds(count, { severity: critical ? "critical" : "warning" })),
          ...(does === "acknowledges" ? [at(minutes, acknowledged(1))] : []),
          ...(does === "snoozes" ? [at(minutes, snoozed({ minutes: 30, growsBy: 5 }))] : []),
        ]);
        let isTold = false;
        for (const { what } of live(timing(), line, 400)) {
          if (what === "opened") expect(isTold).toBe(false);
          else expect(isTold).toBe(true);
          isTold = what !== "resolved";
        }
      }),
      { numRuns: 200 },
    );
  });

  it("looking twice at the same instant says nothing twice", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 0, max: 600 }), (count, minutes) => {
        const found = { count, total: null, severity: "warning" as const };
        let incident: Incident | null = null;
        for (let seconds = 0; seconds <= minutes * 60; seconds += 60) {
          const now = lineBegins + seconds * 1_000;
          incident = stepIncident(incident, found, timing(), now).next;
          const again = stepIncident(incident, found, timing(), now);
          expect(again.say).toEqual([]);
          expect(again.next).toEqual(incident);
        }
      }),
      { numRuns: 50 },
    );
  });
});
