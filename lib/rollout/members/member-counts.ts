/** Members counted by state: the numbers in every answer. They sum to cohort + late. */
import { isFinished, type MemberState, memberStates } from "@/lib/core/member";
import { type Mover, moverOf, movers } from "@/lib/core/movers";
import type { ReasonCode } from "@/lib/core/reasons";

export type StateCounts = Record<MemberState, number>;

/** No members. */
export function noCounts(): StateCounts {
  return Object.fromEntries(memberStates.map((state) => [state, 0])) as StateCounts;
}

/** Some members that share kind, state, reason and flags. */
export interface Tally {
  kind: string;
  state: MemberState;
  reasonCode: ReasonCode;
  cohort: boolean;
  left: boolean;
  /** The newest complete list of its kind breaks off, or most of its rows could not be read (rule 18). */
  doubtful: boolean;
  members: number;
}

/** What a rollout's tallies add up to. */
export interface RolloutCounts {
  counts: StateCounts;
  /** By who has the move. */
  movers: Record<Mover, number>;
  cohort: number;
  late: number;
  left: number;
  /** Rule 13. */
  finished: boolean;
}

/** SQL: `Tally.doubtful` of the kind `kind` on the appliance whose id is `of`. */
export function doubtfulKind(of: string, kind: string): string {
  return `${kind} IN (SELECT kind FROM (
    SELECT DISTINCT ON (s.kind) s.kind, i.cut_off OR i.rows_rejected * 2 > i.rows_total AS doubtful
      FROM import i CROSS JOIN LATERAL unnest(i.kinds) AS s(kind)
     WHERE i.appliance_id = ${of} AND i.status = 'done' AND i.complete
     ORDER BY s.kind, i.exported_at DESC, i.id DESC) newest WHERE doubtful)`;
}

/** SQL for the tallies of a rollout, `of` its id. */
export function tallyQuery(of: string): string {
  const appliance = `(SELECT appliance_id FROM rollout WHERE id = ${of})`;
  return `SELECT t.kind, t.state, t.reason_code AS "reasonCode", t.cohort, t.has_left AS "left",
          ${doubtfulKind(appliance, "t.kind")} AS doubtful, sum(t.members) AS members
     FROM rollout_tally t WHERE t.rollout_id = ${of} GROUP BY 1, 2, 3, 4, 5 HAVING sum(t.members) <> 0`;
}

/** SQL: how many members of the rollout whose id is `of` are still behind. */
export function behindQuery(of: string): string {
  return `SELECT COALESCE(sum(members), 0) AS behind FROM rollout_tally
    WHERE rollout_id = ${of} AND state NOT IN ('checked_in', 'excluded')`;
}

/** Adds tallies up. */
export function sumTallies(tallies: readonly Tally[]): RolloutCounts {
  const counts = noCounts();
  const byMover = Object.fromEntries(movers.map((mover) => [mover, 0])) as Record<Mover, number>;
  let cohort = 0;
  let all = 0;
  let left = 0;
  let unfinishedButtons = 0;
  for (const tally of tallies) {
    counts[tally.state] += tally.members;
    byMover[moverOf(tally.state, tally.reasonCode)] += tally.members;
    all += tally.members;
    if (tally.cohort) cohort += tally.members;
    if (tally.left) left += tally.members;
    if (tally.kind === "button" && !isSettled(tally.state)) unfinishedButtons += tally.members;
  }
  const doubtful = tallies.some((tally) => tally.doubtful);
  return {
    counts,
    movers: byMover,
    cohort,
    late: all - cohort,
    left,
    finished: isFinished(counts, unfinishedButtons, doubtful),
  };
}

/** Counts per state of the tallies that share a key, in order of first appearance. */
export function countBy<K, T extends Tally = Tally>(
  tallies: readonly T[],
  keyOf: (tally: T) => K,
): Map<K, StateCounts> {
  const byKey = new Map<K, StateCounts>();
  for (const tally of tallies) {
    const counts = byKey.get(keyOf(tally)) ?? noCounts();
    counts[tally.state] += tally.members;
    byKey.set(keyOf(tally), counts);
  }
  return byKey;
}

/** Nothing more is expected of it in this rollout. */
function isSettled(state: MemberState): boolean {
  return state === "checked_in" || state === "excluded";
}
