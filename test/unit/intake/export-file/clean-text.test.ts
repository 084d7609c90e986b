import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bareText,
  comparisonKey,
  identityId,
  identityText,
  shownText,
} from "@/lib/intake/export-file/cells/clean-text";

describe("one spelling of an identity", () => {
  test.each<[string, string, string, string]>([
    // cell, identity text, comparison key, shown
    ["TILL-1", "TILL-1", "till-1", "TILL-1"],
    ["'TILL-1", "'TILL-1", "till-1", "TILL-1"],
    ["\u2019TILL-1", "\u2019TILL-1", "till-1", "TILL-1"],
    ["`TILL-1", "`TILL-1", "till-1", "TILL-1"],
    ["''TILL-1", "''TILL-1", "till-1", "TILL-1"],
    ["' TILL-1", "' TILL-1", "till-1", "TILL-1"],
    [
      "'till-1.shop.example.com",
      "'till-1.shop.example.com",
      "till-1.shop.example.com",
      "till-1.shop.example.com",
    ],
    ['="00123"', "00123", "00123", "00123"],
    ['\'="00123"', '\'="00123"', "00123", "00123"],
    ['="\'00123"', "'00123", "00123", "00123"],
    ['="say ""hi"""', 'say "hi"', 'say "hi"', 'say "hi"'],
    ['=""', "", "", ""],
    ['="', '="', '="', '="'],
    ["=1+1", "=1+1", "=1+1", "=1+1"],
    ["'", "'", "", ""],
    ["", "", "", ""],
    ["   ", "", "", ""],
    // real apostrophes are shown, and compared without
    ["'s-Hertogenbosch-1", "'s-Hertogenbosch-1", "s-hertogenbosch-1", "'s-Hertogenbosch-1"],
    ["s-Hertogenbosch-1", "s-Hertogenbosch-1", "s-hertogenbosch-1", "s-Hertogenbosch-1"],
    ["\u2019s-Gravenhage", "\u2019s-Gravenhage", "s-gravenhage", "\u2019s-Gravenhage"],
    ["'t Zand", "'t Zand", "t zand", "'t Zand"],
    ["'n Plek", "'n Plek", "n plek", "'n Plek"],
    ["'t-1", "'t-1", "t-1", "t-1"],
    ["'S-1", "'S-1", "s-1", "S-1"],
    ["O'Neill", "O'Neill", "o'neill", "O'Neill"],
    ["-TILL", "-TILL", "-till", "-TILL"],
    // nothing that nobody sees
    ["TILL\u00a01", "TILL 1", "till 1", "TILL 1"],
    ["TILL \t\u2003 1", "TILL 1", "till 1", "TILL 1"],
    ["TILL\r\n1", "TILL 1", "till 1", "TILL 1"],
    ["\ufeffTILL-1", "TILL-1", "till-1", "TILL-1"],
    ["\u200eTILL\u200b-\u20601\u202c", "TILL-1", "till-1", "TILL-1"],
    ["TI\u00adLL-1", "TILL-1", "till-1", "TILL-1"],
    ["TI\u0000LL\u007f-1", "TILL-1", "till-1", "TILL-1"],
    [" 'TILL-1 ", "'TILL-1", "till-1", "TILL-1"],
    ["\u200e'TILL-1", "'TILL-1", "till-1", "TILL-1"],
    // composed characters
    ["Cafe\u0301", "Caf\u00e9", "caf\u00e9", "Caf\u00e9"],
    ["CAF\u00c9", "CAF\u00c9", "caf\u00e9", "CAF\u00c9"],
    ["Cafe\u200b\u0301", "Caf\u00e9", "caf\u00e9", "Caf\u00e9"],
    ["STRASSE", "STRASSE", "strasse", "STRASSE"],
    ["收银-1", "收银-1", "收银-1", "收银-1"],
  ])("%j", (cell, text, key, shown) => {
    expect([identityText(cell), comparisonKey(cell), shownText(cell)]).toEqual([text, key, shown]);
  });

  test.each([
    ["7101", "7101"],
    ["7101.0", "7101"],
    ["7101.00", "7101"],
    ["7101,0", "7101"],
    ["'7101.0", "7101"],
    ['="7101"', "7101"],
    ['="00123"', "00123"],
    ["\u200e7101\u00a0", "7101"],
    ["7101.5", "7101.5"],
    ["7101.", "7101."],
    ["1.0.0", "1.0.0"],
    ["0.0", "0"],
    ["A1.0", "A1.0"],
    ["-7.0", "-7.0"],
    ["1E+05", "1E+05"],
  ])("an id: %s is %s", (cell, id) => {
    expect(identityId(cell)).toBe(id);
  });
});

const letters = fc.constantFrom(..."aZ09 -._'\"=`éßİÅ\u0301\u00a0\u200e\ufeff\t\n收🙂");
const cells = fc.array(letters, { maxLength: 30 }).map((each) => each.join(""));
const words = fc.stringMatching(/^[A-Za-z0-9]{2,8}[-. ][A-Za-z0-9]{1,8}$/);

test("each form is its own form: cleaning twice changes nothing", () => {
  fc.assert(
    fc.property(cells, (cell) => {
      for (const clean of [comparisonKey, bareText]) expect(clean(clean(cell))).toBe(clean(cell));
      expect(comparisonKey(shownText(cell))).toBe(comparisonKey(cell));
      expect(comparisonKey(identityText(cell))).toBe(comparisonKey(cell));
    }),
    { numRuns: 2_000 },
  );
});

test("whatever a program puts around or into a name, it stays the same client", () => {
  const guards = fc.constantFrom<(text: string) => string>(
    (text) => `'${text}`,
    (text) => `\u2019${text}`,
    (text) => `="${text.replaceAll('"', '""')}"`,
    (text) => `'="${text.replaceAll('"', '""')}"`,
    (text) => ` ${text}\u00a0`,
    (text) => `\u200e${text}\u202c`,
    (text) => `\ufeff${text}`,
    (text) => [...text].join("\u200b"),
    (text) => text.replaceAll(" ", " \u2003"),
    (text) => text.toUpperCase(),
    (text) => text.normalize("NFD"),
  );
  fc.assert(
    fc.property(words, fc.array(guards, { maxLength: 3 }), (name, around) => {
      const written = around.reduce((text, guard) => guard(text), name);
      expect(comparisonKey(written)).toBe(name.toLowerCase());
      expect(shownText(written).toLowerCase()).toBe(name.toLowerCase());
    }),
    { numRuns: 2_000 },
  );
});
