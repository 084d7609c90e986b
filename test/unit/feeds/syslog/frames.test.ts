// Bytes of a connection into lines: both framings, mixed, broken, and cut into any chunks.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endOfBytes, noBytes, takeBytes } from "@/lib/feeds/syslog/frames";
import { expectLinear } from "./linear";

const encoder = new TextEncoder();
const bytesOf = (text: string) => encoder.encode(text);
const counted = (text: string) => `${bytesOf(text).length} ${text}`;

function take(chunks: readonly Uint8Array[], maxBytes = 100) {
  let state = noBytes;
  const lines: string[] = [];
  const problems: string[] = [];
  for (const chunk of chunks) {
    const taken = takeBytes(state, chunk, maxBytes);
    state = taken.state;
    lines.push(...taken.lines);
    if (taken.problem !== null) problems.push(taken.problem);
  }
  return { lines, problems, end: endOfBytes(state), kept: state.rest.length };
}

const a = "<133>Jan  9 03:47:40 tenant BG[1] a";
const b = "<133>1 2026-11-20T10:00:00Z tenant BG 7 - - \u00e9\u{1F600}";

describe("frames", () => {
  it.each<[string, string, string[]]>([
    ["line feeds", `${a}\n${b}\n`, [a, b]],
    ["carriage returns before them", `${a}\r\n${b}\r\n`, [a, b]],
    ["empty lines and zero bytes between them", `\n${a}\n\0\r\n\n${b}\n`, [a, b]],
    ["counted", counted(a) + counted(b), [a, b]],
    ["counted, with line feeds behind", `${counted(a)}\n${counted(b)}\n`, [a, b]],
    ["counted, with a line feed inside", counted("<1>a\nb\n") + counted(b), ["<1>a\nb\n", b]],
    ["both in one connection", `${counted(a)}${b}\n${counted(b)}\n${a}\n`, [a, b, b, a]],
    ["a counted frame of nine bytes", "9 <14>hello<14>next\n", ["<14>hello", "<14>next"]],
    [
      "a version without priority is no count",
      "1 2026-11-20T10:00:00Z t BG 7 - - x\n",
      ["1 2026-11-20T10:00:00Z t BG 7 - - x"],
    ],
    ["an ISO stamp is no count", "2026-11-20T10:00:00Z t BG[7]: x\n", ["2026-11-20T10:00:00Z t BG[7]: x"]],
    ["seconds since 1970 are no count", "1795176580 tenant BG[7]: x\n", ["1795176580 tenant BG[7]: x"]],
    [
      "counted without priority",
      counted("2026-11-20T10:00:00Z t BG[7]: x"),
      ["2026-11-20T10:00:00Z t BG[7]: x"],
    ],
    ["JSON", '{"message":"x"}\n', ['{"message":"x"}']],
  ])("%s", (_name, text, lines) => {
    expect(take([bytesOf(text)])).toEqual({ lines, problems: [], end: null, kept: 0 });
  });

  it("of exactly the most bytes are taken, longer ones left out with what follows intact", () => {
    const fits = `<1>${"x".repeat(97)}`;
    expect(take([bytesOf(`${fits}\n${fits}y\n${a}\n`)])).toMatchObject({
      lines: [fits, a],
      problems: [expect.stringContaining("longer than 100 bytes")],
    });
    expect(take([bytesOf(counted(fits) + counted(`${fits}y`) + counted(a))])).toMatchObject({
      lines: [fits, a],
      problems: [expect.stringContaining("longer than 100 bytes")],
    });
  });

  it("that announce far too much are stepped over without being kept", () => {
    const { lines, kept } = take([
      bytesOf("9000 "),
      new Uint8Array(8_000),
      bytesOf(`${"x".repeat(1_000)}${a}\n`),
    ]);
    expect({ lines, kept }).toEqual({ lines: [a], kept: 0 });
  });

  it("that never end are not kept", () => {
    const { kept, problems, end } = take(Array.from({ length: 50 }, () => bytesOf("x".repeat(60))));
    expect(kept).toBe(0);
    expect(problems).toHaveLength(1);
    expect(end).toMatch(/middle of a line/);
  });

  it("that are cut off by the end are told, never taken", () => {
    for (const text of [a, counted(a).slice(0, -1), "12", "12 "]) {
      expect(take([bytesOf(text)])).toMatchObject({ lines: [], end: expect.stringMatching(/left out/) });
    }
  });

  it("what is no UTF-8 is a line with marks in it", () => {
    expect(take([Uint8Array.of(60, 49, 62, 255, 10)]).lines).toEqual(["<1>\uFFFD"]);
  });
});

describe("any cutting into chunks", () => {
  const text = fc.oneof(
    fc.constantFrom(a, b, "{}", "x".repeat(150), "12", "7 x", "\r", ""),
    fc.string({ unit: "grapheme" }),
  );
  const frame = fc.oneof(
    text.map((line) => `${line}\n`),
    text.map(counted),
    text,
    fc.constantFrom("99999 ", "101 ", "0 ", "\n\0", "12345678 "),
  );
  const stream = fc.array(frame, { maxLength: 12 }).map((frames) => bytesOf(frames.join("")));

  it("gives the same lines and the same end", () => {
    fc.assert(
      fc.property(stream, fc.array(fc.nat(400), { maxLength: 30 }), (bytes, marks) => {
        const cuts = [
          0,
          ...marks.filter((mark) => mark < bytes.length).sort((one, other) => one - other),
          bytes.length,
        ];
        const chunks = cuts.slice(1).map((cut, index) => bytes.slice(cuts[index], cut));
        const whole = take([bytes]);
        const cut = take(chunks);
        expect([cut.lines, cut.end, cut.kept]).toEqual([whole.lines, whole.end, whole.kept]);
        const single = take([...bytes].map((byte) => Uint8Array.of(byte)));
        expect([single.lines, single.end, single.kept]).toEqual([whole.lines, whole.end, whole.kept]);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives back what was framed, whichever way", () => {
    const line = fc
      .string({ unit: "grapheme", maxLength: 20 })
      .map((end) => `<1>${end.replaceAll("\n", "").replaceAll("\r", "")}`);
    fc.assert(
      fc.property(fc.array(fc.tuple(line, fc.boolean())), (all) => {
        const sent = all.map(([text, isCounted]) => (isCounted ? counted(text) : `${text}\n`)).join("");
        expect(take([bytesOf(sent)], 1_000).lines).toEqual(all.map(([text]) => text));
      }),
    );
  });
});

describe("time grows with the bytes only", () => {
  it.each<[string, string]>([
    ["line feeds", "\n"],
    ["short lines", "a\n"],
    ["one endless line", "a"],
    ["digits", "1"],
    ["counts", "10 xxxxxxxxxx"],
    ["counts too large", "999 "],
  ])("%s", (_name, piece) => {
    expectLinear(
      (size) => piece.repeat(size / piece.length),
      (text) => takeBytes(noBytes, bytesOf(text), 100),
    );
  });

  it("in small chunks", () => {
    expectLinear(
      (size) => "a".repeat(size),
      (text) => {
        const bytes = bytesOf(text);
        return take(
          Array.from({ length: bytes.length / 10 }, (_, at) => bytes.subarray(at * 10, at * 10 + 10)),
          8_192,
        );
      },
    );
  });
});
