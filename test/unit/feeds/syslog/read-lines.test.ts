// Whole requests: every line of the sample with its outcome, numbering, and a state that travels between requests.
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { syslogLimits } from "@/lib/feeds/syslog/limits";
import { readLines } from "@/lib/feeds/syslog/read-lines";
import { nothingWaiting } from "@/lib/feeds/syslog/waiting-messages";
import { anyText } from "./any-text";
import { expectLinear } from "./linear";

const receivedAt = Date.UTC(2026, 10, 27, 12);
const sample = readFileSync("test/fixtures/feeds/syslog-five-shapes.log", "utf8").trimEnd().split("\n");
const read = (lines: readonly string[], state = nothingWaiting, at = receivedAt) =>
  readLines(lines, state, at, syslogLimits);

describe("the sample", () => {
  const reading = read(sample);
  const at = (line: number) => reading.messages.find((message) => message.line === line);

  it("line 1 has no `when`: it is dated by its receipt and proves no console", () => {
    expect(at(1)).toMatchObject({ site: "support.example.com", dating: "missing", because: "other_login" });
  });

  it("line 2: the console of Sam Carter was connected at 1795176580", () => {
    expect(at(2)?.observations).toMatchObject([
      {
        kind: "console",
        named: { user: "sam.carter@example.com", name: "Sam Carter" },
        grade: "stated",
        connectedAt: 1_795_176_580_000,
        dated: true,
      },
    ]);
  });

  it("lines 3 and 4 are one message, a logout, which proves nothing", () => {
    expect(at(3)).toBeUndefined();
    expect(at(4)).toMatchObject({ site: "support.example.com", because: "logout", observations: [] });
  });

  it("line 5 is the appliance, not the site", () => {
    expect(at(5)).toMatchObject({ site: "tenant.example.com", because: "appliance" });
  });

  it("line 6: a Jumpoint was created, it did not connect", () => {
    expect(at(6)).toMatchObject({ because: "configuration", observations: [] });
  });

  it("line 7 waits for its segments, and is dropped when its time is over", () => {
    expect(at(7)).toBeUndefined();
    expect(reading.state.waiting).toMatchObject([{ host: "tenant", pid: 65890 }]);
    const later = read([], reading.state, receivedAt + syslogLimits.keepMs);
    expect(later.state).toEqual(nothingWaiting);
    expect(later.dropped).toMatchObject([{ have: 1, of: 9, because: "expired" }]);
    expect(later.messages).toEqual([]);
  });

  it("line 8: an API consumer works", () => {
    expect(at(8)?.observations).toMatchObject([
      {
        kind: "integration_client",
        named: { vendorId: "1111111111111111111111111111111111111111", name: "Sekoia.io Integration" },
        grade: "inferred",
        connectedAt: 1_795_177_100_000,
      },
    ]);
  });

  it("line 9 failed and proves nothing", () => {
    expect(at(9)).toMatchObject({ because: "not_successful", observations: [] });
  });

  it("refuses nothing and counts the rest by reason", () => {
    expect(reading.refused).toEqual([]);
    expect(reading.dropped).toEqual([]);
    expect(reading.ignored).toEqual({
      other_login: 1,
      waiting: 2,
      logout: 1,
      appliance: 1,
      configuration: 1,
      not_successful: 1,
    });
  });
});

const first =
  "Dec 10 07:04:11 tenant BG[7]: 1427:01:02:event=login;site=tenant.example.com;status=success;target=rep_cli";
const second =
  "Dec 10 07:04:11 tenant BG[7]: 1427:02:02:ent;when=1795176580;who=Sam (sam) using password;new_password=HIDDEN";

describe("requests", () => {
  it("a message goes on in the next one, by a state that was stored", () => {
    const one = read(["", first]);
    expect(one.ignored).toEqual({ empty: 1, waiting: 1 });
    const two = read([second, first], JSON.parse(JSON.stringify(one.state)), receivedAt + 1_000);
    expect(two.messages).toMatchObject([{ line: 1, observations: [{ kind: "console", line: 1 }] }]);
    expect(two.state.waiting).toHaveLength(1);
  });

  it("a segment twice is counted, a whole message twice is there twice", () => {
    expect(read([first, first, second]).ignored).toEqual({ waiting: 1, repeated: 1 });
    expect(read([first, second, first, second]).messages).toHaveLength(2);
  });

  it("one broken line does not harm the others, and is named", () => {
    const { refused, messages, ignored } = read([
      "Dec 10 07:04:11 t BG[1]: x",
      first,
      "kernel: hello",
      second,
    ]);
    expect(refused).toEqual([{ line: 1, problem: expect.stringContaining("no site ID") }]);
    expect(messages).toMatchObject([{ line: 4 }]);
    expect(ignored).toEqual({ waiting: 1, not_bg: 1 });
  });

  it("no secret leaves in an excerpt", () => {
    const [observation] = read([first, second]).messages.flatMap(({ observations }) => observations);
    expect(observation?.excerpt).toContain("who=Sam (sam) using password;new_password=***");
    expect(JSON.stringify(observation)).not.toContain("HIDDEN");
  });

  it("the sample in any order says the same of clients", () => {
    const whole = sample.toSpliced(6, 1);
    const seen = (lines: readonly string[]) =>
      read(lines).messages.flatMap(({ observations }) =>
        observations.map(({ kind, named, connectedAt }) => JSON.stringify([kind, named, connectedAt])),
      );
    const expected = seen(whole).toSorted();
    fc.assert(
      fc.property(fc.shuffledSubarray(whole, { minLength: whole.length }), (lines) => {
        expect(seen(lines).toSorted()).toEqual(expected);
      }),
    );
  });

  it("a flood of messages that never become whole takes time that grows with it", () => {
    const flood = (size: number) =>
      Array.from({ length: size / 40 }, (_, pid) => `BG[${pid}]: 1427:01:99:a`).join("\n");
    expectLinear(flood, (text) => read(text.split("\n")));
  });

  it("never throws", () => {
    const line = fc.oneof(fc.constantFrom(...sample, first, second), anyText);
    fc.assert(fc.property(fc.array(line), (lines) => read(lines).refused.length <= lines.length));
  });
});
