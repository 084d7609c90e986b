import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  addSighting,
  firstConnectionAfter,
  isNewest,
  lastConnectionIn,
  noFacts,
  type Sighting,
  saysNothingNew,
  weigh,
} from "@/lib/core/evidence";
import { firstSeenAfter } from "../../support/frozen/rule-17";
import { anotherSighting, someSightings } from "../../support/member-arbitraries";
import { aSighting, installedAt } from "../../support/member-case";

const from = (importId: number, line = 2) => ({ type: "import", importId, line }) as const;

describe("lastConnectionIn", () => {
  it.each([
    ["nothing about connections", {}, null],
    ["online: as of the observation", { online: true }, 100],
    ["online since a date: as of the observation", { online: true, connectedAt: 40 }, 100],
    ["offline since a date: that date", { online: false, connectedAt: 40 }, 40],
    ["a date without a status", { connectedAt: 40 }, 40],
    [
      "a date later than the observation never proves more than is known",
      { online: false, connectedAt: 140 },
      100,
    ],
    ["offline without a date", { online: false }, null],
  ] as const)("%s", (_name, says, instant) => {
    expect(lastConnectionIn(aSighting({ observedAt: 100, ...says }))).toBe(instant);
  });
});

describe("weigh", () => {
  it("nothing is known from nothing", () => {
    expect(weigh([])).toEqual(noFacts);
  });

  it("a fact is the newest by observed time, with its source, and a sighting that does not speak of it changes nothing", () => {
    const facts = weigh([
      aSighting({ observedAt: 30, source: from(3) }),
      aSighting({ observedAt: 20, connectionType: "passive", availability: "disabled", source: from(2) }),
      aSighting({
        observedAt: 10,
        connectionType: "active",
        availability: "available",
        online: true,
        source: from(1),
      }),
    ]);
    expect(facts.connectionType).toEqual({ value: "passive", at: 20, source: from(2) });
    expect(facts.availability).toEqual({ value: "disabled", at: 20, source: from(2) });
    expect(facts.online).toEqual({ value: true, at: 10, source: from(1) });
    expect(facts.newestObservedAt).toBe(30);
  });

  it("the last connection is the latest known instant, not what the newest file says", () => {
    const facts = weigh([
      aSighting({ observedAt: 20, online: true, source: from(1) }),
      aSighting({ observedAt: 30, online: false, connectedAt: 15, source: from(2) }),
    ]);
    expect(facts.lastConnected).toEqual({ value: 20, at: 20, source: from(1) });
    expect(facts.online?.value).toBe(false);
  });

  it("an older file adds what it proves about its own time", () => {
    const facts = weigh([
      aSighting({ observedAt: 50, online: false, connectedAt: 5 }),
      aSighting({ observedAt: 30, online: true, source: from(2) }),
    ]);
    expect(facts.lastConnected).toEqual({ value: 30, at: 30, source: from(2) });
  });

  it("the first evidence is the oldest date in any sighting, else when it was made", () => {
    expect(
      weigh([aSighting({ observedAt: 30 }), aSighting({ observedAt: 50, earliestAt: 7 })]).firstEvidenceAt,
    ).toBe(7);
    expect(
      weigh([aSighting({ observedAt: 30 }), aSighting({ observedAt: 50, earliestAt: 40 })]).firstEvidenceAt,
    ).toBe(30);
    expect(weigh([aSighting({ observedAt: 30, earliestAt: 90 })]).firstEvidenceAt).toBe(30);
  });

  it("needs_update = true stands until a newer false", () => {
    const yes = aSighting({ observedAt: 10, needsUpdate: true });
    const silent = aSighting({ observedAt: 20, online: true });
    expect(weigh([yes, silent]).needsUpdate).toMatchObject({ value: true, at: 10 });
    expect(weigh([yes, silent, aSighting({ observedAt: 9, needsUpdate: false })]).needsUpdate?.value).toBe(
      true,
    );
    expect(weigh([yes, silent, aSighting({ observedAt: 30, needsUpdate: false })]).needsUpdate).toMatchObject(
      { value: false, at: 30 },
    );
  });

  describe("two sightings of one instant", () => {
    const said = (says: Partial<Sighting>, importId: number) =>
      aSighting({ observedAt: 10, source: from(importId), ...says });
    it.each([
      [
        "needs_update",
        said({ needsUpdate: true }, 1),
        said({ needsUpdate: false }, 2),
        { needsUpdate: { value: true } },
      ],
      [
        "availability",
        said({ availability: "disabled" }, 1),
        said({ availability: "available" }, 2),
        { availability: { value: "disabled" } },
      ],
      [
        "uninstalled over disabled",
        said({ availability: "uninstalled" }, 1),
        said({ availability: "disabled" }, 2),
        { availability: { value: "uninstalled" } },
      ],
      [
        "connection type",
        said({ connectionType: "passive" }, 1),
        said({ connectionType: "active" }, 2),
        { connectionType: { value: "passive" } },
      ],
      ["online", said({ online: false }, 1), said({ online: true }, 2), { online: { value: false } }],
    ] as const)("%s: the one that claims less stands, whichever came first", (_name, a, b, facts) => {
      expect(weigh([a, b])).toMatchObject(facts);
      expect(weigh([b, a])).toEqual(weigh([a, b]));
    });
  });
});

describe("the row that a fact is shown by", () => {
  const person = (sightingId: number) => ({ type: "person", sightingId }) as const;
  const active = (source: Sighting["source"]) =>
    aSighting({ observedAt: 10, connectionType: "active", source });

  it.each([
    ["of two imports", from(1), from(2), from(2)],
    ["of two lines of an import", from(1, 5), from(1, 6), from(1, 6)],
    ["of an import and a person", from(3), person(1), person(1)],
    ["of two people's words", person(1), person(2), person(2)],
  ] as const)(
    "%s that say the same at one instant does not depend on which came first",
    (_name, a, b, stands) => {
      expect(weigh([active(a), active(b)]).connectionType?.source).toEqual(stands);
      expect(weigh([active(b), active(a)]).connectionType?.source).toEqual(stands);
    },
  );

  it("is of a connection the first that showed it", () => {
    const connected = (observedAt: number, importId: number) =>
      aSighting({ observedAt, connectedAt: 5, source: from(importId) });
    expect(weigh([connected(10, 1), connected(20, 2)]).lastConnected).toEqual({
      value: 5,
      at: 10,
      source: from(1),
    });
  });

  it("is none of a connection that nothing showed", () => {
    expect(weigh([aSighting({ observedAt: 10, needsUpdate: false })]).lastConnected).toBeNull();
  });

  it("is of an update need the newest, and of one instant the last", () => {
    const behind = (observedAt: number, importId: number) =>
      aSighting({ observedAt, needsUpdate: true, source: from(importId) });
    expect(weigh([behind(10, 1), behind(20, 2)]).needsUpdate).toEqual({
      value: true,
      at: 20,
      source: from(2),
    });
    expect(weigh([behind(10, 1), behind(10, 2)]).needsUpdate).toEqual({
      value: true,
      at: 10,
      source: from(2),
    });
    expect(weigh([behind(10, 1), behind(20, 2)]).behindSinceAt).toBe(10);
  });

  it("does not change the begin of a connection that began last", () => {
    const began = (observedAt: number, connectedFromAt: number | null) =>
      aSighting({ observedAt, connectedFromAt });
    expect(weigh([began(10, 5), began(20, null)]).connectedFromAt).toBe(5);
    expect(weigh([began(10, 5), began(20, 4)]).connectedFromAt).toBe(5);
    expect(weigh([began(10, null), began(20, 15)]).connectedFromAt).toBe(15);
  });
});

describe("currentAt, until when the client ran the release of its day", () => {
  const online = (observedAt: number, says: Partial<Sighting> = {}) =>
    aSighting({ observedAt, online: true, ...says });
  it.each([
    ["moves with every connection", [online(10), online(20)], 20],
    [
      "stops while needs_update = true stands",
      [online(10), online(20, { needsUpdate: true }), online(30)],
      10,
    ],
    [
      "goes on with a newer false",
      [online(10), online(20, { needsUpdate: true }), online(30, { needsUpdate: false })],
      30,
    ],
    ["is unknown of a client only ever seen behind", [online(20, { needsUpdate: true })], null],
    [
      "is unknown of a client never seen connected",
      [aSighting({ observedAt: 20, needsUpdate: false })],
      null,
    ],
    [
      "does not move with a connection of the very instant of a true",
      [online(10), online(20), online(20, { needsUpdate: true, source: from(2) })],
      10,
    ],
    [
      "does not move with one whose list says false, where another of the same instant says true",
      [online(10), online(20, { needsUpdate: false }), online(20, { needsUpdate: true, source: from(2) })],
      10,
    ],
    [
      "stops while the update need could not be read, also in lists that do not speak of it",
      [online(10), online(20, { needsUpdateUnread: true }), online(30)],
      10,
    ],
    [
      "goes on with a newer readable false",
      [online(10), online(20, { needsUpdateUnread: true }), online(30, { needsUpdate: false })],
      30,
    ],
    [
      "stops for a readable true that follows an unread one",
      [online(10), online(20, { needsUpdateUnread: true }), online(30, { needsUpdate: true })],
      10,
    ],
    [
      "of one instant the unread report stands",
      [
        online(10),
        online(20, { needsUpdate: false }),
        online(20, { needsUpdateUnread: true, source: from(2) }),
      ],
      10,
    ],
  ])("%s", (_name, sightings, currentAt) => {
    expect(weigh(sightings).currentAt).toBe(currentAt);
    expect(weigh(sightings.toReversed()).currentAt).toBe(currentAt);
  });
});

describe("a word or a row that could not be read", () => {
  const listed = (observedAt: number) =>
    aSighting({ observedAt, unreadable: { column: "Last Connect" }, source: from(7, 9) });

  it("an unread update need clears no standing true, and is cleared by the next that can be read", () => {
    const unread = aSighting({ observedAt: 20, needsUpdateUnread: true, source: from(2) });
    const before = aSighting({ observedAt: 10, needsUpdate: true });
    expect(weigh([before, unread])).toMatchObject({
      needsUpdate: { value: true },
      behindSinceAt: 10,
      needsUpdateUnread: { value: true, at: 20, source: from(2) },
    });
    const after = weigh([before, unread, aSighting({ observedAt: 30, needsUpdate: false })]);
    expect(after).toMatchObject({ needsUpdate: { value: false }, needsUpdateUnread: null });
  });

  it("a listed client was there, and nothing else is known from it", () => {
    const facts = weigh([aSighting({ observedAt: 10, online: true }), listed(20)]);
    expect(facts).toMatchObject({
      newestObservedAt: 20,
      lastConnected: { value: 10 },
      unreadable: { value: { column: "Last Connect" }, at: 20, source: from(7, 9) },
    });
  });

  it("any newer row that can be read ends it, an older one or a person's word does not", () => {
    expect(weigh([listed(20), aSighting({ observedAt: 30 })]).unreadable).toBeNull();
    expect(weigh([listed(20), aSighting({ observedAt: 10, online: true })]).unreadable).not.toBeNull();
    const byPerson = aSighting({ observedAt: 30, source: { type: "person", sightingId: 1 } });
    expect(weigh([listed(20), byPerson]).unreadable).not.toBeNull();
  });

  it("of one instant the row that can be read stands", () => {
    const read = aSighting({ observedAt: 20, source: from(1) });
    expect(weigh([read, listed(20)]).unreadable).toBeNull();
    expect(weigh([listed(20), read]).unreadable).toBeNull();
  });
});

describe("isNewest", () => {
  it.each([
    [9, false],
    [10, false],
    [11, true],
  ])("observed at %s after 10 → %s", (observedAt, newest) => {
    const facts = addSighting(noFacts, aSighting({ observedAt: 10 }), null);
    expect(isNewest(facts, aSighting({ observedAt }))).toBe(newest);
  });
  it("anything is newest where nothing is known", () => {
    expect(isNewest(noFacts, aSighting({ observedAt: 0 }))).toBe(true);
  });
});

describe("saysNothingNew", () => {
  it("whoever leaves such a sighting away knows the same", () => {
    fc.assert(
      fc.property(someSightings, anotherSighting, (sightings, one) => {
        const facts = weigh(sightings, installedAt);
        fc.pre(saysNothingNew(facts, one));
        expect(weigh([...sightings, one], installedAt)).toEqual(facts);
      }),
      { numRuns: 1_000, maxSkipsPerRun: 400 },
    );
  });
});

describe("firstConnectionAfter", () => {
  it.each<[string, Partial<Sighting> & { observedAt: number }, number | null]>([
    ["no connection at all", { observedAt: 200 }, null],
    ["a connection before", { observedAt: 200, connectedAt: 90 }, null],
    ["a connection of just then", { observedAt: 200, connectedAt: 100 }, null],
    ["a dated connection after", { observedAt: 200, connectedAt: 150 }, 150],
    ["online, nobody knows since when", { observedAt: 200, online: true }, 200],
    ["online since after", { observedAt: 200, online: true, connectedFromAt: 140 }, 140],
    ["online since before, and all along", { observedAt: 200, online: true, connectedFromAt: 40 }, 100],
    ["offline, from after until later", { observedAt: 200, connectedAt: 180, connectedFromAt: 120 }, 120],
    [
      "a beginning that lies after the connection",
      { observedAt: 200, connectedAt: 150, connectedFromAt: 160 },
      150,
    ],
    ["said again and again since after", { observedAt: 200, firstObservedAt: 130, online: true }, 130],
    [
      "said again and again since before: only the last is known",
      { observedAt: 200, firstObservedAt: 50, online: true },
      200,
    ],
    [
      "said again and again, of one connection",
      { observedAt: 200, firstObservedAt: 130, connectedAt: 120 },
      120,
    ],
  ])("%s", (_, sighting, first) => {
    expect(firstConnectionAfter(aSighting(sighting), 100)).toBe(first);
  });

  it("is said as plainly by the frozen weighing's companion, of any sightings", () => {
    fc.assert(
      fc.property(someSightings, (sightings) => {
        const { connectedOldAt, currentAt } = weigh(sightings, installedAt);
        const proven = currentAt !== null && currentAt > installedAt;
        expect(connectedOldAt).toBe(proven ? null : firstSeenAfter(sightings, installedAt));
      }),
      { numRuns: 2_000 },
    );
  });
});
