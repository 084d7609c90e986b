import { expect, test } from "vitest";
import { readInstant } from "@/lib/feeds/command-api/timestamps";
import { readXml } from "@/lib/feeds/command-api/xml/read-xml";

/** Every form in which a time was seen, and what becomes of those that contradict themselves or cannot be. */

const latestAt = Date.UTC(2026, 10, 27);
const read = (xml: string) => {
  const tree = readXml(xml);
  return readInstant(tree.kind === "read" ? tree.value : undefined, latestAt);
};
const noon = Date.UTC(2019, 9, 7, 12, 0, 0);
const epoch = noon / 1_000;

const forms: [xml: string, at: number][] = [
  ["<t>2019-10-07T12:00:00+00:00</t>", noon],
  ["<t>2019-10-07T07:00:00-05:00</t>", noon],
  ["<t>2019-10-07T12:00:00+0000</t>", noon],
  ["<t>2019-10-07T07:00:00-0500</t>", noon],
  ["<t>2019-10-07T14:00:00+02</t>", noon],
  ["<t>2019-10-07T17:45:00+05:45</t>", noon],
  ["<t>2019-10-07T12:00:00Z</t>", noon],
  ["<t>2019-10-07t12:00:00z</t>", noon],
  ["<t>2019-10-07 12:00:00 +00:00</t>", noon],
  ["<t>2019-10-07T12:00:00.877+0000</t>", noon + 877],
  ["<t>2019-10-07T12:00:00.8779Z</t>", noon + 877],
  ["<t>2019-10-07T12:00:00,5Z</t>", noon + 500],
  ["<t>2019-10-07T12:00Z</t>", noon],
  ["<t>2024-02-29T00:00:00Z</t>", Date.UTC(2024, 1, 29)],
  [`<t>${epoch}</t>`, noon],
  [`<t>${epoch}.25</t>`, noon + 250],
  [`<t ts="${epoch}"/>`, noon],
  [`<t timestamp="${epoch}"/>`, noon],
  [`<t ts="${epoch}">2019-10-07T12:00:00+00:00</t>`, noon],
  [`<t timestamp="${epoch}">2019-10-07T07:00:00-05:00</t>`, noon],
  [`<t ts="${epoch}" timestamp="${epoch}">${epoch}</t>`, noon],
  [`<t ts="${epoch}">2019-10-07T12:00:00.877Z</t>`, noon],
  [`<t ts="${epoch}">October 7, 2019 07:00:00 AM CDT</t>`, noon],
  [`<t ts="${epoch}">2019-10-07T07:00:00</t>`, noon],
  [`<t ts="">2019-10-07T12:00:00Z</t>`, noon],
  ["<t>2003-01-01T00:00:00Z</t>", Date.UTC(2003, 0, 1)],
  ["<t>2026-11-27T00:00:00Z</t>", latestAt],
];

test.each(forms)("%s", (xml, at) => {
  expect(read(xml)).toEqual({ at, problem: null });
});

test.each(["<t/>", "<t> </t>", '<t ts=""/>'])("%s says nothing", (xml) => {
  expect(read(xml)).toEqual({ at: null, problem: null });
});

const contradictions: [xml: string, at: number][] = [
  [`<t ts="${epoch}">2019-10-07T13:00:00Z</t>`, noon],
  [`<t ts="${epoch + 3600}">2019-10-07T12:00:00Z</t>`, noon],
  [`<t ts="${epoch}" timestamp="${epoch + 60}"/>`, noon],
  [`<t ts="${epoch}">${epoch + 1}</t>`, noon],
];

test.each(contradictions)("of %s the earlier instant counts, because it proves less", (xml, at) => {
  expect(read(xml)).toEqual({ at, problem: expect.stringContaining("2019-10-07T12:00:00Z counts") });
});

test.each([
  "<t>2019-10-07T12:00:00</t>",
  "<t>October 7, 2019</t>",
  "<t>2019-10-07</t>",
  "<t>never</t>",
  "<t>0</t>",
  "<t>-1</t>",
  '<t ts="0"/>',
  "<t>2002-12-31T23:59:59Z</t>",
  "<t>2026-11-27T00:00:01Z</t>",
  `<t>${noon}</t>`,
  "<t>99999999999999999999</t>",
  "<t>2019-02-29T00:00:00Z</t>",
  "<t>2019-13-01T00:00:00Z</t>",
  "<t>2019-10-00T00:00:00Z</t>",
  "<t>2019-10-07T24:00:00Z</t>",
  "<t>2019-10-07T12:60:00Z</t>",
  "<t>2019-10-07T12:00:60Z</t>",
  "<t>2019-10-07T12:00:00+15:00</t>",
  "<t>2019-10-07T12:00:00+02:60</t>",
  "<t>0000-01-01T00:00:00Z</t>",
  `<t ts="soon">2019-10-07T12:00:00Z</t>`,
  `<t ts="${epoch}">2019-02-30T12:00:00Z</t>`,
  `<t ts="${epoch}">2031-01-01T12:00:00Z</t>`,
  `<t ts="4102444800">2019-10-07T12:00:00Z</t>`,
])("%s cannot be its time", (xml) => {
  expect(read(xml)).toEqual({ at: null, problem: expect.stringContaining("cannot be its time") });
});
