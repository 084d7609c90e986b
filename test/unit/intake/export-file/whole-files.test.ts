import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { decodeText } from "@/lib/intake/export-file/bytes/decode-text";
import { surveyBytes } from "@/lib/intake/export-file/bytes/survey-bytes";
import { isNoValue } from "@/lib/intake/export-file/cells/cell-words";
import { cleanCell } from "@/lib/intake/export-file/cells/clean-text";
import { createTableReader, type TableRules } from "@/lib/intake/export-file/read-table";
import type { ExportRow, Reject } from "@/lib/intake/export-file/rows/row";
import { surveyDateOrder } from "@/lib/intake/export-file/survey-date-order";
import { type ExportEncoding, type ExportLanguage, makeExport } from "@/test/support/make-export";

const limits = { maxRows: 2_000_000, maxColumns: 200, maxLineChars: 1_000_000, maxFieldChars: 100_000 };
const rules: TableRules = {
  limits,
  zone: "UTC",
  zoneStated: false,
  rememberedZones: {},
  order: "dmy",
  defaultKind: "jump_client",
  now: Date.UTC(2026, 10, 22),
};

function readText(pieces: readonly string[], more: Partial<TableRules> = {}) {
  const reader = createTableReader({ ...rules, ...more });
  const rows: ExportRow[] = [];
  const rejects: Reject[] = [];
  for (const batch of [...pieces.map((piece) => reader.push(piece)), reader.finish()]) {
    rows.push(...batch.rows);
    rejects.push(...batch.rejects);
    if (batch.stop) return { rows, rejects, stop: batch.stop };
  }
  return { rows, rejects, stop: null };
}

function cutAt(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, index) => text.slice(from, places[index] ?? text.length));
}

const cell = fc.string({ unit: fc.constantFrom(..."abcXYZ019 ;,\t\"'\n.é€-"), maxLength: 12 });
const stored = (text: string) => {
  const kept = cleanCell(text);
  return isNoValue(kept) ? undefined : kept;
};

test("any table comes back the same whatever its delimiter, line breaks, quoting, encoding and pieces", {
  timeout: 180_000,
}, () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ tag: cell, comment: cell, extra: cell }), { minLength: 1, maxLength: 12 }),
      fc.constantFrom(",", ";", "\t"),
      fc.constantFrom("\n", "\r\n"),
      fc.boolean(),
      fc.constantFrom("utf-8", "utf-8-bom", "utf-16le", "utf-16be", "windows-1252"),
      fc.array(fc.nat(), { maxLength: 12 }),
      fc.boolean(),
      (table, delimiter, lineBreak, quoteAll, encoding, cuts, endsWithBreak) => {
        const quote = (text: string) =>
          quoteAll || /[\n"]/.test(text) || text.includes(delimiter)
            ? `"${text.replaceAll('"', '""')}"`
            : text;
        const lines = [
          ["Nome", "Tag", "Comments", "Détails de statut", "Größe"],
          ...table.map((row, index) => [`n${index}`, row.tag, row.comment, "20/11/2026 14:02", row.extra]),
        ].map((cells) => cells.map(quote).join(delimiter));
        const text = lines.join(lineBreak) + (endsWithBreak ? lineBreak : "");
        const marks: Record<string, number[]> = {
          "utf-8-bom": [0xef, 0xbb, 0xbf],
          "utf-16le": [0xff, 0xfe],
          "utf-16be": [0xfe, 0xff],
        };
        const bytes = Buffer.concat([
          Uint8Array.from(marks[encoding] ?? []),
          iconv.encode(text, encoding === "utf-8-bom" ? "utf-8" : encoding),
        ]);
        const survey = surveyBytes();
        const places = [
          0,
          ...cuts.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b),
          bytes.length,
        ];
        const chunks = places.slice(1).map((to, index) => bytes.subarray(places[index], to));
        for (const chunk of chunks) survey.push(chunk);
        const verdict = survey.finish();
        if (!verdict.ok) throw new Error(verdict.code);
        const decoder = decodeText(verdict.encoding);
        const { rows, rejects, stop } = readText([
          ...chunks.map((chunk) => decoder.push(chunk)),
          decoder.finish(),
        ]);
        expect({ rejects, stop }).toEqual({ rejects: [], stop: null });
        expect(
          rows.map((row) => [row.name, row.attributes.tag, row.attributes.comments, row.attributes.Größe]),
        ).toEqual(table.map((row, index) => [`n${index}`, ...[row.tag, row.comment, row.extra].map(stored)]));
        // Physical lines: one for the headings, one per row, one per line break inside a row.
        let line = 2;
        for (const [index, row] of table.entries()) {
          expect(rows[index]?.line).toBe(line);
          line += 1 + [row.tag, row.comment, row.extra].join("").split("\n").length - 1;
        }
      },
    ),
    { numRuns: 200 },
  );
});

test("where the pieces are cut never matters, even for broken quotation marks", { timeout: 180_000 }, () => {
  const small = { ...limits, maxFieldChars: 60, maxLineChars: 400 };
  const junk = fc.string({ unit: fc.constantFrom(...'ab",,\n\r" \''), maxLength: 150 });
  fc.assert(
    fc.property(junk, fc.array(fc.nat(), { maxLength: 20 }), (body, cuts) => {
      const text = `Name,Tag,Status Details\n${body}`;
      expect(readText(cutAt(text, cuts), { limits: small }).stop).toEqual(
        readText([text], { limits: small }).stop,
      );
      const whole = readText([text]);
      expect(readText(cutAt(text, cuts))).toEqual(whole);
      expect(readText([...text])).toEqual(whole);
    }),
    { numRuns: 200 },
  );
});

test("bytes of any kind never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const survey = surveyBytes();
      survey.push(bytes);
      const verdict = survey.finish();
      if (!verdict.ok) return;
      const decoder = decodeText(verdict.encoding);
      readText([decoder.push(bytes), decoder.finish()], { order: null });
    }),
  );
});

describe("made exports agree with their own count", () => {
  const installedAt = Date.UTC(2026, 10, 20, 2, 0, 0);
  const plans: [ExportLanguage, "console" | "api", "," | ";" | "\t", ExportEncoding][] = [
    ["en", "console", ",", "utf-8-bom"],
    ["pt-BR", "console", ";", "windows-1252"],
    ["pt-PT", "console", ";", "utf-8"],
    ["es", "console", ";", "utf-8-bom"],
    ["it", "console", "\t", "utf-16le"],
    ["fr", "console", ",", "windows-1252"],
    ["de", "console", ";", "utf-16be"],
    ["en", "api", ",", "utf-8"],
  ];
  test.each(plans)("%s %s %j %s", async (language, shape, delimiter, encoding) => {
    const made = makeExport({
      rows: 3_000,
      language,
      shape,
      delimiter,
      encoding,
      badEvery: 100,
      zoneOffsetMinutes: -180,
    });
    const survey = surveyBytes();
    const chunks: Uint8Array[] = [];
    for await (const chunk of made.bytes()) {
      survey.push(chunk);
      chunks.push(chunk);
    }
    const verdict = survey.finish();
    if (!verdict.ok) throw new Error(verdict.code);
    const decode = () => {
      const decoder = decodeText(verdict.encoding);
      return [...chunks.map((chunk) => decoder.push(chunk)), decoder.finish()];
    };
    const orders = surveyDateOrder({ limits, now: rules.now });
    for (const text of decode()) orders.push(text);
    const { order, question, stop } = orders.finish();
    expect({ question, stop }).toEqual({ question: null, stop: null });
    const read = readText(decode(), { order, zone: "America/Sao_Paulo" });
    expect(read.stop).toBeNull();
    const { truth } = made;
    const rows = read.rows.filter((row) => !row.rejected);
    expect({
      total: rows.length + read.rejects.length,
      accepted: rows.length,
      rejected: read.rejects.length,
      listed: read.rows.filter((row) => row.rejected && !row.knownOnly).length,
      online: rows.filter((row) => row.online === true).length,
      offline: rows.filter((row) => row.online === false && row.connectedAt !== null).length,
      never: rows.filter((row) => row.connectedAt === null).length,
      checkedIn: rows.filter((row) => row.online === true || (row.connectedAt ?? 0) > installedAt).length,
      behind: rows.filter((row) => row.online !== true && (row.connectedAt ?? 0) <= installedAt).length,
      newestAt: Math.max(...rows.map((row) => row.newestAt ?? 0)),
    }).toEqual(truth);
  });
});

test("how fast a large file is read (printed, not judged)", { timeout: 180_000 }, async () => {
  const made = makeExport({ rows: 50_000, language: "pt-BR", delimiter: ";" });
  const chunks: Uint8Array[] = [];
  for await (const chunk of made.bytes()) chunks.push(chunk);
  const startedAt = performance.now();
  const decoder = decodeText("utf-8");
  const reader = createTableReader(rules);
  let rows = 0;
  for (const chunk of chunks) rows += reader.push(decoder.push(chunk)).rows.length;
  rows += reader.finish().rows.length;
  expect(rows).toBe(50_000);
  const seconds = (performance.now() - startedAt) / 1_000;
  process.stdout.write(`read-table: ${Math.round(rows / seconds)} rows/s\n`);
});
