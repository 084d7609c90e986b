import { describe, expect, test } from "vitest";
import { type DateOrder, orderEvidence, readInstant } from "@/lib/intake/export-file/read-date";

const zone = "America/Sao_Paulo";
const at = (iso: string) => ({ at: Date.parse(iso) });

describe("forms of one instant: 20 November 2026 14:02 in São Paulo (17:02 UTC)", () => {
  const minute = at("2026-11-20T17:02:00Z");
  const second = at("2026-11-20T17:02:11Z");
  test.each([
    ["20/11/2026 14:02", minute],
    ["20.11.2026 14:02:11", second],
    ["20-11-2026 14:02", minute],
    ["20/11/26 14:02", minute],
    ["2026/11/20 14:02", minute],
    ["2026-11-20 14:02:11", second],
    ["2026-11-20T14:02:11", second],
    ["2026-11-20T17:02:11Z", second],
    ["2026-11-20t17:02:11z", second],
    ["2026-11-20T17:02:11+0000", second],
    ["2026-11-20T17:02:11.000+00:00", second],
    ["2026-11-20 18:02:11 +01:00", second],
    ["2026-11-20T14:02:11-03", second],
    ["20261120T170211Z", second],
    ["20261120140211", second],
    ["20/11/2026, 14:02", minute],
    ["20/11/2026 às 14:02", minute],
    ["20/11/2026 a las 14:02", minute],
    ["20/11/2026 alle 14:02", minute],
    ["le 20/11/2026 à 14:02", minute],
    ["20/11/2026 14h02", minute],
    ["am 20.11.2026 um 14:02 Uhr", minute],
    ["20/11/2026 2:02 PM", minute],
    ["20/11/2026 2:02\u202fPM", minute],
    ["20/11/2026 2:02\u00a0p.\u00a0m.", minute],
    ["20/11/2026 02:02 pm", minute],
    ["20/11/2026 14:02 PM", minute],
    ["14:02 20/11/2026", minute],
    ["14:02, 20 November 2026", minute],
    ["20 de novembro de 2026 14:02", minute],
    ["20 de nov. de 2026 às 14:02", minute],
    ["sexta-feira, 20 de novembro de 2026 14:02", minute],
    ["viernes, 20 de noviembre de 2026, 14:02", minute],
    ["venerdì 20 novembre 2026 alle ore 14:02", minute],
    ["20 nov. 2026 14:02", minute],
    ["vendredi 20 novembre 2026 à 14:02", minute],
    ["20. November 2026 14:02 Uhr", minute],
    ["Freitag, 20. November 2026 um 14:02", minute],
    ["Nov 20, 2026 2:02 PM", minute],
    ["November 20, 2026 at 2:02:11\u202fPM", second],
    ["Fri, 20 Nov 2026 14:02:11 -0300", second],
    ["Fri Nov 20 17:02:11 UTC 2026", second],
    ["20-Nov-2026 14:02", minute],
    ["20-Nov-26 2:02 PM", minute],
    ["2026 Nov 20 14:02", minute],
    ["20/11/2026 14:02 GMT-03:00", minute],
    ["Nov 20, 2026 11:02 AM CST", minute],
    ["\u200e20/11/2026 14:02", minute],
    [String(minute.at / 1_000), minute],
    [String(second.at), second],
  ])("%s", (text, expected) => {
    expect(readInstant(text, { zone, order: "dmy" })).toEqual(expected);
  });
});

test.each([
  ["mar. 17 mars 2026", "2026-03-17T03:00:00Z"],
  ["mar 17 nov 2026", "2026-11-17T03:00:00Z"],
  ["17 mar 2026", "2026-03-17T03:00:00Z"],
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
    ["11/20/2026", "dmy", { invalid: true, why: "order" }],
    ["20/11/2026", "mdy", { invalid: true, why: "order" }],
    ["20/11/2026", "ymd", { invalid: true, why: "order" }],
  ])("%s with %s", (text, order, expected) => {
    expect(readInstant(text, { zone: "UTC", order })).toEqual(expected);
  });

  test.each([
    ["Offline since 20/11/2026 14:02", "dmy"],
    ["11/20/2026 2:02 PM", "mdy"],
    ["Conectado desde 05.06.2026 14:02:11", "ambiguous"],
    ["06/06/2026", null],
    ["2026-11-20 14:02", null],
    ["20 November 2026", null],
    ["10.0.0.5", null],
    ["31/02/2026", null],
    ["", null],
  ])("evidence in %s: %s", (text, expected) => {
    expect(orderEvidence(text)).toBe(expected);
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

test.each([
  ["31/02/2026", "impossible"],
  ["29/02/2026", "impossible"],
  ["20/11/2026 25:00", "impossible"],
  ["20/11/2026 12:61", "impossible"],
  ["2026-13-01", "impossible"],
  ["00/11/2026", "impossible"],
  ["Nov 31, 2026", "impossible"],
  ["3 days ago", "unreadable"],
  ["foo", "unreadable"],
  ["12345", "unreadable"],
  ["20/11", "unreadable"],
  ["20/11/2026 hello", "unreadable"],
  ["", "unreadable"],
])("%s is %s", (text, why) => {
  expect(readInstant(text, { zone, order: "dmy" })).toEqual({ invalid: true, why });
});
