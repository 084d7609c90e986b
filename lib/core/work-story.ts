/** When the item of a client came on the list and when it closed, told from what its member went through and what people did. Pure. */
import type { MemberState } from "./member";
import type { ReasonCode } from "./reasons";

/** A change of state of a member. `at`: epoch milliseconds. */
export interface MemberChange {
  at: number;
  fromState: MemberState;
  toState: MemberState;
  code: ReasonCode;
}

export interface Turn<C> {
  turn: "flagged" | "closed";
  change: C;
}

/** Still an item: somebody is at it under a slot, or says that it is done. */
const isHeldOpen = ({ toState, code }: MemberChange) =>
  toState === "upgrading" || (toState === "waiting" && code === "attested_awaiting_sighting");

/**
 * It is flagged with each change to `needs_redeployment`, and closed with the first change after that (or after a deed) to where nothing
 * has to be done by hand. Changes of who never was an item are none of its history. Both lists oldest first.
 */
export function turnsOf<C extends MemberChange>(
  changes: readonly C[],
  deedsAt: readonly number[],
): Turn<C>[] {
  const turns: Turn<C>[] = [];
  let isItem = false;
  let closedAt = Number.NEGATIVE_INFINITY;
  for (const change of changes) {
    const { at, fromState, toState } = change;
    isItem ||= fromState === "needs_redeployment" || deedsAt.some((deed) => deed > closedAt && deed <= at);
    if (toState === "needs_redeployment") {
      turns.push({ turn: "flagged", change });
      isItem = true;
    } else if (isItem && !isHeldOpen(change)) {
      turns.push({ turn: "closed", change });
      isItem = false;
      closedAt = at;
    }
  }
  return turns;
}
