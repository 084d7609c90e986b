import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readStatus } from "@/lib/intake/export-file/status/read-status";
import {
  durationUnits,
  relativeDays,
  statusWords,
  type WordKind,
} from "@/lib/intake/export-file/status/status-words";

const date = "2026-11-20 14:02";
const runs = { numRuns: 3_000 };

const phrases = (...kinds: WordKind[]) => kinds.flatMap((kind) => [...statusWords[kind]]);
const known = new Set([...Object.values(statusWords).flat(), ...durationUnits, ...relativeDays]);
const knownParts = new Set([...known].flatMap((phrase) => phrase.split(" ")));

const unknownWord = fc
  .stringMatching(/^[a-z]{5,12}$/)
  .filter((word) => !knownParts.has(word) && !/^(?:jan|feb|mar|apr|jun|jul|aug|sep|oct|nov|dec)/.test(word));
const separator = fc.constantFrom(" ", ", ", " - ", ": ", "; ", " (", ") ", "/", ". ");
const dates = fc.constantFrom(date, "20/11/2026", "20.11.2026 14:02", "20 November 2026", "1795183331");
const states = fc.constantFrom(...phrases("online", "offline", "inUse"));

/** A text that proves its date: the word of connection, and what is put around it. */
const proving = fc.oneof(
  fc.tuple(
    states,
    fc.constantFrom(
      "% since #",
      "% #",
      "# %",
      "%: #",
      "% (#)",
      "# - %",
      "% seit #",
      "upgrade pending, % dal #",
    ),
  ),
  fc.tuple(fc.constantFrom(...phrases("seen")), fc.constantFrom("% #", "last % #", "% on #", "#: last %")),
);
const fill = ([word, frame]: [string, string], at: string) =>
  frame.replace("%", () => word).replace("#", () => at);

describe("properties", () => {
  test("a date beside unknown words proves nothing", () => {
    const text = fc
      .tuple(fc.array(fc.tuple(unknownWord, separator), { minLength: 1, maxLength: 6 }), dates, fc.nat(6))
      .map(([words, at, place]) => {
        const parts = words.map(([word, between]) => word + between);
        parts.splice(Math.min(place, parts.length), 0, `${at} `);
        return parts.join("").trim();
      });
    fc.assert(
      fc.property(text, (cell) => {
        const reading = readStatus(cell);
        expect(reading.dateText).not.toBeNull();
        expect(reading).toMatchObject({
          dateProves: false,
          online: null,
          availability: null,
          understood: false,
        });
      }),
      runs,
    );
  });

  test("texts of this shape prove their date", () => {
    fc.assert(
      fc.property(proving, dates, (text, at) => {
        expect(readStatus(fill(text, at)).dateProves).toBe(true);
      }),
      runs,
    );
  });

  test("letters put into the word of connection leave nothing proven", () => {
    fc.assert(
      fc.property(proving, dates, fc.nat(), fc.stringMatching(/^[a-z]{1,4}$/), (text, at, place, letters) => {
        const [word, frame] = text;
        const cut = place % (word.length + 1);
        const damaged = word.slice(0, cut) + letters + word.slice(cut);
        // "desligado" from "ligado", "we" from "w" …: still words that are known.
        fc.pre(!known.has(damaged) && damaged.split(" ").some((part) => !knownParts.has(part)));
        expect(readStatus(fill([damaged, frame], at))).toMatchObject({ dateProves: false, online: null });
      }),
      runs,
    );
  });

  test("letters left out of, or exchanged in, the word of connection leave nothing proven", () => {
    fc.assert(
      fc.property(
        proving,
        dates,
        fc.nat(),
        fc.constantFrom("", "x", "q", "\ufffd"),
        (text, at, place, letter) => {
          const [word, frame] = text;
          const cut = place % word.length;
          const damaged = word.slice(0, cut) + letter + word.slice(cut + 1);
          fc.pre(
            !known.has(damaged) && damaged.split(" ").some((part) => part !== "" && !knownParts.has(part)),
          );
          expect(readStatus(fill([damaged, frame], at)).dateProves).toBe(false);
        },
      ),
      runs,
    );
  });

  test("a word of denial before the word of connection leaves nothing proven and nobody online", () => {
    const denial = fc.constantFrom(...phrases("not", "never"));
    fc.assert(
      fc.property(denial, fc.constantFrom(...phrases("online", "inUse", "seen")), dates, (not, word, at) => {
        for (const cell of [`${not} ${word} since ${at}`, `${not} ${word} ${at}`, `${at} ${not} ${word}`]) {
          const { dateProves, online } = readStatus(cell);
          expect({ cell, dateProves, isOnline: online === true }).toEqual({
            cell,
            dateProves: false,
            isOnline: false,
          });
        }
      }),
      runs,
    );
  });

  test("a plan leaves nothing proven and nobody online", () => {
    fc.assert(
      fc.property(fc.constantFrom(...phrases("planned")), states, dates, (plan, word, at) => {
        for (const cell of [`${plan} ${word} ${at}`, `${at} ${plan} ${word}`, `${plan} ${word} since ${at}`])
          expect({ cell, ...readStatus(cell) }).toMatchObject({ cell, dateProves: false, online: null });
      }),
      runs,
    );
  });

  test("any text can be read, the same way each time, and its date is found in it", () => {
    const piece = fc.oneof(
      fc.constantFrom(...known),
      dates,
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.constantFrom(
        "(",
        ")",
        "[",
        "-",
        ",",
        ".",
        ":",
        "\u0001",
        "\ud800",
        "3 days",
        "25.3.10",
        "\u200e",
        " ",
      ),
    );
    const text = fc
      .array(piece, { maxLength: 12 })
      .chain((parts) => fc.constantFrom("", " ").map((between) => parts.join(between)));
    fc.assert(
      fc.property(fc.oneof(text, fc.string({ unit: "binary" })), (cell) => {
        const reading = readStatus(cell);
        expect(readStatus(cell)).toEqual(reading);
        if (reading.dateText === null || reading.isDenied) expect(reading.dateProves).toBe(false);
        if (reading.isDenied) expect(reading.online).not.toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });

  test("what is remembered of one text does not change another with the same words", () => {
    for (let round = 0; round < 3; round++)
      for (let index = 0; index < 3_000; index++) {
        const name = String.fromCharCode(
          97 + (index % 26),
          97 + (Math.floor(index / 26) % 26),
          97 + (index % 7),
        );
        readStatus(`In use by ${name}${name} since ${date}`);
      }
    expect(readStatus("Offline since 2026-11-20 09:30").dateText).toBe("2026-11-20 09:30");
    expect(readStatus("Offline since 2026-11-21 09:30").dateText).toBe("2026-11-21 09:30");
    expect(readStatus("OFFLINE since 20 nov 2026 (3 days)").dateText).toBe("20 nov 2026");
    expect(readStatus("OFFLINE since 21 nov 2026 (9 days)").dateText).toBe("21 nov 2026");
  });
});

describe("time grows no faster than the text", () => {
  const adversaries: Record<string, (length: number) => string> = {
    spaces: (length) => `Offline${" ".repeat(length)}since ${date}`,
    "digits and spaces": (length) => "1 ".repeat(length / 2),
    digits: (length) => "1".repeat(length),
    "dots and digits": (length) => "1.".repeat(length / 2),
    "days without a month": (length) => "20 de ".repeat(length / 6),
    "clocks without a date": (length) => "14:02 on ".repeat(length / 9),
    "a date and small words": (length) => `20.11.2026${" at".repeat(length / 3)}`,
    dates: (length) => "20.11.2026 ".repeat(length / 11),
    "since and durations": (length) => `since ${"3 days ".repeat(length / 7)}`,
    "words of denial": (length) => "not never no ".repeat(length / 13),
    connections: (length) => "connection ".repeat(length / 11),
    "connections and small words": (length) => "connection the the ".repeat(length / 19),
    "updates and versions": (length) => "update 24.3.4 ".repeat(length / 14),
    "names with hyphens": (length) => "a-".repeat(length / 2),
    brackets: (length) => "(".repeat(length),
    "open and closed brackets": (length) => "()[".repeat(length / 3),
    zones: (length) => `20.11.2026 14:02 europe/${"a".repeat(length)}`,
    fractions: (length) => `20.11.2026 14:02:11.${"1".repeat(length)}`,
    accents: (length) => "é".repeat(length),
    invisible: (length) => `Off${"\u200b".repeat(length)}line`,
  };
  const sizes = [500, 2_000, 100_000];

  test.each(Object.entries(adversaries))("%s", (_name, make) => {
    for (const size of sizes) {
      const cell = make(size);
      const start = performance.now();
      // Texts beyond what is remembered are weighed again each time.
      for (let round = 0; round < 20; round++) readStatus(cell);
      expect(performance.now() - start).toBeLessThan(20 * 25);
    }
  });

  test("a text that is too long is not read, for a denial may stand at its end", () => {
    const long = `Online since ${date}, ${"x".repeat(2_000)}, never connected`;
    expect(readStatus(long)).toMatchObject({
      online: null,
      dateText: null,
      dateProves: false,
      understood: false,
    });
  });
});
