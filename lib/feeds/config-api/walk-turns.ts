/** Decides what a walk does after a list, after a problem, and how it ends. Pure. */
import { type ApiProblem, isPassing } from "@/lib/feeds/appliance-api/api-problem";
import { idsIn } from "./id-set";
import { judgePass } from "./judge-pass";
import { beginPass, type ListPass } from "./pass-state";
import { type ListEnd, type PagedList, pagedLists, type Walk } from "./walk-state";

const mostFailures = 8;
const firstPauseMs = 5_000;
const longestPauseMs = 300_000;

/** Another pass, or what comes after the list. */
export function endPass(walk: Walk, list: PagedList, pass: ListPass, now: number): Walk {
  const verdict = judgePass(pass, walk.rules);
  if (verdict.kind === "again") {
    return {
      ...walk,
      unreadable: withoutList(walk.unreadable, list),
      going: { list, pass: beginPass(pass) },
    };
  }
  const reason =
    verdict.kind === "complete" ? null : `The list of ${words[list]} was not seen whole: ${verdict.reason}.`;
  const after: Walk = { ...walk, going: null, ended: { ...walk.ended, [list]: endOf(pass, reason) } };
  if (list === "jump-client") return beginList(after, "jumpoint");
  if (list === "jump-group") return { ...after, finishedAt: now };
  const nodesLeft = idsIn(pass.seen);
  return nodesLeft.length > 0 ? { ...after, nodesLeft } : beginList(after, "jump-group");
}

const words: Record<PagedList, string> = {
  "jump-client": "Jump Clients",
  jumpoint: "Jumpoints",
  "jump-group": "Jump Groups",
};

export function beginList(walk: Walk, list: PagedList): Walk {
  return { ...walk, going: { list, pass: beginPass(null) } };
}

function endOf(pass: ListPass, reason: string | null): ListEnd {
  const { seen, total, number } = pass;
  return { complete: reason === null, reason, count: seen.count, total, passes: number };
}

function withoutList(unreadable: Record<string, number>, list: PagedList): Record<string, number> {
  return Object.fromEntries(Object.entries(unreadable).filter(([field]) => !field.startsWith(`${list}.`)));
}

/** What may pass is tried again after a pause that doubles; the rest ends the walk. */
export function afterProblem(walk: Walk, problem: ApiProblem, now: number): Walk {
  const failures = walk.failures + 1;
  if (!isPassing(problem.code) || failures > mostFailures) return breakOff(walk, problem.sentence, now);
  const pauseMs =
    problem.retryAfterSeconds === null
      ? Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs)
      : problem.retryAfterSeconds * 1000;
  return { ...walk, failures, notBefore: now + pauseMs };
}

/** Ends a walk in the middle. What was not read to its end is incomplete, and so are Jumpoints whose nodes were not. */
export function breakOff(walk: Walk, why: string, now: number): Walk {
  const reason = `Reading was broken off: ${why.replace(/\.$/, "")}.`;
  const ended = { ...walk.ended };
  if (walk.going !== null) ended[walk.going.list] = endOf(walk.going.pass, reason);
  const { jumpoint } = ended;
  if (walk.nodesLeft.length > 0 && jumpoint) ended.jumpoint = { ...jumpoint, complete: false, reason };
  for (const list of pagedLists) {
    ended[list] ??= { complete: false, reason, count: 0, total: 0, passes: 0 };
  }
  return { ...walk, going: null, nodesLeft: [], ended, finishedAt: now };
}
