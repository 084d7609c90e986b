// One pass says what surveying the bytes, surveying the dates and then reading say one after the other, or says that it cannot.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rowAt } from "@/lib/evidence/rows/row-batch";
import { decodeText } from "@/lib/intake/export-file/bytes/decode-text";
import { surveyBytes } from "@/lib/intake/export-file/bytes/survey-bytes";
import { readBytes } from "@/lib/intake/export-file/read-bytes";
import { type OnceBatch, readOnce } from "@/lib/intake/export-file/read-once";
import type { TableRules } from "@/lib/intake/export-file/read-table";
import { surveyDateOrder } from "@/lib/intake/export-file/survey-date-order";
import { bytesOf, cellsOf } from "@/test/support/dialect-writing";
import { aDialectTable, dialectExport } from "@/test/support/dialects";

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

/** What stands at the end of three passes. */
function inTurn(file: Uint8Array) {
  const survey = surveyBytes();
  survey.push(file);
  const verdict = survey.finish();
  if (!verdict.ok) return { verdict, order: null, stop: null, rows: [], isCutOff: false };
  const decoder = decodeText(verdict.encoding);
  const orders = surveyDateOrder(rules);
  orders.push(decoder.push(file));
  orders.push(decoder.finish());
  const { order, question, stop } = orders.finish();
  const stopped = stop ?? (question && { question });
  if (stopped !== null) return { verdict, order: null, stop: stopped, rows: [], isCutOff: false };
  const reader = readBytes({ rules: { ...rules, order }, encoding: verdict.encoding, seed: 1 }, true);
  const batches = [reader.push(file), reader.finish()];
  return {
    verdict,
    order,
    stop: batches.map((batch) => batch.stop).find((each) => each !== null) ?? null,
    rows: batches.flatMap(({ rows }) => Array.from({ length: rows.count }, (_, at) => rowAt(rows, at))),
    isCutOff: reader.isCutOff(),
    counts: reader.counts(),
    says: reader.says(),
    tables: reader.tables(),
    notices: batches.flatMap(({ notices }) => notices),
    rejects: batches.flatMap(({ rejects }) => rejects),
  };
}

/** `null`: the file must be read again, for a reason that three passes confirm. */
function expectSame(file: Uint8Array, pieceBytes: number): "same" | "encoding" | "order" {
  const wanted = inTurn(file);
  const reader = readOnce({ rules, isOrderSettled: false, encoding: null, seed: 1 });
  const batches: OnceBatch[] = [];
  for (let at = 0; at < file.length; at += pieceBytes)
    batches.push(reader.push(Uint8Array.from(file.subarray(at, at + pieceBytes))));
  const last = reader.finish();
  batches.push(last);
  const { end } = last;
  expect(end.verdict).toEqual(wanted.verdict);
  if (!wanted.verdict.ok) return "same";
  if (end.again !== null) {
    // A stop that came before the whole file was surveyed holds only if the order does.
    if (end.again === "order" && !end.isOrderRefuted && wanted.order === end.order && wanted.rows.length > 0)
      expect(end.stop).toEqual(wanted.stop);
    return end.again;
  }
  expect(end.stop).toEqual(wanted.stop);
  if (wanted.counts === undefined) return "same";
  expect({
    order: end.order,
    rows: batches.flatMap(({ rows }) =>
      rows.flatMap((batch) => Array.from({ length: batch.count }, (_, at) => rowAt(batch, at))),
    ),
    isCutOff: end.isCutOff,
    counts: last.counts,
    says: { newest: end.newest, hasLocalTimes: end.hasLocalTimes, kinds: end.kinds },
    tables: end.tables,
    notices: batches.flatMap(({ notices }) => notices),
    rejects: batches.flatMap(({ rejects }) => rejects),
  }).toEqual({
    order: wanted.order,
    rows: wanted.rows,
    isCutOff: wanted.isCutOff,
    counts: wanted.counts,
    says: wanted.says,
    tables: wanted.tables,
    notices: wanted.notices,
    rejects: wanted.rejects,
  });
  return "same";
}

describe("one pass", () => {
  it("says the same of any table in any dialect", { timeout }, () => {
    let inOne = 0;
    fc.assert(
      fc.property(aDialectTable, fc.integer({ min: 1, max: 6_000 }), (table, pieceBytes) => {
        const often = Array.from({ length: 6 }, () => table.clients).flat();
        const file = bytesOf(table.dialect, cellsOf(table.dialect, often));
        if (expectSame(file, pieceBytes) === "same") inOne += 1;
      }),
      { numRuns },
    );
    expect(inOne).toBeGreaterThan(numRuns / 2);
  });

  const root = join(import.meta.dirname, "../../../fixtures/exports");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
    (name) => statSync(join(root, name)).isFile() && !name.endsWith(".ts"),
  );
  it.each(files)("says the same of %s", (name) => {
    const file = readFileSync(join(root, name));
    expectSame(file, 1_048_576);
    expectSame(file, 700);
  });

  const line = (row: number, date: string) => `PC-${row};pc-${row};Online since ${date}\n`;
  const head = "Name;Hostname;Status Details\n";
  const lines = (count: number, date: string) =>
    Array.from({ length: count }, (_, row) => line(row, date)).join("");
  const cases: [string, string, "same" | "encoding" | "order"][] = [
    ["an order that the first date tells", head + lines(3_000, "20/10/2026 10:00:00"), "same"],
    ["dates that tell nothing about the order", head + lines(3_000, "2026-10-20 10:00:00"), "same"],
    [
      "a date that contradicts late",
      head + lines(3_000, "20/10/2026 10:00:00") + line(9, "10/20/2026 10:00:00"),
      "order",
    ],
    [
      "a plain date that contradicts where none was expected",
      head + lines(110_000, "2026-10-20 10:00:00") + line(9, "20/10/2026 10:00:00"),
      "order",
    ],
    ["an order that stays open", head + lines(3_000, "05/06/2026 10:00:00"), "same"],
  ];
  it.each(cases)("with %s", { timeout: 60_000 }, (_name, text, ends) => {
    expect(expectSame(Buffer.from(text), 65_536)).toBe(ends);
  });

  it("finds out late that the file is Windows-1252", () => {
    const text = head + lines(3_000, "20/10/2026 10:00:00");
    expect(
      expectSame(Buffer.concat([Buffer.from(text), Buffer.from("Caf\xe9;pc;Online\n", "latin1")]), 9_000),
    ).toBe("encoding");
  });
});
