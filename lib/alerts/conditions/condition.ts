/** What a rule finds now, before thresholds. */
import type { RuleCondition, RuleScope } from "@/lib/core/alerts/rule";
import type { Sql } from "@/lib/platform/db";

/** What the sentence of an incident says, by name. Instants end in `At` (epoch milliseconds). */
export type ConditionFacts = Record<string, string | number | boolean | null>;

/** One scope that a rule looks at, and how many it found in it. */
export interface Condition {
  /** The same as long as it is about the same thing; it outlives the rollout. */
  scopeKey: string;
  applianceId: number | null;
  rolloutId: number | null;
  count: number;
  /** Of how many; `null`: a share makes no sense. */
  total: number | null;
  facts: ConditionFacts;
}

export interface Looking {
  db: Sql;
  when: RuleCondition;
  scope: RuleScope;
  now: number;
}

/** How a kind of rule looks. What it does not answer does not hold. */
export type FindConditions = (looking: Looking) => Promise<Condition[]>;
