/** The forms in which exports write an instant, and what each of them still tells of it. */
import type { DateOrder } from "@/lib/intake/export-file/dates/read-date";
import type { DialectLanguage } from "./dialect-words";

export interface DateForm {
  name: string;
  /** `zone`: IANA zone of the PC that wrote it. */
  write(at: number, zone: string): string;
  /** What can be read back: the latest instant that the text proves. */
  proves(at: number, zone: string): number;
  /** The latest instant that the text may mean. */
  mayMean(at: number, zone: string): number;
  /** The text names its own offset, or is no wall clock at all. */
  isCertain: boolean;
  /** Order of day, month and year where they are numbers; null: the text itself leaves no doubt. */
  order: DateOrder | null;
  /** A bare number: in a status text it would be none. */
  isNumber: boolean;
  /** A text of this form that was cut off never names a later instant. */
  mayBeCut: boolean;
}

const minute = 60_000;
const dayMs = 86_400_000;
const two = (number: number) => String(number).padStart(2, "0");
const exact = (at: number) => at;

const offsets = new Map<string, number>();
const clocks = new Map<string, Intl.DateTimeFormat>();

/** Minutes east of UTC, in milliseconds. */
function offsetAt(at: number, zone: string): number {
  const quarter = Math.floor(at / (15 * minute));
  const key = `${zone} ${quarter}`;
  let known = offsets.get(key);
  if (known === undefined) {
    let clock = clocks.get(zone);
    if (!clock) {
      clock = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
      clocks.set(zone, clock);
    }
    const name = clock
      .formatToParts(quarter * 15 * minute)
      .find(({ type }) => type === "timeZoneName")?.value;
    const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(name ?? "") ?? [];
    known =
      sign === undefined ? 0 : (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * minute;
    offsets.set(key, known);
  }
  return known;
}

/** The wall clock of a zone as a date whose UTC fields are its fields. */
const wallClock = (at: number, zone: string) => new Date(at + offsetAt(at, zone));

/** The same wall clock may come twice when summer time ends: only the first is proven. */
function firstOfWallClock(at: number, zone: string): number {
  const before = at - 60 * minute;
  return offsetAt(before, zone) - offsetAt(at, zone) === 60 * minute ? before : at;
}

/** The second of two equal wall clocks. */
function lastOfWallClock(at: number, zone: string): number {
  const after = at + 60 * minute;
  return offsetAt(at, zone) - offsetAt(after, zone) === 60 * minute ? after : at;
}

/** The first second of its minute, and the first of two equal wall clocks. */
const toTheMinute = (at: number, zone: string) => firstOfWallClock(Math.floor(at / minute) * minute, zone);

function toTheMinutesEnd(at: number, zone: string): number {
  return lastOfWallClock(Math.floor(at / minute) * minute, zone) + minute - 1;
}

const ymd = (date: Date, separator = "-") =>
  [date.getUTCFullYear(), two(date.getUTCMonth() + 1), two(date.getUTCDate())].join(separator);
const hms = (date: Date) =>
  `${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())}`;
const hm = (date: Date) => hms(date).slice(0, 5);
const sign = (at: number, zone: string, colon = ":") => {
  const minutes = offsetAt(at, zone) / minute;
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${colon}${two(size % 60)}`;
};
const utc = (at: number) => new Date(at).toISOString().slice(0, 19);

function certain(name: string, write: DateForm["write"], more: Partial<DateForm> = {}): DateForm {
  return {
    name,
    write,
    proves: exact,
    mayMean: exact,
    isCertain: true,
    order: null,
    isNumber: false,
    mayBeCut: false,
    ...more,
  };
}

function local(
  name: string,
  order: DateOrder | null,
  write: (date: Date) => string,
  more: Partial<DateForm> = {},
): DateForm {
  return {
    name,
    write: (at, zone) => write(wallClock(at, zone)),
    proves: firstOfWallClock,
    mayMean: lastOfWallClock,
    isCertain: false,
    order,
    isNumber: false,
    mayBeCut: true,
    ...more,
  };
}

const minutes = { proves: toTheMinute, mayMean: toTheMinutesEnd };

/** Forms whose time is certain whatever the zone of the PC. */
export const certainForms: readonly DateForm[] = [
  certain("ISO, offset of the API", (at) => `${utc(at)}+00:00`),
  certain("ISO, Z", (at) => `${utc(at)}Z`),
  certain("pandas", (at) => `${utc(at).replace("T", " ")}+00:00`),
  certain("ISO, microseconds", (at) => `${utc(at)}.000000+00:00`),
  certain(
    "ISO, local offset",
    (at, zone) => `${ymd(wallClock(at, zone))}T${hms(wallClock(at, zone))}${sign(at, zone)}`,
  ),
  certain(
    "ISO, zone in brackets",
    (at, zone) => `${ymd(wallClock(at, zone))}T${hms(wallClock(at, zone))}${sign(at, zone)}[${zone}]`,
  ),
  certain("SQL Server", (at) => `${utc(at).replace("T", " ")}.0000000 +00:00`),
  certain("mail", (at) => new Date(at).toUTCString().replace("GMT", "+0000")),
  certain("epoch seconds", (at) => String(at / 1_000), { isNumber: true }),
  certain("epoch milliseconds", (at) => String(at), { isNumber: true }),
  certain("epoch microseconds", (at) => `${at}000`, { isNumber: true }),
  certain("epoch as a float", (at) => `${at / 1_000}.0`, { isNumber: true }),
  certain(".NET", (at) => `/Date(${at})/`, { isNumber: true }),
];

/** Forms of a wall clock in which no language shows. */
export const localForms: readonly DateForm[] = [
  local("ISO, local", null, (date) => `${ymd(date)} ${hms(date)}`),
  local("ISO, local, T", null, (date) => `${ymd(date)}T${hms(date)}`),
  local("ISO to the minute", null, (date) => `${ymd(date)} ${hm(date)}`, minutes),
  local("year first, slashes", null, (date) => `${ymd(date, "/")} ${hms(date)}`),
  local("guarded", null, (date) => `'${ymd(date)} ${hm(date)}`, minutes),
  local("formula", null, (date) => `="${ymd(date)} ${hms(date)}"`, { mayBeCut: false }),
  ...(["/", ".", "-"] as const).flatMap((separator) => [
    local(`day first, ${separator}`, "dmy", (date) => `${dmy(date, separator)} ${hms(date)}`),
    local(
      `day first, ${separator}, to the minute`,
      "dmy",
      (date) => `${dmy(date, separator)} ${hm(date)}`,
      minutes,
    ),
  ]),
  local("day first, two-digit year", "dmy", (date) => `${dmy(date, ".").replace(".20", ".")} ${hms(date)}`),
  local("month first", "mdy", (date) => `${mdy(date)} ${hms(date)}`),
  local("month first, AM/PM", "mdy", (date) => `${mdy(date)} ${twelve(date)}`, { mayBeCut: false }),
  local("month first, narrow space", "mdy", (date) => `${mdy(date)}, ${twelve(date, "\u202f")}`, {
    mayBeCut: false,
  }),
  local("Excel serial, point", null, (date) => serial(date), { isNumber: true }),
  local("Excel serial, comma", null, (date) => serial(date).replace(".", ","), { isNumber: true }),
];

function dmy(date: Date, separator: string): string {
  return ymd(date, separator).split(separator).reverse().join(separator);
}

function mdy(date: Date): string {
  return `${date.getUTCMonth() + 1}/${date.getUTCDate()}/${date.getUTCFullYear()}`;
}

function twelve(date: Date, space = " "): string {
  const hour = date.getUTCHours();
  return `${hour % 12 || 12}${hms(date).slice(2)}${space}${hour < 12 ? "AM" : "PM"}`;
}

function serial(date: Date): string {
  return ((date.getTime() - Date.UTC(1899, 11, 30)) / dayMs).toFixed(10);
}

const regions: Record<DialectLanguage, readonly string[]> = {
  en: ["en-US", "en-GB"],
  de: ["de-DE", "de-AT"],
  fr: ["fr-FR"],
  es: ["es-ES", "es-MX", "es-CO"],
  it: ["it-IT"],
  pt: ["pt-BR"],
};

/** Dates as programs write them for people of a language: what ICU makes of them, with the names of weekdays and months. */
export function spokenForms(language: DialectLanguage): readonly DateForm[] {
  return regions[language].flatMap((region) =>
    (["full", "long", "medium"] as const).flatMap((dateStyle) =>
      (["short", "medium"] as const).map((timeStyle) => spokenForm(region, dateStyle, timeStyle)),
    ),
  );
}

function spokenForm(
  region: string,
  dateStyle: "full" | "long" | "medium",
  timeStyle: "short" | "medium",
): DateForm {
  const formats = new Map<string, Intl.DateTimeFormat>();
  return {
    name: `${region} ${dateStyle} ${timeStyle}`,
    write(at, zone) {
      let format = formats.get(zone);
      if (!format) {
        format = new Intl.DateTimeFormat(region, { dateStyle, timeStyle, timeZone: zone });
        formats.set(zone, format);
      }
      return format.format(at);
    },
    proves: timeStyle === "short" ? toTheMinute : firstOfWallClock,
    mayMean: timeStyle === "short" ? toTheMinutesEnd : lastOfWallClock,
    isCertain: false,
    order: region === "en-US" ? "mdy" : "dmy",
    isNumber: false,
    mayBeCut: false,
  };
}
