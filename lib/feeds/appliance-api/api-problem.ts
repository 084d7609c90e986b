/** Why an appliance's API gave nothing that can be used: one code and one sentence for each cause. */

export type ApiProblemCode =
  | "base_url_refused"
  | "unreachable"
  | "tls"
  | "wrong_credentials"
  | "no_permission"
  | "unknown_parameter"
  | "not_found"
  | "rate_limited"
  | "server_error"
  | "unexpected_status"
  | "unexpected_answer"
  | "not_json"
  | "redirect"
  | "too_large"
  | "truncated";

/** `sentence` says what is wrong and what to do, and never holds a secret, a token or words of the other side. */
export interface ApiProblem {
  code: ApiProblemCode;
  sentence: string;
  /** After how many seconds it is worth asking again; null: the problem does not say. */
  retryAfterSeconds: number | null;
}

/** Problems that may be gone at the next try; all others stay until somebody changes something. */
const passing: ReadonlySet<ApiProblemCode> = new Set([
  "unreachable",
  "rate_limited",
  "server_error",
  "truncated",
  "not_json",
]);

/** True where asking again later, unchanged, may help. */
export function isPassing(code: ApiProblemCode): boolean {
  return passing.has(code);
}

export function apiProblem(
  code: ApiProblemCode,
  sentence: string,
  retryAfterSeconds: number | null = null,
): ApiProblem {
  return { code, sentence, retryAfterSeconds };
}
