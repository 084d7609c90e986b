// Percentages are truncated: nothing is said to be done before it is, and nobody writes one by hand.
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { percentOf } from "@/lib/core/percent";

describe("a share in percent", () => {
  it.each([
    [0, 300, 0],
    [1, 300, 0],
    [3, 300, 1],
    [29, 100, 29],
    [57, 100, 57],
    [299, 300, 99],
    [99_999, 100_000, 99],
    [300, 300, 100],
    [0, 0, null],
  ])("%i of %i is %s", (part, of, expected) => {
    expect(percentOf(part, of)).toBe(expected);
  });

  it.each([
    [29, 1_000, 2.9],
    [1, 3, 33.3],
    [2, 3, 66.6],
    [99_999, 100_000, 99.9],
    [3, 2, 150],
    [0, 0, null],
  ])("%i of %i is %s to a decimal", (part, of, expected) => {
    expect(percentOf(part, of, 1)).toBe(expected);
  });

  it.each([0, 1, 2])(
    "is 100 only when it is all, and never more than the share, to %i decimals",
    (decimals) => {
      const counts = fc
        .integer({ min: 1, max: 10_000_000 })
        .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
      const scale = 10 ** decimals;
      fc.assert(
        fc.property(counts, ([part, of]) => {
          const percent = percentOf(part, of, decimals) ?? Number.NaN;
          expect(percent === 100).toBe(part === of);
          const steps = BigInt(Math.round(percent * scale));
          expect(steps * BigInt(of) <= BigInt(part) * 100n * BigInt(scale)).toBe(true);
          expect((steps + 1n) * BigInt(of) > BigInt(part) * 100n * BigInt(scale)).toBe(true);
        }),
      );
    },
  );
});

/** Ways of writing a percentage by hand. A rounding to hundredths (`… * 100) / 100`) is none. */
const byHand: readonly RegExp[] = [
  /style:\s*["'`]percent/,
  /Math\.(round|floor|ceil|trunc)\([^\n]*(\*\s*100\b(?!\s*\)?\s*\/)|\b100\s*\*)(?![^\n]*\)\s*\/\s*100\b)/,
  /\*\s*1_?000\)\s*\/\s*10\b/,
  /\.toFixed\(/,
  /,\s*number,\s*(percent|::percent)|::percent/,
];

/** Writes bytes, not shares. */
const allowed = ["app/(house)/imports/[id]/_import/bytes-text.ts", "lib/core/percent.ts"];

function handmade(text: string): string[] {
  return text.split("\n").filter((line) => byHand.some((pattern) => pattern.test(line)));
}

describe("nobody writes a percentage by hand", () => {
  it.each([
    "const percent = Math.round((part / whole) * 100);",
    "value={Math.floor(share * 100)}",
    "const percent = Math.ceil((100 * part) / whole);",
    "const share = Math.round((count / all) * 1000) / 10;",
    "(share * 100).toFixed(1)",
    'new Intl.NumberFormat("en", { style: "percent" })',
    '"done": "{share, number, percent}"',
    '"done": "{share, number, ::percent .0}"',
  ])("a planted one is seen: %s", (line) => {
    expect(handmade(line)).toEqual([line]);
  });

  it.each(["Math.round(confidence * 100) / 100", "Math.floor(status / 100)", "width: (100 * part) / whole"])(
    "what is none is not: %s",
    (line) => {
      expect(handmade(line)).toEqual([]);
    },
  );

  it("there is none in the product", () => {
    const files = ["app", "lib", "jobs", "demo", "messages"]
      .flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`)
      .filter((file) => /\.(tsx?|js|json)$/.test(file) && !file.startsWith("lib/platform/prisma/"))
      .filter((file) => !allowed.includes(file));
    expect(files.length).toBeGreaterThan(500);
    const found = files.flatMap((file) =>
      handmade(readFileSync(file, "utf8")).map((line) => `${file}: ${line.trim()}`),
    );
    expect(found).toEqual([]);
  });
});
