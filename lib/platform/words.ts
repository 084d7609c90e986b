/** Every sentence a person reads comes from the message catalogues; this picks and fills them. */
import { createTranslator } from "use-intl/core";
import englishIntake from "@/messages/en.intake.json" with { type: "json" };
import english from "@/messages/en.json" with { type: "json" };
import englishReasons from "@/messages/en.reasons.json" with { type: "json" };

const en = { ...english, ...englishReasons, ...englishIntake };

export type Locale = "en";
export type Messages = typeof en;
const catalogues: Record<Locale, Messages> = { en };

/** The catalogue of a language. */
export function messagesOf(locale: Locale): Messages {
  return catalogues[locale];
}

/** A translator over one namespace of the catalogue; dates are written in `timeZone` (IANA). */
export function words<N extends keyof Messages>(namespace: N, locale: Locale = "en", timeZone = "UTC") {
  return createTranslator({ locale, messages: messagesOf(locale), namespace, timeZone });
}
