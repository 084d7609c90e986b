/** What to do by hand, step by step, as the vendor's guides have it (docs/work.md says which sentence is from where). */
import type { Remedy } from "@/lib/core/work";
import { messagesOf } from "@/lib/platform/words";

export function instructionsOf(remedy: Remedy): string[] {
  return Object.values(messagesOf("en").workRemedies[remedy].steps);
}

export function remedyTitle(remedy: Remedy): string {
  return messagesOf("en").workRemedies[remedy].title;
}
