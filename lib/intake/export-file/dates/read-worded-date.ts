/** Reads the dates that people write: months and weekdays by name in six languages, loose spacing, small words between. */

import { fold } from "../cells/clean-text";
import { type DayFault, type DayMs, looksLikeVersion, namedDay, numericDay, timeOfDay } from "./calendar-day";
import { dateConnectors, monthWords, weekdayWords } from "./date-words";
import {
  type DateRules,
  faulty,
  type InstantReading,
  impossible,
  isUnreadable,
  localTime,
  startOfDay,
  unreadable,
} from "./instant-reading";

const months = new Map(monthWords.flatMap((words, index) => words.map((word) => [word, index + 1] as const)));
const fillers = new Set([...weekdayWords, ...dateConnectors]);

// The forms below see plain text: lower case, single spaces, months as <n>, weekdays and small words gone.
const rest = "(?<rest>(?: .*)?)";
const join = " ?[/.-]? ?";
const minutes =
  " ?[:h.] ?(?<minute>\\d{2})(?: ?(?:[:m.']|min) ?(?<second>\\d{2}) ?s?(?:[.,](?<fraction>\\d{1,9}))?| ?min)?";
const signs = "(?: ?(?<sign>h))?(?: ?(?<half>[ap])m)?";
const offset =
  "(?: ?(?<offset>(?:utc|gmt|ut) ?[+-]\\d{1,2}(?::?\\d{2})?|[+-]\\d{2}(?::?\\d{2})?|z|[a-z]{2,5}))?";
const clockAlone = new RegExp(`^(?<hour>\\d{1,2})(?:${minutes})?${signs}${offset}$`);
const clockFirst = new RegExp(`^(?<clock>\\d{1,2}${minutes}${signs}) (?:- )?(?<date>.+)$`);
const clockBeforeYear = `(?<clock>\\d{1,2}:\\d{2}(?::\\d{2})?(?: ?[ap]m)?(?: [a-z]{1,5}| [+-]\\d{2,4})?) (?<year>\\d{4})$`;

const numericForm = new RegExp(
  `^(?<first>\\d{1,4}) ?(?<separator>[/.-]) ?(?<second>\\d{1,2}) ?\\k<separator> ?(?<third>\\d{1,4})(?:\\.(?= |$))?${rest}$`,
);
const namedForms: readonly RegExp[] = [
  // 20 <11> 2026, 20. <11> 2026, 1er <12> 2026, 20-<11>-26, 20/<11>/2026
  new RegExp(
    `^(?<day>\\d{1,2})(?:\\.|o|a|er|st|nd|rd|th)?${join}<(?<month>\\d+)>${join}'?(?<year>\\d{4}|\\d{2})${rest}$`,
  ),
  // <11> 20 17:02:11 utc 2026 and 20. <11> 17:02:11 cet 2026, as Unix writes them
  new RegExp(`^<(?<month>\\d+)> (?<day>\\d{1,2}) ${clockBeforeYear}`),
  new RegExp(`^(?<day>\\d{1,2})\\.? <(?<month>\\d+)> ${clockBeforeYear}`),
  // <11> 20 2026, <11> 20th 2026
  new RegExp(`^<(?<month>\\d+)> ?-? ?(?<day>\\d{1,2})(?:st|nd|rd|th|\\.)?(?: | ?- ?)(?<year>\\d{4})${rest}$`),
  // 2026 <11> 20, 2026-<11>-20
  new RegExp(`^(?<year>\\d{4})${join}<(?<month>\\d+)>${join}(?<day>\\d{1,2})${rest}$`),
];
const twoDigitYearFirst = new RegExp(`^(?<year>\\d{2})${join}<(?<month>\\d+)>${join}(?<day>\\d{2})${rest}$`);

type Parts = Record<string, string | undefined>;

/**
 * The instant of a date in words, or of numbers that are written loosely. Every word must be understood: a month, a
 * weekday, a small word, a zone. The text must be short (the caller cuts it) and free of invisible characters.
 */
export function readWordedDate(text: string, rules: DateRules): InstantReading {
  const folded = foldDate(text);
  if (folded === null) return unreadable;
  for (const marches of marchesToTry(folded)) {
    const reading = readPlain(plainText(folded, marches), rules);
    if (!isUnreadable(reading)) return reading;
  }
  return unreadable;
}

/** Folded and tidied, or null where folding makes digits of what is none (2², ①), or where our own mark for months stands. */
function foldDate(text: string): string | null {
  const folded = fold(text);
  if (digitsIn(folded) !== digitsIn(text) || folded.includes("<")) return null;
  return folded
    .replace(/[\u2010-\u2015\u2212]/g, "-")
    .replace(/\u2019/g, "'")
    .replace(/(gmt[+-]\d{4}) \([^()\d]*\)$/, "$1")
    .replace(/^am (?=.)/, "")
    .replace(/\bno dia\b/, "dia")
    .replace(/(^| )(?:l|all|dall|dell)' ?(?=\d)/g, "$1")
    .replace(/(\d) ?([ap])\.? ?m\b\.?/g, "$1 $2m")
    .replace(/(\d)t(?=\d{1,2}:)/, "$1 ");
}

function digitsIn(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code >= 48 && code <= 57) || (code >= 0xff10 && code <= 0xff19)) count++;
  }
  return count;
}

/**
 * "mar" is March in four languages and Tuesday in three: Tuesday where another month is named, else March if a date
 * comes of it (of two, the last one), else Tuesday. Yields how many of them, counted from the end, are months.
 */
function marchesToTry(folded: string): readonly number[] {
  const named: readonly string[] = folded.match(/[a-z]+/g) ?? [];
  if (!named.includes("mar")) return [0];
  return named.some((word) => word !== "mar" && months.has(word)) ? [0] : [1, 0];
}

/** The text with months as `<n>`, without weekdays, small words and commas. */
function plainText(folded: string, marches: number): string {
  const lastMarch = marches === 0 ? -1 : lastWordMar(folded);
  const words = folded.replace(/[a-z]+(?:-feira)?/g, (word, at: number) => {
    if (word === "mar") return at === lastMarch ? "<3>" : " ";
    const month = months.get(word);
    if (month !== undefined) return `<${month}>`;
    // Ordinals ("1o", "20th") and the h of "14h02" stand against a digit and keep their place.
    if (at > 0 && isDigit(folded.charCodeAt(at - 1))) return word;
    if (word === "uhr") return "h";
    return fillers.has(word) ? " " : word;
  });
  return words
    .replace(/[\s,;]+/g, " ")
    .replace(/>\./g, ">")
    .replace(/(^| )\.(?= |$)/g, "$1")
    .replace(/ \((?=[a-z+-])([a-z]{0,5} ?(?:[+-][\d:]{1,5})?)\)$/, " $1")
    .replace(/ {2,}/g, " ")
    .trim();
}

function lastWordMar(folded: string): number {
  let last = -1;
  for (const match of folded.matchAll(/[a-z]+/g)) if (match[0] === "mar") last = match.index;
  return last;
}

function readPlain(plain: string, rules: DateRules): InstantReading {
  const direct = readDateThenTime(plain, rules);
  if (!isUnreadable(direct)) return direct;
  // "14:02 20/11/2026" and "14:02, 20 November 2026"
  const early = clockFirst.exec(plain)?.groups;
  return early ? readDateThenTime(`${early.date} ${early.clock}`, rules) : unreadable;
}

function readDateThenTime(plain: string, rules: DateRules): InstantReading {
  const numeric = numericForm.exec(plain)?.groups;
  if (numeric) return isVersion(plain, numeric) ? unreadable : readNumeric(numeric, rules);
  for (const form of rules.order === "ymd" ? [twoDigitYearFirst, ...namedForms] : namedForms) {
    const named = form.exec(plain)?.groups;
    if (!named) continue;
    const { year = "", month = "", day = "" } = named;
    return withTime(namedDay(year, month, day), named.clock ?? named.rest ?? "", rules.zone);
  }
  return unreadable;
}

function readNumeric(
  { first = "", second = "", third = "", rest = "" }: Parts,
  rules: DateRules,
): InstantReading {
  return withTime(numericDay(first, second, third, rules.order), rest, rules.zone);
}

/** Nobody writes spaces into a version, and a time behind it makes a date of it. */
function isVersion(plain: string, { first = "", separator = "", second = "", third = "" }: Parts): boolean {
  return !plain.includes(" ") && looksLikeVersion(first, separator, second, third);
}

/** A day that is at fault counts as a date only where the rest makes it one. */
function withTime(day: DayMs | DayFault, rest: string, zone: string): InstantReading {
  if (typeof day === "number") return atClock(day, rest, zone);
  return isUnreadable(atClock(0, rest, zone)) ? unreadable : faulty(day);
}

function atClock(day: DayMs, rest: string, zone: string): InstantReading {
  const text = rest.replace(/^ (?:- )?/, "");
  if (text === "") return startOfDay(day, zone);
  const found = clockAlone.exec(text)?.groups;
  if (!found) return unreadable;
  const { hour = "", minute, second, fraction, half, sign } = found;
  // A lone number is an hour only where "h", "Uhr" or AM/PM says so.
  if (minute === undefined && sign === undefined && half === undefined) return unreadable;
  const time = timeOfDay(hour, minute, second, fraction, half);
  const reading = localTime(day + (time ?? 0), found.offset, zone);
  return time === null && !isUnreadable(reading) ? impossible : reading;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
