/** The member's state: one pure function of (what is known, the clock). It is never set because a message said so. */
import { type MemberCase, weighCase } from "./member-case";
import type { Judgement } from "./rule";
import { lastRule, rules } from "./rules";

/**
 * Judges one member as of `now` (epoch milliseconds). Total: every case gets exactly one state with the code of its reason.
 * It builds no inputs, so that a whole fleet costs little; `explain` does, when somebody reads.
 */
export function judge(given: MemberCase, now: number): Judgement {
  const weighed = weighCase(given, now);
  for (const rule of rules) {
    const ground = rule.holds(weighed);
    if (ground !== null) return rule.decide(weighed, ground);
  }
  return lastRule.decide(weighed);
}
