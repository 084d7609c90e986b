// Generic events: what each line is read as, and the sentence for each that cannot be.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEvents } from "@/lib/feeds/events/read-events";

const now = Date.parse("2026-11-27T12:00:00Z");
const seenAt = "2026-11-27T11:00:00Z";
const event = (more: Record<string, unknown>) => ({ kind: "jump_client", hostname: "pc-7", seenAt, ...more });
const read = (body: string) => readEvents(body, now, 1_000);
const readOne = (value: unknown) => read(typeof value === "string" ? value : JSON.stringify(value));

describe("a line is read as", () => {
  it.each([
    ["a short name is a host name", {}, { named: { hostname: "pc-7", fqdn: null } }],
    [
      "a full name is an FQDN",
      { hostname: "pc-7.example.com" },
      { named: { fqdn: "pc-7.example.com", hostname: null } },
    ],
    ["spaces around it do not count", { hostname: " pc-7 " }, { named: { hostname: "pc-7" } }],
    [
      "an id alone is enough",
      { hostname: undefined, vendorId: "4711" },
      { named: { vendorId: "4711", hostname: null } },
    ],
    ["both may stand there", { vendorId: "4711" }, { named: { vendorId: "4711", hostname: "pc-7" } }],
    [
      "it was connected then",
      {},
      { observedAt: Date.parse(seenAt), connectedAt: Date.parse(seenAt), online: null },
    ],
    [
      "an offset is heeded",
      { seenAt: "2026-11-27T12:30:00+01:00" },
      { observedAt: Date.parse("2026-11-27T11:30:00Z") },
    ],
    ["five minutes ahead are let pass", { seenAt: "2026-11-27T12:05:00Z" }, { dated: true, grade: "stated" }],
    [
      "a version and a need",
      { version: "25.3.2", needsUpdate: true },
      { version: "25.3.2", needsUpdate: true },
    ],
    ["no word of a need is no word", {}, { needsUpdate: null, version: null, connectionType: null }],
    ["a passive one", { connectionType: "passive" }, { connectionType: "passive", availability: null }],
    [
      "an uninstalled one was not connected",
      { connectionType: "uninstalled" },
      { connectionType: null, availability: "uninstalled", connectedAt: null },
    ],
    ["a console", { kind: "console" }, { kind: "console" }],
    ["letters of any script", { hostname: "ПК-7" }, { named: { hostname: "ПК-7" } }],
  ])("%s", (_name, more, expected) => {
    const { parts, rejected } = readOne(event(more));
    expect(rejected).toEqual([]);
    expect(parts).toHaveLength(1);
    expect(parts[0]?.value).toMatchObject(expected);
  });
});

describe("a line is refused", () => {
  it.each([
    ["not JSON", "pc-7 was here", /not JSON/],
    ["JSON that breaks off", '{"kind": "jump_client", "hostname": "pc', /not JSON/],
    ["two objects on a line", '{"kind": "console"}{"kind": "console"}', /not JSON/],
    ["a list", [event({})], /expected object/],
    ["null", "null", /expected object/],
    ["a number", "7", /expected object/],
    ["an empty object", {}, /`kind`/],
    ["no kind that there is", event({ kind: "laptop" }), /`kind`/],
    ["a kind in other letters", event({ kind: "Jump_Client" }), /`kind`/],
    ["nobody named", event({ hostname: undefined }), /Name the client: `hostname` or `vendorId`/],
    ["an empty name", event({ hostname: "  " }), /`hostname`/],
    ["a name that is none", event({ hostname: 7 }), /`hostname`/],
    ["a name without end", event({ hostname: "a".repeat(254) }), /`hostname`/],
    ["no time", event({ seenAt: undefined }), /`seenAt`/],
    ["a time without offset", event({ seenAt: "2026-11-27T11:00:00" }), /`seenAt`/],
    ["a day without time", event({ seenAt: "2026-11-27" }), /`seenAt`/],
    ["a day that does not exist", event({ seenAt: "2026-02-30T11:00:00Z" }), /`seenAt`/],
    ["seconds since 1970", event({ seenAt: 1_795_000_000 }), /`seenAt`/],
    ["the future", event({ seenAt: "2026-11-27T12:05:01Z" }), /lies in the future/],
    ["before there was anything", event({ seenAt: "2002-12-31T23:59:59Z" }), /before 2003/],
    ["yes for true", event({ needsUpdate: "yes" }), /`needsUpdate`/],
    ["a version that is a number", event({ version: 25.3 }), /`version`/],
    ["a type of connection that there is not", event({ connectionType: "gone" }), /`connectionType`/],
    ["a name that nobody knows", event({ colour: "red" }), /colour/],
    [
      "a prototype",
      `{"__proto__": {"a": 1}, "kind": "console", "hostname": "x", "seenAt": "${seenAt}"}`,
      /__proto__/,
    ],
    ["an empty id", event({ eventId: "" }), /`eventId`/],
    ["too long a line", `{"hostname": "${"a".repeat(1_000)}"}`, /more than 1000 characters/],
  ])("%s", (_name, value, problem) => {
    const { parts, rejected } = readOne(value);
    expect(parts).toEqual([]);
    expect(rejected).toEqual([{ line: 1, problem: expect.stringMatching(problem) }]);
    expect(rejected[0]?.problem).toMatch(/^[`A-Z].*\.$/);
  });
});

describe("a body", () => {
  it("is looked at line by line: empty ones count for nothing, line ends of either kind, numbers as they stand", () => {
    const good = JSON.stringify(event({}));
    const { parts, rejected } = read(`${good}\r\n\n  \nbad\n${good}`);
    expect(parts.map(({ value }) => value.line)).toEqual([1, 5]);
    expect(rejected.map(({ line }) => line)).toEqual([4]);
    expect(read("")).toEqual({ parts: [], rejected: [] });
  });

  it("knows the same event in whatever order its names come, and by its id whatever else it says", () => {
    const textOf = (value: unknown) => readOne(value).parts[0]?.text;
    expect(textOf({ seenAt, hostname: "pc-7", kind: "jump_client" })).toBe(textOf(event({})));
    expect(textOf(event({ hostname: "pc-8" }))).not.toBe(textOf(event({})));
    expect(textOf(event({ eventId: "e", hostname: "pc-8" }))).toBe(textOf(event({ eventId: "e" })));
  });

  it("of any text makes observations and refusals of its lines, and never throws", () => {
    const anyLine = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      fc
        .record({ kind: fc.string(), hostname: fc.string(), seenAt: fc.string() }, { requiredKeys: [] })
        .map((value) => JSON.stringify(value)),
      fc.constant(JSON.stringify(event({}))),
    );
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 20 }), (lines) => {
        const { parts, rejected } = read(lines.join("\n"));
        const told = [...parts.map(({ value }) => value.line), ...rejected.map(({ line }) => line)];
        expect(new Set(told).size).toBe(told.length);
        for (const { problem } of rejected) expect(problem.length).toBeGreaterThan(10);
      }),
    );
  });
});
