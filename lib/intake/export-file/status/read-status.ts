/** Reads the free text of the Status and Status Details columns: connected or not, since when, and in what condition. */

import type { Availability } from "@/lib/core/client";
import { dateMark, plainText, takeDatesOut } from "./dates-in-text";
import { type ClaimedDate, type ClauseClaims, weighClause } from "./status-claims";
import { clausesOf, isDateAlone } from "./status-clauses";

export interface StatusReading {
  /** Connected now, not connected now, or null: the text does not say. */
  online: boolean | null;
  availability: Availability | null;
  lost: boolean;
  /** True for "upgrade pending"; text never proves the opposite. */
  needsUpdate: true | null;
  /** Something in the text was understood. Beside it there may be words that were not: these claim nothing. */
  understood: boolean;
  /**
   * The date that matters, as it stands in the text (accents may be gone): first the one beside the word of
   * connection that says how things are now, then the first beside any word of connection, then the first
   * that is no plan. A text that dates itself only by "3 days ago", "yesterday" or "14:00" comes back whole, so
   * that reading it fails where everybody can see it. Null where there is none.
   */
  dateText: string | null;
  /** `dateText` stands beside a word of connection that is not denied, or is all that the text says. */
  dateProves: boolean;
  /** "Never connected", "not connected yet": there has been no connection at all, and no date in the text proves one. */
  isDenied: boolean;
}

/** What a template means, whatever its dates are. `date`: which of them matters; `whole`: the whole text. */
interface Meaning extends Omit<StatusReading, "dateText"> {
  date: number | "whole" | null;
}

/** A date that nobody takes for a version, at the end of the text. */
const plainDate =
  /^(?:\d{4}([/-])\d{1,2}\1\d{1,2}|\d{1,2}([/.-])(?:\d\d|[1-9])\2\d{4})(?:[ ,T\u00a0\u202f]{1,3}\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:[ \u00a0\u202f]?[AaPp]\.?[ \u00a0\u202f]?[Mm]\.?)?(?:Z| ?[+-]\d{2}:?\d{2})?)?$/;

/** "Dis connected", "dé"connecté": what makes the opposite of the word behind it, torn off. Nothing is believed then. */
const tornWord =
  /(?:^|[^\p{L}\p{N}])(?:un|dis|des|d[eé]|s)[^\p{L}\p{N}]{1,3}(?:connect(?:ed|[eé]e?s?)|conectad[oa]s?|conness[oaie]|collegat[oaie]|ligad[oa]s?)(?!\p{L})/iu;

/** Longer texts are no status: they are not read, and nothing is understood. */
const readableChars = 2_000;
const rememberedTexts = 2_000;
const rememberedChars = 200;
/** By template; by words without a date; by the words before a plain date. */
const ofTemplates = new Map<string, Meaning>();
const ofWords = new Map<string, Meaning>();
const ofDated = new Map<string, Meaning>();
const nothing: Meaning = {
  online: null,
  availability: null,
  lost: false,
  needsUpdate: null,
  understood: false,
  date: null,
  dateProves: false,
  isDenied: false,
};

/**
 * The meaning of a status text in any of the six languages, with or without accents. Which date proves a
 * connection is decided per clause (`weighClause`): only one beside a word of connection that is not denied.
 * A text that is one date and nothing else is a date of connection, as the column is. Dates of anything else
 * (uninstalled, created, failed, checked, unknown words) are given and prove nothing. Unknown words leave
 * `online` null. Texts of more than 2,000 characters are not read.
 */
export function readStatus(text: string): StatusReading {
  if (text === "" || text.length > readableChars) return reading(nothing, null);
  const digit = firstDigit(text);
  if (digit === text.length) return reading(meaningOf(ofWords, text, wordsAlone), text);
  if (digit === 0 || (digit > 0 && text.charCodeAt(digit - 1) === space)) {
    const rest = digit === 0 ? text : text.slice(digit);
    if (plainDate.test(rest)) return reading(meaningOf(ofDated, text.slice(0, digit), wordsAndDate), rest);
  }
  const { template, dates } = takeDatesOut(text);
  const meaning = meaningOf(ofTemplates, template, asItIs);
  return reading(meaning, typeof meaning.date === "number" ? (dates[meaning.date] ?? null) : text);
}

const space = 32;
const asItIs = (template: string) => template;
const wordsAlone = (words: string) => plainText(words);
const wordsAndDate = (words: string) => `${plainText(words)} ${dateMark}`;

/** Index of the first digit, the length where there is none, -1 where a control character stands before it. */
function firstDigit(text: string): number {
  let index = 0;
  for (; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code >= 48 && code <= 57) return index;
    if (code < space) return -1;
  }
  return index;
}

function reading(meaning: Meaning, dateText: string | null): StatusReading {
  return {
    online: meaning.online,
    availability: meaning.availability,
    lost: meaning.lost,
    needsUpdate: meaning.needsUpdate,
    understood: meaning.understood,
    dateText: meaning.date === null ? null : dateText,
    dateProves: meaning.dateProves,
    isDenied: meaning.isDenied,
  };
}

function meaningOf(
  memory: Map<string, Meaning>,
  words: string,
  template: (words: string) => string,
): Meaning {
  const known = memory.get(words);
  if (known) return known;
  const meaning = findMeaning(template(words));
  if (words.length > rememberedChars) return meaning;
  if (memory.size >= rememberedTexts) memory.clear();
  // A copy: a slice would keep the whole piece of the file alive that it was cut from.
  memory.set(Buffer.from(words).toString(), meaning);
  return meaning;
}

function findMeaning(template: string): Meaning {
  if (tornWord.test(template)) return nothing;
  const { clauses, areAll } = clausesOf(template);
  const [only] = clauses;
  if (only && clauses.length === 1 && areAll && isDateAlone(only))
    return dateAlone(only.map((item) => item.date));
  const claims = clauses.map(weighClause);
  const isDenied = claims.some((claim) => claim.isDenied);
  const dates = claims.flatMap((claim) => claim.dates);
  const online = onlineOf(claims, isDenied);
  const chosen = chooseDate(isDenied ? dates.map((date) => ({ ...date, beside: null })) : dates, online);
  return {
    online,
    availability:
      (["uninstalled", "disabled", "available"] as const).find((condition) =>
        claims.some((claim) => claim.availability === condition),
      ) ?? null,
    lost: claims.some((claim) => claim.lost),
    needsUpdate: claims.some((claim) => claim.needsUpdate) ? true : null,
    understood: claims.some((claim) => claim.isUnderstood),
    date: chosen === null ? null : chosen.date < 0 ? "whole" : chosen.date,
    dateProves: chosen !== null && chosen.beside !== null,
    isDenied,
  };
}

/** Connected now or not: what the clauses say if they agree; not, if all they say is "lost" or "never". */
function onlineOf(claims: readonly ClauseClaims[], isDenied: boolean): boolean | null {
  const dates = claims.flatMap((claim) => claim.dates);
  // "Connected 08:00, checked 09:00": with a second date it is an event, not how things are now.
  const isHistory = dates.filter((date) => date.date >= 0 && !date.isPlan).length > 1;
  const stated = claims.filter((claim) => claim.online !== null && !claim.isDenied);
  if (isDenied) return stated.some((claim) => claim.online) ? null : false;
  const states = new Set(
    stated.filter((claim) => !(claim.isLoose && isHistory)).map((claim) => claim.online),
  );
  if (states.size === 1) return states.has(true);
  const isOnlyLost = states.size === 0 && claims.some((claim) => claim.lost);
  return isOnlyLost && dates.every((date) => date.beside === null) ? false : null;
}

function dateAlone(dates: readonly number[]): Meaning {
  const real = dates.filter((date) => date >= 0);
  const date = real[0] ?? "whole";
  return { ...nothing, understood: real.length === 1, date, dateProves: real.length <= 1 };
}

function chooseDate(dates: readonly ClaimedDate[], online: boolean | null): ClaimedDate | null {
  const real = dates.filter((date) => date.date >= 0);
  const candidates = (real.length > 0 ? real : dates).filter((date) => !date.isPlan);
  const now = online === null ? null : online ? "online" : "offline";
  return (
    candidates.find((date) => now !== null && date.beside === now) ??
    candidates.find((date) => date.beside !== null) ??
    candidates[0] ??
    null
  );
}
