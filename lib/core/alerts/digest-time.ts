/** When a person's digest comes: at an hour of their own clock, on the weekdays they chose, once a day at most. */
import { Temporal } from "temporal-polyfill";

/** ISO weekdays (1 = Monday); the hour from 0 to 23; the zone by its IANA name. */
export interface DigestTime {
  hour: number;
  weekdays: readonly number[];
  timeZone: string;
}

/** Within so many days each weekday comes round. */
const daysAhead = 8;

/**
 * The first time after an instant, epoch milliseconds; null without weekdays. An hour that daylight saving skips is taken as that much
 * later, one that comes twice as the first. Never on the day (of their own clock) on which the last one came, also where the hour or the
 * zone was changed since.
 */
export function nextDigestAt(
  { hour, weekdays, timeZone }: DigestTime,
  { after, lastAt }: { after: number; lastAt: number | null },
): number | null {
  const dayOf = (at: number) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDate();
  const today = dayOf(after);
  const told = lastAt === null ? null : dayOf(lastAt);
  for (let ahead = 0; ahead <= daysAhead; ahead++) {
    const date = today.add({ days: ahead });
    if (!weekdays.includes(date.dayOfWeek) || told?.equals(date)) continue;
    const at = date.toZonedDateTime({ timeZone, plainTime: { hour } }).epochMilliseconds;
    if (at > after) return at;
  }
  return null;
}
