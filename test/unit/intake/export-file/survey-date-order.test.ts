import { expect, test } from "vitest";
import { surveyDateOrder } from "@/lib/intake/export-file/survey-date-order";

const limits = { maxRows: 1_000, maxColumns: 50, maxLineChars: 20_000, maxFieldChars: 5_000 };

function survey(text: string, chunk = text.length) {
  const pieces = surveyDateOrder({ limits });
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
])("%s: %s", (_name, dates, order) => {
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

test("a file that contradicts itself is a question too", () => {
  expect(survey(table([...unclear, "20/11/2026", "11/20/2026"])).question).toMatchObject({
    why: "contradictory",
    examples: [
      { line: 202, fits: "dmy" },
      { line: 203, fits: "mdy" },
    ],
  });
});

test("a table that is not understood stops the survey", () => {
  expect(survey("Foo;Bar\n1;2\n2;3\n").stop).toMatchObject({ question: { kind: "mapping" } });
});
