/** Posts JSON to a channel's address, and says what its answer means. */
import { ask } from "@/lib/platform/outgoing";
import { retryAfterSeconds } from "@/lib/platform/retry-after";
import { plainText } from "./plain-text";
import type { Sending, Sent } from "./sending";

const answerBytes = 4_096;
/** Whoever shows it takes the secrets out of it first, and makes it shorter. */
const answerChars = 1_000;
/** Whoever asks for more is asked again after a day, or never where the message is too old then. */
const longestPauseSeconds = 24 * 3_600;

interface Post {
  headers?: Record<string, string>;
  /** As it is sent, to the byte. */
  body: string;
  /** Statuses below 300 that are refusals all the same. */
  not?: readonly number[];
}

/** Taken is what is answered with 2xx. Redirects are not followed. Never throws. */
export async function post(
  address: string,
  { headers, body, not = [] }: Post,
  { timeoutMs, now }: Pick<Sending<unknown>, "timeoutMs" | "now">,
): Promise<Sent> {
  const asked = await ask(address, {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body,
    timeoutMs,
    maxBytes: answerBytes,
    longer: "cut",
    needsTls: true,
  });
  if (asked.kind === "refused") return failed(asked.problem, true);
  if (asked.kind === "failed") {
    // What was begun and broke off may have arrived; what found nobody or no TLS has not.
    const mayHaveArrived = asked.code === "slow" || asked.code === "broken";
    return mayHaveArrived ? { outcome: "unknown", answer: asked.problem } : failed(asked.problem, false);
  }
  const { status } = asked;
  const said = plainText(asked.body.toString("utf8"), answerChars);
  const answer = said === "" ? `HTTP ${status}` : `HTTP ${status}: ${said}`;
  if (status >= 200 && status < 300 && !not.includes(status)) return { outcome: "sent", answer };
  if (status >= 300 && status < 400)
    return failed(
      `HTTP ${status}: a redirect, which is not followed; enter the address that it leads to.`,
      true,
    );
  const seconds = retryAfterSeconds(asked.headers["retry-after"], now, longestPauseSeconds);
  const isPassing = status >= 500 || status === 408 || status === 425 || status === 429;
  return {
    outcome: "failed",
    answer,
    isPermanent: !isPassing,
    retryAfterMs: isPassing && seconds !== null ? seconds * 1000 : null,
  };
}

function failed(answer: string, isPermanent: boolean): Sent {
  return { outcome: "failed", answer, isPermanent, retryAfterMs: null };
}
