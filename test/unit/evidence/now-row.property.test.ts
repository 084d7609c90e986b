import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addSighting, isNewest, noFacts, type Sighting, weigh } from "@/lib/core/evidence";
import type { Newest } from "@/lib/evidence/newest";
import { sameNowFacts, sourceNumber, toFacts, toNowFacts } from "@/lib/evidence/now-row";
import { someSightings } from "../../support/member-arbitraries";
import { installedAt } from "../../support/member-case";

/** Sightings of imports 1, 2, … in the order of their times, each import at a time of its own, and single ones. */
const history = someSightings.map((sightings) => {
  const imports = new Map<number, number>();
  const of = (at: number) => {
    const id = imports.get(at) ?? imports.size + 1;
    imports.set(at, id);
    return id;
  };
  const sourced = sightings.map((sighting, index): Sighting => {
    const isSingle = sighting.source.type === "person";
    const source = isSingle
      ? ({ type: "person", sightingId: index + 1 } as const)
      : ({ type: "import", importId: of(sighting.observedAt), line: null } as const);
    return { ...sighting, source };
  });
  const times = new Map(sourced.map((sighting) => [sourceNumber(sighting.source), sighting.observedAt]));
  return { sightings: sourced, imports, times };
});

describe("what is known of a client, as its row holds it", () => {
  it("is what was weighed, whichever snapshot is the newest", () => {
    fc.assert(
      fc.property(history, fc.nat(), ({ sightings, imports, times }, which) => {
        const facts = weigh(sightings, installedAt);
        const all = [...imports].map(([exportedAt, importId]): Newest => ({ importId, exportedAt }));
        const newest = all.length === 0 ? null : (all[which % all.length] ?? null);
        const row = toNowFacts(facts, false, newest);
        expect(toFacts(row, newest, (source) => times.get(source) ?? Number.NaN)).toEqual(facts);
        expect(row.stands).toBe(sightings.length > 0);
      }),
    );
  });

  it("stays as it is when the newest snapshot says the same again", () => {
    const sighting = (importId: number, observedAt: number): Sighting => ({
      observedAt,
      firstObservedAt: null,
      source: { type: "import", importId, line: null },
      connectedAt: 500,
      connectedFromAt: 500,
      earliestAt: 500,
      online: true,
      needsUpdate: false,
      needsUpdateUnread: false,
      connectionType: "passive",
      availability: "available",
      unreadable: null,
    });
    const first = addSighting(noFacts, sighting(1, 1_000), null);
    const second = addSighting(first, sighting(2, 2_000), null);
    expect(isNewest(first, sighting(2, 2_000))).toBe(true);
    expect(second.lastConnected?.value).toBe(2_000);
    expect(
      sameNowFacts(
        toNowFacts(first, false, { importId: 1, exportedAt: 1_000 }),
        toNowFacts(second, false, { importId: 2, exportedAt: 2_000 }),
      ),
    ).toBe(true);
  });

  it("a merged client is known and does not stand", () => {
    const facts = { ...noFacts, firstEvidenceAt: 1, newestObservedAt: 1 };
    expect(toNowFacts(facts, true, null)).toMatchObject({ stands: false, firstEvidenceAt: 1 });
  });
});
