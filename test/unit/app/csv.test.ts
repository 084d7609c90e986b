import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { disarm } from "@/app/_web/csv";

/** What a spreadsheet takes for a formula. */
const runs = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/;

describe("a cell of a download", () => {
  it.each([
    ["=1+1", "'=1+1"],
    ["x;=1+1;y", "x;'=1+1;y"],
    ["x\t@SUM(A1)", "x\t'@SUM(A1)"],
    ["one\n=1", "one\n'=1"],
    ["\uFF1D1+1", "'\uFF1D1+1"],
    ["a-b", "a-b"],
    ["Desk 4; floor 2", "Desk 4; floor 2"],
    ["-5", "'-5"],
  ])("%j", (cell, safe) => {
    expect(disarm(cell)).toBe(safe);
  });

  it("holds no formula, whatever the reader separates with", () => {
    const risky = fc.stringMatching(/^[=+\-@;,|\t\r\nab"\uFF1D\uFF0B ]{0,12}$/);
    fc.assert(
      fc.property(risky, fc.constantFrom(",", ";", "\t", "|"), (text, separator) => {
        const file = Papa.unparse([["x", disarm(text) as string]], { newline: "\r\n" });
        const naive = file.split(/\r\n|\n|\r/).flatMap((line) => line.split(separator));
        for (const cell of naive) expect(cell.replace(/^"/, "")).not.toMatch(runs);
        const { data } = Papa.parse<string[]>(file, { delimiter: separator });
        for (const cell of data.flat()) expect(cell).not.toMatch(runs);
      }),
      { numRuns: 3_000 },
    );
  });
});
