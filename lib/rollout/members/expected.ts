/** By when a member that waits is expected, and whether it waits for what could not be read. */
import type { ReasonCode } from "@/lib/core/reasons";

/** Why a waiting member is `unread`. */
export const unreadCodes: readonly ReasonCode[] = ["row_unreadable", "update_need_unread"];

/** Whether it is for a row, or a word of it, that could not be read. */
export function isUnread(code: ReasonCode): boolean {
  return unreadCodes.includes(code);
}

/** An attested one is expected until its word runs out (rule 9), though its due time is past. Epoch milliseconds. */
export function expectedAt({
  code,
  dueAt,
  judgeAfter,
}: {
  code: ReasonCode;
  dueAt: number | null;
  judgeAfter: number | null;
}): number | null {
  return code === "attested_awaiting_sighting" ? judgeAfter : dueAt;
}
