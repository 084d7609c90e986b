// Whatever the file and wherever its pieces are cut: reading plain rows from bytes gives what the exact reader gives.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { surveyBytes } from "@/lib/intake/export-file/bytes/survey-bytes";
import type { DateOrder } from "@/lib/intake/export-file/dates/read-date";
import type { TableRules } from "@/lib/intake/export-file/read-table";
import { damage, someDamage } from "@/test/support/dialect-damage";
import { bytesOf, cellsOf } from "@/test/support/dialect-writing";
import { aDialectTable, dialectExport, orderOf } from "@/test/support/dialects";
import { readWhole, type WayOfReading } from "@/test/support/read-both-ways";

const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 500);
const timeout = 60_000 + 100 * numRuns;
const rules: TableRules = {
  limits: { maxRows: 100_000, maxColumns: 300, maxLineChars: 1_000_000, maxFieldChars: 100_000 },
  zone: "Europe/Lisbon",
  zoneStated: false,
  rememberedZones: {},
  order: null,
  defaultKind: "jump_client",
  now: dialectExport + 30 * 60_000,
};
const exactly: WayOfReading = { exactOnly: true, pieceBytes: [1_048_576] };
const somePieces = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 6 });
const anOrder = fc.constantFrom<DateOrder | null>("dmy", "mdy", "ymd", null);

/** Rows read as plain ones. */
function expectSame(file: Uint8Array, pieceBytes: readonly number[], more: Partial<TableRules>): number {
  const survey = surveyBytes();
  survey.push(file);
  const verdict = survey.finish();
  if (!verdict.ok) return 0;
  const given = { rules: { ...rules, ...more }, encoding: verdict.encoding, seed: 7 };
  const { read, plainRows } = readWhole(file, given, { exactOnly: false, pieceBytes });
  expect(read).toEqual(readWhole(file, given, exactly).read);
  return plainRows;
}

describe("both ways of reading say the same", () => {
  it("of any table in any dialect", { timeout }, () => {
    let plainRows = 0;
    fc.assert(
      fc.property(aDialectTable, somePieces, fc.boolean(), (table, pieces, isOrderAssumed) => {
        const often = Array.from({ length: 4 }, () => table.clients).flat();
        const file = bytesOf(table.dialect, cellsOf(table.dialect, often));
        const { zone } = table.dialect;
        plainRows += expectSame(file, pieces, { zone, order: orderOf(table.dialect), isOrderAssumed });
      }),
      { numRuns },
    );
    expect(plainRows).toBeGreaterThan(0);
  });

  it("of a table with damage to one cell", { timeout }, () => {
    fc.assert(
      fc.property(aDialectTable, someDamage, somePieces, anOrder, (table, drawn, pieces, order) => {
        const { dialect, clients } = table;
        const spoilt = damage(dialect, cellsOf(dialect, clients), drawn);
        fc.pre(spoilt !== null);
        if (spoilt === null) return;
        expectSame(bytesOf(dialect, spoilt.cells, spoilt.raw), pieces, { zone: dialect.zone, order });
      }),
      { numRuns },
    );
  });

  it("of lines put together from whatever cells hold", { timeout }, () => {
    let plainRows = 0;
    fc.assert(
      fc.property(aPatchwork, somePieces, anOrder, fc.boolean(), (file, pieces, order, isOrderAssumed) => {
        plainRows += expectSame(Buffer.from(file), pieces, { order, isOrderAssumed });
      }),
      { numRuns: numRuns * 4 },
    );
    expect(plainRows).toBeGreaterThan(numRuns);
  });
});

const headings = [
  "Name",
  "Hostname/IP",
  "FQDN",
  "Group",
  "Status",
  "Status Details",
  "Tag",
  "Comments",
  "Last Connect",
  "Last Disconnect",
  "last_connect_timestamp",
  "last_access_timestamp",
  "Needs Update",
  "connection_type",
  "unavailable_reason",
  "is_lost",
  "id",
  "jump_group_id",
  "Kind",
  "Item Type",
  "Online",
  "Last seen (CST)",
  "Tag",
  "constructor",
  "2024",
];
const words = [
  "",
  "",
  "PC-1",
  "pc-22.corp.example",
  "PC-22.Corp.Example.",
  "10.0.0.7",
  "Anna Schmidt",
  "São João",
  "Ágata ÿ",
  "ÉCRAN ×2",
  "e\u0301cran",
  "Kasse \u00ad 4",
  "two  spaces",
  "not  available",
  "não disponível",
  "localhost",
  "n/a",
  "N/A",
  "NaT",
  "null",
  "unknown",
  "-",
  "0",
  "00",
  "017",
  "1412.0",
  "71",
  "CORP\\user 4",
  "\\N",
  "'guard",
  "O'Neill",
  "=1+1",
  'it\'s "so"',
  " padded ",
  "ends with.",
  "Online",
  "Offline",
  "Never connected",
  "Online since 20/11/2026 13:31:05",
  "Online since 20/11/2026 13:07:59",
  "Offline since 11/20/2026 1:31:05\u202fPM",
  "Offline since 11/12/2026 1:31:05 AM",
  "Offline since 25/10/2026 01:31:05",
  "Ligado desde 12/11/2026 09:00",
  "Offline since 19/11/2026",
  "checked 20/11/2026 13:31:05",
  "Online since 20/12/2026 13:31:05",
  "3 days ago",
  "upgrade pending",
  "20/11/2026 13:31:05",
  "20/11/2026 13:31",
  "2026-11-20 13:31:05",
  "2026-11-20T13:31:05+00:00",
  "2026-11-20T13:31:05Z",
  "2026-03-29T01:31:05",
  "11/20/2026 25:00:00",
  "31/02/2026 10:00:00",
  "1601-01-01 00:00:00",
  "20.11.2026 13:31:05",
  "True",
  "False",
  "perhaps",
  "active",
  "passive",
  "uninstalled",
  "none",
  "Jump Client",
  "Jumpoint",
  "Vault Account",
  "Total",
  "Total: 2",
  "Name",
  "Group",
  "-----",
  "x".repeat(501),
];
const aCell = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...words) },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 99 }).map((n) => `PC-${n}`) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom("Online since", "Offline since", "Desligado desde"), fc.nat(27), fc.nat(86_399))
      .map(([said, day, second]) => {
        const at = new Date(Date.UTC(2026, 9, day + 1, 0, 0, second)).toISOString();
        return `${said} ${at.slice(8, 10)}/${at.slice(5, 7)}/${at.slice(0, 4)} ${at.slice(11, 19)}`;
      }),
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
);

/** Of each row some cells are drawn; the others are those of a row that can be read. */
const aRow = fc.tuple(
  fc.array(fc.tuple(fc.nat(8), aCell), { maxLength: 3 }),
  fc.constantFrom("needed", "needed", "needed", "always", "never"),
  fc.integer({ min: 0, max: 29 }),
  fc.nat(86_399),
);
const fair: Record<string, (row: number, second: number) => string> = {
  Name: (row) => `Till ${row}`,
  "Hostname/IP": (row) => `pc-${row}`,
  FQDN: (row) => (row % 3 === 0 ? "" : `pc-${row}.corp.example`),
  Status: () => "Online",
  "Status Details": (row, second) => `Online since 1${row % 9}/11/2026 ${clockOf(second)}`,
  "Last Connect": (row, second) => `1${row % 9}/11/2026 ${clockOf(second)}`,
  "Last Disconnect": (row, second) => (row % 2 === 0 ? "" : `2026-11-1${row % 9}T${clockOf(second)}Z`),
  last_connect_timestamp: (row, second) => `2026-11-1${row % 9}T${clockOf(second)}+00:00`,
  last_access_timestamp: (row, second) => `2026-11-1${row % 9}T${clockOf(second)}+00:00`,
  "Last seen (CST)": (row, second) => `2026-11-1${row % 9} ${clockOf(second)}`,
  "Needs Update": (row) => ["yes", "no", ""][row % 3] as string,
  connection_type: (row) => ["active", "passive"][row % 2] as string,
  unavailable_reason: () => "none",
  is_lost: (row) => (row % 5 === 0 ? "True" : "False"),
  Online: () => "yes",
  id: (row) => String(7_000 + row),
  Kind: () => "Jump Client",
};

/** A file whose rows mostly can be read, so that answers are used again, with strange cells and lines among them. */
const aPatchwork = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...headings), { maxLength: 7 }),
    fc.constantFrom(",", ";", "\t"),
    fc.constantFrom("\n", "\r\n"),
    fc.array(aRow, { minLength: 1, maxLength: 30 }),
    fc.boolean(),
  )
  .map(([drawn, delimiter, lineBreak, rows, endsWithBreak]) => {
    const columns = [...new Set(["Name", "Status Details", ...drawn])];
    const lines = rows.flatMap(([strange, quoting, odd, second], row) => {
      const cells = columns.map(
        (heading) => (Object.hasOwn(fair, heading) ? fair[heading]?.(row, second) : null) ?? "text",
      );
      for (const [column, cell] of strange) if (column < cells.length) cells[column] = cell;
      if (odd === 0) cells.push("more");
      if (odd === 1) cells.pop();
      const line = cells.map((cell) => quoted(cell, quoting, delimiter)).join(delimiter);
      if (odd === 2) return [line, "", columns.join(delimiter)];
      if (odd === 3) return [line, "Jumpoints", ["Name", "Hostname", "Status"].join(delimiter)];
      return odd === 4 ? [line, "2 rows"] : [line];
    });
    return [columns.join(delimiter), ...lines].join(lineBreak) + (endsWithBreak ? lineBreak : "");
  });

function clockOf(second: number): string {
  return new Date(second * 1_000).toISOString().slice(11, 19);
}

function quoted(cell: string, quoting: string, delimiter: string): string {
  const mustBe = cell.includes(delimiter) || cell.includes('"') || /[\r\n]/.test(cell);
  if (quoting === "always" || (quoting === "needed" && mustBe)) return `"${cell.replaceAll('"', '""')}"`;
  return cell;
}

describe("both ways of reading say the same of every file of the corpus", () => {
  const root = join(import.meta.dirname, "../../../fixtures/exports");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) => statSync(join(root, name)).isFile() && !name.endsWith(".ts"),
  );

  it.each(files)("%s", (name) => {
    const file = readFileSync(join(root, name));
    for (const order of ["dmy", "mdy", null] as const) {
      for (const pieces of [[1_048_576], [1_000, 37]]) {
        expectSame(file, pieces, { order });
        expectSame(file, pieces, { order, isOrderAssumed: true, zoneStated: true });
      }
    }
  });
});
