/** Says why nothing was done to a client, why something was not undone, and what cannot be undone. */
import { words } from "@/lib/platform/words";
import type { BatchDeed, KeptReason, Skip } from "./asked";

export function explainSkip({ code, sentence }: Skip): string {
  return sentence ?? words("batches")(`skips.${code}`);
}

export function explainKept(reason: KeptReason): string {
  return words("batches")(`kept.${reason}`);
}

/** How far a deed can be undone, as somebody reads it before it is done. */
export function explainUndo(deed: BatchDeed): string {
  return words("batches")(`undo.${deed}`);
}
