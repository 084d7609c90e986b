/** What reading a date yields, and how a local time becomes an instant. */

import type { DateOrder, DayFault, DayMs } from "./calendar-day";
import { standardTimeZones } from "./date-words";
import { offsetMinutes, zoneTimes } from "./local-time";

export interface DateRules {
  /** Zone of times that name no offset: an IANA name, or fixed like "-08:00". */
  zone: string;
  /** Order of purely numeric dates; null: only those that fit one order are read. */
  order: DateOrder | null;
  /** Epoch milliseconds. A bare number that would lie more than a day later is no date at all. */
  now?: number;
}

export type InstantReading =
  /** `certain`: the text names its own offset or zone, or counts from an epoch: the zone of the rules played no part. */
  | { at: number; certain: boolean }
  /** Several orders of day, month and year fit, with different results. */
  | { ambiguous: true }
  | { invalid: true; why: InvalidDate };

/**
 * `order`: a date, but only in another order than the one given. `impossible`: no such day or hour. `implausible`: a
 * date before 2003. `unreadable`: not clearly a date.
 */
type InvalidDate = Exclude<DayFault, "ambiguous">;

const ambiguous: InstantReading = { ambiguous: true };
const invalid: Record<InvalidDate, InstantReading> = {
  order: { invalid: true, why: "order" },
  impossible: { invalid: true, why: "impossible" },
  implausible: { invalid: true, why: "implausible" },
  unreadable: { invalid: true, why: "unreadable" },
};
export const { impossible, unreadable } = invalid;

export function isUnreadable(reading: InstantReading): boolean {
  return "invalid" in reading && reading.why === "unreadable";
}

/** A fault of the day as a reading of the whole text. */
export function faulty(fault: DayFault): InstantReading {
  return fault === "ambiguous" ? ambiguous : invalid[fault];
}

/** A date without a time is the first instant of its day. */
export function startOfDay(day: DayMs, zone: string): InstantReading {
  return { at: zoneTimes(zone).startOfDay(day), certain: false };
}

/**
 * A local time (as if in UTC) put on the time line by the offset or zone word written beside it, else by the zone. A
 * word of standard time beside a date in summer (EST in July) is taken as the clock of that place, which is earlier.
 */
export function localTime(local: number, offset: string | undefined, zone: string): InstantReading {
  if (offset === undefined) return { at: zoneTimes(zone).instantOf(local), certain: false };
  if (offset === "Z" || offset === "+00:00") return { at: local, certain: true };
  const word = offset.toLowerCase();
  const minutes = offsetMinutes(word);
  if (minutes === null) return unreadable;
  const at = local - minutes * 60_000;
  const place = standardTimeZones.get(word);
  return { at: place === undefined ? at : Math.min(at, zoneTimes(place).instantOf(local)), certain: true };
}
