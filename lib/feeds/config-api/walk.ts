/**
 * The walk through an appliance's Configuration API: Jump Clients, Jumpoints with their nodes, names of Jump Groups. Pure and
 * resumable: `nextRequest(walk)`, ask it, `takeAnswer(walk, request, answer, now)`, keep walk and batch in one transaction. An
 * answer that never arrived is simply asked for again.
 */
import type { JsonAnswer } from "@/lib/feeds/appliance-api/ask-appliance";
import { narrowSkew } from "./clock-skew";
import { readNodes } from "./jumpoint";
import { takeListPage } from "./list-pass";
import { beginPass, type PassRules } from "./pass-state";
import { readPage } from "./read-page";
import { type Batch, pagedLists, type Walk, type WalkRequest } from "./walk-state";
import { afterProblem, beginList, breakOff, endPass } from "./walk-turns";

const usualRules: PassRules = { perPage: 100, confirmPages: 20, maxPasses: 4, longestMinutes: 120 };
/** A list that was read with a longer break is no picture of one moment: the site may have been upgraded in between. */
const longestBreakMs = 15 * 60_000;
const apiPath = "/api/config/v1";

/** @param now Rollcall's clock, epoch milliseconds @param baseUrl as `readBaseUrl` gives it */
export function beginWalk(baseUrl: string, now: number, rules: Partial<PassRules> = {}): Walk {
  return {
    baseUrl,
    rules: { ...usualRules, ...rules },
    startedAt: now,
    finishedAt: null,
    lastAnswerAt: now,
    going: { list: pagedLists[0], pass: beginPass(null) },
    ended: {},
    nodesLeft: [],
    groupNames: {},
    unreadable: {},
    skew: null,
    requests: 0,
    failures: 0,
    notBefore: null,
  };
}

/** null: the walk is over. */
export function nextRequest(walk: Walk): WalkRequest | null {
  const { going, rules, notBefore, finishedAt } = walk;
  if (finishedAt !== null) return null;
  if (going !== null) {
    const { list, pass } = going;
    const path = `${apiPath}/${list}?per_page=${rules.perPage}&current_page=${pass.page}`;
    return { kind: "page", list, pass: pass.number, page: pass.page, path, notBefore };
  }
  const [jumpointId] = walk.nodesLeft;
  if (jumpointId === undefined) throw new Error("a walk that goes on has nothing to ask");
  return { kind: "nodes", jumpointId, path: `${apiPath}/jumpoint/${jumpointId}/node`, notBefore };
}

export interface WalkStep {
  walk: Walk;
  /** Rows to keep; null: this answer brought none. */
  batch: Batch | null;
}

/** Takes what came of a request. An answer to another request than the one that is due changes nothing. */
export function takeAnswer(walk: Walk, request: WalkRequest, answer: JsonAnswer, now: number): WalkStep {
  if (!isDue(walk, request)) return { walk, batch: null };
  const broken = (reason: string) => ({ walk: breakOff(walk, reason, now), batch: null });
  // A walk that the release before began does not say.
  const longestMinutes = walk.rules.longestMinutes ?? usualRules.longestMinutes;
  if (now - walk.startedAt > longestMinutes * 60_000)
    return broken(`reading took longer than ${longestMinutes} minutes (ROLLCALL_FEED_WALK_MINUTES)`);
  if (now - walk.lastAnswerAt > longestBreakMs) return broken("reading stood still for more than 15 minutes");
  if (answer.kind === "problem") {
    const isGone = request.kind === "nodes" && answer.problem.code === "not_found";
    if (!isGone) return { walk: afterProblem(walk, answer.problem, now), batch: null };
  }
  const heard: Walk = {
    ...walk,
    requests: walk.requests + 1,
    lastAnswerAt: now,
    failures: 0,
    notBefore: null,
    skew:
      answer.kind === "answered" ? narrowSkew(walk.skew, answer.headers.date, now, answer.tookMs) : walk.skew,
  };
  if (request.kind === "nodes") return takeNodes(heard, request.jumpointId, answer);
  return answer.kind === "answered" ? takePage(heard, answer, now) : { walk, batch: null };
}

function isDue(walk: Walk, request: WalkRequest): boolean {
  const due = nextRequest(walk);
  if (due === null || due.path !== request.path) return false;
  return due.kind !== "page" || request.kind !== "page" || due.pass === request.pass;
}

function takePage(walk: Walk, answer: Extract<JsonAnswer, { kind: "answered" }>, now: number): WalkStep {
  const { going, baseUrl, rules } = walk;
  if (going === null) throw new Error("a page came where none was due");
  const { list } = going;
  const read = readPage(list, answer, { baseUrl, path: `${apiPath}/${list}`, perPage: rules.perPage });
  if ("refused" in read) return { walk: breakOff(walk, read.refused, now), batch: null };
  const { pass, taken, hasEnded } = takeListPage(going.pass, read.page, rules);
  const after: Walk = { ...walk, going: { list, pass } };
  if (!taken) return { walk: after, batch: null };
  const { rows } = read;
  const batch: Batch | null =
    rows.list === "jump-group" ? null : { ...rows, order: walk.requests, pass: going.pass.number };
  if (rows.list === "jump-group") {
    const names = rows.rows.flatMap(({ id, name }) => (name === null ? [] : [[String(id), name] as const]));
    after.groupNames = { ...walk.groupNames, ...Object.fromEntries(names) };
  }
  after.unreadable = { ...walk.unreadable };
  for (const [field, rowCount] of Object.entries(read.unreadable)) {
    after.unreadable[field] = (after.unreadable[field] ?? 0) + rowCount;
  }
  return { walk: hasEnded ? endPass(after, list, pass, now) : after, batch };
}

function takeNodes(walk: Walk, jumpointId: number, answer: JsonAnswer): WalkStep {
  const isGone = answer.kind === "problem";
  const nodes = answer.kind === "answered" ? readNodes(answer.json) : [];
  const batch: Batch = { list: "node", order: walk.requests, jumpointId, nodes, isGone };
  const after = { ...walk, nodesLeft: walk.nodesLeft.slice(1) };
  return { walk: after.nodesLeft.length > 0 ? after : beginList(after, "jump-group"), batch };
}
