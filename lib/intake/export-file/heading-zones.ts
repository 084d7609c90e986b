/** DATA and lookup of the time zones that headings name: "Last Connect (PST)", "Letzte Verbindung [MEZ]". */

import { cut, foldWords } from "./clean-text";

export interface HeadingZone {
  /** The heading without what names the zone. */
  plain: string;
  /** IANA name, "UTC" or a fixed offset such as "-07:00"; null: it names none that is known. */
  zone: string | null;
  /** The words of a zone that could be several ("CST", "IST"), or that nobody knows. */
  unclear: string | null;
}

/**
 * People write the words of standard time all year and mean the zone: so they are read. In winter that is the
 * same, in summer the zone's instant is the earlier one, so it never proves more than the word itself.
 * Words of summer time are taken at their word for the same reason.
 */
const zoneWords = new Map<string, string>(
  Object.entries({
    utc: "UTC",
    gmt: "UTC",
    ut: "UTC",
    z: "UTC",
    zulu: "UTC",
    pst: "America/Los_Angeles",
    pt: "America/Los_Angeles",
    pacific: "America/Los_Angeles",
    pdt: "-07:00",
    mst: "America/Denver",
    mt: "America/Denver",
    mountain: "America/Denver",
    mdt: "-06:00",
    ct: "America/Chicago",
    "us central": "America/Chicago",
    cdt: "-05:00",
    est: "America/New_York",
    et: "America/New_York",
    eastern: "America/New_York",
    edt: "-04:00",
    akst: "America/Anchorage",
    akdt: "-08:00",
    hst: "Pacific/Honolulu",
    nst: "America/St_Johns",
    ndt: "-02:30",
    adt: "-03:00",
    brt: "America/Sao_Paulo",
    brasilia: "America/Sao_Paulo",
    wet: "Europe/Lisbon",
    west: "+01:00",
    cet: "Europe/Berlin",
    mez: "Europe/Berlin",
    "central european": "Europe/Berlin",
    "w europe": "Europe/Berlin",
    cest: "+02:00",
    mesz: "+02:00",
    eet: "Europe/Helsinki",
    oez: "Europe/Helsinki",
    eest: "+03:00",
    oesz: "+03:00",
    msk: "Europe/Moscow",
    sast: "Africa/Johannesburg",
    jst: "Asia/Tokyo",
    kst: "Asia/Seoul",
    hkt: "Asia/Hong_Kong",
    sgt: "Asia/Singapore",
    awst: "Australia/Perth",
    acst: "Australia/Adelaide",
    aest: "Australia/Sydney",
    aet: "Australia/Sydney",
    aedt: "+11:00",
    nzst: "Pacific/Auckland",
    nzdt: "+13:00",
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
const zoneNames = new Map(Intl.supportedValuesOf("timeZone").map((zone) => [zone.toLowerCase(), zone]));

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
  const lower = text.toLowerCase();
  if (lower.endsWith("utc") || lower.endsWith("gmt")) {
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
  const named = zoneNames.get(text.toLowerCase());
  if (named) return { zone: named, unclear: null };
  const offset = saidOffset(text);
  if (offset !== null) return offset;
  const tokens = foldWords(text).split(" ").filter(Boolean);
  const told = tokens.filter((token) => !fillers.has(token));
  if (told.length === 0) return { zone: null, unclear: null };
  const zone = zoneWords.get(told.join(" "));
  if (zone) return { zone, unclear: null };
  const zones = new Set(told.map((token) => zoneWords.get(token)));
  // "EST/EDT": the zone, not one of its two offsets.
  const whole = [...zones].find((one) => one?.includes("/"));
  if (!zones.has(undefined)) return { zone: whole ?? [...zones][0] ?? null, unclear: null };
  const isZone =
    told.some((token) => unclearWords.has(token)) || tokens.some((token) => timeWords.has(token));
  return isZone ? { zone: null, unclear: text } : null;
}

/** "UTC+01:00 Berlin", "+0100"; without UTC before it the offset must stand alone. */
function saidOffset(text: string): { zone: string | null; unclear: string | null } | null {
  const [, prefix, sign, digits, minutes = "00", more] =
    /^(utc|gmt)? ?([+\u2212-])(\d{1,2})(?::?([0-5]\d))?(?![\d:])(.*)$/is.exec(text) ?? [];
  if (digits === undefined || (prefix === undefined && more !== "")) return null;
  if (Number(digits) > 14) return { zone: null, unclear: text };
  return { zone: `${sign === "+" ? "+" : "-"}${digits.padStart(2, "0")}:${minutes}`, unclear: null };
}

function trimSeparators(text: string): string {
  let end = text.length;
  while (end > 0 && " _-,:/".includes(text[end - 1] ?? "")) end--;
  return text.slice(0, end);
}
