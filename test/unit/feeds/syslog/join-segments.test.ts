// Segments of one message in any order, between those of others, late, twice, and too many.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addSegment } from "@/lib/feeds/syslog/join-segments";
import { syslogLimits, syslogLimitsOf } from "@/lib/feeds/syslog/limits";
import type { Segment } from "@/lib/feeds/syslog/parse-line";
import { dropExpired, type JoinState, nothingWaiting } from "@/lib/feeds/syslog/waiting-messages";
import { parseEnv } from "@/lib/platform/env";

const now = Date.UTC(2026, 10, 27, 12);

function aSegment(segment: number, of: number, payload: string, more: Partial<Segment> = {}): Segment {
  return { host: "tenant", pid: 7, siteId: "1427", segment, of, payload, stampedAt: null, ...more };
}

function split(parts: readonly string[], more: Partial<Segment> = {}): Segment[] {
  return parts.map((part, index) => aSegment(index + 1, parts.length, part, more));
}

/** Adds all of them, storing the state in between as the database does. */
function addAll(segments: readonly Segment[], limits = syslogLimits, state: JoinState = nothingWaiting) {
  const records: string[] = [];
  const dropped: string[] = [];
  let repeated = 0;
  let kept = state;
  for (const segment of segments) {
    const joined = addSegment(JSON.parse(JSON.stringify(kept)), segment, now, limits);
    kept = joined.state;
    if (joined.record !== null) records.push(joined.record.payload);
    if (joined.isRepeated) repeated += 1;
    dropped.push(...joined.dropped.map(({ because, have, of }) => `${because} ${have}/${of}`));
  }
  return { state: kept, records, dropped, repeated };
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]];
  return items.flatMap((item, index) =>
    permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]),
  );
}

describe("a whole message", () => {
  it("of one segment is there at once and keeps nothing", () => {
    expect(addAll([aSegment(1, 1, "a=b")])).toMatchObject({ records: ["a=b"], state: nothingWaiting });
  });

  it.each(permutations(split(["event=lo", "gin;who=a", "\\;", "b"])).map((order) => [order] as const))(
    "comes together in the order %#",
    (order) => {
      expect(addAll(order)).toEqual({
        records: ["event=login;who=a\\;b"],
        dropped: [],
        repeated: 0,
        state: nothingWaiting,
      });
    },
  );

  it("join ∘ split is the original, whatever the cut and the order", () => {
    const cuts = fc.tuple(
      fc.string({ minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      fc.infiniteStream(fc.nat()),
    );
    fc.assert(
      fc.property(cuts, ([text, count, ranks]) => {
        const size = Math.ceil(text.length / count);
        const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, at) =>
          text.slice(at * size, (at + 1) * size),
        );
        const order = split(parts)
          .map((segment) => ({ segment, rank: ranks.next().value ?? 0 }))
          .sort((one, other) => one.rank - other.rank)
          .map(({ segment }) => segment);
        expect(addAll(order).records).toEqual([text]);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("messages between one another", () => {
  const ofHost = split(["a1", "a2"], { host: "one" });
  const others: [string, Segment[]][] = [
    ["of another host", split(["b1", "b2"], { host: "two" })],
    ["of another process", split(["b1", "b2"], { host: "one", pid: 8 })],
    ["of another site", split(["b1", "b2"], { host: "one", siteId: "0927" })],
    ["without process ID", split(["b1", "b2"], { host: "one", pid: null })],
  ];
  it.each(others)("%s stay apart in every interleaving", (_name, other) => {
    for (const order of permutations([...ofHost, ...other])) {
      const { records, dropped } = addAll(order);
      expect(records.toSorted()).toEqual(["a1a2", "b1b2"]);
      expect(dropped).toEqual([]);
    }
  });

  it("a message of one segment passes by what its process has not finished", () => {
    const [first, second] = split(["a1", "a2"]) as [Segment, Segment];
    expect(addAll([first, aSegment(1, 1, "x"), second]).records).toEqual(["x", "a1a2"]);
  });

  it("a new message of the same process takes the place of an unfinished one", () => {
    const { records, dropped, state } = addAll([aSegment(1, 2, "a1"), ...split(["b1", "b2"])]);
    expect(records).toEqual(["b1b2"]);
    expect(dropped).toEqual(["overtaken 1/2"]);
    expect(state).toEqual(nothingWaiting);
  });

  it("another number of segments is another message", () => {
    const { records, dropped } = addAll([aSegment(1, 3, "a1"), aSegment(2, 2, "b2"), aSegment(1, 2, "b1")]);
    expect(records).toEqual(["b1b2"]);
    expect(dropped).toEqual(["overtaken 1/3"]);
  });

  it("stamps more than five seconds apart are another message, closer ones the same", () => {
    const at = (stampedAt: number, segment: number, text: string) =>
      aSegment(segment, 2, text, { stampedAt });
    expect(addAll([at(100, 2, "a2"), at(106, 1, "b1")])).toMatchObject({
      records: [],
      dropped: ["overtaken 1/2"],
    });
    expect(addAll([at(100, 2, "a2"), at(105, 1, "a1")]).records).toEqual(["a1a2"]);
    expect(addAll([at(100, 2, "a2"), aSegment(1, 2, "a1")]).records).toEqual(["a1a2"]);
  });
});

describe("what comes twice", () => {
  it("is a repetition while its message waits", () => {
    const [first, second] = split(["a1", "a2"]) as [Segment, Segment];
    expect(addAll([first, first, second])).toMatchObject({ records: ["a1a2"], repeated: 1, dropped: [] });
  });

  it("as a whole is the same message twice", () => {
    const both = split(["a1", "a2"]);
    expect(addAll([...both, ...both]).records).toEqual(["a1a2", "a1a2"]);
  });
});

describe("what never becomes whole", () => {
  it("is dropped when its time is over, counted from its first segment, and its rest is another message", () => {
    const started = addAll([aSegment(1, 3, "a1"), aSegment(2, 3, "a2")]);
    const justBefore = dropExpired(started.state, now + syslogLimits.keepMs - 1, syslogLimits);
    expect(justBefore).toEqual({ state: started.state, dropped: [] });
    const late = addSegment(started.state, aSegment(3, 3, "a3"), now + syslogLimits.keepMs, syslogLimits);
    expect(late.record).toBeNull();
    expect(late.dropped).toEqual([
      { host: "tenant", pid: 7, siteId: "1427", have: 2, of: 3, because: "expired" },
    ]);
    expect(late.state.waiting).toHaveLength(1);
  });

  it("gives way to newer ones by number and by size, the oldest first", () => {
    const many = Array.from({ length: 5 }, (_, pid) => aSegment(1, 2, "x".repeat(10), { pid }));
    const byNumber = addAll(many, { ...syslogLimits, maxWaiting: 3 });
    expect(byNumber.state.waiting.map(({ pid }) => pid)).toEqual([2, 3, 4]);
    expect(byNumber.dropped).toEqual(["crowded_out 1/2", "crowded_out 1/2"]);
    const bySize = addAll(many, { ...syslogLimits, maxWaitingChars: 25 });
    expect(bySize.state.waiting.map(({ pid }) => pid)).toEqual([3, 4]);
  });

  it("has room for as many as the setting says, and never for less than one", () => {
    const set = (more: Record<string, string>) =>
      syslogLimitsOf(
        parseEnv({ ROLLCALL_SECRET: "s".repeat(32), DATABASE_URL: "postgresql://a:b@c/d", ...more }),
      );
    expect(set({})).toEqual(syslogLimits);
    const many = Array.from({ length: 500 }, (_, pid) => aSegment(1, 5, "x".repeat(4_000), { pid }));
    expect(addAll(many, set({ ROLLCALL_SYSLOG_WAITING_MAX: "500" })).state.waiting).toHaveLength(500);
    const long = aSegment(1, 2, "x".repeat(900_000));
    const one = set({ ROLLCALL_SYSLOG_WAITING_MAX: "1", ROLLCALL_SYSLOG_LINE_CHARS: "1000000" });
    expect(addAll([long], one).state.waiting).toHaveLength(1);
  });

  it("is not kept at all where it alone is larger than the room", () => {
    const { state, dropped } = addAll([aSegment(1, 2, "x".repeat(30))], {
      ...syslogLimits,
      maxWaitingChars: 25,
    });
    expect(state).toEqual(nothingWaiting);
    expect(dropped).toEqual(["crowded_out 1/2"]);
  });

  it("never holds more than its limits, whatever comes", () => {
    const limits = { ...syslogLimits, maxWaiting: 4, maxWaitingChars: 60 };
    const some = fc.record({
      pid: fc.integer({ min: 1, max: 8 }),
      segment: fc.integer({ min: 1, max: 3 }),
      text: fc.string({ maxLength: 20 }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 60 }), (all) => {
        const { state } = addAll(
          all.map(({ pid, segment, text }) => aSegment(segment, 3, text, { pid })),
          limits,
        );
        expect(state.waiting.length).toBeLessThanOrEqual(4);
        expect(state.waiting.flatMap(({ parts }) => parts).join("").length).toBeLessThanOrEqual(60);
        for (const { parts, chars } of state.waiting) expect(parts.join("").length).toBe(chars);
      }),
    );
  });
});
