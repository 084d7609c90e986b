// npm run -s wait-for: waits until a rollout has come so far, and says how it ended by its exit status. Needs nothing but Node.
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";

const usage = `npm run -s wait-for -- --url https://rollcall.example.com --rollout ID --percent 95 [--key KEY] [--by 2026-03-02T08:00:00Z] [--timeout MINUTES] [--every SECONDS]

Ends with 0 when the share has checked in, with 1 when waiting does not help any more, with 2 when its own time is over or something
is wrong. The key may stand in ROLLCALL_KEY instead, so that no list of processes shows it.`;

/** A failed request is asked again so often in a row; a restart of Rollcall takes seconds. */
const patience = 20;

/** @param {string} message @returns {never} */
function stop(message) {
  console.error(message);
  process.exit(2);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: {
        url: { type: "string" },
        key: { type: "string" },
        rollout: { type: "string" },
        percent: { type: "string" },
        by: { type: "string" },
        timeout: { type: "string", default: "1440" },
        every: { type: "string", default: "15" },
        help: { type: "boolean", default: false },
      },
    });
    return values;
  } catch (error) {
    return stop(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** @param {string} name @param {string | undefined} text @param {number} least @returns {number} */
function positive(name, text, least) {
  const value = Number(text);
  if (text === undefined || !Number.isFinite(value) || value < least)
    stop(`--${name} must be a number of at least ${least}.\n\n${usage}`);
  return value;
}

const given = readArguments();
if (given.help) {
  console.log(usage);
  process.exit(0);
}
const key = given.key ?? process.env.ROLLCALL_KEY;
if (!given.url || !URL.canParse(given.url) || !key)
  stop(`--url and --key (or ROLLCALL_KEY) are needed.\n\n${usage}`);
const rollout = positive("rollout", given.rollout, 1);
const percent = positive("percent", given.percent, 0.0001);
const timeoutMs = positive("timeout", given.timeout, 0) * 60_000;
const everyMs = positive("every", given.every, 0.1) * 1_000;
if (given.by !== undefined && Number.isNaN(Date.parse(given.by)))
  stop("--by must be a time like 2026-03-02T08:00:00Z.");

const address = new URL(`${given.url.replace(/\/+$/, "")}/api/v1/rollouts/${rollout}/goal`);
address.searchParams.set("percent", String(percent));
if (given.by !== undefined) address.searchParams.set("by", given.by);

/** @returns {Promise<{verdict: string, sentence: string} | {again: string} | {wrong: string}>} */
async function look() {
  try {
    const response = await fetch(address, {
      headers: { authorization: `Bearer ${key}`, accept: "application/json" },
      signal: AbortSignal.timeout(30_000),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    const told = `${response.status}: ${answer.detail ?? response.statusText}`;
    return response.status === 429 || response.status >= 500 ? { again: told } : { wrong: told };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { again: cause instanceof Error ? cause.message : String(cause) };
  }
}

const endsAt = performance.now() + timeoutMs;
let failures = 0;
let said = "";
for (;;) {
  const answer = await look();
  if ("wrong" in answer) stop(answer.wrong);
  const sentence = "again" in answer ? `No answer: ${answer.again}` : answer.sentence;
  if (sentence !== said) console.log(sentence);
  said = sentence;
  if ("again" in answer) {
    failures++;
    if (failures >= patience) stop(`Gave up after ${failures} requests without an answer.`);
  } else {
    failures = 0;
    if (answer.verdict === "met") process.exit(0);
    if (answer.verdict === "cannot_be_met") process.exit(1);
  }
  if (performance.now() + everyMs > endsAt) stop(`Not met within ${given.timeout} minutes.`);
  await sleep(everyMs);
}
