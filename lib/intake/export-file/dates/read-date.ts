/** Reads one date as people and programs write it, without ever guessing the order of day and month. */

import { bareText, fold } from "../cells/clean-text";
import { looksLikeVersion, numericDay, timeOfDay } from "./calendar-day";
import { weekdayWords } from "./date-words";
import {
  type DateRules,
  faulty,
  type InstantReading,
  impossible,
  localTime,
  startOfDay,
  unreadable,
} from "./instant-reading";
import { zoneOfWord } from "./local-time";
import { readBareNumber } from "./read-bare-number";
import { readWordedDate } from "./read-worded-date";

export type { DateOrder } from "./calendar-day";
export type { DateRules, InstantReading } from "./instant-reading";

/** A date of three numbers with whatever time behind it: first, separator, second, third, then hour to offset. */
export const numericDate =
  /^(\d{1,4})([/.-])(\d{1,2})\2(\d{1,4})(?:[ ,T\u00a0\u202f]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?:[ \u00a0\u202f]?([AaPp])\.?[ \u00a0\u202f]?[Mm]\.?)?[ \u00a0\u202f]?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/;
const longestDate = 150;
const weekdays = new Set(weekdayWords);
/** What may follow a calendar in RFC 9557; any other calendar would count other years. */
const sameCalendar = /^!?u-ca=(?:iso8601|gregory)$/;

/**
 * The instant a date names, in epoch milliseconds. A time to the minute is its first second, a date alone the first
 * instant of its day; a local time that daylight saving makes ambiguous or skips is the earlier one. Four digits first
 * always mean year, month, day. With `order` null a date that several orders fit is `ambiguous`. A text that is not
 * clearly a date is `unreadable`: a version, a number of the wrong length, a date beside words nobody knows. Never
 * throws for bad text; throws RangeError for an unknown zone in the rules.
 */
export function readInstant(text: string, rules: DateRules): InstantReading {
  const trimmed = text.trim();
  const numeric = numericDate.exec(trimmed);
  return numeric ? readNumeric(numeric, rules) : readOtherForm(trimmed, rules);
}

/** The form of programs and most exports: by far the most frequent, so it is read first and by itself. */
function readNumeric(match: RegExpExecArray, rules: DateRules): InstantReading {
  const first = match[1] as string;
  const second = match[3] as string;
  const third = match[4] as string;
  const hour = match[5];
  if (hour === undefined && looksLikeVersion(first, match[2] as string, second, third)) return unreadable;
  const day = numericDay(first, second, third, rules.order);
  if (typeof day !== "number") return faulty(day);
  if (hour === undefined) return startOfDay(day, rules.zone);
  const time = timeOfDay(hour, match[6], match[7], match[8], match[9]);
  return time === null ? impossible : localTime(day + time, match[10], rules.zone);
}

function readOtherForm(text: string, rules: DateRules): InstantReading {
  if (text === "" || text.length > longestDate) return unreadable;
  const bare = withoutQuotes(bareText(text));
  return readZoned(bare, rules) ?? readForm(bare, rules);
}

function readForm(text: string, rules: DateRules): InstantReading {
  const numeric = numericDate.exec(text);
  if (numeric) return readNumeric(numeric, rules);
  return readBareNumber(text, rules) ?? readWordedDate(text, rules);
}

/**
 * A date with the name of its zone behind it ("… 13:31 Europe/Berlin") or with tags in brackets (RFC 9557, and the
 * weekdays that some programs put there). An offset in the text itself stands above them. Null where there is none.
 */
function readZoned(text: string, rules: DateRules): InstantReading | null {
  const opening = text.indexOf("[");
  if (opening > 0 && text.endsWith("]")) {
    const tags = text.slice(opening + 1, -1).split("][");
    let zone: string | null = null;
    for (const tag of tags) {
      const named = zoneOfWord(tag.replace(/^!/, ""));
      if (named !== null) zone ??= named;
      else if (!weekdays.has(fold(tag).replace(/\.$/, "")) && !sameCalendar.test(tag)) return unreadable;
    }
    return readInZone(text.slice(0, opening).trimEnd(), zone, rules);
  }
  const space = text.lastIndexOf(" ");
  const last = text.slice(space + 1).replace(/^\((.*)\)$/, "$1");
  if (space < 1 || !/^[A-Za-z]/.test(last) || !last.includes("/")) return null;
  const zone = zoneOfWord(last);
  return zone === null ? null : readInZone(text.slice(0, space), zone, rules);
}

function readInZone(text: string, zone: string | null, rules: DateRules): InstantReading {
  if (zone === null) return readForm(text, rules);
  const reading = readForm(text, { ...rules, zone });
  return "at" in reading ? { at: reading.at, certain: true } : reading;
}

/** Quotation marks around the whole text, as doubled quoting leaves them. */
function withoutQuotes(text: string): string {
  return text.length > 2 && text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).trim() : text;
}
