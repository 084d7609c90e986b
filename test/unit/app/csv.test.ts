import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { cellWriter, disarm, type Separator, separators } from "@/app/_web/csv";

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

describe("a line that is put together cell by cell", () => {
  it("reads as Papa would write it", () => {
    const text = fc.oneof(fc.string(), fc.stringMatching(/^[=+\-@;,|\t\r\nab"\uFEFF\uFF1D ']{0,12}$/));
    const cell = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
    const separator = fc.constantFrom("comma", "semicolon", "tab") satisfies fc.Arbitrary<Separator>;
    fc.assert(
      fc.property(fc.array(cell, { minLength: 2 }), separator, (cells, named) => {
        const delimiter = separators[named];
        const written = cells.map(cellWriter(named)).join(delimiter);
        expect(written).toBe(Papa.unparse([cells.map(disarm)], { delimiter, newline: "\r\n" }));
      }),
      { numRuns: 3_000 },
    );
  });
});
