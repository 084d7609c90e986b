/** Reads one date as people and programs write them, without ever guessing the order of day and month. */

import { fold } from "./clean-text";
import { dateConnectors, monthWords, weekdayWords, zoneWordMinutes } from "./date-words";
import { zoneTimes } from "./local-time";

export type DateOrder = "ymd" | "dmy" | "mdy";

export interface DateRules {
  /** IANA zone of times that name no offset. */
  zone: string;
  /** Order of purely numeric dates; null: only those that fit one order are read. */
  order: DateOrder | null;
}

export type InstantReading =
  | { at: number }
  | { ambiguous: true }
  /** `order`: it is a date, but only in another order than the one given. `impossible`: no such day or hour. */
  | { invalid: true; why: "unreadable" | "impossible" | "order" };

const numericDate =
  /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:[ ,T\u00a0\u202f]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:[ \u00a0\u202f]?([AaPp])\.?[ \u00a0\u202f]?[Mm]\.?)?[ \u00a0\u202f]?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const timePattern =
  "(\\d{1,2})(?: ?[:h.] ?(\\d{2})(?: ?[:m.'] ?(\\d{2})s?(?:[.,](\\d{1,9}))?)?)?(h)?(?: ?([ap])m)?(?: ?uhr)?(?: ?\\(?((?:z|utc|gmt|ut)?[+-]\\d{1,2}(?::?\\d{2})?|[a-z]{1,4})\\)?)?";
const timeAlone = new RegExp(`^${timePattern}$`);
const dayNamedMonthYear = /^(\d{1,2})(?:\.|o|a|er|st|nd|rd|th)?[ -]*<(\d+)>[ -]*'?(\d{4}|\d{2})(?!\d)(.*)$/;
const namedMonthDayYear = /^<(\d+)>[ -]*(\d{1,2})(?:st|nd|rd|th|\.)?[ -]+(\d{4})(.*)$/;
const namedMonthDayTimeYear =
  /^<(\d+)> (\d{1,2}) (\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?(?: [a-z]{1,4})?) (\d{4})$/;
const yearNamedMonthDay = /^(\d{4})[ -]*<(\d+)>[ -]*(\d{1,2})(?!\d)(.*)$/;
const looseNumeric = /^(\d{1,4}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{1,4})(?!\d)\.?(.*)$/;
const compact = /^(\d{4})(\d{2})(\d{2})(?:[t ]?(\d{2})(\d{2})(\d{2})?(z|[+-]\d{2}:?\d{2})?)?$/;

const months = new Map(monthWords.flatMap((words, index) => words.map((word) => [word, index + 1] as const)));
const weekdays = new Set(weekdayWords);
const connectors = new Set(dateConnectors);
const unreadable: InstantReading = { invalid: true, why: "unreadable" };
const impossible: InstantReading = { invalid: true, why: "impossible" };

/**
 * The instant a date names, in epoch milliseconds. A time to the minute is its first second, a date alone the
 * first instant of its day; a local time that daylight saving makes ambiguous or skips is the earlier one.
 * Four digits first always mean year, month, day. With `order` null a numeric date whose day and month could
 * be exchanged is `ambiguous`. Never throws for bad text; throws RangeError for an unknown zone.
 */
export function readInstant(text: string, rules: DateRules): InstantReading {
  const trimmed = text.trim();
  const numeric = numericDate.exec(trimmed);
  if (numeric) return readNumericMatch(numeric, rules);
  if (/^\d+$/.test(trimmed) && trimmed.length !== 8 && trimmed.length !== 14) return readEpoch(trimmed);
  return readWords(trimmed, rules);
}

/**
 * What a numeric date says about the order of day and month in its file: one that fits only one order decides
 * it, `ambiguous` fits both with different results, null says nothing (year first, month by name, day and
 * month equal, or no date at all).
 */
export function orderEvidence(text: string): "dmy" | "mdy" | "ambiguous" | null {
  const parts = /(?<![\d:/.-])(\d{1,2})( ?[/.-] ?)(\d{1,2})\2(\d{4}|\d{2})(?!\d|\.\d)/.exec(text);
  if (!parts) return null;
  const first = Number(parts[1]);
  const second = Number(parts[3]);
  const year = fullYear(parts[4] as string);
  const dmy = dayExists(year, second, first);
  const mdy = dayExists(year, first, second);
  if (dmy && mdy) return first === second ? null : "ambiguous";
  return dmy ? "dmy" : mdy ? "mdy" : null;
}

function readNumericMatch(match: RegExpExecArray, rules: DateRules): InstantReading {
  const day = dayOf(match[1] as string, match[3] as string, match[4] as string, rules.order);
  if (typeof day !== "number") return day;
  if (match[5] === undefined) return { at: zoneTimes(rules.zone).startOfDay(day) };
  const time = timeOfDay(match[5], match[6], match[7], match[8], match[9]);
  if (time === null) return impossible;
  return place(day + time, match[10], rules.zone);
}

function readEpoch(digits: string): InstantReading {
  const number = Number(digits);
  if (digits.length === 9 || digits.length === 10) return { at: number * 1_000 };
  if (digits.length === 12 || digits.length === 13) return { at: number };
  return unreadable;
}

function readWords(text: string, rules: DateRules): InstantReading {
  const plain = plainWords(text);
  const squeezed = compact.exec(plain);
  if (squeezed) {
    const day = dayOf(squeezed[1] as string, squeezed[2] as string, squeezed[3] as string, null);
    if (typeof day !== "number") return day;
    if (squeezed[4] === undefined) return { at: zoneTimes(rules.zone).startOfDay(day) };
    const time = timeOfDay(squeezed[4], squeezed[5], squeezed[6], undefined, undefined);
    return time === null ? impossible : place(day + time, squeezed[7], rules.zone);
  }
  const direct = readDateThenTime(plain, rules);
  if (!isUnreadable(direct)) return direct;
  // "14:02 20/11/2026" and "14:02, 20 November 2026"
  const timeFirst = /^(\d{1,2}[:h]\d{2}(?::\d{2})?(?: ?[ap]m)?)[ -]+(.+)$/.exec(plain);
  return timeFirst ? readDateThenTime(`${timeFirst[2]} ${timeFirst[1]}`, rules) : unreadable;
}

function readDateThenTime(plain: string, rules: DateRules): InstantReading {
  const numeric = looseNumeric.exec(plain);
  if (numeric) {
    const day = dayOf(numeric[1] as string, numeric[3] as string, numeric[4] as string, rules.order);
    return withTime(day, numeric[5] as string, rules.zone);
  }
  const dayFirst = dayNamedMonthYear.exec(plain);
  if (dayFirst) {
    return withTime(namedDay(dayFirst[3], dayFirst[2], dayFirst[1]), dayFirst[4] as string, rules.zone);
  }
  const unix = namedMonthDayTimeYear.exec(plain);
  if (unix) return withTime(namedDay(unix[4], unix[1], unix[2]), ` ${unix[3]}`, rules.zone);
  const monthFirst = namedMonthDayYear.exec(plain);
  if (monthFirst) {
    return withTime(
      namedDay(monthFirst[3], monthFirst[1], monthFirst[2]),
      monthFirst[4] as string,
      rules.zone,
    );
  }
  const yearFirst = yearNamedMonthDay.exec(plain);
  if (yearFirst) {
    return withTime(namedDay(yearFirst[1], yearFirst[2], yearFirst[3]), yearFirst[4] as string, rules.zone);
  }
  return unreadable;
}

/** Folded text in which months are `<n>` and weekdays, connectors, commas and brackets are gone. */
function plainWords(text: string): string {
  const folded = fold(text)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff"]/g, "")
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/^\s*am\s+(?=\d)/, "")
    .replace(/(\d)\s*([ap])\.?\s?m\b\.?/g, "$1 $2m")
    .replace(/(\d)t(?=\d{1,2}:)/, "$1 ");
  // "mar" is both a month and a Tuesday: it is the month only if no other month is named.
  const named = folded.match(/[a-z]+/g) ?? [];
  const others = named.filter((word) => word !== "mar" && months.has(word)).length;
  let marchTaken = others > 0;
  const words = folded.replace(/[a-z]+(?:-feira)?/g, (word, at: number) => {
    if (word === "mar") {
      const again = folded.indexOf("mar", at + 3) >= 0 && /\bmar\b/.test(folded.slice(at + 3));
      if (marchTaken || again) return " ";
      marchTaken = true;
      return "<3>";
    }
    const month = months.get(word);
    if (month !== undefined) return `<${month}>`;
    // Ordinals ("1o", "20th") and the h of "14h02" stand against a digit and keep their place.
    if (at > 0 && /\d/.test(folded[at - 1] ?? "")) return word;
    return weekdays.has(word) || connectors.has(word) ? " " : word;
  });
  return words
    .replace(/>\./g, ">")
    .replace(/[\s,;]+/g, " ")
    .replace(/(^| )[.](?= |$)/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function withTime(day: number | InstantReading, rest: string, zone: string): InstantReading {
  if (typeof day !== "number") return day;
  const text = rest.replace(/^[ \-t]+/, "").trim();
  if (text === "") return { at: zoneTimes(zone).startOfDay(day) };
  const match = timeAlone.exec(text);
  if (!match) return unreadable;
  const [, hour, minute, second, fraction, bareHour, half, zoneWord] = match;
  // A lone number is an hour only where "h", "Uhr" or AM/PM says so.
  if (minute === undefined && bareHour === undefined && half === undefined && !text.includes("uhr"))
    return unreadable;
  const time = timeOfDay(hour as string, minute ?? "0", second, fraction, half);
  return time === null ? impossible : place(day + time, zoneWord === "uhr" ? undefined : zoneWord, zone);
}

/** Local midnight of a numeric date as if in UTC, or why there is none. */
function dayOf(
  first: string,
  second: string,
  third: string,
  order: DateOrder | null,
): number | InstantReading {
  if (first.length === 4) {
    if (third.length > 2) return unreadable;
    return dayAsUtc(Number(first), Number(second), Number(third));
  }
  if (first.length === 3 || third.length === 3 || third.length === 1) return unreadable;
  const a = Number(first);
  const b = Number(second);
  const year = fullYear(third);
  if (order === "ymd") {
    if (third.length === 2) return dayAsUtc(fullYear(first), b, Number(third));
    return dayExists(year, b, a) || dayExists(year, a, b) ? { invalid: true, why: "order" } : impossible;
  }
  if (order === null) {
    const dmy = dayExists(year, b, a);
    const mdy = dayExists(year, a, b);
    if (dmy && mdy && a !== b) return { ambiguous: true };
    if (!dmy && !mdy) return impossible;
    return dmy ? dayAsUtc(year, b, a) : dayAsUtc(year, a, b);
  }
  const [month, day] = order === "dmy" ? [b, a] : [a, b];
  if (dayExists(year, month, day)) return dayAsUtc(year, month, day);
  return dayExists(year, day, month) ? { invalid: true, why: "order" } : impossible;
}

function namedDay(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
): number | InstantReading {
  return dayAsUtc(fullYear(year ?? ""), Number(month), Number(day));
}

function dayAsUtc(year: number, month: number, day: number): number | InstantReading {
  return dayExists(year, month, day) ? Date.UTC(year, month - 1, day) : impossible;
}

const monthDays = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

function dayExists(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1 || year < 1_000) return false;
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day <= (monthDays[month - 1] ?? 0) + (leap ? 1 : 0);
}

/** Two digits are a year of this century: the product began in 2003. */
function fullYear(digits: string): number {
  return digits.length === 2 ? 2_000 + Number(digits) : Number(digits);
}

/** Milliseconds since midnight, or null for an hour that does not exist. */
function timeOfDay(
  hourText: string,
  minuteText: string | undefined,
  secondText: string | undefined,
  fractionText: string | undefined,
  half: string | undefined,
): number | null {
  let hour = Number(hourText);
  const minute = Number(minuteText ?? 0);
  const second = Number(secondText ?? 0);
  if (minute > 59 || second > 59) return null;
  if (half !== undefined) {
    const isAfternoon = half.toLowerCase() === "p";
    if (hour > 23 || (hour > 12 && !isAfternoon)) return null;
    hour = (hour % 12) + (isAfternoon ? 12 : 0);
  } else if (hour > 23) return null;
  const millisecond = fractionText === undefined ? 0 : Number(fractionText.padEnd(3, "0").slice(0, 3));
  return ((hour * 60 + minute) * 60 + second) * 1_000 + millisecond;
}

/** A local time put on the time line by the offset written beside it, else by the zone. */
function place(local: number, offset: string | undefined, zone: string): InstantReading {
  if (offset === undefined || offset === "") return { at: zoneTimes(zone).instantOf(local) };
  if (offset === "Z" || offset === "+00:00") return { at: local };
  const word = offset.toLowerCase();
  const named = zoneWordMinutes[word];
  if (named !== undefined) return { at: local - named * 60_000 };
  const parts = /^(?:z|utc|gmt|ut)?([+-])(\d{1,2}):?(\d{2})?$/.exec(word);
  if (!parts) return unreadable;
  const minutes = Number(parts[2]) * 60 + Number(parts[3] ?? 0);
  if (minutes > 18 * 60 || Number(parts[3] ?? 0) > 59) return impossible;
  return { at: local - (parts[1] === "-" ? -minutes : minutes) * 60_000 };
}

function isUnreadable(reading: InstantReading): boolean {
  return "invalid" in reading && reading.why === "unreadable";
}
