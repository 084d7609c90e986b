/** How far a rollout has come towards a goal, for who waits for it. */
import { refuseUnless } from "@/lib/access/may";
import { type Goal, type GoalAnswer, judgeGoal } from "@/lib/core/goal";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { instantWords } from "@/lib/platform/instant-words";
import { words } from "@/lib/platform/words";
import { type Tally, tallyQuery } from "./members/member-counts";
import type { RolloutStatus } from "./members/store";

/** `sentence`: what is so, and what would help. */
export interface ToldGoal extends GoalAnswer {
  sentence: string;
}

/** @throws AppError 403, 404 */
export async function readGoal(ctx: Ctx, rolloutId: number, goal: Goal): Promise<ToldGoal> {
  const { rows } = await ctx.db.query<{ applianceId: number; status: RolloutStatus; timeZone: string }>(
    `SELECT r.appliance_id AS "applianceId", r.status, a.time_zone AS "timeZone" FROM rollout r
       JOIN appliance a ON a.id = r.appliance_id WHERE r.id = $1`,
    [rolloutId],
  );
  const [rollout] = rows;
  if (!rollout) throw notFound("rollout", rolloutId);
  refuseUnless(ctx, "rollout.read", rollout.applianceId);
  const tallies = await ctx.db.query<Tally>(tallyQuery("$1"), [rolloutId]);
  const groups = tallies.rows.map(({ state, kind, members }) => ({
    state,
    isButton: kind === "button",
    members,
  }));
  const answer = judgeGoal(goal, groups, rollout, ctx.now);
  return { ...answer, sentence: explainGoal(goal, answer, rollout.timeZone) };
}

function explainGoal({ percent, by }: Goal, answer: GoalAnswer, timeZone: string): string {
  return words("goal")(answer.because, {
    percent,
    by: by === null ? "none" : instantWords(by, timeZone),
    reached: answer.percent ?? 0,
    of: answer.of,
    checkedIn: answer.checkedIn,
    missing: Math.max(0, answer.needed - answer.checkedIn),
    canCome: answer.canCome,
    byHand: answer.byHand,
  });
}
