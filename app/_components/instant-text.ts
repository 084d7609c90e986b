/** How instants are written for people. Pure: the same text on the server and in the browser for the same input. */

/** English of the international kind: day before month, 24 hours. */
const dateLocales: Record<string, string> = { en: "en-GB" };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** "20 Nov 2026, 14:02" in `zone` (IANA); `at` in epoch milliseconds. Seconds are written when they are not zero. */
export function exactText(at: number, zone: string, locale: string): string {
  const seconds = at % minute !== 0;
  return new Intl.DateTimeFormat(dateLocales[locale] ?? locale, {
    timeZone: zone,
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(seconds ? { second: "2-digit" } : {}),
  }).format(at);
}

/** "20 Nov 2026, 14:02" in `zone`: as `exactText`, cut to the minute, for where a second makes no difference. */
export function minuteText(at: number, zone: string, locale: string): string {
  return exactText(Math.floor(at / minute) * minute, zone, locale);
}

/** "20 Nov, 14:00" in `zone`, for axes and lists where the year is known. */
export function shortText(at: number, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(dateLocales[locale] ?? locale, {
    timeZone: zone,
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).format(at);
}

/** "20 Nov" in `zone`. */
export function dayText(at: number, zone: string, locale: string): string {
  return new Intl.DateTimeFormat(dateLocales[locale] ?? locale, {
    timeZone: zone,
    day: "numeric",
    month: "short",
  }).format(at);
}

/** "2 hours ago", "in 3 days"; `null` when it is less than 45 seconds away. */
export function relativeText(at: number, now: number, locale: string): string | null {
  const away = at - now;
  const size = Math.abs(away);
  if (size < 45_000) return null;
  const { unit, length } = unitFor(size);
  const units = Math.max(1, Math.round(size / length));
  return new Intl.RelativeTimeFormat(locale, { numeric: "always" }).format(Math.sign(away) * units, unit);
}

/** Small enough to be exact where it matters: minutes up to 90, hours up to 48, days up to 60. */
function unitFor(size: number): { unit: Intl.RelativeTimeFormatUnit; length: number } {
  if (size < 90 * minute) return { unit: "minute", length: minute };
  if (size < 48 * hour) return { unit: "hour", length: hour };
  if (size < 60 * day) return { unit: "day", length: day };
  if (size < 720 * day) return { unit: "month", length: 30.44 * day };
  return { unit: "year", length: 365.25 * day };
}
