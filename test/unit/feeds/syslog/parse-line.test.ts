// One line: every shape in which relays leave it, what is somebody else's, what is refused, and that nothing throws or crawls.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { syslogLimits } from "@/lib/feeds/syslog/limits";
import { parseLine, type Segment } from "@/lib/feeds/syslog/parse-line";
import { anyText } from "./any-text";
import { expectLinear } from "./linear";

const payload = "event=login;site=tenant.example.com;status=success";
const whole = { siteId: "1427", segment: 1, of: 1, payload };

const parse = (text: string) => parseLine(text, syslogLimits);
const wrap = (fields: object) => JSON.stringify(fields);

const shapes: [string, string, Partial<Segment>][] = [
  [
    "the vendor's reference",
    `Oct 12 14:58:35 tenant BG: 1427:01:01:${payload}`,
    { host: "tenant", pid: null },
  ],
  ["process ID", `Dec 10 07:04:11 tenant BG[12482]: 1427:01:01:${payload}`, { pid: 12482 }],
  ["no colon, priority", `<133>Jan  9 03:47:40 tenant BG[81869] 1427:01:01:${payload}`, { pid: 81869 }],
  ["day without padding", `<133>Jan 9 03:47:40 tenant BG[81869] 1427:01:01:${payload}`, { pid: 81869 }],
  ["no space behind the colon", `Feb  5 12:54:46 tenant BG[98765]:1427:01:01:${payload}`, { pid: 98765 }],
  ["year in the stamp", `Feb  5 2026 12:54:46 tenant BG[9]: 1427:01:01:${payload}`, { pid: 9 }],
  ["ISO stamp", `2026-11-20T10:00:00.123456+08:00 tenant BG[9]: 1427:01:01:${payload}`, { pid: 9 }],
  ["ISO stamp, priority", `<133>2026-11-20T10:00:00Z tenant BG[9]: 1427:01:01:${payload}`, { pid: 9 }],
  ["no host", `Dec 10 07:04:11 BG[9]: 1427:01:01:${payload}`, { host: "", pid: 9 }],
  ["no stamp", `<133>tenant BG[9]: 1427:01:01:${payload}`, { host: "tenant", stampedAt: null }],
  ["nothing before the mark", `BG[9]: 1427:01:01:${payload}`, { host: "", pid: 9 }],
  ["a host called BG", `Dec 10 07:04:11 BG BG[9]: 1427:01:01:${payload}`, { host: "bg", pid: 9 }],
  [
    "RFC 5424",
    `<133>1 2026-11-20T10:00:00+08:00 TENANT BG 16703 - [meta sequenceId="46"] 1427:01:01:${payload}`,
    { host: "tenant", pid: 16703 },
  ],
  ["RFC 5424 without data", `<133>1 2026-11-20T10:00:00Z tenant BG 7 - - 1427:01:01:${payload}`, { pid: 7 }],
  [
    "RFC 5424 with BOM",
    `<133>1 2026-11-20T10:00:00Z tenant BG 7 - - \uFEFF1427:01:01:${payload}`,
    { pid: 7 },
  ],
  ["RFC 5424 without priority", `1 2026-11-20T10:00:00Z tenant BG 7 - - 1427:01:01:${payload}`, { pid: 7 }],
  ["RFC 5424 of nils", `<133>1 - - BG - - - 1427:01:01:${payload}`, { host: "", pid: null, stampedAt: null }],
  [
    "RFC 5424 with two elements and escapes",
    `<133>1 2026-11-20T10:00:00Z t BG 7 - [a b="\\]\\"] ["][c d="[x]"] 1427:01:01:${payload}`,
    { pid: 7 },
  ],
  [
    "RFC 5424 around the old mark",
    `<133>1 2026-11-20T10:00:00Z t - - - - BG[7]: 1427:01:01:${payload}`,
    { pid: 7 },
  ],
  [
    "BOM and line break around it",
    `\uFEFFDec 10 07:04:11 tenant BG[9]: 1427:01:01:${payload}\r\n`,
    { pid: 9 },
  ],
  [
    "JSON around a line",
    wrap({ message: `<133>Jan  9 03:47:40 tenant BG[9] 1427:01:01:${payload}` }),
    { pid: 9 },
  ],
  [
    "Fluent Bit, raw",
    wrap({ date: 1.5, log: `Jan  9 03:47:40 tenant BG[9]: 1427:01:01:${payload}\n` }),
    { pid: 9 },
  ],
  [
    "JSON, host beside it",
    wrap({ host: "Tenant", message: `BG[9]: 1427:01:01:${payload}` }),
    { host: "tenant" },
  ],
  [
    "Vector's syslog source",
    wrap({ appname: "BG", host: "relay", hostname: "tenant", procid: 9, message: `1427:01:01:${payload}` }),
    { host: "tenant", pid: 9 },
  ],
  [
    "Fluent Bit's syslog input",
    wrap({ pri: "133", host: "tenant", ident: "BG", pid: "9", message: `1427:01:01:${payload}` }),
    { host: "tenant", pid: 9 },
  ],
];

describe("a line in any shape", () => {
  it.each(shapes)("%s", (_name, line, more) => {
    const parsed = parse(line);
    expect(parsed).toMatchObject({ kind: "segment", segment: { ...whole, ...more } });
  });

  it("keeps spaces at both ends of a payload, for a message may be cut there", () => {
    const parsed = parse("Dec 10 07:04:11 tenant BG[9]: 1427:02:03: Smith (a) \n");
    expect(parsed).toMatchObject({ segment: { segment: 2, of: 3, payload: " Smith (a) " } });
  });

  it("keeps nothing that a database refuses", () => {
    const parsed = parse(wrap({ host: "a\0b", message: `BG[9]: 1427:01:01:who=a\0b\ud800c` }));
    expect(parsed).toMatchObject({ segment: { host: "a\uFFFDb", payload: "who=a\uFFFDb\uFFFDc" } });
  });
});

describe("lines of others", () => {
  it.each([
    ["", "empty"],
    ["\r\n", "empty"],
    ["Oct 12 14:58:35 tenant sshd[1]: session opened", "not_bg"],
    ["Oct 12 14:58:35 tenant sshd[1]: Invalid user BG[1]: 1427:01:01:event=login", "not_bg"],
    ["<133>1 2026-11-20T10:00:00Z tenant sshd 7 - - Invalid user BG[1]: 1427:01:01:event=login", "not_bg"],
    ['<133>1 2026-11-20T10:00:00Z tenant sshd 7 - [a b="]', "not_bg"],
    ["Oct 12 14:58:35 tenant BGP[1]: 1427:01:01:event=login", "not_bg"],
    ["1427:01:01:event=login", "not_bg"],
    ["<133>1 2026-11-20T10:00:00Z tenant sshd 7 - - BG[1]: 1427:01:01:event=login", "not_bg"],
    [wrap({ appname: "sshd", message: "1427:01:01:event=login" }), "not_bg"],
    [wrap({ ident: "sshd", message: "BG[1]: 1427:01:01:event=login" }), "not_bg"],
    ["-- MARK --", "not_bg"],
  ])("%j is ignored: %s", (line, because) => {
    expect(parse(line)).toEqual({ kind: "ignored", because });
  });
});

describe("lines that are refused with a sentence", () => {
  it.each([
    ["no numbers", "Oct 12 14:58:35 tenant BG[1]: hello", /no site ID/],
    ["process ID that is none", "Oct 12 14:58:35 tenant BG[x]: 1427:01:01:a=b", /no site ID/],
    ["segment 0", "Oct 12 14:58:35 tenant BG[1]: 1427:00:02:a=b", /Segment 0 of 2/],
    ["segment behind the last", "Oct 12 14:58:35 tenant BG[1]: 1427:03:02:a=b", /Segment 3 of 2/],
    ["of none", "Oct 12 14:58:35 tenant BG[1]: 1427:00:00:a=b", /Segment 0 of 0/],
    ["too many segments", "Oct 12 14:58:35 tenant BG[1]: 1427:01:100:a=b", /more than 99/],
    ["data that never ends", '<133>1 2026-11-20T10:00:00Z t BG 7 - [a b="]" 1427:01:01:a=b', /never ends/],
    ["broken JSON", '{"message":', /begins like a JSON object/],
    ["JSON without message", '{"msg":"x"}', /no text under/],
    ["JSON array", '[{"message":"x"}]', /one JSON object on each line/],
    ["too long", `Oct 12 14:58:35 tenant BG[1]: 1427:01:01:${"x".repeat(8_192)}`, /longer than 8192/],
  ])("%s", (_name, line, problem) => {
    const parsed = parse(line);
    expect(parsed).toMatchObject({ kind: "refused", problem: expect.stringMatching(problem) });
  });
});

it("never throws, whatever comes", () => {
  const pieces = [
    "<133>",
    "1 ",
    "Oct 12 14:58:35 ",
    "BG",
    "[1]",
    ": ",
    "1427:01:01:",
    "[a",
    '="',
    "\\",
    "{",
    '"message":',
    "=",
    ";",
    "\0",
    "\uFEFF",
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), anyText)).map((all) => all.join(""));
  fc.assert(
    fc.property(text, (line) => ["segment", "refused", "ignored"].includes(parse(line).kind)),
    { numRuns: 2_000 },
  );
});

describe("time grows with length only", () => {
  const bad: [string, (size: number) => string][] = [
    ["spaces", (size) => " ".repeat(size)],
    ["line breaks before the end", (size) => `x${"\n".repeat(size)}x`],
    ["digits", (size) => `<133>${"1".repeat(size)}`],
    ["words", (size) => "a ".repeat(size / 2)],
    ["marks", (size) => "BG: ".repeat(size / 4)],
    ["data", (size) => `<1>1 - a BG 1 - ${"[a]".repeat(size / 3)}`],
    ["quotes", (size) => `<1>1 - a BG 1 - [${'"\\"'.repeat(size / 3)}`],
    ["brackets of JSON", (size) => `{"a":${"[".repeat(size)}`],
  ];
  it.each(bad)("%s", (_name, make) => {
    expectLinear(make, (line) => parseLine(line, { ...syslogLimits, maxLineChars: Number.MAX_SAFE_INTEGER }));
  });
});
