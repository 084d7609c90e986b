/** Reads the times of the Command API in every form that its generations write. */
import { cut } from "./cut";
import { attributeOf, type XmlElement } from "./xml/xml-element";

/** An instant in epoch milliseconds by the appliance's clock, and what was found wrong with it. */
export interface ReadInstant {
  /** `null`: none is given, or what is given cannot be one. */
  at: number | null;
  /** One clause for people: why there is none although something stands there, or that what stands there contradicts itself. */
  problem: string | null;
}

/** The attributes that repeat a time as a UNIX timestamp: `timestamp` (session data), `ts` (`last_data_sync_time` of check_health). */
const epochAttributes = ["timestamp", "ts"] as const;
/** Nothing before 2003 is a connection to this product. */
const earliest = Date.UTC(2003, 0, 1);
/** The text is cut to the second where the number is not, and the other way round. */
const sameWithinMs = 1_000;
const hour = 3_600_000;
const minute = 60_000;

const iso =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s?(Z|[+-]\d\d(?::?\d\d)?)?$/i;

/**
 * The instant that an element gives: as text (`2010-10-08T19:27:19+00:00`, `…-05:00`, `…50.877+0000`, `…Z`), as the number in
 * its attribute `timestamp` or `ts`, or as a bare number of seconds. Where text and number disagree, the earlier instant
 * counts: a connection, a login or a sync that is further back proves less of what came after it. A text in other words or
 * without an offset counts for nothing beside a number, and cannot be read without one. Later than `latestAt`, before 2003
 * or not in the calendar is refused. A time to the minute is its first second; fractions are cut to milliseconds.
 */
export function readInstant(element: XmlElement | undefined, latestAt: number): ReadInstant {
  if (element === undefined) return { at: null, problem: null };
  const found: number[] = [];
  for (const name of epochAttributes) {
    const value = attributeOf(element, name);
    if (value === null) continue;
    const at = readEpoch(value);
    if (at === null) return cannotBe(value);
    found.push(at);
  }
  if (element.text !== "") {
    const at = readEpoch(element.text) ?? readIso(element.text);
    if (typeof at === "number") found.push(at);
    else if (at === "impossible" || found.length === 0) return cannotBe(element.text);
  }
  if (found.length === 0) return { at: null, problem: null };
  const outside = found.find((at) => at < earliest || at > latestAt);
  if (outside !== undefined) return cannotBe(new Date(outside).toISOString());
  const at = Math.min(...found);
  const differ = Math.max(...found) - at >= sameWithinMs;
  return { at, problem: differ ? `says two different times, of which ${shown(at)} counts` : null };
}

/** Seconds since 1970 as a number; `null` where it is none. Milliseconds would lie far in the future and are refused as that. */
function readEpoch(text: string): number | null {
  return /^\d{1,12}(\.\d{1,9})?$/.test(text) ? Math.floor(Number(text) * 1_000) : null;
}

function readIso(text: string): number | "impossible" | "no offset" | "other words" {
  const match = iso.exec(text);
  if (match === null) return "other words";
  const [year = 0, month = 0, day = 0, hours = 0, minutes = 0, seconds = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const midnight = new Date(Date.UTC(year, month - 1, day));
  const inCalendar = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  if (!inCalendar || hours > 23 || minutes > 59 || seconds > 59) return "impossible";
  if (match[8] === undefined) return "no offset";
  const offsetMs = readOffset(match[8]);
  if (offsetMs === null) return "impossible";
  const milliseconds = Number((match[7] ?? "").slice(0, 3).padEnd(3, "0"));
  return Date.UTC(year, month - 1, day, hours, minutes, seconds, milliseconds) - offsetMs;
}

/** `Z`, `+00:00`, `-0500`, `+02`; `null` beyond the 14 hours that are in use. */
function readOffset(text: string): number | null {
  if (/^z$/i.test(text)) return 0;
  const digits = text.slice(1).replace(":", "").padEnd(4, "0");
  const size = Number(digits.slice(0, 2)) * hour + Number(digits.slice(2)) * minute;
  if (size > 14 * hour || Number(digits.slice(2)) > 59) return null;
  return text.startsWith("-") ? -size : size;
}

function cannotBe(value: string): ReadInstant {
  return { at: null, problem: `says "${cut(value, 60)}", which cannot be its time` };
}

function shown(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}
