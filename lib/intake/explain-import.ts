/** Puts why a file or a row could not be used into a plain sentence. */
import { type Locale, words } from "@/lib/platform/words";
import type { FileProblemCode, MessageParams, RejectCode } from "./export-file/row";

/** The sentence for a file that failed: what it is and what to do. */
export function explainProblem(
  problem: { code: string; params: MessageParams },
  locale: Locale = "en",
): string {
  return words("fileProblems", locale)(problem.code as FileProblemCode, problem.params);
}

/** The sentence for a row that was rejected: what is wrong in it and what to do. */
export function explainReject(
  reject: { code: RejectCode; params: MessageParams },
  locale: Locale = "en",
): string {
  return words("rejects", locale)(reject.code, reject.params);
}
