/** Writes instants for people, in the zone they think in. */
import type { Locale } from "./words";

const formatters = new Map<string, Intl.DateTimeFormat>();

/** An instant as people of that zone write it, with the zone's name; to the second where minutes are not enough. */
export function instantWords(
  instant: number,
  timeZone: string,
  locale: Locale = "en",
  precise = false,
): string {
  const key = `${locale} ${timeZone} ${precise}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale === "en" ? "en-GB" : locale, {
      timeZone,
      day: "numeric",
      month: "short",
      year: "numeric",
      hour: "2-digit",
      minute: "2-digit",
      ...(precise && { second: "2-digit" }),
      timeZoneName: "short",
    });
    formatters.set(key, formatter);
  }
  return formatter.format(instant);
}
