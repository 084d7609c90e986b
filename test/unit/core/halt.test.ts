// When a rollout is held by itself: thresholds to the attempt, silence to the minute, canaries at once.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultHaltRule, type FinishedAttempt, judgeHalt, togetherMinutes } from "@/lib/core/halt";

const now = Date.UTC(2026, 2, 2, 3);
const minute = 60_000;

/** Attempts, newest first, a minute apart unless told. `f` failed, `x` expired, `.` checked in, `d` done, `c` failed canary. */
function attempts(pattern: string, apartMs = minute): FinishedAttempt[] {
  const outcomes = { f: "failed", x: "expired", ".": "checked_in", d: "done", c: "failed" } as const;
  return [...pattern].map((letter, index) => ({
    endedAt: now - index * apartMs,
    outcome: outcomes[letter as keyof typeof outcomes],
    failed: "fxc".includes(letter),
    canary: letter === "c",
  }));
}

const code = (list: readonly FinishedAttempt[], rule = defaultHaltRule) =>
  judgeHalt(list, rule)?.code ?? null;

describe("too many failures", () => {
  it.each([
    ["", null],
    ["f", null],
    ["fffff...............", null],
    ["ffffff..............", "too_many_failures"],
    ["ffffff", "too_many_failures"],
    ["....................ffffffffff", null],
    ["...............fffff.fffff", null],
    ["f.f.f.f.f.f.........", "too_many_failures"],
    ["dddddddddddddddddddd", null],
  ])("with 30 %% of the last 20: %s → %s", (pattern, expected) => {
    expect(code(attempts(pattern, 10 * minute))).toBe(expected);
  });

  it("tells what it counted", () => {
    expect(judgeHalt(attempts("ffffff", 10 * minute), defaultHaltRule)).toEqual({
      code: "too_many_failures",
      inputs: { failed: 6, ofLast: 20, failedPercent: 30 },
    });
  });

  it("needs at least one failure, however low the threshold", () => {
    const strict = { failedPercent: 1, ofLast: 1, silentCount: 5 };
    expect(code(attempts("."), strict)).toBeNull();
    expect(code(attempts("f"), strict)).toBe("too_many_failures");
    const strictest = { ...strict, failedPercent: 0 };
    expect(code(attempts("."), strictest)).toBeNull();
    expect(code(attempts("f"), strictest)).toBe("too_many_failures");
  });
});

describe("silent together", () => {
  const rule = { failedPercent: 100, ofLast: 1_000, silentCount: 5 };

  it("takes that many leases run out within five minutes of the newest end", () => {
    expect(code(attempts("xxxx"), rule)).toBeNull();
    expect(judgeHalt(attempts("xxxxx"), rule)).toEqual({
      code: "silent_together",
      inputs: { silent: 5, ended: 5, minutes: togetherMinutes },
    });
  });

  it("leaves out what ended five minutes before the newest, to the millisecond", () => {
    const spread = attempts("xxxxx", (togetherMinutes * minute) / 4);
    expect(code(spread, rule)).toBeNull();
    const last = spread[4];
    if (last) last.endedAt += 1;
    expect(code(spread, rule)).toBe("silent_together");
  });

  it("does not take a few silent ones among many that answered for a pattern", () => {
    expect(code(attempts("xxxxx.", 1_000), rule)).toBe("silent_together");
    expect(code(attempts("xxxxx..", 1_000), rule)).toBeNull();
    const four = { ...rule, silentCount: 4 };
    expect(code(attempts("xxxx.", 1_000), four), "four in five").toBe("silent_together");
    expect(code(attempts("xxxx..", 1_000), four)).toBeNull();
  });

  it("counts leases that ran out, not failures that were reported", () => {
    expect(code(attempts("fffff", 1_000), rule)).toBeNull();
  });

  it("does not count an undelivered push, which is no failure", () => {
    const undelivered = attempts("xxxxx", 1_000).map((each) => ({ ...each, failed: false }));
    expect(code(undelivered, rule)).toBeNull();
  });
});

describe("a canary", () => {
  it("halts with its first failure, before anything else is counted", () => {
    expect(judgeHalt(attempts("ffffffffffc"), defaultHaltRule)).toEqual({
      code: "canary_failed",
      inputs: { failed: 1 },
    });
    expect(code(attempts("c"))).toBe("canary_failed");
  });

  it("that succeeds halts nothing", () => {
    expect(code(attempts("...").map((each) => ({ ...each, canary: true })))).toBeNull();
  });
});

describe("any attempts", () => {
  const aRule = fc.record({
    failedPercent: fc.integer({ min: 1, max: 100 }),
    ofLast: fc.integer({ min: 1, max: 40 }),
    silentCount: fc.integer({ min: 1, max: 10 }),
  });
  const pattern = fc.array(fc.constantFrom("f", "x", ".", "d"), { maxLength: 60 }).map((all) => all.join(""));

  it("never halt without a failure, and one failure more never lifts a halt for failures", () => {
    fc.assert(
      fc.property(pattern, aRule, (letters, rule) => {
        const quiet = letters.replaceAll(/[fx]/g, ".");
        expect(code(attempts(quiet), rule)).toBeNull();
        if (code(attempts(letters), rule) === "too_many_failures") {
          expect(code(attempts(letters.replace(/[.d]/, "f")), rule)).toBe("too_many_failures");
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
