/** How the members of a rollout stood some time ago, from how they stand now and what has moved since. */
import { type MemberState, memberStates } from "../member";

/** So many members went from one state to another. `from` null: they joined. */
export interface Move {
  from: MemberState | null;
  to: MemberState;
  members: number;
}

/** Whoever joined since was in no state then. */
export function countsThen(
  now: Readonly<Record<MemberState, number>>,
  moves: readonly Move[],
): Record<MemberState, number> {
  const then = { ...now };
  for (const { from, to, members } of moves) {
    then[to] -= members;
    if (from !== null) then[from] += members;
  }
  return then;
}

/** Whether any state has more or fewer members than then. */
export function hasMoved(moves: readonly Move[]): boolean {
  return memberStates.some((state) =>
    moves.some(({ from, to, members }) => members > 0 && from !== to && (from === state || to === state)),
  );
}
