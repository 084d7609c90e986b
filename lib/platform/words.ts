/** Every sentence a person reads comes from the message catalogues; this picks and fills them. */
import { createTranslator } from "use-intl/core";
import englishAlerts from "@/messages/en.alerts.json" with { type: "json" };
import englishAttention from "@/messages/en.attention.json" with { type: "json" };
import englishChannels from "@/messages/en.channels.json" with { type: "json" };
import englishDemo from "@/messages/en.demo.json" with { type: "json" };
import englishDigest from "@/messages/en.digest.json" with { type: "json" };
import englishFeeds from "@/messages/en.feeds.json" with { type: "json" };
import englishIncidents from "@/messages/en.incidents.json" with { type: "json" };
import englishIntake from "@/messages/en.intake.json" with { type: "json" };
import english from "@/messages/en.json" with { type: "json" };
import englishProposals from "@/messages/en.proposals.json" with { type: "json" };
import englishReasons from "@/messages/en.reasons.json" with { type: "json" };
import englishShell from "@/messages/en.shell.json" with { type: "json" };
import englishSlots from "@/messages/en.slots.json" with { type: "json" };
import englishWork from "@/messages/en.work.json" with { type: "json" };

const en = {
  ...english,
  ...englishShell,
  ...englishAlerts,
  ...englishIncidents,
  ...englishAttention,
  ...englishChannels,
  ...englishDigest,
  ...englishReasons,
  ...englishIntake,
  ...englishDemo,
  ...englishFeeds,
  ...englishProposals,
  ...englishSlots,
  ...englishWork,
};

export type Locale = "en";
export type Messages = typeof en;
const catalogues: Record<Locale, Messages> = { en };

/** The catalogue of a language. */
export function messagesOf(locale: Locale): Messages {
  return catalogues[locale];
}

function makeWords<N extends keyof Messages>(namespace: N, locale: Locale, timeZone: string) {
  return createTranslator({ locale, messages: messagesOf(locale), namespace, timeZone });
}

// Making a translator costs thirty times what using one does, and a list asks for one per row.
const made = new Map<string, unknown>();

/** A translator over one namespace of the catalogue; dates are written in `timeZone` (IANA). */
export function words<N extends keyof Messages>(namespace: N, locale: Locale = "en", timeZone = "UTC") {
  const key = `${locale} ${timeZone} ${namespace}`;
  const known = made.get(key) as ReturnType<typeof makeWords<N>> | undefined;
  if (known) return known;
  const translator = makeWords(namespace, locale, timeZone);
  made.set(key, translator);
  return translator;
}
