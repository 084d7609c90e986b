/** Turns local times of a zone into instants, fast enough for millions of rows, and knows the zones that words name. */

import { Temporal } from "temporal-polyfill";
import { offsetsOffTheHour, zoneWordMinutes, zoneWordsInCapitals } from "./date-words";

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
  /** The latest instant at which clocks show what they show at this one: later only in an hour that comes twice. */
  latestAlike(at: number): number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
const rememberedDays = 20_000;
const rememberedMinutes = 20_000;
const rememberedZones = 32;
const zones = new Map<string, ZoneTimes>();
const rememberedOffsets = 200;
const knownOffsets = new Map<string, number | null>();
const longestZone = 40;
const fixedZone = /^[+-]\d{2}:\d{2}$/;
const prefixedOffset = /^(?:utc|gmt|ut) ?([+-]\d{1,2}(?::?\d{2})?)$/i;
const bareOffset = /^[+-]\d{2}(?::?\d{2})?$/;
const offsetParts = /^([+-])(\d{1,2}):?(\d{2})?$/;

/**
 * The times of one zone: an IANA name, or a fixed offset like "-08:00". Zones asked for before answer from
 * memory. Throws RangeError for an unknown zone.
 */
export function zoneTimes(zone: string): ZoneTimes {
  const known = zones.get(zone);
  if (known) return known;
  const made = makeZoneTimes(zone);
  if (zones.size >= rememberedZones) zones.clear();
  zones.set(zone, made);
  return made;
}

/**
 * The zone that a word in a heading or behind a time names, as `zoneTimes` takes it: "PST" is -08:00, "UTC+2" and
 * "+0200" are +02:00, "MEZ" is +01:00, "UTC", "GMT" and "Z" are UTC, an IANA name is itself. Null for everything
 * else, also for names that several zones share.
 */
export function zoneOfWord(word: string): string | null {
  const text = word.trim();
  if (text === "" || text.length > longestZone) return null;
  const lower = text.toLowerCase();
  if (zoneWordsInCapitals.has(lower) && text !== text.toUpperCase()) return null;
  const minutes = offsetMinutes(lower);
  if (minutes !== null) return fixedName(minutes);
  return text.includes("/") ? ianaName(text) : null;
}

/** Minutes east of UTC of an offset ("+01:00", "-03", "UTC+2") or zone word in lower case; null for anything else, and for offsets no zone has. */
export function offsetMinutes(word: string): number | null {
  const known = knownOffsets.get(word);
  if (known !== undefined) return known;
  const found = word.length > longestZone ? null : findOffset(word);
  if (knownOffsets.size >= rememberedOffsets) knownOffsets.clear();
  knownOffsets.set(word, found);
  return found;
}

function findOffset(word: string): number | null {
  const named = zoneWordMinutes.get(word);
  if (named !== undefined) return named;
  const plain = word.replace(/[\u2010-\u2015\u2212]/g, "-");
  const signed = prefixedOffset.exec(plain)?.[1] ?? bareOffset.exec(plain)?.[0];
  const parts = signed === undefined ? null : offsetParts.exec(signed);
  if (!parts) return null;
  const past = Number(parts[3] ?? 0);
  const minutes = (parts[1] === "-" ? -1 : 1) * (Number(parts[2]) * 60 + past);
  const isWholeHour = past === 0 && minutes >= -12 * 60 && minutes <= 14 * 60;
  return isWholeHour || (past < 60 && offsetsOffTheHour.has(minutes)) ? minutes : null;
}

/** Whole minutes east of UTC as "UTC" or "±hh:mm". */
function fixedName(minutes: number): string {
  if (minutes === 0) return "UTC";
  const size = Math.abs(minutes);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

function ianaName(text: string): string | null {
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return null;
  }
}

function makeZoneTimes(zone: string): ZoneTimes {
  const fixed = zone === "UTC" || fixedZone.test(zone) ? offsetMinutes(zone.toLowerCase()) : null;
  if (fixed !== null) return fixedTimes(fixed * minuteMs);
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
    latestAlike(at) {
      if (offsetOfDay(Math.floor(at / dayMs)) !== null) return at;
      const here = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone);
      const change = here.getTimeZoneTransition("next");
      if (change === null) return at;
      const back = (here.offsetNanoseconds - change.offsetNanoseconds) / 1_000_000;
      return back > 0 && at + back >= change.epochMilliseconds ? at + back : at;
    },
  };
}

function fixedTimes(offset: number): ZoneTimes {
  return {
    instantOf: (local) => local - offset,
    startOfDay: (local) => Math.floor(local / dayMs) * dayMs - offset,
    latestAlike: (at) => at,
  };
}

function plain(local: LocalMs): Temporal.PlainDateTime {
  return Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO("UTC").toPlainDateTime();
}
