// Maintenance windows: overnight, over daylight saving in both directions, skipped and repeated hours.
import fc from "fast-check";
import { Temporal } from "temporal-polyfill";
import { describe, expect, it } from "vitest";
import { type MaintenanceWindow, windowState } from "@/lib/core/windows";

const everyDay = [1, 2, 3, 4, 5, 6, 7];
const minute = 60_000;
const hour = 60 * minute;

function window(from: string, to: string, timeZone: string, weekdays = everyDay): MaintenanceWindow {
  return { weekdays, from, to, timeZone };
}

const at = (text: string) => Date.parse(text);
const open = (until: string) => ({ open: true, until: at(until) });
const closed = (opensAt: string, timeZone: string) => ({ open: false, opensAt: at(opensAt), timeZone });

describe("a window", () => {
  it("is always open where there is none", () => {
    expect(windowState([], 0)).toEqual({ open: true, until: null });
  });

  it("opens with its first millisecond and is closed with its last", () => {
    const windows = [window("22:00", "23:00", "UTC")];
    expect(windowState(windows, at("2026-06-01T21:59:59.999Z"))).toEqual(
      closed("2026-06-01T22:00:00Z", "UTC"),
    );
    expect(windowState(windows, at("2026-06-01T22:00:00Z"))).toEqual(open("2026-06-01T23:00:00Z"));
    expect(windowState(windows, at("2026-06-01T22:59:59.999Z"))).toEqual(open("2026-06-01T23:00:00Z"));
    expect(windowState(windows, at("2026-06-01T23:00:00Z"))).toEqual(closed("2026-06-02T22:00:00Z", "UTC"));
  });

  it("that ends before it starts lasts into the next day, which need not be one of its own", () => {
    // 2026-06-06 is a Saturday.
    const saturday = [window("22:00", "04:00", "Europe/Lisbon", [6])];
    expect(windowState(saturday, at("2026-06-06T22:00:00Z"))).toEqual(open("2026-06-07T03:00:00Z"));
    expect(windowState(saturday, at("2026-06-07T02:59:00Z"))).toEqual(open("2026-06-07T03:00:00Z"));
    expect(windowState(saturday, at("2026-06-07T03:00:00Z"))).toEqual(
      closed("2026-06-13T21:00:00Z", "Europe/Lisbon"),
    );
    expect(windowState(saturday, at("2026-06-05T22:00:00Z"))).toMatchObject({ open: false });
  });

  it("lasts a whole day where it ends as it starts", () => {
    const sunday = [window("00:00", "00:00", "UTC", [7])];
    expect(windowState(sunday, at("2026-06-07T23:59:59Z"))).toEqual(open("2026-06-08T00:00:00Z"));
    expect(windowState(sunday, at("2026-06-06T23:59:59Z"))).toEqual(closed("2026-06-07T00:00:00Z", "UTC"));
  });

  it("goes by the day of its own zone", () => {
    const mondayInTokyo = [window("06:00", "07:00", "Asia/Tokyo", [1])];
    expect(windowState(mondayInTokyo, at("2026-06-07T21:30:00Z"))).toEqual(open("2026-06-07T22:00:00Z"));
  });

  it("of several is open until the last of them ends, else the soonest opens", () => {
    const windows = [window("01:00", "03:00", "UTC"), window("02:00", "05:00", "UTC")];
    expect(windowState(windows, at("2026-06-01T02:30:00Z"))).toEqual(open("2026-06-01T05:00:00Z"));
    expect(windowState(windows.toReversed(), at("2026-06-01T02:30:00Z"))).toEqual(
      open("2026-06-01T05:00:00Z"),
    );
    const two = [window("20:00", "21:00", "UTC"), window("12:00", "13:00", "America/Sao_Paulo")];
    expect(windowState(two, at("2026-06-01T06:00:00Z"))).toEqual(
      closed("2026-06-01T15:00:00Z", "America/Sao_Paulo"),
    );
  });

  it("of several that open at one instant names the zone of the first", () => {
    const together = [window("08:00", "09:00", "Europe/Lisbon"), window("08:00", "10:00", "UTC")];
    expect(windowState(together, at("2026-01-10T07:00:00Z"))).toEqual(
      closed("2026-01-10T08:00:00Z", "Europe/Lisbon"),
    );
  });

  it("without a day on which it lasts any time is refused", () => {
    expect(() => windowState([window("01:00", "02:00", "UTC", [])], 0)).toThrow("never opens");
  });
});

describe("daylight saving", () => {
  it("in Lisbon: an hour less of the night in spring, an hour more in autumn", () => {
    const night = [window("22:00", "04:00", "Europe/Lisbon")];
    // Clocks go from 01:00 WET to 02:00 WEST on 2026-03-29, and back on 2026-10-25.
    expect(windowState(night, at("2026-03-28T22:00:00Z"))).toEqual(open("2026-03-29T03:00:00Z"));
    expect(windowState(night, at("2026-03-29T20:59:59Z"))).toMatchObject({ open: false });
    expect(windowState(night, at("2026-03-29T21:00:00Z"))).toEqual(open("2026-03-30T03:00:00Z"));
    expect(windowState(night, at("2026-10-24T21:00:00Z"))).toEqual(open("2026-10-25T04:00:00Z"));
    expect(windowState(night, at("2026-10-25T21:30:00Z"))).toEqual(
      closed("2026-10-25T22:00:00Z", "Europe/Lisbon"),
    );
  });

  it("in Lisbon: a start in the hour that is skipped comes that much later", () => {
    const skipped = [window("01:30", "03:00", "Europe/Lisbon")];
    expect(windowState(skipped, at("2026-03-29T00:59:00Z"))).toEqual(
      closed("2026-03-29T01:30:00Z", "Europe/Lisbon"),
    );
    expect(windowState(skipped, at("2026-03-29T01:45:00Z"))).toEqual(open("2026-03-29T02:00:00Z"));
  });

  it("in Lisbon: a window that lies in the skipped hour keeps its length, one it leaves empty stays shut", () => {
    const inside = [window("01:10", "01:50", "Europe/Lisbon")];
    expect(windowState(inside, at("2026-03-29T01:20:00Z"))).toEqual(open("2026-03-29T01:50:00Z"));
    const emptied = [window("01:30", "02:15", "Europe/Lisbon", [7])];
    expect(windowState(emptied, at("2026-03-29T00:00:00Z"))).toEqual(
      closed("2026-04-05T00:30:00Z", "Europe/Lisbon"),
    );
    const leftNothing = [window("01:30", "02:30", "Europe/Lisbon", [7])];
    expect(windowState(leftNothing, at("2026-03-29T00:00:00Z"))).toEqual(
      closed("2026-04-05T00:30:00Z", "Europe/Lisbon"),
    );
  });

  it("in Lisbon: a weekly window whose next night is left empty opens in two weeks", () => {
    const emptied = [window("01:30", "02:15", "Europe/Lisbon", [7])];
    expect(windowState(emptied, at("2026-03-22T02:15:00Z"))).toEqual(
      closed("2026-04-05T00:30:00Z", "Europe/Lisbon"),
    );
  });

  it("in Lisbon: of the hour that comes twice the first counts, at the start and at the end", () => {
    const twice = [window("01:15", "01:45", "Europe/Lisbon")];
    expect(windowState(twice, at("2026-10-25T00:20:00Z"))).toEqual(open("2026-10-25T00:45:00Z"));
    expect(windowState(twice, at("2026-10-25T01:20:00Z"))).toEqual(
      closed("2026-10-26T01:15:00Z", "Europe/Lisbon"),
    );
    const across = [window("01:30", "02:30", "Europe/Lisbon")];
    expect(windowState(across, at("2026-10-25T00:30:00Z"))).toEqual(open("2026-10-25T02:30:00Z"));
  });

  it("in São Paulo: midnight itself was skipped (2018-11-04) and repeated (2018-02-18)", () => {
    const zone = "America/Sao_Paulo";
    const midnight = [window("00:00", "02:00", zone)];
    expect(windowState(midnight, at("2018-11-04T02:59:59Z"))).toEqual(closed("2018-11-04T03:00:00Z", zone));
    expect(windowState(midnight, at("2018-11-04T03:00:00Z"))).toEqual(open("2018-11-04T04:00:00Z"));
    const evening = [window("23:00", "23:59", zone, [6])];
    expect(windowState(evening, at("2018-02-18T01:00:00Z"))).toEqual(open("2018-02-18T01:59:00Z"));
    expect(windowState(evening, at("2018-02-18T02:30:00Z"))).toMatchObject({ open: false });
    const night = [window("22:00", "04:00", zone, [6])];
    expect(windowState(night, at("2018-02-18T00:00:00Z"))).toEqual(open("2018-02-18T07:00:00Z"));
  });

  it("in São Paulo: without daylight saving since 2019 every night is the same", () => {
    const night = [window("22:00", "04:00", "America/Sao_Paulo")];
    for (const day of ["2026-02-14", "2026-10-17", "2026-11-01"]) {
      expect(windowState(night, at(`${day}T03:00:00Z`))).toEqual(open(`${day}T07:00:00Z`));
    }
  });
});

describe("any window at any instant", () => {
  const two = (value: number) => String(value).padStart(2, "0");
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([hours, minutes]) => `${two(hours)}:${two(minutes)}`);
  const zone = fc.constantFrom(
    "Europe/Lisbon",
    "America/Sao_Paulo",
    "UTC",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
  );
  const aWindow = fc.record({
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    from: time,
    to: time,
    timeZone: zone,
  });
  const instant = fc.integer({ min: at("2018-01-01T00:00:00Z"), max: at("2027-12-31T00:00:00Z") });

  it("is open at the instant it said it would open, and not before; it ends when it said", () => {
    fc.assert(
      fc.property(fc.array(aWindow, { minLength: 1, maxLength: 3 }), instant, (windows, now) => {
        const state = windowState(windows, now);
        if (state.open) {
          expect(state.until).toBeGreaterThan(now);
          expect(windowState(windows, (state.until ?? 0) - 1).open).toBe(true);
        } else {
          expect(state.opensAt).toBeGreaterThan(now);
          expect(state.opensAt - now).toBeLessThanOrEqual(15 * 24 * hour);
          expect(windowState(windows, state.opensAt).open).toBe(true);
          expect(windowState(windows, state.opensAt - 1).open).toBe(false);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("agrees with the wall clock of its zone away from any change of it", () => {
    fc.assert(
      fc.property(aWindow, instant, (each, now) => {
        const local = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(each.timeZone);
        // A change within two days of it is what the examples above are for.
        const offsets = [-2, -1, 0, 1, 2].map((days) => local.add({ days }).offset);
        fc.pre(new Set(offsets).size === 1);
        const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
        const [from, to, of] = [minutes(each.from), minutes(each.to), local.hour * 60 + local.minute];
        const today = each.weekdays.includes(local.dayOfWeek);
        const yesterday = each.weekdays.includes(local.subtract({ days: 1 }).dayOfWeek);
        const isOpen =
          to > from ? today && from <= of && of < to : (today && of >= from) || (yesterday && of < to);
        expect(windowState([each], now).open).toBe(isOpen);
      }),
      { numRuns: 500 },
    );
  });
});
