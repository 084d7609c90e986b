/** Turns local times of an IANA zone into instants, fast enough for millions of rows. */

import { Temporal } from "temporal-polyfill";

/** A wall-clock time written as if it were UTC, in epoch milliseconds. */
type LocalMs = number;

export interface ZoneTimes {
  /**
   * The instant of a local time. A time that daylight saving makes ambiguous, or that it skips, is taken as
   * the earlier instant: it must not prove more than is known.
   */
  instantOf(local: LocalMs): number;
  /** The first instant of the local day that starts at `local` (midnight itself may not exist). */
  startOfDay(local: LocalMs): number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
const rememberedDays = 20_000;
const rememberedMinutes = 20_000;
const rememberedZones = 32;
const zones = new Map<string, ZoneTimes>();

/** The times of one zone; zones asked for before answer from memory. Throws RangeError for an unknown zone. */
export function zoneTimes(zone: string): ZoneTimes {
  const known = zones.get(zone);
  if (known) return known;
  const made = makeZoneTimes(zone);
  if (zones.size >= rememberedZones) zones.clear();
  zones.set(zone, made);
  return made;
}

function makeZoneTimes(zone: string): ZoneTimes {
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  /** Offset of a local day in which nothing changes, or null where each minute must be asked. */
  const offsets = new Map<number, number | null>();
  const minutes = new Map<number, number>();

  function offsetOfDay(day: number): number | null {
    const known = offsets.get(day);
    if (known !== undefined) return known;
    // Zones reach from -12 h to +14 h: two days around cover the local day wherever it is.
    const before = Temporal.Instant.fromEpochMilliseconds((day - 1) * dayMs).toZonedDateTimeISO(zone);
    const change = before.getTimeZoneTransition("next");
    const steady = change === null || change.epochMilliseconds > (day + 2) * dayMs;
    const offset = steady ? before.offsetNanoseconds / 1_000_000 : null;
    if (offsets.size >= rememberedDays) offsets.clear();
    offsets.set(day, offset);
    return offset;
  }

  function instantOfMinute(minute: number): number {
    const known = minutes.get(minute);
    if (known !== undefined) return known;
    const at = plain(minute * minuteMs).toZonedDateTime(zone, {
      disambiguation: "earlier",
    }).epochMilliseconds;
    if (minutes.size >= rememberedMinutes) minutes.clear();
    minutes.set(minute, at);
    return at;
  }

  return {
    instantOf(local) {
      const offset = offsetOfDay(Math.floor(local / dayMs));
      if (offset !== null) return local - offset;
      const minute = Math.floor(local / minuteMs);
      return instantOfMinute(minute) + (local - minute * minuteMs);
    },
    startOfDay(local) {
      const day = Math.floor(local / dayMs);
      const offset = offsetOfDay(day);
      if (offset !== null) return day * dayMs - offset;
      return plain(day * dayMs)
        .toPlainDate()
        .toZonedDateTime({ timeZone: zone }).epochMilliseconds;
    },
  };
}

function plain(local: LocalMs): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO("UTC").toPlainDateTime();
}
