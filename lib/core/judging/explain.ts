/** Why a member is in its state: the inputs of the reason that decided, and what else stands in its way. */
import type { MemberState } from "../member";
import type { ReasonCode } from "../reasons";
import { type MemberCase, type WeighedCase, weighCase } from "./member-case";
import type { Judgement, ReasonInput, ReasonInputs } from "./rule";
import { lastRule, rules } from "./rules";

/** A reason that holds, and the state that it would put the member in. */
export interface Reason {
  state: MemberState;
  code: ReasonCode;
  inputs: ReasonInputs;
}

export interface Explanation {
  /** What led to the judgement. */
  inputs: ReasonInputs;
  /**
   * The other reasons that hold at the same time, in the order of precedence. The first is what would decide if the deciding one
   * were mended and everything else stayed as it is; the second, if that were mended too; and so on. They end with the
   * first that says where the member stands and not what is in its way (a check-in that was seen, queued, what cannot be
   * read, the due time). So a check-in that was seen has no others.
   */
  others: Reason[];
}

/**
 * Explains what `judge` said of the same case as of the same `now` (epoch milliseconds). Throws where the reason of the
 * judgement does not hold: then it was made of another case or at another time, and these would not be its inputs.
 */
export function explain(given: MemberCase, judgement: Judgement, now: number): Explanation {
  const reasons = reasonsOf(weighCase(given, now));
  const deciding = reasons.find(({ state, code }) => state === judgement.state && code === judgement.code);
  if (!deciding) throw new Error(`${judgement.code} does not hold for this member at ${now}`);
  return { inputs: deciding.inputs, others: reasons.filter((reason) => reason !== deciding) };
}

/** What holds, the deciding reason first. */
function reasonsOf(weighed: WeighedCase): Reason[] {
  const reasons: Reason[] = [];
  for (const rule of rules) {
    const ground = rule.holds(weighed);
    if (ground === null) continue;
    reasons.push(reasonOf(rule.decide(weighed, ground), rule.explain(weighed, ground)));
    if (rule.conclusive) return reasons;
  }
  return [...reasons, reasonOf(lastRule.decide(weighed), lastRule.explain(weighed))];
}

function reasonOf({ state, code }: Judgement, inputs: Record<string, ReasonInput | null>): Reason {
  return { state, code, inputs: known(inputs) };
}

function known(inputs: Record<string, ReasonInput | null>): ReasonInputs {
  const found: ReasonInputs = {};
  for (const name in inputs) {
    const value = inputs[name];
    if (value !== null && value !== undefined) found[name] = value;
  }
  return found;
}
