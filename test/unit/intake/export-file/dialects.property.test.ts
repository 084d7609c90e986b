// Whatever dialect a table of clients is written in, reading gives it back; whatever happens to one cell, nobody is checked in by it.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ConnectionType } from "@/lib/core/client";
import type { ExportRow } from "@/lib/intake/export-file/rows/row";
import { damage, someDamage } from "@/test/support/dialect-damage";
import { bytesOf, cellsOf, headingsOf, type TableClient } from "@/test/support/dialect-writing";
import {
  aDialectTable,
  type DialectTable,
  dialectExport,
  dialectRelease,
  type ExpectedRow,
  expectedRows,
  orderOf,
} from "@/test/support/dialects";
import { aMemberCase, aSighting, judge } from "@/test/support/member-case";
import { type ReadExport, readExport } from "@/test/support/read-export";

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 1_000);
const runs = { numRuns };
const timeout = 60_000 + 50 * numRuns;
const minutes = 60_000;

const truthOf = ({ dialect }: DialectTable) => ({
  zone: dialect.zone,
  order: orderOf(dialect),
  now: dialectExport + 30 * minutes,
});

/** The file as a person would look at it. */
function shown(table: DialectTable): string {
  const { file } = table.dialect;
  const encoding = file.encoding === "utf-16le" ? "utf-16le" : "utf-8";
  const text = Buffer.from(bytesOf(table.dialect, cellsOf(table.dialect, table.clients))).toString(encoding);
  return `${table.dialect.dates.name} ${table.dialect.zone} ${JSON.stringify(file)}\n${text}`;
}

/** What was read, as far as the table says it. */
function rowsOf({ rows }: ReadExport, wanted: readonly ExpectedRow[]) {
  return rows.map((row, at) => {
    const want = wanted[at];
    const isUnread = want?.isUnread === true;
    return {
      vendorId: row.vendorId,
      name: row.name,
      hostname: row.hostname,
      fqdn: row.fqdn,
      group: row.group,
      connectedAt: row.connectedAt,
      online: want?.online === null ? null : row.online === true,
      needsUpdate: isUnread ? want.needsUpdate : row.needsUpdate,
      connectionType: isUnread ? want.connectionType : row.connectionType,
      availability: row.availability === "available" ? null : row.availability,
      isUnread: isUnread || row.unreadable !== null || row.needsUpdateUnread,
    };
  });
}

/** Runs expectations; what fails is shown with the file that it is about. */
function expecting(about: () => string, expectations: () => void): void {
  try {
    expectations();
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${about()}`, { cause: error });
  }
}

describe("reading gives back the table", () => {
  it("of any clients, in any dialect", { timeout }, () => {
    fc.assert(
      fc.property(aDialectTable, (table) => {
        const { dialect, clients, pieceBytes } = table;
        const read = readExport(bytesOf(dialect, cellsOf(dialect, clients)), truthOf(table), pieceBytes);
        const wanted = expectedRows(table);
        const mayBeAsked = [
          ...(orderOf(dialect) === null ? [] : ["date_order"]),
          ...(dialect.isApi ? ["time_zone"] : []),
        ];
        expecting(
          () => `${shown(table)}\n${JSON.stringify([read.stop, read.rejects, headingsOf(dialect)])}`,
          () => {
            expect(read.stop).toBeNull();
            expect(read.rejects).toEqual([]);
            expect(rowsOf(read, wanted)).toEqual(wanted);
            expect(mayBeAsked).toEqual(expect.arrayContaining(read.asked));
          },
        );
      }),
      runs,
    );
  });
});

/** What was known of a client before the file. */
const somethingEarlier = fc.option(
  fc.record({
    needsUpdate: fc.constantFrom(null, false, true),
    connectionType: fc.constantFrom(null, "active" as const, "passive" as const),
  }),
  { nil: null },
);
type Earlier = { needsUpdate: boolean | null; connectionType: ConnectionType | null } | null;

/** Is the client of this row checked in, with what was known of it before? */
function isCheckedIn(row: ExportRow, earlier: Earlier): boolean {
  const day = 24 * 60 * minutes;
  const known =
    earlier === null
      ? []
      : [aSighting({ ...earlier, observedAt: dialectRelease - day, connectedAt: dialectRelease - 2 * day })];
  const listed = aSighting({
    source: { type: "import", importId: 2, line: row.line },
    observedAt: dialectExport,
    connectedAt: row.connectedAt,
    connectedFromAt: row.connectedFromAt,
    earliestAt: row.earliestAt,
    online: row.online,
    needsUpdate: row.needsUpdate,
    needsUpdateUnread: row.needsUpdateUnread,
    connectionType: row.connectionType,
    availability: row.availability,
    unreadable: row.unreadable,
  });
  const release = { id: 2, version: "26.2.1", installedAt: dialectRelease, agentsUpdateThemselves: false };
  const { state } = judge(
    aMemberCase({
      sightings: [...known, listed],
      release,
      siteReleases: [release],
      look: { hasSource: true, at: dialectExport },
      now: dialectExport + 30 * minutes,
    }),
  );
  return state === "checked_in";
}

/** Which of the clients are checked in by what was read, and how many of the rows that fit none of them: nothing was known of these. */
function checkedIn(read: ReadExport, clients: readonly TableClient[], earlier: readonly Earlier[]) {
  const known = new Set<number>();
  const found = new Set<number>();
  let strangers = 0;
  for (const row of read.stop === null ? read.rows : []) {
    const at = clients.findIndex(
      ({ id, name, host }, index) =>
        !found.has(index) && (row.vendorId === String(id) || row.name === name || row.hostname === host),
    );
    const isIn = isCheckedIn(row, at === -1 ? null : (earlier[at] ?? null));
    if (at !== -1) found.add(at);
    if (isIn && at !== -1) known.add(at);
    if (isIn && at === -1) strangers += 1;
  }
  return { known, found, strangers };
}

describe("damage to one cell", () => {
  const earlierOnes = fc.array(somethingEarlier, { minLength: 7, maxLength: 7 });

  it("checks nobody in who was not", { timeout }, () => {
    fc.assert(
      fc.property(aDialectTable, someDamage, earlierOnes, (table, drawn, earlier) => {
        const { dialect, clients } = table;
        const whole = cellsOf(dialect, clients);
        const spoilt = damage(dialect, whole, drawn);
        fc.pre(spoilt !== null);
        if (spoilt === null) return;
        const readBefore = readExport(bytesOf(dialect, whole), truthOf(table));
        const before = checkedIn(readBefore, clients, earlier);
        const file = bytesOf(dialect, spoilt.cells, spoilt.raw);
        const read = readExport(file, truthOf(table));
        const after = checkedIn(read, clients, earlier);
        const byFileAlone = checkedIn(readBefore, clients, []).known;
        const lost = [...byFileAlone].filter((at) => !after.found.has(at)).length;
        expecting(
          () =>
            `${shown(table)}\n\n${Buffer.from(file)}\n${JSON.stringify([read.rows, read.rejects, read.notices])}`,
          () => {
            expect([...after.known].filter((at) => !before.known.has(at))).toEqual([]);
            expect(after.strangers).toBeLessThanOrEqual(lost);
          },
        );
      }),
      runs,
    );
  });
});
