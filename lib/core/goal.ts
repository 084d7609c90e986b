/**
 * Whether a rollout has come as far as somebody wants it by a certain time: met, not yet, or never. Buttons count for nothing: they come
 * when they are used. Whoever is excluded counts for nothing either.
 */
import { comingStates, type MemberState } from "./member";

export const goalVerdicts = ["met", "not_yet", "cannot_be_met"] as const;
export type GoalVerdict = (typeof goalVerdicts)[number];

/** Some members that are alike. */
export interface GoalMembers {
  state: MemberState;
  isButton: boolean;
  members: number;
}

/** What is counted. */
export interface GoalCounts {
  /** Whoever counts: neither excluded nor a Button. */
  of: number;
  checkedIn: number;
  /** On their way, or to be looked at once more: they can come without anybody's help. */
  canCome: number;
  /** Only come when somebody goes there. */
  byHand: number;
}

/** A flagged member is not beyond hope: somebody can redeploy it. But it does not come by itself. */
const byItself: readonly MemberState[] = comingStates;

export function countForGoal(groups: readonly GoalMembers[]): GoalCounts {
  const counts: GoalCounts = { of: 0, checkedIn: 0, canCome: 0, byHand: 0 };
  for (const { state, isButton, members } of groups) {
    if (isButton || state === "excluded") continue;
    counts.of += members;
    if (state === "checked_in") counts.checkedIn += members;
    else if (byItself.includes(state)) counts.canCome += members;
    else counts.byHand += members;
  }
  return counts;
}

export interface Goal {
  /** Whole or broken, above 0 and up to 100. */
  percent: number;
  /** Epoch milliseconds; null: whenever. */
  by: number | null;
}

/** How many have to have checked in. Of nobody nobody has to. */
export function neededFor(percent: number, of: number): number {
  // Counted in ten-thousandths: 0.1 of a percent is not a sum of halves.
  return Math.ceil((Math.round(percent * 10_000) * of) / 1_000_000);
}

export const goalBecauses = [
  "reached",
  "on_the_way",
  "nobody",
  "opening",
  "needs_hands",
  "too_late",
  "over",
] as const;
export type GoalBecause = (typeof goalBecauses)[number];

/** `percent`: truncated to two digits (rule 20), 100 only when all of them have; null of nobody. */
export interface GoalAnswer extends GoalCounts {
  verdict: GoalVerdict;
  because: GoalBecause;
  percent: number | null;
  needed: number;
}

/**
 * Met as soon as the share has checked in, whenever that was. It cannot be met any more once its time has passed or the rollout is over,
 * and waiting does not meet it where even all who can still come by themselves are too few: somebody has to go to the others first, and
 * whoever asks again after that is answered anew. Of nobody nothing is met: no list has told of anybody yet.
 */
export function judgeGoal(
  { percent, by }: Goal,
  groups: readonly GoalMembers[],
  rollout: { status: "opening" | "open" | "held" | "superseded" | "closed" },
  now: number,
): GoalAnswer {
  const counts = countForGoal(groups);
  const { of, checkedIn, canCome } = counts;
  const needed = neededFor(percent, of);
  const [verdict, because] = decide();
  return {
    ...counts,
    verdict,
    because,
    percent: of === 0 ? null : Math.floor((checkedIn * 10_000) / of) / 100,
    needed,
  };

  function decide(): [GoalVerdict, GoalBecause] {
    // While it opens nobody has been judged, and its counts say nothing.
    const isOpening = rollout.status === "opening";
    if (!isOpening && of > 0 && checkedIn >= needed) return ["met", "reached"];
    if (rollout.status === "superseded" || rollout.status === "closed") return ["cannot_be_met", "over"];
    if (by !== null && now >= by) return ["cannot_be_met", "too_late"];
    if (isOpening) return ["not_yet", "opening"];
    if (of === 0) return ["not_yet", "nobody"];
    return checkedIn + canCome < needed ? ["cannot_be_met", "needs_hands"] : ["not_yet", "on_the_way"];
  }
}
