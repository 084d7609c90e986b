/** Requests of who must have an answer: when the connection breaks, the same request goes to the next web process. */
import { type HttpAnswer, type HttpCaller, openCaller } from "./http-caller";

/** A request from when it is first sent until it is answered. Instants in epoch milliseconds. */
export interface SentCall {
  method: string;
  path: string;
  body: unknown;
  sentAt: number;
  /** Which of the addresses has it now. */
  web: number;
  /** The connections that broke after it was sent; one that was refused is not among them. */
  brokenAt: number[];
}

export interface AnsweredCall extends SentCall {
  answeredAt: number;
  answer: HttpAnswer;
}

export interface SteadfastCaller extends HttpCaller {
  /** What is sent and not answered. */
  underWay: ReadonlySet<SentCall>;
  answered: readonly AnsweredCall[];
}

const pauseMs = 25;
const giveUpAfterMs = 30_000;
const brokenCodes = ["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"];

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? "");
}

/** As `openCaller`; only connections that broke or were refused are tried again, whatever the method. */
export function openSteadfastCaller(
  urls: readonly string[],
  key: string,
  headers: Record<string, string> = {},
): SteadfastCaller {
  const callers = urls.map((url) => openCaller([url], key, 32, headers));
  const underWay = new Set<SentCall>();
  const answered: AnsweredCall[] = [];
  let turn = 0;

  async function answerTo(sent: SentCall, ...[method, path, body]: Parameters<HttpCaller["call"]>) {
    for (;;) {
      const caller = callers[sent.web];
      if (!caller) throw new Error("there is no web process to call");
      try {
        return await caller.call(method, path, body);
      } catch (error) {
        const isBroken = brokenCodes.includes(codeOf(error));
        if (!isBroken && codeOf(error) !== "ECONNREFUSED") throw error;
        if (Date.now() - sent.sentAt > giveUpAfterMs) throw error;
        if (isBroken) sent.brokenAt.push(Date.now());
        else await new Promise((next) => setTimeout(next, pauseMs));
        sent.web = (sent.web + 1) % callers.length;
      }
    }
  }

  return {
    underWay,
    answered,
    async call(method, path, body) {
      const web = turn++ % callers.length;
      const sent: SentCall = { method, path, body, sentAt: Date.now(), web, brokenAt: [] };
      underWay.add(sent);
      try {
        const answer = await answerTo(sent, method, path, body);
        answered.push({ ...sent, answer, answeredAt: Date.now() });
        return answer;
      } finally {
        underWay.delete(sent);
      }
    },
    close: async () => {
      await Promise.all(callers.map((caller) => caller.close()));
    },
  };
}
