/** Puts a refusal into a sentence: why somebody has no slot, and until when. */
import type { Refusal } from "@/lib/core/admission";
import { instantWords } from "@/lib/platform/instant-words";
import { type Locale, words } from "@/lib/platform/words";

/** Instants are written in the refusal's own zone (a window's), else in `timeZone`. */
export function explainRefusal(
  refusal: Pick<Refusal, "because" | "params">,
  timeZone = "UTC",
  locale: Locale = "en",
): string {
  const { timeZone: ownZone, ...params } = refusal.params;
  const zone = typeof ownZone === "string" ? ownZone : timeZone;
  const values: Record<string, string | number> = { timeZone: zone };
  for (const [name, value] of Object.entries(params)) {
    values[name] =
      typeof value === "number" && name.endsWith("At") ? instantWords(value, zone, locale) : value;
  }
  return words("refusals", locale)(refusal.because, values);
}
