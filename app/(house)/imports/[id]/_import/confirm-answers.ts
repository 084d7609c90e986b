/** Which answers a confirmation offers, and in which order: the first is the likeliest and the safest. */
import type { ConfirmationReason } from "@/lib/intake/reasons-to-confirm";

/** `part`: use what it shows, nobody is missing; `all`: apply it as it is; `discard`. */
export type ConfirmAnswerKind = "part" | "all" | "discard";

/** What the answer `all` says, which depends on the doubt. */
export type AllMeans = "whole" | "rest" | "elsewhere" | "plain";

const doubtsWhole: ReadonlySet<ConfirmationReason["code"]> = new Set<ConfirmationReason["code"]>([
  "looks_like_first_page",
  "group_vanished",
  "many_missing",
]);

/** `complete`: what the upload said, or what it was taken for. */
export function confirmAnswers(
  reasons: readonly Pick<ConfirmationReason, "code">[],
  complete: boolean,
): { answers: ConfirmAnswerKind[]; allMeans: AllMeans } {
  const has = (code: ConfirmationReason["code"]) => reasons.some((reason) => reason.code === code);
  const mayBePart = complete && reasons.some(({ code }) => doubtsWhole.has(code));
  if (has("other_appliance")) return { answers: ["discard", "all"], allMeans: "elsewhere" };
  if (has("many_rejected"))
    return { answers: ["discard", ...(mayBePart ? (["part"] as const) : []), "all"], allMeans: "rest" };
  if (mayBePart) return { answers: ["part", "all", "discard"], allMeans: "whole" };
  return { answers: ["all", "discard"], allMeans: "plain" };
}
