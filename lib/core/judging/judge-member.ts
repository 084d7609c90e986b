/** A judgement together with the inputs that led to it, for those who store both. */
import { explain } from "./explain";
import { judge } from "./judge";
import type { MemberCase } from "./member-case";
import type { Judgement, ReasonInputs } from "./rule";

export interface ExplainedJudgement extends Judgement {
  inputs: ReasonInputs;
}

/** Judges and explains one member as of `now` (epoch milliseconds). */
export function judgeMember(given: MemberCase, now: number): ExplainedJudgement {
  const judgement = judge(given, now);
  return { ...judgement, inputs: explain(given, judgement, now).inputs };
}
