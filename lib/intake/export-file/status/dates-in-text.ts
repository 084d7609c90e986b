/** Finds the dates that stand among the words of a status text, and tells them from versions and addresses. */

import { fold } from "../cells/clean-text";
import { monthWords, weekdayWords } from "../dates/date-words";

export interface DatedText {
  /**
   * The words: folded, single spaces, each date replaced by `dateMark` and every other run of digits by one 0,
   * so that a million rows have few different templates.
   */
  template: string;
  /** The dates in their order, as they stood there, folded. */
  dates: readonly string[];
}

export const dateMark = "\u0001";

// Built from code points so that no invisible character stands in this file: C0 and C1 controls, soft hyphen,
// zero-width characters, direction marks and overrides, variation selectors, byte order mark.
const unseen =
  "\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufe0e\\ufe0f\\ufeff";
const invisible = new RegExp(`[${unseen}]`, "g");
const otherHyphens = /[\u2010-\u2012\u2212]/g;

const either = (words: readonly string[]) => `(?:${words.join("|")})`;
const month = either([...monthWords.flat()].sort((a, b) => b.length - a.length));
const half = "(?: ?[ap]\\.? ?m\\b\\.?)?";
const clock = `\\d{1,2}(?<mark>[:h.])\\d{2}(?:[:m.]\\d{2}s?(?:[.,]\\d{1,9})?)?${half}(?![.:]?\\d)`;
const between = "(?:[ ,t]+(?:(?:at|as|a|las|la|alle|ore|um|le|o|-) )*|, ?|-)";
/** A bracket behind it belongs to it only with the one before: "(last seen 14:02+00:00)". */
const perhapsInBrackets = (words: string) => `(?:\\(${words}\\)|${words})`;
const knownZone = ` ?${perhapsInBrackets(
  "(?:(?:z|utc|gmt)?[+-]\\d{1,2}(?::?\\d{2})?|(?:z|utc|gmt|[ecmp][sd]t|brs?t|ces?t|wes?t|ees?t|mes?z)\\b)",
)}`;
/** Further zones behind a time, whether they can be read or not: left out, the time would be taken for another zone's. */
const otherZone = ` ${perhapsInBrackets(
  either([
    "(?:bst|ist|jst|kst|hkt|sgt|pht|wib|ict|pkt|gst|msk|trt|sast|art|clt|cot|hst|ak[sd]t|a[sd]t|n[sd]t|a[ecw][sd]t|nz[sd]t)\\b",
    "(?:eastern|central|mountain|pacific)\\b(?: (?:standard|daylight))?(?: time\\b)?",
    "(?:europe|america|asia|africa|australia|pacific|atlantic|indian|us|etc)/[a-z_+/-]{2,40}",
  ]),
)}`;
const bracketedZone = "\\[[a-z_+/-]{2,40}\\]";
const day = either([
  "(?<first>\\d{1,4}) ?(?<separator>[/.-]) ?(?<second>\\d{1,2}) ?\\k<separator> ?(?<third>\\d{1,4})(?!\\d|\\.\\d)",
  `\\d{1,2}(?:\\.|o|er|st|nd|rd|th)?[ -]{0,3}(?:de |of )?${month}\\b\\.?,?[ -]{0,3}(?:de |del |of )?'?\\d{2,4}(?!\\d|[:h]\\d)`,
  `${month}\\.? \\d{1,2} \\d{1,2}:\\d{2}(?::\\d{2})?${half}(?: [a-z]{1,4})? \\d{4}(?!\\d)`,
  `${month}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}(?!\\d)`,
  `\\d{4}[ -]${month}[ -]\\d{1,2}(?!\\d)`,
  "\\d{8}t\\d{4}(?:\\d{2})?(?!\\d)",
  "/?date\\(-?\\d{9,14}(?:[+-]\\d{4})?\\)/?",
  "1\\d{9}(?:\\d{3}(?:\\d{3})?)?(?:[.,]\\d{1,9})?(?!\\d|[.,:/-]\\d)",
]);
const datesInText = new RegExp(
  `(?<!\\d|\\d[.:]|[a-z][-_]?)(?<lead>\\d{1,2}[:h]\\d{2}(?::\\d{2})?${half},? (?:(?:on|em|el|le|il|du|del|do|am) )?)?` +
    `(?<day>${day})(?:${between}${clock}(?: ?uhr\\b)?(?:${otherZone})?)?(?:${knownZone})?(?:${bracketedZone})?`,
  "g",
);

/** "14:02 est connecté", "14:02 ist verbunden", "14:02 cet ordinateur": zones, or words of a sentence that goes on. */
const zoneOrVerb = /[ (](est|ist|cet)$/;
/** A dotted number after these words is a version, whatever date it would make. */
const versionBefore =
  /\b(?:version|versao|versione|ver|v|build|rev|revision|release|client|cliente|software|sw|firmware)[ .:=(]{0,3}$/;
/** "Friday, 20 November": the comma behind it would part the date from its words. */
const weekdayBefore = new RegExp(`(?<![a-z])${either(weekdayWords)}\\.?, ?$`);
const sinceBefore =
  /\b(?:since|desde|dal|depuis|seit|am|vom|le|el|il)(?: (?:el|le|il|o|dia|dem|giorno|jour))?[ :]{0,2}$/;
/** Enough of what stands before a number to see the word that decides. */
const wordChars = 24;

/**
 * Takes the dates out of a text. A number of three parts with dots is a date where its year has four digits, or
 * where it has two and the number is written as dates are (month of two digits, a time behind it, "since"
 * before it); after a word like "version" or "client", and in any other form (24.3.4, 25.3.10), it is a version.
 */
export function takeDatesOut(text: string): DatedText {
  const folded = plainText(text);
  const dates: string[] = [];
  let template = "";
  let end = 0;
  datesInText.lastIndex = 0;
  for (let match = datesInText.exec(folded); match !== null; match = datesInText.exec(folded)) {
    const groups = match.groups ?? {};
    const dayEnd = match.index + (groups.lead?.length ?? 0) + (groups.day?.length ?? 0);
    const before = folded.slice(Math.max(end, match.index - wordChars), match.index);
    if (!isDate(groups, before)) {
      // Only the number itself is passed over: what was taken for its time may be a date.
      datesInText.lastIndex = dayEnd;
      continue;
    }
    template += `${digitsAway(folded.slice(end, match.index).replace(weekdayBefore, ""))}${dateMark}`;
    end = match.index + match[0].length;
    const zone = zoneOrVerb.exec(match[0])?.[1];
    if (zone === undefined || !/^ \p{L}/u.test(folded.slice(end, end + 3))) dates.push(match[0].trim());
    else {
      const meant = zoneMeant(text);
      if (meant === "verb") end -= zone.length;
      dates.push(folded.slice(match.index, end).trim() + (meant === "unclear" ? "?" : ""));
    }
  }
  return { template: template + digitsAway(folded.slice(end)), dates };
}

/** Folded, on one line, with single spaces and plain hyphens, and without characters that nobody sees. */
export function plainText(text: string): string {
  return fold(text).replace(/\s+/g, " ").replace(invisible, "").replace(otherHyphens, "-").trim();
}

/** In capitals it is a zone; in a text that is all capitals nobody can tell, and the date must not be read. */
function zoneMeant(text: string): "zone" | "verb" | "unclear" {
  if (!/\b(?:EST|IST|CET)\b/.test(text)) return "verb";
  return text === text.toUpperCase() ? "unclear" : "zone";
}

function digitsAway(text: string): string {
  return text.replace(/\d+/g, "0");
}

function isDate(groups: Record<string, string | undefined>, before: string): boolean {
  const { first, separator, second, third, lead, mark } = groups;
  if (first === undefined || second === undefined || third === undefined) return true;
  if (separator !== ".") return (first.length === 4 || third.length !== 1) && first.length !== 3;
  if (third.length === 4) return second !== "0";
  if (first.length === 3) return false;
  const isTimed = lead !== undefined || mark === ":" || mark === "h" || sinceBefore.test(before);
  if (first.length === 4) return (second.length === 2 && third.length === 2) || isTimed;
  if (third.length === 1 || versionBefore.test(before)) return false;
  return second.length === 2 || isTimed;
}
