/**
 * How long reading an export takes, without a database: `npx tsx test/bench/reading.ts [rows]`. For each form of export it tells
 * the user time per row of the exact reader alone and of the reader of bytes, the ratio of the latter to a bare pass over the
 * bytes (`decode`: into text; `check`: whether they are UTF-8), the share of plain rows, and how much the process grew.
 */
import { isUtf8 } from "node:buffer";
import { readBytes } from "@/lib/intake/export-file/read-bytes";
import type { TableRules } from "@/lib/intake/export-file/read-table";
import { type ExportPlan, makeExport } from "../support/make-export";

const rows = Number(process.argv[2] ?? 1_000_000);
const exactRows = Math.min(rows, 200_000);
const pieceBytes = 1_048_576;
const megabyte = 1_048_576;

const rules: TableRules = {
  limits: { maxRows: 10_000_000, maxColumns: 200, maxLineChars: 1_000_000, maxFieldChars: 100_000 },
  zone: "Europe/Lisbon",
  zoneStated: false,
  rememberedZones: {},
  order: "dmy",
  defaultKind: "jump_client",
  now: Date.UTC(2026, 10, 22),
};

const plans: [string, Omit<ExportPlan, "rows">, Partial<TableRules>][] = [
  ["plain: dd/mm/yyyy", { language: "es", delimiter: ";" }, {}],
  ["dd/mm/yyyy, accents", { language: "pt-PT", delimiter: ";" }, {}],
  ["m/d/yyyy AM/PM", { language: "en" }, { order: "mdy" }],
  ["dd.mm.yyyy", { language: "de", delimiter: ";" }, {}],
  ["API, all quoted", { language: "en", shape: "api" }, {}],
];

/** Made lists have one comment over two lines in fifty; `isPlain`: without these rows. */
async function piecesOf(plan: ExportPlan, isPlain: boolean): Promise<Uint8Array[]> {
  const parts: Uint8Array[] = [];
  for await (const part of makeExport(plan).bytes()) parts.push(part);
  const made = Buffer.concat(parts);
  const all = isPlain ? withoutBrokenLines(made) : made;
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < all.length; at += pieceBytes) pieces.push(all.subarray(at, at + pieceBytes));
  return pieces;
}

/** Records end with CRLF, lines inside cells with LF. */
function withoutBrokenLines(made: Buffer): Buffer {
  const kept: Buffer[] = [];
  for (let at = 0; at < made.length; ) {
    const end = made.indexOf("\r\n", at) + 2;
    const record = made.subarray(at, end);
    if (record.indexOf(10) === record.length - 1) kept.push(record);
    at = end;
  }
  return Buffer.concat(kept);
}

function userSeconds<T>(work: () => T): { seconds: number; made: T } {
  const before = process.cpuUsage();
  const made = work();
  return { seconds: process.cpuUsage(before).user / 1e6, made };
}

function read(pieces: readonly Uint8Array[], more: Partial<TableRules>, exactOnly: boolean) {
  const reader = readBytes({ rules: { ...rules, ...more }, encoding: "utf-8", seed: 1 }, exactOnly);
  let count = 0;
  let peak = 0;
  for (const piece of pieces) {
    count += reader.push(piece).rows.count;
    peak = Math.max(peak, process.memoryUsage().rss);
  }
  const last = reader.finish();
  if (last.stop !== null) throw new Error(JSON.stringify(last.stop));
  return { count: count + last.rows.count, plain: reader.plainRows(), peak };
}

for (const [name, plan, more] of plans) {
  const isPlain = name.startsWith("plain");
  const few = await piecesOf({ ...plan, rows: exactRows }, isPlain);
  const exact = userSeconds(() => read(few, more, true));
  const pieces = await piecesOf({ ...plan, rows }, isPlain);
  const before = process.memoryUsage().rss;
  const decode = userSeconds(() => {
    const decoder = new TextDecoder();
    for (const piece of pieces) decoder.decode(piece, { stream: true });
  });
  const check = userSeconds(() => pieces.every((piece) => isUtf8(piece)));
  const fast = userSeconds(() => read(pieces, more, false));
  const { count, plain, peak } = fast.made;
  const micros = (seconds: number, of: number) => ((seconds * 1e6) / of).toFixed(2);
  process.stdout.write(
    `${name}: exact ${micros(exact.seconds, exact.made.count)} µs/row, bytes ${micros(fast.seconds, count)} µs/row ` +
      `(${(fast.seconds / decode.seconds).toFixed(1)} × decode, ${(fast.seconds / check.seconds).toFixed(0)} × check), ` +
      `plain ${((plain / count) * 100).toFixed(2)} %, ${count} rows, grew ${((peak - before) / megabyte).toFixed(0)} MiB\n`,
  );
}
