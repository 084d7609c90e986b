// The parts of a walk that are kept small: the set of ids, and the bounds of the clocks' difference.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { narrowSkew } from "@/lib/feeds/config-api/clock-skew";
import { addIds, idsIn, isSameSet, noIds } from "@/lib/feeds/config-api/id-set";

const id = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 2_147_483_647 }));
const pages = fc.array(fc.uniqueArray(id, { maxLength: 12 }), { maxLength: 8 });

describe("a set of ids", () => {
  it("holds what was added, once, and knows what it held", () => {
    fc.assert(
      fc.property(pages, fc.boolean(), (drawn, isSorted) => {
        let set = noIds;
        const all = new Set<number>();
        for (const page of drawn) {
          const ids = isSorted ? [...page].sort((one, other) => one - other) : page;
          const added = addIds(set, ids);
          expect(added.known).toEqual(ids.filter((each) => all.has(each)));
          for (const each of ids) all.add(each);
          set = added.set;
        }
        const sorted = [...all].sort((one, other) => one - other);
        expect(idsIn(set)).toEqual(sorted);
        expect(set).toMatchObject({ count: sorted.length, last: sorted.at(-1) ?? 0 });
        expect(isSameSet(set, addIds(noIds, sorted).set)).toBe(true);
        if (sorted.length > 0) expect(isSameSet(set, addIds(noIds, sorted.slice(1)).set)).toBe(false);
      }),
    );
  });

  it("is short where ids follow each other", () => {
    const ids = Array.from({ length: 100_000 }, (_, at) => at + 1 + Math.floor(at / 100));
    expect(addIds(noIds, ids).set.runs.length).toBeLessThan(6_000);
  });
});

describe("the difference of the clocks", () => {
  it("lies between the bounds, which only come closer", () => {
    const answer = fc.record({
      afterMs: fc.nat(60_000),
      tookMs: fc.integer({ min: 1, max: 5_000 }),
      within: fc.nat(1_000),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: -7_200_000, max: 7_200_000 }),
        fc.array(answer, { minLength: 1 }),
        (skewMs, answers) => {
          let known = null;
          let now = Date.UTC(2026, 10, 20, 13);
          for (const { afterMs, tookMs, within } of answers) {
            now += afterMs + tookMs;
            const writtenAt = now - Math.round((tookMs * within) / 1_000) + skewMs;
            const before = known;
            known = narrowSkew(known, new Date(writtenAt).toUTCString(), now, tookMs);
            expect(known?.lowMs).toBeLessThanOrEqual(skewMs);
            expect(known?.highMs).toBeGreaterThanOrEqual(skewMs);
            if (before && known)
              expect(known.highMs - known.lowMs).toBeLessThanOrEqual(before.highMs - before.lowMs);
          }
        },
      ),
    );
  });

  it("begins anew where a clock was set, and is unknown without a date", () => {
    const now = Date.UTC(2026, 10, 20, 13);
    const known = narrowSkew(null, "Fri, 20 Nov 2026 13:00:00 GMT", now, 10);
    expect(known).toEqual({ lowMs: 0, highMs: 1_010 });
    expect(narrowSkew(known, "Fri, 20 Nov 2026 14:00:00 GMT", now, 10)).toEqual({
      lowMs: 3_600_000,
      highMs: 3_601_010,
    });
    for (const date of [undefined, "", "soon"]) {
      expect(narrowSkew(null, date, now, 10)).toBeNull();
      expect(narrowSkew(known, date, now, 10)).toEqual(known);
    }
  });
});
