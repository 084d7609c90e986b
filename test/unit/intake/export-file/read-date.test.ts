import { describe, expect, test } from "vitest";
import { type DateOrder, readInstant } from "@/lib/intake/export-file/dates/read-date";

const zone = "America/Sao_Paulo";
const now = Date.parse("2026-11-22T12:00:00Z");
/** Read by the zone of the rules. */
const at = (iso: string) => ({ at: Date.parse(iso), certain: false });
/** Read by an offset, a zone or an epoch of its own. */
const sure = (iso: string) => ({ at: Date.parse(iso), certain: true });
const invalid = (why: string) => ({ invalid: true, why });

describe("forms of one instant: 20 November 2026 14:02 in São Paulo (17:02 UTC)", () => {
  const minute = at("2026-11-20T17:02:00Z");
  const second = at("2026-11-20T17:02:11Z");
  const sureMinute = sure("2026-11-20T17:02:00Z");
  const sureSecond = sure("2026-11-20T17:02:11Z");
  test.each([
    ["20/11/2026 14:02", minute],
    ["20.11.2026 14:02:11", second],
    ["20-11-2026 14:02", minute],
    ["20/11/26 14:02", minute],
    ["2026/11/20 14:02", minute],
    ["2026-11-20 14:02:11", second],
    ["2026-11-20T14:02:11", second],
    ["2026-11-20T14:02:11,999", { at: second.at + 999, certain: false }],
    ["2026-11-20T17:02:11Z", sureSecond],
    ["2026-11-20t17:02:11z", sureSecond],
    ["2026-11-20T17:02:11+0000", sureSecond],
    ["2026-11-20T17:02:11.000+00:00", sureSecond],
    ["2026-11-20T17:02:11.123456789Z", { at: second.at + 123, certain: true }],
    ["2026-11-20 18:02:11 +01:00", sureSecond],
    ["2026-11-20 22:47:11+05:45", sureSecond],
    ["2026-11-20T14:02:11-03", sureSecond],
    ["2026-11-20T14:02:11\u221203:00", sureSecond],
    ["20261120T170211Z", sureSecond],
    ["20261120170211.0Z", sureSecond],
    ["20261120T140211", second],
    ["20261120140211", second],
    ["20261120 140211", second],
    ["202611201402", minute],
    ["20/11/2026, 14:02", minute],
    ["20/11/2026 - 14:02", minute],
    ["20 / 11 / 2026 14:02", minute],
    ["20. 11. 2026 14:02", minute],
    ["20/11/2026 às 14:02", minute],
    ["20/11/2026 a las 14:02", minute],
    ["20/11/2026 alle 14:02", minute],
    ["20/11/2026 alle ore 14.02", minute],
    ["le 20/11/2026 à 14:02", minute],
    ["no dia 20/11/2026 às 14:02", minute],
    ["20/11/2026 14h02", minute],
    ["20/11/2026 14h02m11s", second],
    ["20/11/2026 14:02h", minute],
    ["20/11/2026 14:02 h", minute],
    ["20/11/2026 à 14 h 02 min 11 s", second],
    ["2026-11-20 14 h 02", minute],
    ["am 20.11.2026 um 14:02 Uhr", minute],
    ["20.11.2026 14 Uhr 02", minute],
    ["20/11/2026 2:02 PM", minute],
    ["20/11/2026 2:02\u202fPM", minute],
    ["20/11/2026 2:02\u00a0p.\u00a0m.", minute],
    ["20/11/2026 02:02 pm", minute],
    ["20/11/2026 14:02 PM", minute],
    ["14:02 20/11/2026", minute],
    ["2:02 pm 20/11/2026", minute],
    ["14:02 Uhr, 20.11.2026", minute],
    ["14:02, 20 November 2026", minute],
    ["20 de novembro de 2026 14:02", minute],
    ["20 de nov. de 2026 às 14:02", minute],
    ["20/nov/2026 14:02", minute],
    ["20.nov.2026 14:02", minute],
    ["20nov2026 14:02", minute],
    ["sexta-feira, 20 de novembro de 2026 14:02", minute],
    ["viernes, 20 de noviembre de 2026, 14:02", minute],
    ["venerdì 20 novembre 2026 alle ore 14:02", minute],
    ["20 nov. 2026 14:02", minute],
    ["vendredi 20 novembre 2026 à 14:02", minute],
    ["20. November 2026 14:02 Uhr", minute],
    ["Freitag, 20. November 2026 um 14:02", minute],
    ["am Freitag, dem 20. November 2026 um 14:02 Uhr", minute],
    ["Nov 20, 2026 2:02 PM", minute],
    ["November 20th, 2026 at 2:02:11\u202fPM", second],
    ["Fri, 20 Nov 2026 14:02:11 -0300", sureSecond],
    ["Fri, 20 Nov 2026 17:02:11 GMT", sureSecond],
    ["Fri Nov 20 17:02:11 UTC 2026", sureSecond],
    ["Fri Nov 20 05:02:11 PM UTC 2026", sureSecond],
    ["Fri Nov 20 14:02:11 -03 2026", sureSecond],
    ["Fr 20. Nov 18:02:11 CET 2026", sureSecond],
    ["Fri Nov 20 2026 18:02:11 GMT+0100 (Mitteleuropäische Normalzeit)", sureSecond],
    ["20-Nov-2026 14:02", minute],
    ["20-Nov-26 2:02 PM", minute],
    ["20 Nov '26 14:02", minute],
    ["2026 Nov 20 14:02", minute],
    ["2026-Nov-20 14:02", minute],
    ["20/11/2026 14:02 GMT-03:00", sureMinute],
    ["20/11/2026 18:02 (CET)", sureMinute],
    ["20/11/2026 18:02 UTC+1", sureMinute],
    ["20.11.2026 18:02 MEZ", sureMinute],
    ["Nov 20, 2026 11:02 AM CST", sureMinute],
    ["20/11/2026 18:02 Europe/Berlin", sureMinute],
    ["20/11/2026 6:02 PM (Europe/Berlin)", sureMinute],
    ["2026-11-20T18:02:11+01:00[Europe/Berlin]", sureSecond],
    ["2026-11-20T18:02:11[Europe/Berlin]", sureSecond],
    ["2026-11-20T18:02:11+01:00[!Europe/Berlin][u-ca=gregory]", sureSecond],
    ["2026-11-20T17:02:11Z[Fri]", sureSecond],
    ["2026-11-20T17:02:11Z[sexta-feira]", sureSecond],
    ["2026-11-20 14:02:11 [ven.]", second],
    ["\u200e20/11/2026 14:02", minute],
    ["\u200e20/\u200e11/\u200e2026 \u200f\u200e14:02", minute],
    ["\u202a20/11/2026\u202c 14:02", minute],
    ["\ufeff2026-11-20T17:02:11Z", sureSecond],
    ["20/11/2026\u00a014:02", minute],
    ["  20/11/2026   14:02  ", minute],
    ["'20.11.2026 14:02", minute],
    ["\u201920.11.2026 14:02", minute],
    ['="2026-11-20 14:02"', minute],
    ['\'="2026-11-20 14:02"', minute],
    ['"2026-11-20 14:02"', minute],
    ["２０/１１/２０２６ １４:０２", minute],
    [String(minute.at / 1_000), sureMinute],
    [String(second.at), sureSecond],
    [`${second.at / 1_000}.0`, sureSecond],
    [`${second.at / 1_000},25`, { at: second.at + 250, certain: true }],
    [`${second.at}.75`, sureSecond],
    [`${second.at}999`, sureSecond],
    [`/Date(${second.at})/`, sureSecond],
    [`\\/Date(${second.at})\\/`, sureSecond],
    [`/Date(${second.at}-0300)/`, sureSecond],
    [`Date(${second.at})`, sureSecond],
  ])("%s", (text, expected) => {
    expect(readInstant(text, { zone, order: "dmy", now })).toEqual(expected);
  });
});

test.each([
  ["mar. 17 mars 2026", "2026-03-17T03:00:00Z"],
  ["mar 17 nov 2026", "2026-11-17T03:00:00Z"],
  ["mar. 17/11/2026", "2026-11-17T03:00:00Z"],
  ["mar 2026-11-17", "2026-11-17T03:00:00Z"],
  ["mar. 17. 11. 2026", "2026-11-17T03:00:00Z"],
  ["mar. 17 mar. 2026", "2026-03-17T03:00:00Z"],
  ["Mar 17, 2026", "2026-03-17T03:00:00Z"],
  ["17-mar-2026", "2026-03-17T03:00:00Z"],
  ["17/mar/26", "2026-03-17T03:00:00Z"],
  ["17 mar 2026", "2026-03-17T03:00:00Z"],
  ["l'11 novembre 2026", "2026-11-11T03:00:00Z"],
  ["dall\u20198/11/2026", "2026-11-08T03:00:00Z"],
  ["1er décembre 2025", "2025-12-01T03:00:00Z"],
  ["1º de dezembro de 2025", "2025-12-01T03:00:00Z"],
  ["3. März 2026", "2026-03-03T03:00:00Z"],
  ["20 août 2026", "2026-08-20T03:00:00Z"],
  ["Dez 3, 2025", "2025-12-03T03:00:00Z"],
  ["29/02/2024", "2024-02-29T03:00:00Z"],
  ["20261120", "2026-11-20T03:00:00Z"],
])("a date alone is the first instant of its day: %s", (text, iso) => {
  expect(readInstant(text, { zone, order: "dmy" })).toEqual(at(iso));
});

test("midnight and noon of the 12-hour clock", () => {
  expect(readInstant("11/20/2026 12:00 AM", { zone: "UTC", order: "mdy" })).toEqual(
    at("2026-11-20T00:00:00Z"),
  );
  expect(readInstant("11/20/2026 12:00 PM", { zone: "UTC", order: "mdy" })).toEqual(
    at("2026-11-20T12:00:00Z"),
  );
});

describe("order of day and month", () => {
  test.each<[string, DateOrder | null, unknown]>([
    ["05/06/2026", null, { ambiguous: true }],
    ["05.06.2026 10:00", null, { ambiguous: true }],
    ["05-06-26", null, { ambiguous: true }],
    ["05/06/2026", "dmy", at("2026-06-05T00:00:00Z")],
    ["05/06/2026", "mdy", at("2026-05-06T00:00:00Z")],
    ["06/06/2026", null, at("2026-06-06T00:00:00Z")],
    ["20/11/2026", null, at("2026-11-20T00:00:00Z")],
    ["11/20/2026", null, at("2026-11-20T00:00:00Z")],
    ["2026/05/06", null, at("2026-05-06T00:00:00Z")],
    ["2026-05-06", "mdy", at("2026-05-06T00:00:00Z")],
    ["26/05/06", "ymd", at("2026-05-06T00:00:00Z")],
    ["26-11-20 13:30", null, { ambiguous: true }],
    ["26-11-20 13:30", "ymd", at("2026-11-20T13:30:00Z")],
    ["26-11-20 13:30", "dmy", at("2020-11-26T13:30:00Z")],
    ["20/11/26", null, { ambiguous: true }],
    ["31/10/26", null, { ambiguous: true }],
    ["31-11-26", null, at("2031-11-26T00:00:00Z")],
    ["06/06/26", null, { ambiguous: true }],
    ["05-06-03", null, { ambiguous: true }],
    ["5-6-26", "ymd", { invalid: true, why: "order" }],
    ["26-Nov-20", "dmy", at("2020-11-26T00:00:00Z")],
    ["26-Nov-20", "ymd", at("2026-11-20T00:00:00Z")],
    ["26 Nov 2020", "ymd", at("2020-11-26T00:00:00Z")],
    ["05. 06. 2026", null, { ambiguous: true }],
    ["fre 05/06/2026", "dmy", { invalid: true, why: "unreadable" }],
    ["11/20/2026", "dmy", { invalid: true, why: "order" }],
    ["20/11/2026", "mdy", { invalid: true, why: "order" }],
    ["20/11/2026", "ymd", { invalid: true, why: "order" }],
  ])("%s with %s", (text, order, expected) => {
    expect(readInstant(text, { zone: "UTC", order })).toEqual(expected);
  });
});

describe("daylight saving never proves more than is known", () => {
  test("a time that happens twice is the earlier instant", () => {
    expect(readInstant("2026-10-25 02:30", { zone: "Europe/Berlin", order: null })).toEqual(
      at("2026-10-25T00:30:00Z"),
    );
    expect(readInstant("2026-11-01 01:30", { zone: "America/New_York", order: null })).toEqual(
      at("2026-11-01T05:30:00Z"),
    );
  });
  test("a time that is skipped is the earlier side", () => {
    expect(readInstant("2026-03-29 02:30", { zone: "Europe/Berlin", order: null })).toEqual(
      at("2026-03-29T00:30:00Z"),
    );
  });
  test("the hours around the change keep their offsets", () => {
    expect(readInstant("2026-03-29 01:59", { zone: "Europe/Berlin", order: null })).toEqual(
      at("2026-03-29T00:59:00Z"),
    );
    expect(readInstant("2026-03-29 03:00:05", { zone: "Europe/Berlin", order: null })).toEqual(
      at("2026-03-29T01:00:05Z"),
    );
    expect(readInstant("2026-03-28 12:00", { zone: "Europe/Berlin", order: null })).toEqual(
      at("2026-03-28T11:00:00Z"),
    );
    expect(readInstant("2026-03-30 12:00", { zone: "Europe/Berlin", order: null })).toEqual(
      at("2026-03-30T10:00:00Z"),
    );
  });
  test("a day whose midnight does not exist starts at its first instant", () => {
    expect(readInstant("2018-11-04", { zone, order: null })).toEqual(at("2018-11-04T03:00:00Z"));
  });
  test("a zone with half-hour changes", () => {
    expect(readInstant("2026-04-05 01:45", { zone: "Australia/Lord_Howe", order: null })).toEqual(
      at("2026-04-04T14:45:00Z"),
    );
  });
});

describe("a word of standard time beside a date in summer is the clock of that place", () => {
  test.each([
    ["2026-07-20 14:02 EST", "2026-07-20T18:02:00Z"],
    ["2026-12-20 14:02 EST", "2026-12-20T19:02:00Z"],
    ["20.07.2026 14:02 MEZ", "2026-07-20T12:02:00Z"],
    ["20.12.2026 14:02 MEZ", "2026-12-20T13:02:00Z"],
    ["20.07.2026 14:02 MESZ", "2026-07-20T12:02:00Z"],
    ["2026-01-20 14:02 AEST", "2026-01-20T03:02:00Z"],
    ["2026-07-20 14:02 GMT", "2026-07-20T14:02:00Z"],
  ])("%s", (text, iso) => {
    expect(readInstant(text, { zone, order: "dmy" })).toEqual(sure(iso));
  });
});

describe("Excel serials are days on the wall clock", () => {
  test.each([
    ["46346,5625", "2026-11-20T12:30:00Z"],
    ["46346.5625", "2026-11-20T12:30:00Z"],
    ["46346,375", "2026-11-20T08:00:00Z"],
    ["46345", "2026-11-18T23:00:00Z"],
    ["46345.0", "2026-11-18T23:00:00Z"],
    ["46346.5", "2026-11-20T11:00:00Z"],
    // 13:31:05 as Excel computes it, as a narrow column shows it, and cut down further: never later than it was
    ["46346.5632523148", "2026-11-20T12:31:05Z"],
    ["46346.56325", "2026-11-20T12:31:05Z"],
    ["46346.5633", "2026-11-20T12:31:05Z"],
    ["46346.563", "2026-11-20T12:30:00Z"],
    ["46346.56", "2026-11-20T12:19:12Z"],
    ["46346.99999999999", "2026-11-20T23:00:00Z"],
    ["40000", "2009-07-05T22:00:00Z"],
    ["60000", "2064-04-07T22:00:00Z"],
    // the hour that happens twice: the earlier one
    ["46320.104166666664", "2026-10-25T00:30:00Z"],
  ])("%s", (text, iso) => {
    expect(readInstant(text, { zone: "Europe/Berlin", order: null, now })).toEqual(at(iso));
  });
  test.each([
    "39999",
    "60001",
    "39999.5",
    "60001,5",
    "4634",
    "463465",
    "46.346",
    "46,346",
    "46 346",
    "46346.",
  ])("%s is none", (text) => {
    expect(readInstant(text, { zone: "Europe/Berlin", order: null, now })).toEqual(invalid("unreadable"));
  });
});

describe("a bare number is a date only where its length and what it means are certain", () => {
  test.each([
    ["1041379200", "2003-01-01T00:00:00Z"],
    ["1795435200", "2026-11-23T12:00:00Z"],
    ["1795435200000", "2026-11-23T12:00:00Z"],
    ["1795435200000000", "2026-11-23T12:00:00Z"],
  ])("%s", (text, iso) => {
    expect(readInstant(text, { zone, order: null, now })).toEqual(sure(iso));
  });
  test.each([
    "1041379199",
    "1795435201",
    "1795435200001",
    "4102444800",
    "999999999",
    "17951778000",
    "179517780000",
    "17951778000000",
    "179517780000000",
    "17951778000000000",
    "-1795177800",
    "+1795177800",
    "1.795e9",
    "1.7951778E+09",
    "1 795 177 800",
    "1795177800.",
    ".1795177800",
    "0",
    "0.0",
    "1",
    "2026",
    "20261301",
    "20261132",
    "12345678",
    "19700101",
    "20261124",
    "20991231",
    "202611202561",
    "20261120256161",
    "00000000000000",
    "5551234567890123",
  ])("%s is unreadable", (text) => {
    expect(readInstant(text, { zone: "UTC", order: null, now })).toEqual(invalid("unreadable"));
  });
});

describe("what lies before 2003 is implausible, whatever the form", () => {
  test.each([
    "1601-01-01 01:00:00",
    "1601-01-01T00:00:00Z",
    "01.01.1601 01:00",
    "1899-12-30 00:00:00",
    "30.12.1899",
    "12/30/1899 12:00:00 AM",
    "1900-01-00",
    "00.01.1900",
    "1/0/1900",
    "1970-01-01 01:00:00",
    "1970-01-01T00:00:00.000+00:00",
    "1969-12-31 19:00:00",
    "31.12.1969 16:00",
    "12/31/1969 7:00 PM",
    "01/01/70 01:00",
    "31/12/69 19:00",
    "Thu Jan  1 01:00:00 CET 1970",
    "1 janvier 1970 à 01:00",
    "0001-01-01",
    "0001-01-01T00:00:00",
    "01/01/0001 00:00:00",
    "1/1/0001 12:00:00 AM",
    "0000-00-00",
    "0000-00-00 00:00:00",
    "00.00.0000",
    "00/00/00",
    "26/11/1126",
    "1126-11-20 10:00",
    "2002-12-31 23:59:59",
    "31 décembre 2002",
    "1980-01-01 00:00:00",
    "/Date(-62135596800000)/",
    "/Date(0)/",
    "16010101000000.0Z",
    "19700101T000000Z",
  ])("%s", (text) => {
    for (const order of ["dmy", "mdy", "ymd", null] as const) {
      expect(readInstant(text, { zone: "Europe/Berlin", order, now })).toEqual(invalid("implausible"));
    }
  });
  test("2003 itself and the far future are dates: what they are worth is decided elsewhere", () => {
    expect(readInstant("2003-01-01", { zone: "UTC", order: null })).toEqual(at("2003-01-01T00:00:00Z"));
    expect(readInstant("9999-12-31 23:59:59", { zone: "UTC", order: null, now })).toEqual(
      at("9999-12-31T23:59:59Z"),
    );
    expect(readInstant("31/12/68", { zone: "UTC", order: "dmy" })).toEqual(at("2068-12-31T00:00:00Z"));
  });
});

test.each([
  "24.3.4",
  "25.3.10",
  "25.1.2",
  "26.2.1",
  "1.12.26",
  "2026.2.1",
  "2024.11.4",
  "25.3.10.1",
  "24.3.4.1234",
  "v25.10.11",
  "version 25.10.11",
  "25.10.11-beta",
  "10.11.12.13",
  "10.11.12.13:30",
  "10.0.19045",
])("a version or an address is no date: %s", (text) => {
  for (const order of ["dmy", "mdy", "ymd", null] as const) {
    expect(readInstant(text, { zone: "UTC", order, now })).toEqual(invalid("unreadable"));
  }
});

test.each([
  ["5.3.2026", "2026-03-05T00:00:00Z"],
  ["05.03.26", "2026-03-05T00:00:00Z"],
  ["5.3.26 14:02", "2026-03-05T14:02:00Z"],
  ["2026.3.5 14:02", "2026-03-05T14:02:00Z"],
  ["2026.03.05", "2026-03-05T00:00:00Z"],
])("full stops make a date where they cannot make a version: %s", (text, iso) => {
  expect(readInstant(text, { zone: "UTC", order: "dmy", now })).toEqual(at(iso));
});

test.each([
  ["31/02/2026", "impossible"],
  ["29/02/2026", "impossible"],
  ["20/11/2026 25:00", "impossible"],
  ["20/11/2026 12:61", "impossible"],
  ["20/11/2026 13:00 AM", "impossible"],
  ["20 nov 2026 25:00", "impossible"],
  ["2026-13-01", "impossible"],
  ["2026-11-31T10:00:00Z", "impossible"],
  ["31.11.2026 10:00", "impossible"],
  ["00/11/2026", "impossible"],
  ["Nov 31, 2026", "impossible"],
  ["20261131T100000Z", "impossible"],
])("%s is %s", (text, why) => {
  expect(readInstant(text, { zone: "UTC", order: "dmy", now })).toEqual(invalid(why));
});

test.each([
  "",
  " ",
  "\u200e",
  "'",
  '=""',
  "foo",
  "never",
  "########",
  "#NAME?",
  "3 days ago",
  "today 14:02",
  "20/11",
  "14:02",
  "November 2026",
  "20 November",
  "20 nox 2026",
  "Fro, 20 Nov 2026",
  "20/11/2026 hello",
  "20/11/2026 14:02 hello",
  "not 20/11/2026",
  "no 20/11/2026",
  "bis 20.11.2026",
  "até 20/11/2026",
  "vers 14:02 le 20/11/2026",
  "31 nov 1970 or so",
  "31/02/2026 or so",
  "20/11/2026 14",
  "20 nov 2026 14",
  "20/11/2026 15:03 14:02",
  "14:02 20/11/2026 15:03",
  "20/11/2026 14:02 BST",
  "20/11/2026 14:02 IST",
  "20/11/2026 14:02 +19:00",
  "20/11/2026 14:02+01:20",
  "20/11/2026 10:00-11:30",
  "2026-11-20+01:00",
  "2026-11-20-05:00",
  "2026-11-20 05:00 Mars/Base",
  "2026-11-20T10:00:00Z[deleted]",
  "2026-11-20T10:00:00Z[u-ca=hebrew]",
  "2026-11-20T10:00:00Z[]",
  "2026-11-20T10:00:00Z[Fri",
  "[Fri]",
  "2026-11-2\u00b2",
  "\u2461026-11-20",
  "2026-W47-5",
  "2026-324",
  "20/11-2026",
  "2026-11-20T",
  "2026-11-20T14",
  "2026-11-20T14:0",
  "(20/11/2026)",
  "20/11/2026?",
  "20/11/2026 14:02!",
  "20/11/2026, 21/11/2026",
  "mar 11/2026",
  "11 12mar",
  "26 1nov",
  "11mar2nov",
  "26 2026 nov",
  "2nov--11",
  "2nov / / 11",
  "/Date()/",
  "/Date(12x)/",
  "Date(1795177800000",
  "1795177800 s",
  "46346 days",
])("%j is unreadable", (text) => {
  for (const order of ["dmy", null] as const) {
    expect(readInstant(text, { zone: "UTC", order, now })).toEqual(invalid("unreadable"));
  }
});

test("an unknown zone is a mistake of the caller", () => {
  expect(() => readInstant("2026-11-20 14:02", { zone: "Mars/Base", order: null })).toThrow(RangeError);
});

test("a fixed offset is a zone", () => {
  expect(readInstant("2026-11-20 05:30", { zone: "-08:00", order: null })).toEqual(
    at("2026-11-20T13:30:00Z"),
  );
  expect(readInstant("2026-11-20", { zone: "+05:45", order: null })).toEqual(at("2026-11-19T18:15:00Z"));
});
