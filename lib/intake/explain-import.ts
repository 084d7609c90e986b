/** Puts why a file or a row could not be used into a plain sentence, which says what the reader can do where the file comes from. */
import type { ClientKind } from "@/lib/core/client";
import { instantWords } from "@/lib/platform/instant-words";
import { type Locale, words } from "@/lib/platform/words";
import type { Assumption } from "./assumptions";
import { bringWords, type CameBy } from "./came-by";
import type { FileProblemCode, MessageParams, NoticeCode, RejectCode } from "./export-file/rows/row";
import type { ConfirmationReason } from "./reasons-to-confirm";

/** The sentence for a file that failed: what it is and what to do. */
export function explainProblem(
  problem: { code: string; params: MessageParams },
  cameBy: CameBy,
  locale: Locale = "en",
): string {
  const given = { ...bringWords(cameBy, locale), ...problem.params };
  return words("fileProblems", locale)(problem.code as FileProblemCode, given);
}

/** The sentence for a row that was rejected: what is wrong in it and what to do. */
export function explainReject(
  reject: { code: RejectCode; params: MessageParams },
  cameBy: CameBy,
  locale: Locale = "en",
): string {
  return words("rejects", locale)(reject.code, { ...bringWords(cameBy, locale), ...reject.params });
}

/** The sentence for something that was told about a line. `count`: how many lines it holds for. */
export function explainNotice(
  notice: { code: NoticeCode; params: MessageParams; count?: number },
  cameBy: CameBy,
  locale: Locale = "en",
): string {
  return words("notices", locale)(notice.code, {
    ...bringWords(cameBy, locale),
    column: "",
    value: "",
    ...notice.params,
    count: notice.count ?? 1,
  });
}

/** The sentence for what was assumed in reading a file, and on what; instants in `timeZone` (the appliance's). */
export function explainAssumption(
  { what, value, basis }: Assumption,
  timeZone: string,
  cameBy: CameBy,
  locale: Locale = "en",
): string {
  const shown: Record<string, (text: string) => string> = {
    kind: (text) => words("kinds", locale)(`plural.${text as ClientKind}`),
    exported_at: (text) => instantWords(Date.parse(text), timeZone, locale),
  };
  const given = { ...bringWords(cameBy, locale), value: shown[what]?.(value) ?? value, basis };
  return words("assumptions", locale)(what, given);
}

/** The sentence for why a person has to look first. */
export function explainConfirmation(
  { code, params }: ConfirmationReason,
  cameBy: CameBy,
  locale: Locale = "en",
): string {
  return words("confirmations", locale)(code, { ...bringWords(cameBy, locale), ...params });
}
