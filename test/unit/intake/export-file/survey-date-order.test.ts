import { expect, test } from "vitest";
import { surveyDateOrder } from "@/lib/intake/export-file/survey-date-order";

const now = Date.parse("2026-11-22T12:00:00Z");
const limits = { maxRows: 1_000, maxColumns: 50, maxLineChars: 20_000, maxFieldChars: 5_000 };

function survey(text: string, chunk = text.length) {
  const pieces = surveyDateOrder({ limits, now });
  for (let at = 0; at < text.length; at += chunk) pieces.push(text.slice(at, at + chunk));
  return pieces.finish();
}

const table = (dates: string[]) =>
  `Name;Comments;Status Details\n${dates.map((date) => `a;13/13/2026 11/20/2026;Offline since ${date}`).join("\n")}`;
const unclear = Array.from({ length: 200 }, () => "05/06/2026 10:00");

test.each([
  ["one decisive date at the very end", [...unclear, "20/11/2026 10:00"], "dmy"],
  ["the other way round", [...unclear, "11/20/2026 2:02 PM"], "mdy"],
  ["year first", ["2026-05-06 10:00"], null],
  ["day and month equal", ["06/06/2026 10:00"], null],
  ["month by name", ["5 June 2026"], null],
  ["a day in the future decides against its order", [...unclear, "05/12/2026"], "mdy"],
  ["two-digit years, none of which can be a day", ["05-06-03", "31-10-26"], "dmy"],
  ["a year in front of two digits", ["26-11-20 13:30", "13-12-26 10:00"], "ymd"],
  [
    "direction marks",
    ["\u200e07/\u200e11/\u200e2026 10:00", "\u200e20/\u200e11/\u200e2026 \u200f\u200e13:31"],
    "dmy",
  ],
  ["weekdays", ["ven. 05/06/2026 10:05", "mar. 17/11/2026 10:05"], "dmy"],
  [
    "a plan in its true order lies in the future",
    ["05/06/2026; will be deleted on 05/12/2026", "20/11/2026"],
    "dmy",
  ],
])("%s", (_name, dates, order) => {
  for (const chunk of [100_000, 50])
    expect(survey(table(dates), chunk)).toEqual({ order, question: null, stop: null });
});

test("a file whose dates all fit both orders is a question with examples", () => {
  const { order, question } = survey(table(unclear));
  expect(order).toBeNull();
  expect(question).toMatchObject({ kind: "date_order", why: "ambiguous" });
  expect(question?.kind === "date_order" && question.examples).toHaveLength(5);
  expect(question?.kind === "date_order" && question.examples[0]).toEqual({
    line: 2,
    value: "Offline since 05/06/2026 10:00",
    fits: "both",
  });
});

test("what may be answered are the orders that are left", () => {
  expect(survey(table(["26-11-20 13:30", "26-11-19 09:10"])).question).toEqual({
    kind: "date_order",
    why: "ambiguous",
    orders: ["ymd", "dmy"],
    examples: [
      { line: 2, value: "Offline since 26-11-20 13:30", fits: "both" },
      { line: 3, value: "Offline since 26-11-19 09:10", fits: "both" },
    ],
  });
  expect(survey(table(unclear)).question).toMatchObject({ orders: ["dmy", "mdy"] });
  expect(survey(table(["05-06-07"])).question).toMatchObject({ orders: ["ymd", "dmy", "mdy"] });
});

test("three dates that fit pairwise contradict each other all the same", () => {
  const { order, question } = survey(
    table(["26-11-20", "05/06/2026", "04-11-20", "20/11/2026", "11/20/2026"]),
  );
  expect(order).toBeNull();
  expect(question).toMatchObject({
    why: "contradictory",
    orders: ["dmy", "mdy"],
    examples: [{ line: 5 }, { line: 6 }],
  });
});

test("columns of dates count, other columns and versions in them do not", () => {
  const head = "Name;Last Connect;Last Disconnect;Comments\n";
  const rows =
    "a;05/06/2026;version 25.10.11;20/11/2026\nb;25.3.10;24.3.4;20/11/2026\nc;06/06/2026;11/20/2026;\n";
  expect(survey(head + rows)).toEqual({ order: "mdy", question: null, stop: null });
});

test("a file that contradicts itself is a question too", () => {
  expect(survey(table([...unclear, "20/11/2026", "11/20/2026"])).question).toMatchObject({
    why: "contradictory",
    orders: ["dmy", "mdy"],
    examples: [
      { line: 202, fits: "dmy" },
      { line: 203, fits: "mdy" },
    ],
  });
});

test("a table that is not understood stops the survey", () => {
  expect(survey("Foo;Bar\n1;2\n2;3\n").stop).toMatchObject({ question: { kind: "mapping" } });
});
