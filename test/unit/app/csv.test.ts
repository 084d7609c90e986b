import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { cellWriter, disarm, type Separator, separators } from "@/app/_web/csv";
import { LineWriter } from "@/app/_web/line-writer";
import { RowReader, RowWriter } from "@/lib/platform/copy-binary";

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

describe("a line that is written out of a row of the database", () => {
  it("reads as it would cell by cell", () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: "binary" }),
      fc.stringMatching(/^[=+\-@;,|\t\r\nab"\uFEFF\uFF1D '.:]{0,12}$/),
    );
    const row = fc.record({
      texts: fc.array(fc.option(text)),
      instant: fc.option(fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 })),
      bool: fc.option(fc.boolean()),
      int: fc.option(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })),
    });
    const separator = fc.constantFrom("comma", "semicolon", "tab") satisfies fc.Arbitrary<Separator>;
    fc.assert(
      fc.property(fc.array(row, { minLength: 1 }), separator, (rows, named) => {
        const lines = new LineWriter(named);
        const wanted = rows.map(({ texts, instant, bool, int }) => {
          const given = new RowWriter();
          for (const each of texts) given.text(each);
          given.instant(instant);
          given.bool(bool);
          given.int4(int);
          const reader = new RowReader();
          reader.open(Buffer.concat(given.take()));
          reader.moveTo("PGCOPY\n-\r\n0".length + 8);
          for (const _ of texts) lines.field(reader, "text");
          for (const type of ["instant", "bool", "int"] as const) lines.field(reader, type);
          lines.endLine();
          const at = instant === null ? null : new Date(instant).toISOString();
          return [...texts, at, bool === true, int].map(cellWriter(named)).join(separators[named]);
        });
        expect(Buffer.from(lines.take()).toString()).toBe(wanted.map((line) => `${line}\r\n`).join(""));
      }),
      { numRuns: 1_000 },
    );
  });
});
