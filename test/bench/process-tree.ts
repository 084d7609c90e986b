/** A process and all that it started, as /proc tells of them. Linux only. */
import { readdirSync, readFileSync } from "node:fs";

/** The process and its descendants; empty where there is none, or no /proc. */
export function treeOf(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(treeOf)];
  } catch {
    return [];
  }
}

/** Sums what `read` makes of the file of that name of each process; one that ends meanwhile counts as nothing. */
export function sumOf(pids: readonly number[], file: string, read: (text: string) => number): number {
  return pids.reduce((sum, pid) => {
    try {
      return sum + read(readFileSync(`/proc/${pid}/${file}`, "utf8"));
    } catch {
      return sum;
    }
  }, 0);
}
