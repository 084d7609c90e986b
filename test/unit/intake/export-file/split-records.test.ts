import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Delimiter } from "@/lib/intake/export-file/delimited/record";
import { splitRecords } from "@/lib/intake/export-file/delimited/split-records";

const limits = { maxLineChars: 20_000, maxFieldChars: 5_000 };

interface Options {
  width?: number | null;
  delimiter?: Delimiter;
  lineBreak?: "\n" | "\r";
  limits?: typeof limits;
}

function split(pieces: readonly string[], options: Options = {}) {
  const { width = null, delimiter = ",", lineBreak = "\n" } = options;
  const records: { cells: string[]; line: number; raw: string; quotes: string }[] = [];
  const splitter = splitRecords(
    { delimiter, lineBreak, limits: options.limits ?? limits, firstLine: 1, width: () => width },
    (cells, line, raw, quotes) => {
      records.push({ cells, line, raw: raw(), quotes });
      return false;
    },
  );
  let problem = null;
  for (const piece of pieces) problem ??= splitter.push(piece);
  problem ??= splitter.finish();
  return { records, problem };
}

const cut = (text: string, options?: Options) =>
  split([text], options).records.map(({ cells, line, quotes }) => [line, quotes, ...cells]);

describe("strictly", () => {
  test.each<[string, string, (string | number)[][]]>([
    [
      "plain lines",
      "a,b\r\nc,d\r\n",
      [
        [1, "clean", "a", "b"],
        [2, "clean", "c", "d"],
      ],
    ],
    [
      "no line break at the end",
      "a,b\nc,d",
      [
        [1, "clean", "a", "b"],
        [2, "clean", "c", "d"],
      ],
    ],
    ["quoted delimiters and marks", '"a,1","b ""2"""\n', [[1, "clean", "a,1", 'b "2"']]],
    [
      "quoted line breaks",
      '"a\r\n\nb",c\nd,e\n',
      [
        [1, "clean", "a\r\n\nb", "c"],
        [4, "clean", "d", "e"],
      ],
    ],
    ["spaces around a quoted field", ' "a" , "b"\t\r\n', [[1, "clean", "a", "b"]]],
    ["an inch mark", '19" rack,b\n', [[1, "clean", '19" rack', "b"]]],
    ["a quotation that is only the beginning of a text", ' "a" b,c\n', [[1, "clean", ' "a" b', "c"]]],
    ["empty fields", ',"",\n', [[1, "clean", "", "", ""]]],
    [
      "empty lines",
      "\n\na,b\n",
      [
        [1, "clean", ""],
        [2, "clean", ""],
        [3, "clean", "a", "b"],
      ],
    ],
  ])("%s", (_name, text, expected) => {
    expect(cut(text)).toEqual(expected);
  });

  test("lines that end with a carriage return alone", () => {
    expect(cut('a,b\r"c\rd",e\rf,g', { lineBreak: "\r" })).toEqual([
      [1, "clean", "a", "b"],
      [2, "clean", "c\rd", "e"],
      [4, "clean", "f", "g"],
    ]);
  });
});

describe("marks that stand where they must not", () => {
  test.each<[string, string, (string | number)[][]]>([
    [
      "a bare mark",
      '"a","the "front" till","b"\nc,d,e\n',
      [
        [1, "loose", "a", 'the "front" till', "b"],
        [2, "clean", "c", "d", "e"],
      ],
    ],
    ["a comma between bare marks", '"a","x "y, z" w","b"\n', [[1, "loose", "a", 'x "y, z" w', "b"]]],
    [
      "text after a closed mark",
      '"a","near" the door,"b"\nc,d,e\n',
      [
        [1, "loose", "a", '"near" the door', "b"],
        [2, "clean", "c", "d", "e"],
      ],
    ],
    ["a comma inside, text after it", '"a, 1" b,c,d\n', [[1, "loose", '"a, 1" b', "c", "d"]]],
    [
      "bare marks over two lines",
      '"a","x "y" z\nmore","b"\nc,d,e\n',
      [
        [1, "loose", "a", 'x "y" z\nmore', "b"],
        [3, "clean", "c", "d", "e"],
      ],
    ],
    [
      "never closed",
      '"a,b,c\nd,e,f\n',
      [
        [1, "broken", '"a', "b", "c"],
        [2, "clean", "d", "e", "f"],
      ],
    ],
    [
      "never closed, in the last line",
      'd,e,f\n"a,b,c',
      [
        [1, "clean", "d", "e", "f"],
        [2, "broken", '"a', "b", "c"],
      ],
    ],
    [
      "closed in a later row",
      '"a,b,c\n"d",e,f\ng,h,i\n',
      [
        [1, "broken", '"a', "b", "c"],
        [2, "clean", "d", "e", "f"],
        [3, "clean", "g", "h", "i"],
      ],
    ],
    [
      "closed at the end of a later row",
      'a,b,"c\nd,e,f"\ng,h,i\n',
      [
        [1, "clean", "a", "b", "c\nd,e,f"],
        [3, "clean", "g", "h", "i"],
      ],
    ],
    [
      "closed cleanly, having swallowed a row",
      'a,"b,c\nd,e,f\ng,h,i"\nj,k,l\n',
      [
        [1, "broken", "a", '"b', "c"],
        [2, "clean", "d", "e", "f"],
        [3, "clean", "g", "h", 'i"'],
        [4, "clean", "j", "k", "l"],
      ],
    ],
    [
      "remains of a broken record",
      '"a","x "y\nprose\nmore","b\nc,d,e\nf,g\n',
      [
        [1, "broken", '"a"', '"x "y'],
        [2, "broken", "prose"],
        [3, "broken", 'more"', '"b'],
        [4, "clean", "c", "d", "e"],
        [5, "clean", "f", "g"],
      ],
    ],
  ])("%s", (_name, text, expected) => {
    expect(cut(text, { width: 3 })).toEqual(expected);
    for (const size of [1, 2, 7]) {
      const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      expect(split(pieces, { width: 3 })).toEqual(split([text], { width: 3 }));
    }
  });

  test("a record of several lines that is short stays one where none of its lines is a row", () => {
    expect(cut('"a\nb"\nc,d,e\n', { width: 3 })).toEqual([
      [1, "clean", "a\nb"],
      [3, "clean", "c", "d", "e"],
    ]);
  });
});

test("the raw text of a record is what stands in the file", () => {
  const text = 'a,"b\nc"\r\n"d" e,f\nlast';
  expect(
    split([text], { width: 2 })
      .records.map(({ raw }) => raw)
      .join(""),
  ).toBe(text);
});

describe("limits", () => {
  const small = { maxLineChars: 40, maxFieldChars: 10 };
  test.each<[string, string, object | null]>([
    ["a line as long as allowed", `${"a,".repeat(19)}ab\n`, null],
    [
      "a line too long",
      `b\n${"a,".repeat(20)}ab\n`,
      { code: "line_too_long", params: { line: 2, limit: 40 } },
    ],
    ["a field too long", `b,${"a".repeat(11)}\n`, { code: "field_too_long", params: { line: 1, limit: 10 } }],
    [
      "a quoted field of several lines",
      `"b\nc","${"a\n".repeat(6)}"\n`,
      { code: "field_too_long", params: { line: 2, limit: 10 } },
    ],
    ["doubled marks count once", `"${'""'.repeat(10)}",b\n`, null],
    [
      "an open mark at the end",
      `ok,b\nc,"${"a\n".repeat(12)}`,
      { code: "field_too_long", params: { line: 2, limit: 10 } },
    ],
    [
      "an open mark in a long file",
      `ok,b\nc,"${"a\n".repeat(60)}`,
      { code: "field_too_long", params: { line: 2, limit: 10 } },
    ],
  ])("%s", (_name, text, problem) => {
    for (const size of [1, 7, text.length]) {
      const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, "g")) ?? [];
      expect(split(pieces, { limits: small }).problem).toEqual(problem);
    }
  });
});

test("what comes out never depends on where the pieces were cut", { timeout: 180_000 }, () => {
  const junk = fc.string({ unit: fc.constantFrom(...'ab",,\n\r" \t'), maxLength: 120 });
  fc.assert(
    fc.property(
      junk,
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.constantFrom(null, 2, 3),
      (text, cuts, width) => {
        const places = [...new Set(cuts.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
        const pieces = [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
        const small = { maxLineChars: 60, maxFieldChars: 20 };
        expect(split(pieces, { width })).toEqual(split([text], { width }));
        expect(split([...text], { width, limits: small })).toEqual(split([text], { width, limits: small }));
      },
    ),
    { numRuns: 3_000 },
  );
});

test("nothing is lost: the records together are the text", () => {
  const junk = fc.string({ unit: fc.constantFrom(...'ab",,\n" '), maxLength: 120 });
  fc.assert(
    fc.property(junk, fc.constantFrom(null, 2, 3), (text, width) => {
      const { records } = split([text], { width });
      expect(records.map(({ raw }) => raw).join("")).toBe(text);
      let line = 1;
      for (const record of records) {
        expect(record.line).toBe(line);
        line += record.raw.split("\n").length - 1;
      }
    }),
    { numRuns: 2_000 },
  );
});
