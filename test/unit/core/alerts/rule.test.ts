import { describe, expect, it } from "vitest";
import { replayRule } from "@/lib/core/alerts/replay-rule";
import {
  deadSteps,
  isAboutMembers,
  isAboutRollcall,
  reaches,
  ruleKinds,
  severityOf,
} from "@/lib/core/alerts/rule";
import { timing } from "@/test/support/incident-line";

describe("a threshold", () => {
  it.each([
    [{}, 0, 10, false],
    [{}, 1, null, true],
    [{ minCount: 5 }, 4, 10, false],
    [{ minCount: 5 }, 5, 10, true],
    [{ minPercent: 20 }, 2, 10, true],
    [{ minPercent: 20 }, 1, 10, false],
    // A share is truncated: 19.9 % is not 20 %.
    [{ minPercent: 20 }, 199, 1_000, false],
    [{ minPercent: 1 }, 1, null, false],
    [{ minPercent: 1 }, 0, 0, false],
    [{ minCount: 5, minPercent: 20 }, 5, 100, false],
    [{ minCount: 5, minPercent: 20 }, 4, 10, false],
    [{ minCount: 5, minPercent: 20 }, 20, 100, true],
  ])("%j of %d in %s: %s", (threshold, count, total, is) => {
    expect(reaches(threshold, count, total)).toBe(is);
  });

  it("makes an incident critical from its own on", () => {
    expect(severityOf("info", { minCount: 10 }, 9, null)).toBe("info");
    expect(severityOf("info", { minCount: 10 }, 10, null)).toBe("critical");
    expect(severityOf("warning", undefined, 1_000, 1_000)).toBe("warning");
  });
});

describe("a rule", () => {
  it("is about members, about what is known, or about Rollcall", () => {
    for (const kind of ruleKinds) expect(isAboutMembers(kind) && isAboutRollcall(kind)).toBe(false);
    expect(ruleKinds.filter(isAboutMembers)).toHaveLength(7);
    expect(ruleKinds.filter(isAboutRollcall)).toHaveLength(4);
  });

  it("has no step that is never reached", () => {
    expect(deadSteps({ everyMinutes: 15, repeatMinutes: 720 }, [1], [2])).toEqual([]);
    expect(deadSteps({ everyMinutes: 15, repeatMinutes: 15 }, null, null)).toEqual(["growth"]);
    expect(deadSteps({ everyMinutes: 15, repeatMinutes: 720 }, [1, 2], [2])).toEqual(["escalation"]);
    expect(deadSteps({ everyMinutes: 15, repeatMinutes: 720 }, null, [2])).toEqual([]);
  });

  it("is replayed by the steps that the worker takes", () => {
    const minute = 60_000;
    const rule = {
      when: { kind: "stragglers", minCount: 5 },
      severity: "warning",
      timing: timing(),
    } as const;
    const counts = [
      { at: 10 * minute, count: 3, total: 20 },
      { at: 60 * minute, count: 8, total: 20 },
      { at: 200 * minute, count: 12, total: 20 },
      { at: 300 * minute, count: 0, total: 20 },
      { at: 500 * minute, count: 6, total: 20 },
    ];
    const replayed = replayRule(rule, counts, 0, 600 * minute);
    expect(
      replayed.map(({ openedAt, resolvedAt, peak }) => [
        openedAt / minute,
        resolvedAt && resolvedAt / minute,
        peak,
      ]),
    ).toEqual([
      [60, 305, 12],
      [500, null, 6],
    ]);
    expect(replayed[0]?.said.map(({ what }) => what)).toEqual(["opened", "updated", "resolved"]);
  });
});
