/** Decides what an answer of an appliance means: its status, its Retry-After, whether it is whole, whether it is JSON. Pure. */
import { retryAfterSeconds } from "@/lib/platform/retry-after";
import { type ApiProblem, apiProblem } from "./api-problem";

export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  isWhole: boolean;
  /** Where it is not whole because it was too slow: that. */
  slowProblem?: string;
}

/** How long is waited where the appliance does not say. */
const pauseSeconds = 60;
const longestPauseSeconds = 3_600;

/**
 * What is wrong with an answer to a request that carried a token; null: it is a whole answer with 200. The statuses are
 * those of the Configuration API's "Common HTTP Status Codes": 401 stands for an unknown parameter as well as for a token
 * that is not accepted; only the latter comes as an OAuth error (`isTokenRefusal`).
 * @param now epoch milliseconds, for a Retry-After that is a date
 */
export function judgeAnswer(answer: RawAnswer, now: number): ApiProblem | null {
  const { status, headers } = answer;
  if (status === 200) {
    return answer.isWhole
      ? null
      : apiProblem("truncated", answer.slowProblem ?? "The appliance's answer broke off before its end.");
  }
  if (status >= 300 && status < 400) {
    const sentence = `The appliance answered ${status}, a redirect, which is not followed; enter the address that it leads to.`;
    return apiProblem("redirect", sentence);
  }
  if (status === 401) {
    return isTokenRefusal(answer)
      ? apiProblem(
          "wrong_credentials",
          "The appliance gave out a token and did not accept it: the API account may have been changed or switched off meanwhile.",
        )
      : apiProblem(
          "unknown_parameter",
          "The appliance answered 401 to a valid token: by its documentation it does not know a parameter of the request.",
        );
  }
  if (status === 403) {
    const sentence =
      "The API account has no permission for this: give it the permission in /login > Management > API Configuration.";
    return apiProblem("no_permission", sentence);
  }
  if (status === 404) return apiProblem("not_found", "The appliance does not know what was asked for (404).");
  if (status === 429) {
    const seconds = retryAfterSeconds(headers["retry-after"], now, longestPauseSeconds) ?? pauseSeconds;
    return apiProblem("rate_limited", `The appliance asks to wait ${seconds} s (429).`, seconds);
  }
  if (status >= 500) {
    const seconds = retryAfterSeconds(headers["retry-after"], now, longestPauseSeconds);
    return apiProblem("server_error", `The appliance answered ${status}, an error of its own.`, seconds);
  }
  return apiProblem("unexpected_status", `The appliance answered ${status}, which says nothing here.`);
}

/** "Requests made with expired or invalid tokens result in" an OAuth error (vendor, "Authentication errors"). */
export function isTokenRefusal({ body }: Pick<RawAnswer, "body">): boolean {
  const json = parseJson(body);
  return typeof json === "object" && json !== null && "error" in json && typeof json.error === "string";
}

/** A 401 whose body tells nothing: neither an OAuth error nor another JSON document. */
export function isSilentRefusal({ body }: Pick<RawAnswer, "body">): boolean {
  return parseJson(body) === undefined;
}

/** The JSON of a whole answer. UTF-8, as the vendor sends it. */
export function readJson(body: Buffer): { json: unknown } | { problem: ApiProblem } {
  const json = parseJson(body);
  if (json !== undefined) return { json };
  const looksLikePage = /^\s*</.test(body.subarray(0, 200).toString("latin1"));
  const what = looksLikePage ? "a web page or XML" : "something that is no JSON";
  return {
    problem: apiProblem(
      "not_json",
      `The appliance answered ${what}: is this the address of the appliance itself?`,
    ),
  };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
