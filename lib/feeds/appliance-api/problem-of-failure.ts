/** Says as a problem of the API why a question was not answered. */
import type { Asked } from "@/lib/platform/outgoing";
import { type ApiProblem, apiProblem } from "./api-problem";

/** `problem` of the door is a sentence already: host, port and what went wrong. */
export function problemOfFailure(asked: Exclude<Asked, { kind: "answered" }>): ApiProblem {
  if (asked.kind === "refused") return apiProblem("base_url_refused", asked.problem);
  if (asked.code === "tls") return apiProblem("tls", asked.problem);
  if (asked.code === "too_large") return apiProblem("too_large", asked.problem);
  return apiProblem("unreachable", asked.problem);
}
