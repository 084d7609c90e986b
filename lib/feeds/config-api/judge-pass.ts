/** Decides whether a list was seen whole: whether nobody who was there all the time can be missing. Pure. */
import { isSameSet } from "./id-set";
import type { ListPass, PassRules } from "./pass-state";

export type PassVerdict =
  | { kind: "complete" }
  /** Another pass may show that it is; `reason` says why this one does not. */
  | { kind: "again"; reason: string }
  | { kind: "incomplete"; reason: string };

/**
 * A list of a single page is whole as it is. For the others:
 *
 * Short lists (`confirmPages`) are complete when two passes in a row saw the same ids, and as many as the second one's first
 * page says that there are. Whoever is in both was there when the second began, because no id comes back; if they are as many
 * as there were, they are all. That holds whatever the order and whatever happened between.
 *
 * Longer lists are not read twice. They are complete when the total never changed and as many ids were seen; or it changed,
 * the page before was asked again wherever it sank, and the order is that of the ids. That could be wrong only if between
 * two requests as many came as went; or if a list in the order of names looked like one in the order of ids, and a client
 * was renamed and then removed while it was read.
 */
export function judgePass(pass: ListPass, rules: PassRules): PassVerdict {
  const again = (reason: string): PassVerdict => ({
    kind: pass.number < rules.maxPasses ? "again" : "incomplete",
    reason,
  });
  const [fault] = pass.faults;
  if (fault !== undefined) return again(fault);
  const { count } = pass.seen;
  if (pass.asked === 1) {
    return count === pass.total ? { kind: "complete" } : again(`${count} of ${pass.total} were listed`);
  }
  if (pass.firstTotal <= rules.confirmPages * rules.perPage) {
    if (pass.seenBefore === null) return again("it has been read only once");
    if (isSameSet(pass.seenBefore, pass.seen) && count === pass.firstTotal) return { kind: "complete" };
    return again(pass.moves[0] ?? "two readings of it do not agree");
  }
  const [move] = pass.moves;
  if (move !== undefined) return again(move);
  if (!pass.hasChanged) {
    return count === pass.total ? { kind: "complete" } : again(`${count} of ${pass.total} were listed`);
  }
  const isOrdered = pass.order === "up" || pass.order === "down";
  if (isOrdered && count + pass.added >= pass.total) return { kind: "complete" };
  return again(`there were ${pass.firstTotal} at first and ${pass.total} at the end`);
}
