import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, test } from "vitest";
import { orderEvidence } from "@/lib/intake/export-file/dates/order-evidence";
import { type DateOrder, type InstantReading, readInstant } from "@/lib/intake/export-file/dates/read-date";

const now = Date.parse("2026-11-22T12:00:00Z");
const second = 1_000;
const minute = 60 * second;
const day = 1_440 * minute;
const orders: readonly DateOrder[] = ["ymd", "dmy", "mdy"];
const zones = [
  "UTC",
  "Europe/Berlin",
  "America/Sao_Paulo",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "-08:00",
  "+05:45",
];
const locales =
  "en-US en-GB en-CA en-AU en-IN pt-BR pt-PT es-ES es-MX es-AR es-US it-IT it-CH fr-FR fr-CA fr-CH fr-BE de-DE de-AT de-CH".split(
    " ",
  );

/** A text and what it must be read as. `local`: the wall clock that it shows, as if in UTC. */
interface Written {
  text: string;
  order: DateOrder;
  local?: number;
  isWholeDay?: boolean;
  at?: number;
}

const two = (number: number) => String(number).padStart(2, "0");
const floor = (ms: number, unit: number) => Math.floor(ms / unit) * unit;
const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  formats.set(key, known);
  return known;
}

function wallClock(at: number, zone: string): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime();
  return local.toZonedDateTime("UTC").epochMilliseconds;
}

/** The earlier instant of a local time; the first instant of a whole day. */
function placed(local: number, zone: string, isWholeDay: boolean): number {
  const plain = Temporal.Instant.fromEpochMilliseconds(local).toZonedDateTimeISO("UTC").toPlainDateTime();
  const zoned = isWholeDay
    ? plain.toPlainDate().toZonedDateTime(zone)
    : plain.toZonedDateTime(zone, { disambiguation: "earlier" });
  return zoned.epochMilliseconds;
}

function partsOf(local: number) {
  const date = new Date(local);
  const hour = date.getUTCHours();
  return {
    y: String(date.getUTCFullYear()),
    mo: date.getUTCMonth() + 1,
    d: date.getUTCDate(),
    h: hour,
    half: `${hour % 12 || 12}`,
    isMorning: hour < 12,
    mi: two(date.getUTCMinutes()),
    s: two(date.getUTCSeconds()),
  };
}

type Clock = { unit: number; write: (p: ReturnType<typeof partsOf>) => string };
const clocks: readonly Clock[] = [
  { unit: second, write: (p) => `${two(p.h)}:${p.mi}:${p.s}` },
  { unit: second, write: (p) => `${p.h}:${p.mi}:${p.s}` },
  { unit: minute, write: (p) => `${two(p.h)}:${p.mi}` },
  { unit: minute, write: (p) => `${two(p.h)}h${p.mi}` },
  { unit: minute, write: (p) => `${p.h} h ${p.mi}` },
  { unit: second, write: (p) => `${p.h} h ${p.mi} min ${p.s} s` },
  { unit: second, write: (p) => `${two(p.h)}.${p.mi}.${p.s}` },
  { unit: minute, write: (p) => `${two(p.h)}:${p.mi} Uhr` },
  { unit: minute, write: (p) => `${p.half}:${p.mi} ${p.isMorning ? "AM" : "PM"}` },
  { unit: second, write: (p) => `${p.half}:${p.mi}:${p.s}\u202f${p.isMorning ? "a. m." : "p. m."}` },
];
const joins = [" ", ", ", " - ", " at ", " às ", " a las ", " alle ore ", " à ", " um "];
const wholeDay: Clock = { unit: day, write: () => "" };

const numeric = fc
  .record({
    order: fc.constantFrom(...orders),
    separator: fc.constantFrom("/", ".", "-", " / ", ". "),
    isPadded: fc.boolean(),
    isShort: fc.boolean(),
    clock: fc.constantFrom(...clocks, wholeDay),
    join: fc.constantFrom(...joins),
  })
  .map(({ order, separator, isPadded, isShort, clock, join }) => (at: number, zone: string): Written => {
    const local = floor(wallClock(at, zone), clock.unit);
    const p = partsOf(local);
    // Full stops without padding and time would be a version.
    const pad = isPadded || (separator === "." && clock === wholeDay) ? two : String;
    const year = isShort ? p.y.slice(2) : p.y;
    const places = {
      ymd: [year, pad(p.mo), pad(p.d)],
      dmy: [pad(p.d), pad(p.mo), year],
      mdy: [pad(p.mo), pad(p.d), year],
    };
    const written = order === "ymd" && isShort ? [year, two(p.mo), two(p.d)] : places[order];
    const time = clock.write(p);
    return {
      text: written.join(separator) + (time === "" ? "" : join + time),
      order,
      local,
      isWholeDay: clock === wholeDay,
    };
  });

const localised = fc
  .record({
    locale: fc.constantFrom(...locales),
    dateStyle: fc.constantFrom("full", "long", "medium", "short"),
    timeStyle: fc.constantFrom("short", "medium", undefined),
  })
  .map(({ locale, dateStyle, timeStyle }) => (at: number, zone: string): Written => {
    const unit = timeStyle === undefined ? day : timeStyle === "short" ? minute : second;
    const local = floor(wallClock(at, zone), unit);
    const made = format(locale, { dateStyle, ...(timeStyle && { timeStyle }) } as Intl.DateTimeFormatOptions);
    const shape = made
      .formatToParts(local)
      .flatMap(({ type }) => (/^(?:year|month|day)$/.test(type) ? [type[0]] : []));
    return { text: made.format(local), order: shape.join("") as DateOrder, local, isWholeDay: unit === day };
  });

const withOffset = fc
  .record({
    order: fc.constantFrom(...orders),
    join: fc.constantFrom("T", " "),
    offset: fc.integer({ min: -12, max: 14 }),
    tail: fc.constantFrom("", "[Europe/Berlin]", "[Fri]"),
    glue: fc.constantFrom("", " "),
    digits: fc.constantFrom(0, 3, 6),
  })
  .map(({ order, join, offset, tail, glue, digits }) => (at: number): Written => {
    const p = partsOf(at + offset * 60 * minute);
    const sign = `${offset < 0 ? "-" : "+"}${two(Math.abs(offset))}`;
    const fraction = digits === 0 ? "" : `.${"0".repeat(digits)}`;
    const stamp = `${p.y}-${two(p.mo)}-${two(p.d)}${join}${two(p.h)}:${p.mi}:${p.s}${fraction}`;
    return { text: `${stamp}${offset === 0 ? "Z" : `${glue}${sign}:00`}${tail}`, order, at };
  });

const counted = fc
  .record({
    order: fc.constantFrom(...orders),
    form: fc.constantFrom<(at: number) => string>(
      (at) => String(at / second),
      (at) => `${at / second}.0`,
      (at) => `${at / second},000000`,
      (at) => String(at),
      (at) => `${at}.0`,
      (at) => `${at}000`,
      (at) => `/Date(${at})/`,
      (at) => `\\/Date(${at}+0100)\\/`,
      (at) => new Date(at).toISOString(),
      (at) => new Date(at).toUTCString(),
      (at) => new Date(at).toISOString().replace(/[-:]|\.000/g, ""),
    ),
  })
  .map(
    ({ order, form }) =>
      (at: number): Written => ({ text: form(at), order, at }),
  );

const serial = fc
  .record({
    order: fc.constantFrom(...orders),
    point: fc.constantFrom(".", ","),
    digits: fc.integer({ min: 5, max: 15 }),
  })
  .map(({ order, point, digits }) => (at: number, zone: string): Written => {
    const local = Math.max(wallClock(at, zone), Date.UTC(2009, 6, 6));
    const days = Math.floor(local / day) + 25_569;
    // The fraction in whole numbers: a float would be off in the last digits, as Excel's never are.
    const scaled = (BigInt(local % day) * 10n ** BigInt(digits) * 2n + BigInt(day)) / (2n * BigInt(day));
    const fraction = scaled.toString().padStart(digits, "0");
    return { text: `${days}${point}${fraction}`, order, local, isWholeDay: local % day === 0 };
  });

const wraps = fc.constantFrom<(text: string) => string>(
  (text) => text,
  (text) => text,
  (text) => `'${text}`,
  (text) => `="${text}"`,
  (text) => `"${text}"`,
  (text) => ` ${text.replaceAll(" ", "\u00a0")} `,
  (text) => `\u200e${text.replace(/[/. -]/g, "$&\u200e\u200f")}`,
  (text) => `\ufeff${text}\u202c`,
);
const instant = fc
  .integer({ min: Date.UTC(2003, 0, 3) / second, max: Date.UTC(2026, 10, 21) / second })
  .map((at) => at * second);
const anyForm = fc.oneof<fc.Arbitrary<(at: number, zone: string) => Written>[]>(
  numeric,
  localised,
  localised,
  withOffset,
  counted,
  serial,
);
const anyDate = fc.tuple(anyForm, wraps, instant, fc.constantFrom(...zones)).map(([form, wrap, at, zone]) => {
  const written = form(at, zone);
  return { ...written, text: wrap(written.text), zone };
});

test("whatever form an instant is written in, reading gives it back", () => {
  fc.assert(
    fc.property(anyDate, ({ text, order, zone, local = 0, isWholeDay = false, at }) => {
      const expected =
        at === undefined ? { at: placed(local, zone, isWholeDay), certain: false } : { at, certain: true };
      expect(readInstant(text, { zone, order, now })).toEqual(expected);
    }),
    { numRuns: 6_000 },
  );
});

test("without an order a date is read as in its own order, or is ambiguous", () => {
  fc.assert(
    fc.property(anyDate, ({ text, order, zone }) => {
      const known = readInstant(text, { zone, order, now });
      const open = readInstant(text, { zone, order: null, now });
      if (!("ambiguous" in open)) expect(open).toEqual(known);
    }),
    { numRuns: 2_000 },
  );
});

test("the evidence of a date holds the order it was written in, and other orders that it holds are real", () => {
  fc.assert(
    fc.property(anyDate, ({ text, order, zone }) => {
      const evidence = orderEvidence(text, now);
      if (evidence === null) return;
      expect(evidence).toContain(order);
      for (const other of orders) {
        const reading = readInstant(text, { zone, order: other, now });
        const isPlausible = "at" in reading && reading.at <= now + 3 * day;
        if (evidence.includes(other)) expect(isPlausible).toBe(true);
      }
    }),
    { numRuns: 2_000 },
  );
});

test("a letter that is damaged leaves no date", () => {
  fc.assert(
    fc.property(anyDate, fc.nat(), fc.constantFrom("ж", "§", "ß"), ({ text, order, zone }, place, damage) => {
      const letters = [...text.matchAll(/\p{L}/gu)].map(({ index }) => index);
      fc.pre(letters.length > 0);
      const at = letters[place % letters.length] as number;
      const damaged = text.slice(0, at) + damage + text.slice(at + 1);
      expect(readInstant(damaged, { zone, order, now })).toMatchObject({ invalid: true });
    }),
    { numRuns: 4_000 },
  );
});

function isSound(reading: InstantReading): boolean {
  if ("ambiguous" in reading) return true;
  if ("invalid" in reading) return ["unreadable", "impossible", "order", "implausible"].includes(reading.why);
  return (
    Number.isSafeInteger(reading.at) &&
    reading.at >= Date.UTC(2002, 11, 30) &&
    typeof reading.certain === "boolean"
  );
}

describe("no text makes it throw", () => {
  const order = fc.constantFrom<(DateOrder | null)[]>("ymd", "dmy", "mdy", null);
  const shards = fc.constantFrom(
    ...'0|1|2|20|26|2026|11|/|.|-|:|,| |T|Z|h|+01:00|am|p.m.|mar|nov|de|uhr|\'|"|="|[|]|(|)|<|>|#|Date(|é|\u200e|\u00a0|\u0301|²|🙂|\ud800'.split(
      "|",
    ),
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.array(shards, { maxLength: 25 }).map((each) => each.join("")),
  );

  test("of any text", () => {
    fc.assert(
      fc.property(texts, order, (text, order) => {
        expect(isSound(readInstant(text, { zone: "Europe/Berlin", order, now }))).toBe(true);
        orderEvidence(text, now);
      }),
      { numRuns: 4_000 },
    );
  });

  test("of any damage to a date", () => {
    fc.assert(
      fc.property(
        anyDate,
        fc.nat(),
        fc.nat(4),
        shards,
        order,
        ({ text, zone }, place, length, shard, order) => {
          const at = place % (text.length + 1);
          const damaged = text.slice(0, at) + shard + text.slice(at + length);
          expect(isSound(readInstant(damaged, { zone, order, now }))).toBe(true);
          orderEvidence(damaged, now);
        },
      ),
      { numRuns: 4_000 },
    );
  });
});
