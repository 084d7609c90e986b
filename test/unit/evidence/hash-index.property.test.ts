import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HashIndex } from "@/lib/evidence/record/hash-index";

describe("the index of hashes", () => {
  it("finds every row by kind and hash, and no other", () => {
    const few = fc.integer({ min: -3, max: 3 });
    fc.assert(
      fc.property(
        fc.array(fc.record({ high: few, low: few, kind: fc.nat(2) }), { maxLength: 3_000 }),
        (rows) => {
          const hashes = {
            high: Int32Array.from(rows.map(({ high }) => high)),
            low: Int32Array.from(rows.map(({ low }) => low)),
          };
          const index = new HashIndex(hashes, Uint8Array.from(rows.map(({ kind }) => kind)), 4);
          const first = new Map<string, number>();
          for (const [place, { high, low, kind }] of rows.entries()) {
            const key = `${high} ${low} ${kind}`;
            const isNone = high === 0 && low === 0;
            expect(index.add(place)).toBe(isNone ? -1 : (first.get(key) ?? -1));
            if (!isNone && !first.has(key)) first.set(key, place);
          }
          for (const { high, low, kind } of rows) {
            const found: number[] = [];
            for (let place = index.find(high, low, kind); place !== -1; place = index.after(place))
              found.push(place);
            const wanted = rows.flatMap((row, place) =>
              row.high === high && row.low === low && row.kind === kind && (high !== 0 || low !== 0)
                ? [place]
                : [],
            );
            expect(found.sort((a, b) => a - b)).toEqual(wanted);
          }
        },
      ),
    );
  });
});
