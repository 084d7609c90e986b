/** When a rule may speak: working hours in a time zone, without holidays. */
import { Temporal } from "temporal-polyfill";
import { windowState } from "../windows";
import { isWorse, type Severity } from "./severity";

export interface SpeakingHours {
  /** ISO weekdays, 1 = Monday. */
  weekdays: readonly number[];
  /** Local `HH:MM`; a `to` that is not later is on the next day. */
  from: string;
  to: string;
  timeZone: string;
  /** Days without work, `YYYY-MM-DD`. */
  holidays: readonly string[];
  /** Incidents at least this bad are spoken of at any time. Null: none. */
  anyTimeFrom: Severity | null;
}

/** Holidays in a row that are looked through: a whole year of them is no working time. */
const longestRest = 400;

/**
 * The first instant from `now` on (epoch milliseconds) at which the rule may speak of an incident of this severity: `now`
 * itself within the hours, or where the severity overrides them. Null: within more than a year there is none.
 */
export function speaksAt(hours: SpeakingHours | null, severity: Severity, now: number): number | null {
  if (hours === null) return now;
  if (hours.anyTimeFrom !== null && !isWorse(hours.anyTimeFrom, severity)) return now;
  const rest = rests.get(hours);
  if (rest !== undefined && rest.from <= now && now < rest.until) return rest.until;
  const at = nextWork(hours, now);
  if (at !== null && at > now) rests.set(hours, { from: now, until: at });
  return at;
}

/** The rest that was found last: who asks every few minutes of a night is not told by the calendar each time. */
const rests = new WeakMap<SpeakingHours, { from: number; until: number }>();

function nextWork(hours: SpeakingHours, now: number): number | null {
  if (hours.weekdays.length === 0) return null;
  const { weekdays, from, to, timeZone } = hours;
  const holidays = new Set(hours.holidays);
  let at = now;
  for (let tries = 0; tries < longestRest; tries++) {
    const state = windowState([{ weekdays, from, to, timeZone }], at);
    if (!state.open) at = state.opensAt;
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
    if (!holidays.has(local.toPlainDate().toString())) return at;
    at = local.toPlainDate().add({ days: 1 }).toZonedDateTime({ timeZone }).epochMilliseconds;
  }
  return null;
}
