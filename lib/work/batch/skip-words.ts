/** Says why nothing was done to a client, and why something was not undone. */
import { words } from "@/lib/platform/words";
import type { KeptReason, Skip } from "./asked";

export function explainSkip({ code, sentence }: Skip): string {
  return sentence ?? words("batches")(`skips.${code}`);
}

export function explainKept(reason: KeptReason): string {
  return words("batches")(`kept.${reason}`);
}
