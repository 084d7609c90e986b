/**
 * The only door through which Rollcall sends requests to addresses that people entered: http and https, no redirects,
 * never to itself or what only it can reach (outgoing-place.ts), bounded in time and size. Every request has a connection of
 * its own, whose end was checked just before: nothing is kept that could lead elsewhere later, and appliances ask for it
 * ("you must close the connection after each API call", Configuration API, authentication).
 */
import { type Agent, request } from "undici";
import { openConnection } from "./outgoing-connection";
import { explainFailure, type Failure } from "./outgoing-failure";
import { type CheckedPlace, checkPlace, type Place } from "./outgoing-place";
import { readBody } from "./read-body";

const DEFAULT_TIMEOUT_MS = 10_000;
const START_BYTES = 65_536;

export interface Question {
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  /** For everything: looking the name up, connecting, sending, answering. Default 10 s. */
  timeoutMs?: number;
  /** The longest body that is taken. Default 64 KiB. */
  maxBytes?: number;
  /** What is made of a longer one: `failed` with the code `too_large` (default), or its beginning, which is not whole. */
  longer?: "fail" | "cut";
  /** Certificates (PEM) of an authority of one's own that are trusted beside the built-in ones. */
  caPem?: string | null;
  /** The settings that the two limits come from: what was too slow or too long for them names them. */
  limitedBy?: { time?: string; size?: string };
  /** Plain http only to what is listed in ROLLCALL_OUTGOING_ALLOW. Default false. */
  needsTls?: boolean;
}

/** What came of a question. `problem` is one sentence for a person, without the address's path (it may hold a token). */
export type Asked =
  /** The other side answered, whatever the status. `isWhole`: false where the body broke off, was too slow or was cut. Names of headers in lower case. */
  | {
      kind: "answered";
      status: number;
      headers: Record<string, string>;
      body: Buffer;
      isWhole: boolean;
      /** Where it is not whole because it was too slow: that. */
      slowProblem?: string;
    }
  /** Rollcall does not send to such an address. */
  | { kind: "refused"; problem: string }
  /** No answer: unknown host, nobody listening, broken TLS, too slow, or an answer that is too long. */
  | ({ kind: "failed" } & Failure);

/** What came of `postJson`: as `Asked`, `body` at most the first 64 KiB as text. */
export type Posted =
  | { kind: "answered"; status: number; body: string }
  | { kind: "refused"; problem: string }
  | { kind: "failed"; problem: string };

export interface Post {
  headers: Record<string, string>;
  /** JSON text; the header `content-type` is set for it. */
  body: string;
  /** As in `Question`. */
  timeoutMs?: number;
}

/**
 * Whether Rollcall would send to an address at the moment; null when it would. For the person who enters it: a request
 * checks again.
 */
export async function whyNotSent(
  address: string,
  { needsTls = false } = {},
): Promise<Exclude<Posted, { kind: "answered" }> | null> {
  const signal = AbortSignal.timeout(DEFAULT_TIMEOUT_MS);
  const checked = await checkPlace(address, { needsTls, limitMs: DEFAULT_TIMEOUT_MS, signal });
  return checked.kind === "open" ? null : { kind: checked.kind, problem: checked.problem };
}

/** Sends JSON. Its status says what matters, so of a body that is long, stalls or breaks the beginning will do. Never throws. */
export async function postJson(address: string, { headers, body, timeoutMs }: Post): Promise<Posted> {
  const asked = await ask(address, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
    timeoutMs,
    longer: "cut",
  });
  if (asked.kind !== "answered") return { kind: asked.kind, problem: asked.problem };
  return { kind: "answered", status: asked.status, body: asked.body.toString("utf8") };
}

/**
 * Asks. The host's name is looked up once and the connection goes to the addresses that were checked, so that a name
 * which changes its mind in between leads nowhere else. Never throws.
 */
export async function ask(address: string, question: Question): Promise<Asked> {
  const limitMs = question.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const maxBytes = question.maxBytes ?? START_BYTES;
  const signal = AbortSignal.timeout(limitMs);
  const needsTls = question.needsTls ?? false;
  const checked: CheckedPlace = await checkPlace(address, { needsTls, limitMs, signal });
  if (checked.kind !== "open") return checked;
  const { place } = checked;
  let agent: Agent | null = null;
  try {
    agent = openConnection(place, question.caPem ?? null, limitMs);
    const answer = await request(address, {
      method: question.method ?? "GET",
      dispatcher: agent,
      signal,
      headers: { "user-agent": "Rollcall", ...question.headers },
      body: question.body,
    });
    const { body, end } = await readBody(answer.body, maxBytes);
    if (end === "too_large" && question.longer !== "cut")
      return { kind: "failed", ...withSetting(tooLarge(place, maxBytes), question.limitedBy) };
    const headers = plainHeaders(answer.headers);
    const answered = { kind: "answered", status: answer.statusCode, headers, body } as const;
    if (end !== "cut_off" || !signal.aborted) return { ...answered, isWhole: end === "whole" };
    const { problem } = withSetting(endsTooLate(place, limitMs), question.limitedBy);
    return { ...answered, isWhole: false, slowProblem: problem };
  } catch (error) {
    return { kind: "failed", ...withSetting(explainFailure(error, place, limitMs), question.limitedBy) };
  } finally {
    await agent?.destroy();
  }
}

function tooLarge({ host, port }: Place, maxBytes: number): Failure {
  const problem = `${host}, port ${port}: its answer is longer than ${maxBytes.toLocaleString("en")} bytes.`;
  return { code: "too_large", problem };
}

function endsTooLate({ host, port }: Place, limitMs: number): Failure {
  return {
    code: "slow",
    problem: `${host}, port ${port}: its answer did not end within ${limitMs / 1000} s.`,
  };
}

function withSetting({ code, problem }: Failure, { time, size }: Question["limitedBy"] = {}): Failure {
  const setting = code === "slow" ? time : code === "too_large" ? size : undefined;
  const what = code === "slow" ? "how long it may take" : "how long it may be";
  return { code, problem: setting === undefined ? problem : `${problem} ${setting} sets ${what}.` };
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const plain: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) plain[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : value;
  }
  return plain;
}
