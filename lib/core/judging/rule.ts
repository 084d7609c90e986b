/** What a rule is, and the two things that are got from rules: judgements and reasons. */
import type { EvidenceSource } from "../evidence";
import { isAfter } from "../instants";
import type { MemberState } from "../member";
import type { ReasonCode } from "../reasons";
import type { WeighedCase } from "./member-case";

/** A state, the code of its reason, and when it has to be looked at again. Instants in epoch milliseconds. */
export interface Judgement {
  state: MemberState;
  code: ReasonCode;
  /** When the member should have checked in; `null` where it has no deadline (now). */
  dueAt: number | null;
  /** When time alone may change the judgement; `null`: only new evidence or a person can. */
  judgeAfter: number | null;
  /** When the check-in that proves the state happened; only in `checked_in`. */
  checkedInAt: number | null;
}

/** A value that led to a judgement. */
export type ReasonInput = number | string | boolean | EvidenceSource;

/** By name; instants end in `At`/`Until`/`From` (epoch milliseconds), durations carry their unit. */
export type ReasonInputs = Record<string, ReasonInput>;

/** Deciding and explaining, side by side. Each is given the ground that `holds` found. */
export interface Rule<Ground = unknown> {
  /** What the rule rests on in this case; `null` where it does not hold. Whether rules before it hold does not matter. */
  holds(weighed: WeighedCase): Ground | null;
  decide(weighed: WeighedCase, ground: Ground): Judgement;
  /** The inputs of what it decides; those that are `null` are left out. */
  explain(weighed: WeighedCase, ground: Ground): Record<string, ReasonInput | null>;
  /** It says where the member stands, not what is in its way: nothing is told behind it. */
  conclusive: boolean;
}

/** The rule that holds where no other does. */
export interface LastRule {
  decide(weighed: WeighedCase): Judgement;
  explain(weighed: WeighedCase): Record<string, ReasonInput | null>;
}

/** A judgement without what does not concern its state. */
export function judged(
  state: MemberState,
  code: ReasonCode,
  dueAt: number | null = null,
  judgeAfter: number | null = null,
  checkedInAt: number | null = null,
): Judgement {
  return { state, code, dueAt, judgeAfter, checkedInAt };
}

/** What every judgement about connections rests on, with its source. */
export function connectionInputs({
  given,
  line,
  needsUpdate,
  lastConnectedAt,
}: WeighedCase): Record<string, ReasonInput | null> {
  const { facts, release, kind } = given;
  return {
    installedAt: release.installedAt,
    policyLine: line,
    lastConnectedAt,
    lastConnectedSource: facts.lastConnected?.source ?? null,
    connectedSince: (needsUpdate !== null && isAfter(lastConnectedAt, release.installedAt)) || null,
    needsUpdate: facts.needsUpdate?.value ?? null,
    needsUpdateAt: facts.needsUpdate?.at ?? null,
    needsUpdateSource: facts.needsUpdate?.source ?? null,
    // Rule 7: "passive" was assumed.
    assumedPassive: (kind === "jump_client" && facts.connectionType === null) || null,
  };
}
