/** What an import did to states, as numbers for people. */
import type { MemberState } from "@/lib/core/member";
import type { ImportOutcome } from "@/lib/intake/record-outcome";

/** Always told, also when nothing changed: whether anybody came, is late or is stranded is what an import is for. */
const alwaysTold: readonly MemberState[] = ["checked_in", "overdue", "needs_redeployment"];
const order: readonly MemberState[] = [...alwaysTold, "waiting", "queued", "upgrading", "excluded"];

export interface StateChange {
  state: MemberState;
  entered: number;
  left: number;
  /** How many more are in the state than before. */
  net: number;
}

/** The changes by state: the three that are always told, and those of the others that anybody came into or left. */
export function stateChanges({ counts }: ImportOutcome): StateChange[] {
  return order.flatMap((state) => {
    const { entered, left } = counts[state] ?? { entered: 0, left: 0 };
    if (entered === 0 && left === 0 && !alwaysTold.includes(state)) return [];
    return [{ state, entered, left, net: entered - left }];
  });
}

const signed = new Intl.NumberFormat("en", { signDisplay: "exceptZero" });

/** "+644", "−3", "0". */
export function signedText(count: number): string {
  return signed.format(count).replace("-", "−");
}
