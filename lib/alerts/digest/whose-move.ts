/** What waits for whom in a rollout, in words: one's own first, then the others', then what only time does. */
import { type Mover, movers } from "@/lib/core/movers";
import { words } from "@/lib/platform/words";

const t = words("digest");
const moverWord = words("movers");

/** `null`: everybody has checked in or is excluded. `own`: the reader's moves. `settled`: members that need nothing any more. */
export function whoseMove(
  counts: Readonly<Record<Mover, number>>,
  own: readonly Mover[],
  settled: number,
): string | null {
  const open = { ...counts, nobody: Math.max(0, counts.nobody - settled) };
  const inOrder = [
    ...movers.filter((mover) => own.includes(mover)),
    ...movers.filter((mover) => mover !== "nobody" && !own.includes(mover)),
    "nobody" as const,
  ].filter((mover) => open[mover] > 0);
  if (inOrder.length === 0) return null;
  const list = inOrder.map((mover) =>
    t(own.includes(mover) ? "moverYours" : "mover", { mover: moverWord(mover), count: open[mover] }),
  );
  return t("movers", { list: list.join(", ") });
}
