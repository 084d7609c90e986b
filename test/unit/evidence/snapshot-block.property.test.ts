import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { availabilities, connectionTypes } from "@/lib/core/client";
import { identityBases } from "@/lib/evidence/says";
import {
  blockSize,
  blockWriter,
  emptyBlock,
  linesOf,
  type SnapshotRow,
  sightingAt,
} from "@/lib/evidence/snapshot-block";

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
/** Mostly whole seconds of these years, now and then with milliseconds or far away. */
const instant = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1_041_379_200, max: 1_900_000_000 }).map((s) => s * 1000) },
  { weight: 1, arbitrary: fc.integer({ min: 1_041_379_200_000, max: 1_900_000_000_000 }) },
  { weight: 1, arbitrary: fc.constantFrom(-1, 0, 1, 253_402_300_799_000, -2_147_483_648_000) },
);
const row: fc.Arbitrary<SnapshotRow> = fc.record({
  line: fc.integer({ min: 1, max: 2_000_000_000 }),
  connectedAt: maybe(instant),
  connectedFromAt: maybe(instant),
  earliestAt: maybe(instant),
  online: maybe(fc.boolean()),
  needsUpdate: maybe(fc.boolean()),
  needsUpdateUnread: fc.boolean(),
  connectionType: maybe(fc.constantFrom(...connectionTypes)),
  availability: maybe(fc.constantFrom(...availabilities)),
  unreadable: fc.boolean(),
  rejected: fc.boolean(),
  unreadableColumn: maybe(fc.string()),
  basis: fc.constantFrom(...identityBases),
  said: fc.integer({ min: 0, max: 32_767 }),
});

describe("a block of a snapshot", () => {
  it("gives back what was put in, and nothing where nothing was", () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(fc.nat(blockSize - 1), row), { selector: ([place]) => place, maxLength: 40 }),
        (placed) => {
          const block = emptyBlock(7, 3);
          const put = blockWriter(block);
          const inOrder = [...placed].sort(([a], [b]) => a - b);
          for (const [place, each] of inOrder) put(place, each);
          const lines = linesOf(block);
          const found = new Map(inOrder);
          for (let place = 0; place < blockSize; place++) {
            const each = found.get(place);
            const sighting = sightingAt(
              block,
              place,
              { exportedAt: 9_000, firstExportedAt: null },
              lines[place],
            );
            if (!each) {
              expect(sighting).toBeNull();
              continue;
            }
            const { rejected: _, basis: _basis, said, unreadable, unreadableColumn, line, ...facts } = each;
            expect(sighting).toEqual({
              ...facts,
              observedAt: 9_000,
              firstObservedAt: null,
              source: { type: "import", importId: 7, line },
              unreadable: unreadable ? { column: unreadableColumn } : null,
            });
            expect(block.said[place]).toBe(said);
          }
        },
      ),
    );
  });
});
