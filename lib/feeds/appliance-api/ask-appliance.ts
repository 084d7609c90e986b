/**
 * Asks an appliance in the name of an API account: waits for its turn within the limits, carries a token, renews it once
 * where it is refused, and says in plain words what went wrong. Expected failures are values; it throws only what the stores throw.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { env } from "@/lib/platform/env";
import { ask, type Question } from "@/lib/platform/outgoing";
import type { ApiAccount } from "./api-account";
import { type ApiProblem, apiProblem } from "./api-problem";
import { readToken, type TokenStore } from "./api-token";
import { isSilentRefusal, isTokenRefusal, judgeAnswer, type RawAnswer, readJson } from "./judge-answer";
import { problemOfFailure } from "./problem-of-failure";
import type { RequestLimits } from "./request-limits";

/** All that is needed to speak for an account. */
export interface ApiSession {
  account: ApiAccount;
  tokens: TokenStore;
  limits: RequestLimits;
  /** Rollcall's clock, epoch milliseconds. */
  now: () => number;
}

export interface ApiQuestion {
  /** Begins with a slash; with the query. */
  path: string;
  method?: "GET" | "POST";
  /** Form-encoded; only with POST. */
  form?: string;
  /** Default `application/json`. */
  accept?: string;
  /** Default: what ROLLCALL_FEED_ANSWER_SECONDS and ROLLCALL_FEED_ANSWER_MIB say. */
  timeoutMs?: number;
  maxBytes?: number;
  limitedBy?: Question["limitedBy"];
}

/** An answer with status 200; `tookMs`: from the beginning of the request that it answers to its end. */
export type ApiAnswer =
  | { kind: "answered"; headers: Record<string, string>; body: Buffer; tookMs: number }
  | { kind: "problem"; problem: ApiProblem };

/** The same with its JSON. */
export type JsonAnswer =
  | { kind: "answered"; headers: Record<string, string>; json: unknown; tookMs: number }
  | { kind: "problem"; problem: ApiProblem };

/** Who has to wait longer for its turn comes back later instead. */
const patienceMs = 3_000;
/** Other programs may use the account too: with so few requests left in the hour Rollcall pauses. */
const leftForOthers = 100;
const pauseSeconds = 300;

export async function askJson(session: ApiSession, question: ApiQuestion): Promise<JsonAnswer> {
  const answer = await askAppliance(session, question);
  if (answer.kind === "problem") return answer;
  const read = readJson(answer.body);
  if ("problem" in read) return { kind: "problem", problem: read.problem };
  return { kind: "answered", headers: answer.headers, json: read.json, tookMs: answer.tookMs };
}

export async function askAppliance(session: ApiSession, question: ApiQuestion): Promise<ApiAnswer> {
  let refused: string | null = null;
  for (;;) {
    const reading = await readToken(session, refused);
    if ("problem" in reading) return noted(session, reading.problem);
    const sent = await send(session, question, reading.token);
    if ("problem" in sent) return { kind: "problem", problem: sent.problem };
    const { answer, tookMs } = sent;
    await heedRemaining(session, answer.headers["x-ratelimit-remaining"]);
    // A new token may help once, and only where the old one may be the reason.
    const mayBeToken = answer.status === 401 && (isTokenRefusal(answer) || isSilentRefusal(answer));
    if (mayBeToken && !reading.isFresh && refused === null) {
      refused = reading.token;
      continue;
    }
    const problem = judgeAnswer(answer, session.now());
    if (problem !== null) return noted(session, problem);
    return { kind: "answered", headers: answer.headers, body: answer.body, tookMs };
  }
}

async function send(
  { account, limits }: ApiSession,
  question: ApiQuestion,
  token: string,
): Promise<
  { answer: RawAnswer & { headers: Record<string, string> }; tookMs: number } | { problem: ApiProblem }
> {
  const waitMs = await waitForTurn(limits, account.id);
  if (waitMs > 0) {
    const seconds = Math.ceil(waitMs / 1000);
    const sentence = `Rollcall has asked this appliance as often as it lets an API account ask; it goes on in ${seconds} s.`;
    return { problem: apiProblem("rate_limited", sentence, seconds) };
  }
  const address = `${account.baseUrl}${question.path}`;
  if (new URL(address).origin !== account.baseUrl) throw new Error("a path of an API leads to another host");
  const { ROLLCALL_FEED_ANSWER_SECONDS, ROLLCALL_FEED_ANSWER_MIB } = env();
  const startedAt = performance.now();
  const asked = await ask(address, {
    method: question.method ?? "GET",
    headers: {
      authorization: `Bearer ${token}`,
      accept: question.accept ?? "application/json",
      ...(question.form === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    },
    body: question.form,
    timeoutMs: question.timeoutMs ?? ROLLCALL_FEED_ANSWER_SECONDS * 1000,
    maxBytes: question.maxBytes ?? ROLLCALL_FEED_ANSWER_MIB * 1_048_576,
    limitedBy: question.limitedBy ?? {
      time: "ROLLCALL_FEED_ANSWER_SECONDS",
      size: "ROLLCALL_FEED_ANSWER_MIB",
    },
    needsTls: true,
    caPem: account.caPem,
  });
  if (asked.kind !== "answered") return { problem: problemOfFailure(asked) };
  return { answer: asked, tookMs: Math.ceil(performance.now() - startedAt) };
}

/** @returns 0 once it may be sent; else the milliseconds that are too long to wait for */
async function waitForTurn(limits: RequestLimits, accountId: string): Promise<number> {
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    const waitMs = await limits.take(accountId);
    if (waitMs === 0 || performance.now() + waitMs > giveUpAt) return waitMs;
    await sleep(waitMs);
  }
}

async function heedRemaining({ account, limits }: ApiSession, remaining: string | undefined): Promise<void> {
  if (remaining === undefined || !/^\d{1,9}$/.test(remaining.trim())) return;
  if (Number(remaining) < leftForOthers) await limits.pause(account.id, pauseSeconds);
}

/** Whoever else asks for this account waits as well where the appliance asks to. */
async function noted({ account, limits }: ApiSession, problem: ApiProblem): Promise<ApiAnswer> {
  if (problem.code === "rate_limited" && problem.retryAfterSeconds !== null) {
    await limits.pause(account.id, problem.retryAfterSeconds);
  }
  return { kind: "problem", problem };
}
