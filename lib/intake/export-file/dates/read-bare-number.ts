/** Reads the dates that programs write as numbers: epochs, Excel serials, squeezed dates, the Date() of .NET. */

import { firstPlausibleAt, numericDay, timeOfDay } from "./calendar-day";
import {
  type DateRules,
  faulty,
  type InstantReading,
  impossible,
  localTime,
  startOfDay,
  unreadable,
} from "./instant-reading";

const dayMs = 86_400_000;
const daySeconds = 86_400;
const serialZero = Date.UTC(1899, 11, 30);

const number = /^-?\d+(?:[.,]\d+)?$/;
/** 40000 is 6 July 2009, 60000 is 8 April 2064. */
const serial = /^([45]\d{4}|60000)(?:[.,](\d{1,15}))?$/;
/** Seconds, milliseconds or microseconds since 1970, told apart by their length. */
const epoch = /^(?:(\d{10})|(\d{13})|(\d{16}))(?:[.,](\d{1,9}))?$/;
const squeezed =
  /^(\d{4})(\d{2})(\d{2})(?:([Tt ]?)(\d{2})(\d{2})(\d{2})?(?:[.,](\d{1,9}))?([Zz]|[+-]\d{2}:?\d{2})?)?$/;
const dotNetDate = /^\\?\/?Date\((-?\d{1,15})(?:[+-]\d{4})?\)\\?\/?$/i;

/**
 * The instant that a text of digits names, or null where it is no number and nothing of .NET. A number is not clearly
 * a date: it must be as long as the form asks and mean a day from 2003 to the day after `now`; only Excel serials may
 * lie later. Everything else is unreadable.
 */
export function readBareNumber(text: string, rules: DateRules): InstantReading | null {
  const dotNet = dotNetDate.exec(text);
  if (dotNet) return readDotNet(Number(dotNet[1]));
  const excel = serial.exec(text);
  if (excel) return readSerial(Number(excel[1]), excel[2] ?? "", rules.zone);
  const counted = epoch.exec(text);
  if (counted) return readEpoch(counted, rules.now);
  const together = squeezed.exec(text);
  if (together) return readSqueezed(together, rules);
  return number.test(text) ? unreadable : null;
}

/** `/Date(…)/` names itself a date: beyond the plausible it is a date all the same, and says so. */
function readDotNet(ms: number): InstantReading {
  return ms < firstPlausibleAt ? faulty("implausible") : { at: ms, certain: true };
}

/** Days since 30 December 1899 on the wall clock of the zone; a whole number is the start of its day. */
function readSerial(days: number, fraction: string, zone: string): InstantReading {
  const day = serialZero + days * dayMs;
  const seconds = secondsOfFraction(fraction);
  return seconds === 0
    ? startOfDay(day, zone)
    : localTime(day + Math.floor(seconds * 1_000), undefined, zone);
}

/**
 * Seconds since midnight that a decimal fraction of a day stands for. Spreadsheets round it: where it is no whole
 * minute it is the earliest whole second that it may have been rounded from, which proves nothing too much.
 */
function secondsOfFraction(digits: string): number {
  const seconds = Number(`0.${digits}0`) * daySeconds;
  const tolerance = 1e-6;
  const minutes = Math.round(seconds / 60);
  if (Math.abs(seconds - minutes * 60) < tolerance) return minutes * 60;
  const rounding = (daySeconds / 2) * 10 ** -digits.length + tolerance;
  const first = Math.ceil(seconds - rounding);
  return first <= seconds + rounding ? Math.max(first, 0) : seconds;
}

function readEpoch(match: RegExpExecArray, now: number | undefined): InstantReading {
  const at = epochMs(match);
  return at < firstPlausibleAt ? unreadable : notLater({ at, certain: true }, now);
}

function epochMs([, seconds, milliseconds, microseconds, fraction = ""]: RegExpExecArray): number {
  if (seconds !== undefined) return Number(seconds) * 1_000 + Number(fraction.padEnd(3, "0").slice(0, 3));
  return milliseconds !== undefined ? Number(milliseconds) : Math.floor(Number(microseconds) / 1_000);
}

/** 20261120, 20261120T133105Z, 20261120133105.0Z. Digits alone must be a plausible day to be a date at all. */
function readSqueezed(match: RegExpExecArray, rules: DateRules): InstantReading {
  const [, year = "", month = "", date = "", mark = "", hour, minute, second, fraction, offset] = match;
  const isDigitsAlone = mark !== "T" && mark !== "t" && offset === undefined;
  const day = numericDay(year, month, date, null);
  if (typeof day !== "number") return isDigitsAlone ? unreadable : faulty(day);
  if (hour === undefined) return notLater(startOfDay(day, rules.zone), rules.now);
  const time = timeOfDay(hour, minute, second, fraction, undefined);
  if (time === null) return isDigitsAlone ? unreadable : impossible;
  const reading = localTime(day + time, offset, rules.zone);
  return isDigitsAlone ? notLater(reading, rules.now) : reading;
}

function notLater(reading: InstantReading, now = Number.POSITIVE_INFINITY): InstantReading {
  return "at" in reading && reading.at > now + dayMs ? unreadable : reading;
}
