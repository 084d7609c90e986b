/** What became of a request that brought no answer: a code for programs, and one sentence for a person without the address's path. */

/** `tls`: it answers and its certificate or its TLS does not do. `too_large`: the answer is longer than is read. */
export type FailureCode = "unreachable" | "tls" | "slow" | "too_large" | "broken";

export interface Failure {
  code: FailureCode;
  problem: string;
}

const unreachable: Record<string, string> = {
  ENOTFOUND: "its name is not known to the DNS",
  EAI_AGAIN: "the DNS does not answer",
  ECONNREFUSED: "nothing listens there",
  EHOSTUNREACH: "there is no way to it from here",
  ENETUNREACH: "there is no way to it from here",
  ETIMEDOUT: "it cannot be reached",
};

const broken: Record<string, string> = {
  ECONNRESET: "it closed the connection without an answer",
  UND_ERR_SOCKET: "it closed the connection without an answer",
};

const tls: Record<string, string> = {
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is signed by itself",
  SELF_SIGNED_CERT_IN_CHAIN: "its certificate is signed by an authority that is not known here",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate is signed by an authority that is not known here",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "its certificate is signed by an authority that is not known here",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  EPROTO: "it does not speak TLS on that port",
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS on that port",
};

const slowCodes = new Set(["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** Explains what a request threw. @param limitMs what it was given for everything */
export function explainFailure(
  error: unknown,
  place: { host: string; port: number },
  limitMs: number,
): Failure {
  const at = `${place.host}, port ${place.port}`;
  const code = codeOf(error);
  const name = error instanceof Error ? error.name : "";
  if (slowCodes.has(code) || name === "TimeoutError") {
    return { code: "slow", problem: `${at}: it did not answer within ${limitMs / 1000} s.` };
  }
  if (name === "HTTPParserError") return { code: "broken", problem: `${at}: it does not speak HTTP.` };
  for (const [kind, words] of Object.entries({ unreachable, broken, tls })) {
    if (words[code]) return { code: kind as FailureCode, problem: `${at}: ${words[code]}.` };
  }
  if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_")) {
    return { code: "tls", problem: `${at}: no TLS connection could be agreed on (${code}).` };
  }
  return { code: "broken", problem: `${at}: the request broke (${code || name}).` };
}

/** The code of an error; when several addresses were tried, that of the first. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
