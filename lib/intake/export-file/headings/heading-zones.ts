/** DATA and lookup of the time zones that headings name: "Last Connect (PST)", "Letzte Verbindung [MEZ]". */

import { cut, foldWords } from "../cells/clean-text";
import { zoneOfWord } from "../dates/local-time";

export interface HeadingZone {
  /** The heading without what names the zone. */
  plain: string;
  /** IANA name, "UTC" or a fixed offset such as "-07:00"; null: it names none that is known. */
  zone: string | null;
  /** The words of a zone that could be several ("CST", "IST"), or that nobody knows. */
  unclear: string | null;
}

/**
 * Words that mean a zone with its summer time. People write the words of standard time all year and mean the
 * zone: so they are read. In winter that is the same, in summer the zone's instant is the earlier one, so it never
 * proves more than the word itself. All other words are taken at their word (`zoneOfWord`).
 */
const zonesMeant = new Map<string, string>(
  Object.entries({
    pst: "America/Los_Angeles",
    pt: "America/Los_Angeles",
    pacific: "America/Los_Angeles",
    mst: "America/Denver",
    mt: "America/Denver",
    mountain: "America/Denver",
    ct: "America/Chicago",
    "us central": "America/Chicago",
    est: "America/New_York",
    et: "America/New_York",
    eastern: "America/New_York",
    akst: "America/Anchorage",
    nst: "America/St_Johns",
    brasilia: "America/Sao_Paulo",
    wet: "Europe/Lisbon",
    cet: "Europe/Berlin",
    mez: "Europe/Berlin",
    "central european": "Europe/Berlin",
    "w europe": "Europe/Berlin",
    eet: "Europe/Helsinki",
    oez: "Europe/Helsinki",
    acst: "Australia/Adelaide",
    aest: "Australia/Sydney",
    aet: "Australia/Sydney",
    nzst: "Pacific/Auckland",
  }),
);
const unclearWords = new Set("cst ist bst ast gst sst central".split(" "));

/** Words beside a zone, or in place of one, that say nothing. */
const fillers = new Set(
  "in time times timezone zone tz all as local server date data datum fecha hora horario heure ora orario zeit uhrzeit zeitzone lokal ortszeit standard daylight fuso huso fuseau de da do di du".split(
    " ",
  ),
);
const timeWords = new Set(
  "time timezone tz zeit zeitzone hora horario heure ora orario fuso huso fuseau".split(" "),
);

const headingChars = 200;

/** Splits off what stands in brackets at the end, or a zone as the last word in capitals. */
export function splitZone(heading: string): HeadingZone {
  const text = cut(heading.trim(), headingChars);
  const none = { plain: text, zone: null, unclear: null };
  const last = text.at(-1);
  if (last === ")" || last === "]") {
    const opens = text.lastIndexOf(last === ")" ? "(" : "[");
    if (opens === -1) return none;
    const said = saidZone(text.slice(opens + 1, -1));
    return said === null ? none : { plain: text.slice(0, opens).trim(), ...said };
  }
  return splitLastWord(text) ?? none;
}

function splitLastWord(text: string): HeadingZone | null {
  // "last_connect_utc" and "LastConnectUtc", but not "Mgmt".
  if (/[ _,:/-](?:utc|gmt)$/i.test(text) || /[a-z](?:UTC|GMT|Utc|Gmt)$/.test(text)) {
    return { plain: trimSeparators(text.slice(0, -3)), zone: "UTC", unclear: null };
  }
  const at = Math.max(text.lastIndexOf(" "), text.lastIndexOf("_"), text.lastIndexOf("-"));
  const word = text.slice(at + 1);
  if (at < 1 || word.length < 3 || word !== word.toUpperCase()) return null;
  const said = saidZone(word);
  if (said === null || (said.zone === null && said.unclear === null)) return null;
  return { plain: trimSeparators(text.slice(0, at)), ...said };
}

/** What the words in brackets say: a zone, an unclear one, or nothing but fillers; null: something else. */
function saidZone(words: string): { zone: string | null; unclear: string | null } | null {
  const text = words.trim();
  const tokens = foldWords(text).split(" ").filter(Boolean);
  const told = tokens.filter((token) => !fillers.has(token));
  if (told.length === 0 && !/\d/.test(text)) return { zone: null, unclear: null };
  const zone = zonesMeant.get(told.join(" ")) ?? zoneOfOffset(text) ?? zoneOfWords(told);
  if (zone !== null) return { zone, unclear: null };
  const isZone =
    told.some((token) => unclearWords.has(token)) ||
    tokens.some((token) => timeWords.has(token)) ||
    /^(?:utc|gmt)/i.test(text);
  return isZone ? { zone: null, unclear: text } : null;
}

/** "UTC+1", "GMT +0530", "+02:00", "UTC+01:00 Berlin", "Europe/Lisbon". */
function zoneOfOffset(text: string): string | null {
  if (!/[\d/]/.test(text)) return null;
  const [first = ""] = text.split(" ");
  return zoneOfWord(text.replaceAll(" ", "")) ?? (/^(?:utc|gmt)[+-]/i.test(first) ? zoneOfWord(first) : null);
}

/** "EST/EDT" is the zone, not one of its two offsets; null if one of the words names none. */
function zoneOfWords(words: readonly string[]): string | null {
  const zones = words.map((word) => zonesMeant.get(word) ?? zoneOfWord(word.toUpperCase()));
  if (zones.includes(null) || words.some((word) => unclearWords.has(word))) return null;
  return zones.find((zone) => zone?.includes("/")) ?? zones[0] ?? null;
}

function trimSeparators(text: string): string {
  let end = text.length;
  while (end > 0 && " _-,:/".includes(text[end - 1] ?? "")) end--;
  return text.slice(0, end);
}
