// Two sources, one fact: what is shown as a contradiction, and what is only history or news.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contradictionsIn, type Statement } from "@/lib/core/contradictions";
import { type EvidenceSource, type Sighting, weigh } from "@/lib/core/evidence";

const minute = 60_000;
const hour = 60 * minute;
const noon = Date.UTC(2026, 2, 2, 12);

const fromFeed: EvidenceSource = { type: "feed", sightingId: 1, feedId: 3 };
const fromFile: EvidenceSource = { type: "import", importId: 7, line: 12 };

function says(source: EvidenceSource, observedAt: number, more: Partial<Sighting>): Sighting {
  return {
    observedAt,
    firstObservedAt: null,
    source,
    connectedAt: null,
    connectedFromAt: null,
    earliestAt: null,
    online: null,
    needsUpdate: null,
    needsUpdateUnread: false,
    connectionType: null,
    availability: null,
    unreadable: null,
    ...more,
  };
}

const feed = (at: number, more: Partial<Sighting>, sightingId = 1): Statement => ({
  origin: "feed 3",
  sighting: says({ ...fromFeed, sightingId }, at, more),
});
const file = (at: number, more: Partial<Sighting>, importId = 7): Statement => ({
  origin: "uploads",
  sighting: says({ type: "import", importId, line: 12 }, at, more),
});

const found = (...statements: Statement[]) =>
  contradictionsIn(weigh(statements.map(({ sighting }) => sighting)), statements);

describe("two sources", () => {
  it.each([
    [
      "of the need for an update",
      [feed(noon, { needsUpdate: true }), file(noon + hour, { needsUpdate: false })],
      [{ fact: "needsUpdate", value: true, at: noon, source: fromFeed }],
    ],
    [
      "at the same instant: the need stands, the other is shown",
      [feed(noon, { needsUpdate: true }), file(noon, { needsUpdate: false })],
      [{ fact: "needsUpdate", value: false, at: noon, source: fromFile }],
    ],
    [
      "of being online",
      [file(noon, { online: true }), feed(noon + 10 * minute, { online: false })],
      [{ fact: "online", value: true, at: noon, source: fromFile }],
    ],
    [
      "of the connection type",
      [file(noon, { connectionType: "passive" }), feed(noon + hour, { connectionType: "active" })],
      [{ fact: "connectionType", value: "passive", at: noon, source: fromFile }],
    ],
    [
      "of the endpoint",
      [file(noon, { availability: "uninstalled" }), feed(noon + hour, { availability: "available" })],
      [{ fact: "availability", value: "uninstalled", at: noon, source: fromFile }],
    ],
    [
      "of the last connection: one looked after it and found the client offline since before",
      [
        feed(noon, { connectedAt: noon }),
        file(noon + 2 * hour, { online: false, connectedAt: noon - 5 * hour }),
      ],
      [{ fact: "lastConnected", value: noon - 5 * hour, at: noon + 2 * hour, source: fromFile }],
    ],
  ] as const)("that differ %s", (_, statements, contradictions) => {
    expect(found(...(statements as readonly Statement[]))).toEqual(contradictions);
  });

  it.each([
    ["say the same", [feed(noon, { needsUpdate: true }), file(noon + hour, { needsUpdate: true })]],
    [
      "one of which took its word back",
      [
        file(noon, { needsUpdate: true }, 6),
        file(noon + minute, { needsUpdate: false }, 7),
        feed(noon + hour, { needsUpdate: false }),
      ],
    ],
    [
      "one of which spoke two days before",
      [file(noon - 48 * hour, { needsUpdate: false }), feed(noon, { needsUpdate: true })],
    ],
    [
      "one of which saw the client online two hours before",
      [file(noon - 2 * hour, { online: true }), feed(noon, { online: false })],
    ],
    [
      "one of which looked before the connection",
      [file(noon - hour, { online: false, connectedAt: noon - 5 * hour }), feed(noon, { connectedAt: noon })],
    ],
    [
      "whose last connections are the same minute",
      [
        feed(noon, { connectedAt: noon - hour + 40_000 }),
        file(noon, { online: false, connectedAt: noon - hour }),
      ],
    ],
    [
      "one of which only names an earlier connection, which may have lasted",
      [feed(noon, { online: true }), file(noon + hour, { connectedAt: noon - 5 * hour })],
    ],
  ])("that contradict nothing: %s", (_, statements) => {
    expect(found(...statements)).toEqual([]);
  });

  it("an older word of the source that counts is its history", () => {
    expect(found(feed(noon, { online: true }, 1), feed(noon + minute, { online: false }, 2))).toEqual([]);
  });
});

const aStatement = fc
  .record({
    isFeed: fc.boolean(),
    id: fc.integer({ min: 1, max: 1_000_000 }),
    at: fc.integer({ min: -30, max: 30 }).map((hours) => noon + hours * hour),
    online: fc.constantFrom(null, true, false),
    needsUpdate: fc.constantFrom(null, true, false),
    connectionType: fc.constantFrom(null, "active" as const, "passive" as const),
    connectedAt: fc.option(
      fc.integer({ min: -60, max: 30 }).map((hours) => noon + hours * hour),
      { nil: null },
    ),
  })
  .map(({ isFeed, id, at, ...more }) => (isFeed ? feed(at, more, id) : file(at, more, id)));
const someStatements = fc.uniqueArray(aStatement, {
  maxLength: 8,
  selector: ({ origin, sighting }) => `${origin} ${JSON.stringify(sighting.source)} ${sighting.observedAt}`,
});

describe("whatever is said", () => {
  it("what counts is not among it, and each source is named once for a fact", () => {
    fc.assert(
      fc.property(someStatements, (statements) => {
        const facts = weigh(statements.map(({ sighting }) => sighting));
        const all = contradictionsIn(facts, statements);
        for (const { fact, value } of all) expect(value).not.toBe(facts[fact]?.value);
        const names = all.map(({ fact, source }) => `${fact} ${source.type}`);
        expect(new Set(names).size).toBe(names.length);
      }),
    );
  });

  it("one source alone contradicts nothing", () => {
    fc.assert(
      fc.property(someStatements, (statements) => {
        expect(found(...statements.filter(({ origin }) => origin === "uploads"))).toEqual([]);
      }),
    );
  });
});
