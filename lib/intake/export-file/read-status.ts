/** Reads the free text of the Status and Status Details columns: connected or not, since when, and in what condition. */

import type { Availability } from "@/lib/core/client";
import { isNoDate } from "./cell-words";
import { fold, foldWords } from "./clean-text";
import { monthWords } from "./date-words";
import {
  availableWords,
  disabledWords,
  durationWords,
  lostWords,
  negations,
  offlineWords,
  onlineWords,
  pastTails,
  pastWords,
  plannedWords,
  sinceWords,
  uninstalledWords,
  upgradePendingWords,
} from "./status-words";

export interface StatusWords {
  /** Connected now, not connected now, or null: the text does not say. */
  online: boolean | null;
  availability: Availability | null;
  lost: boolean;
  /** True for "upgrade pending"; text never proves the opposite. */
  needsUpdate: true | null;
  /** True for known words, unless "since" stands there before something that is no date. */
  understood: boolean;
}

export interface StatusReading extends StatusWords {
  /** The date inside the text as it stands there (accents may be gone), or null where there is none. */
  dateText: string | null;
}

const either = (words: readonly string[]) => `(?:${words.join("|")})`;
const online = either(onlineWords);
const offline = either(offlineWords);
const connection = new RegExp(
  [
    `\\b(?<past>${either(pastWords)} (?:[a-z]+ ){0,2}(?:${online}|${offline})\\b` +
      `|(?:${online}|${offline}) (?:[a-z]+ ){0,3}${either(pastTails)}\\b)`,
    `\\b(?<offline>${either(negations)} (?:[a-z]+ ){0,2}?${online}\\b|${offline}\\b)`,
    `\\b(?<online>${online})\\b`,
  ].join("|"),
);
const lost = new RegExp(`\\b${either(lostWords)}\\b`);
const disabled = new RegExp(`\\b${either(disabledWords)}\\b`);
const uninstalled = new RegExp(`\\b${either(uninstalledWords)}\\b`);
const available = new RegExp(`\\b${either(availableWords)}\\b`);
const upgradePending = new RegExp(`\\b${either(upgradePendingWords)}\\b`);
const lostConnection =
  /\b(?:connection lost|lost connection|(?:conexao|ligacao|conexion) perdida|connessione persa|connexion perdue|verbindung verloren)\b/g;
const sinceWhat = new RegExp(`\\b${either(sinceWords)} +(?<when>.*)$`);
const negatedAvailability = new RegExp(
  `\\b${either(negations)} ${either([...availableWords, ...disabledWords])}\\b`,
);

const plainDate =
  /^\d{1,4}([/.-])\d{1,2}\1\d{1,4}(?:[ ,T\u00a0\u202f]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:[ \u00a0\u202f]?[AaPp]\.?[ \u00a0\u202f]?[Mm]\.?)?(?:Z| ?[+-]\d{2}:?\d{2})?)?$/;
const month = either([...monthWords.flat()].sort((a, b) => b.length - a.length));
const half = "(?: ?[ap]\\.? ?m\\b\\.?)?";
const clock = `\\d{1,2}[:h.]\\d{2}(?:[:m.]\\d{2}s?(?:[.,]\\d+)?)?${half}`;
const zoneTail =
  "(?: ?\\(?(?:(?:z|utc|gmt)?[+-]\\d{1,2}(?::?\\d{2})?|(?:z|utc|gmt|[ecmp][sd]t|brt|ce[s]?t|wes?t|me[s]?z)\\b)\\)?)?";
const between = "(?:[ ,t]+(?:(?:at|as|a|las|la|alle|ore|um|le|o|-) )*|, ?|-)";
const day = either([
  "\\d{1,4} ?([/.-]) ?\\d{1,2} ?\\1 ?\\d{1,4}(?!\\d|\\.\\d)",
  `\\d{1,2}(?:\\.|o|er|st|nd|rd|th)?[ -]*(?:de |of )?${month}\\b\\.?,?[ -]*(?:de |del |of )?'?\\d{2,4}(?!\\d)`,
  `${month}\\.? \\d{1,2} ${clock}(?: [a-z]{1,4})? \\d{4}(?!\\d)`,
  `${month}\\.? \\d{1,2}(?:st|nd|rd|th)?,? \\d{4}(?!\\d)`,
  `\\d{4}[ -]${month}[ -]\\d{1,2}(?!\\d)`,
  "\\d{8}t\\d{4}(?:\\d{2})?",
  "(?:\\d{13}|\\d{10})(?!\\d)",
]);
const datesInText = new RegExp(
  `(?<![\\d.:])(?:\\d{1,2}[:h]\\d{2}(?::\\d{2})?${half},? +(?:(?:on|em|el|le|il|du|del|do) )?)?(?<![a-z])${day}(?:${between}${clock}(?: ?uhr)?)?${zoneTail}`,
  "g",
);
const planned = new RegExp(`\\b${either(plannedWords)}`);
const countedTime = new RegExp(`\\d ?${either(durationWords)}`);
const somethingLikeADate = /\d{1,4} ?[/:-] ?\d{1,2}|\d{1,2}\. ?\d{1,2}\. ?\d{2,4}/;

const nothing: StatusWords = {
  online: null,
  availability: null,
  lost: false,
  needsUpdate: null,
  understood: false,
};
const emptyReading: StatusReading = { ...nothing, dateText: null };
const rememberedTexts = 2_000;
const rememberedChars = 200;
const meanings = new Map<string, StatusWords>();

/**
 * The meaning of a status text in any of the six languages. Where several dates stand in it, the first one
 * that is not a plan ("will be deleted on …") counts. Unknown words leave `online` null and keep the date.
 * Text that counts time ("3 days ago") or holds a broken date comes back whole as `dateText`, so that reading
 * it fails where everybody can see it.
 */
export function readStatus(text: string): StatusReading {
  if (text === "") return emptyReading;
  let digit = 0;
  while (digit < text.length && !isDigit(text.charCodeAt(digit))) digit++;
  if (digit === text.length) return withDate(meaningOf(text), null);
  const rest = digit === 0 ? text : text.slice(digit);
  if (plainDate.test(rest)) {
    return withDate(digit === 0 ? nothing : meaningOf(text.slice(0, digit)), rest);
  }
  return readFreeText(text);
}

function readFreeText(text: string): StatusReading {
  const folded = fold(text);
  let words = "";
  let end = 0;
  let dateText: string | null = null;
  for (const match of folded.matchAll(datesInText)) {
    const before = folded.slice(end, match.index);
    words += `${before} `;
    end = match.index + match[0].length;
    if (dateText === null && !planned.test(before)) dateText = match[0].trim();
  }
  words += folded.slice(end);
  if (dateText === null && end === 0 && (countedTime.test(folded) || somethingLikeADate.test(folded)))
    dateText = text;
  return withDate(meaningOf(words.replace(/\d+/g, " ")), dateText);
}

function withDate(words: StatusWords, dateText: string | null): StatusReading {
  return {
    online: words.online,
    availability: words.availability,
    lost: words.lost,
    needsUpdate: words.needsUpdate,
    understood: words.understood,
    dateText,
  };
}

function meaningOf(text: string): StatusWords {
  const known = meanings.get(text);
  if (known) return known;
  const meaning = findMeaning(foldWords(text));
  if (text.length > rememberedChars) return meaning;
  if (meanings.size >= rememberedTexts) meanings.clear();
  // A copy: a slice would keep the whole piece of the file alive that it was cut from.
  meanings.set(Buffer.from(text).toString(), meaning);
  return meaning;
}

function findMeaning(words: string): StatusWords {
  if (words === "") return nothing;
  const found = connection.exec(words)?.groups;
  const lostClient = lost.test(words.replace(lostConnection, " "));
  const isOnline = found?.online !== undefined ? true : found?.offline !== undefined ? false : null;
  const availability = availabilityOf(words);
  const needsUpdate = upgradePending.test(words) ? true : null;
  const isKnown =
    found !== undefined ||
    lostClient ||
    availability !== null ||
    needsUpdate !== null ||
    negatedAvailability.test(words);
  const since = sinceWhat.exec(words)?.groups?.when ?? "";
  return {
    online: isOnline ?? (lostClient && found?.past === undefined ? false : null),
    availability,
    lost: lostClient,
    needsUpdate,
    understood: isKnown && (since === "" || isNoDate(since)),
  };
}

function availabilityOf(words: string): Availability | null {
  if (uninstalled.test(words)) return "uninstalled";
  if (negatedAvailability.test(words)) return null;
  if (disabled.test(words)) return "disabled";
  return available.test(words) ? "available" : null;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
