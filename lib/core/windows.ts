/** Weekly maintenance windows: whether one is open now, and when the next one opens. */
import { Temporal } from "temporal-polyfill";

/** ISO weekdays (1 = Monday) on which it opens at `from`, local time `HH:MM`; a `to` that is not later is on the next day. */
export interface MaintenanceWindow {
  weekdays: readonly number[];
  from: string;
  to: string;
  timeZone: string;
}

/** Instants in epoch milliseconds. No windows at all: open for good. */
export type WindowState =
  | { open: true; until: number | null }
  | { open: false; opensAt: number; timeZone: string };

/**
 * A window that has opened can last into the next day. Two weeks ahead each weekday comes round twice, of which daylight
 * saving may leave one empty.
 */
const dayBefore = -1;
const daysAhead = 14;

/**
 * Local times follow the zone's daylight saving: a time that is skipped is taken as that much later, one that comes
 * twice as the first. A window that daylight saving leaves empty does not open.
 */
export function windowState(windows: readonly MaintenanceWindow[], now: number): WindowState {
  if (windows.length === 0) return { open: true, until: null };
  let until: number | null = null;
  let next: { opensAt: number; timeZone: string } | null = null;
  for (const window of windows) {
    for (const { from, to } of occurrences(window, now)) {
      if (from > now) {
        if (next === null || from < next.opensAt) next = { opensAt: from, timeZone: window.timeZone };
      } else if (now < to) until = Math.max(until ?? to, to);
    }
  }
  if (until !== null) return { open: true, until };
  if (next !== null) return { open: false, ...next };
  throw new Error("a maintenance window without weekdays never opens");
}

function* occurrences(window: MaintenanceWindow, now: number): Generator<{ from: number; to: number }> {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(window.timeZone).toPlainDate();
  const opens = Temporal.PlainTime.from(window.from);
  const closes = Temporal.PlainTime.from(window.to);
  const overnight = Temporal.PlainTime.compare(closes, opens) <= 0 ? 1 : 0;
  const instant = (date: Temporal.PlainDate, time: Temporal.PlainTime) =>
    date.toZonedDateTime({ timeZone: window.timeZone, plainTime: time }).epochMilliseconds;
  for (let ahead = dayBefore; ahead <= daysAhead; ahead++) {
    const date = today.add({ days: ahead });
    if (!window.weekdays.includes(date.dayOfWeek)) continue;
    const from = instant(date, opens);
    const to = instant(date.add({ days: overnight }), closes);
    if (from < to) yield { from, to };
  }
}
