/** Reads a file by the exact reader alone and by the reader of plain rows beside it, cut into different pieces, so that they can be compared. */
import { type BatchRow, fieldAt, rowAt } from "@/lib/evidence/rows/row-batch";
import { saidFields } from "@/lib/evidence/rows/said-text";
import { type BytesRules, readBytes } from "@/lib/intake/export-file/read-bytes";
import type { LineCounts } from "@/lib/intake/export-file/read-table";
import type { Notice, Reject } from "@/lib/intake/export-file/rows/row";

/** All that a reading says of a file. */
export interface WholeReading {
  rows: (BatchRow & { bytes: string; hashes: number[] })[];
  rejects: Reject[];
  notices: Notice[];
  counts: LineCounts;
  stop: unknown;
  says: unknown;
  tables: unknown;
  isCutOff: boolean;
  isOrderRefuted: boolean;
}

export interface WayOfReading {
  exactOnly: boolean;
  /** Sizes of the pieces, used in turn. */
  pieceBytes: readonly number[];
}

/** Reads the whole file; `plainRows`: how many were read as plain ones. */
export function readWhole(
  bytes: Uint8Array,
  rules: BytesRules,
  { exactOnly, pieceBytes }: WayOfReading,
): { read: WholeReading; plainRows: number } {
  const reader = readBytes(rules, exactOnly);
  const read: WholeReading = {
    rows: [],
    rejects: [],
    notices: [],
    counts: reader.counts(),
    stop: null,
    says: null,
    tables: null,
    isCutOff: false,
    isOrderRefuted: false,
  };
  function take(batch: ReturnType<typeof reader.push>): void {
    const { rows } = batch;
    for (let at = 0; at < rows.count; at++) {
      const bytesOf = saidFields.map((field) =>
        Buffer.from(fieldAt(rows, at, field) ?? [0]).toString("latin1"),
      );
      const hashes = [rows.hostHash, rows.shortHash, rows.vendorHash, rows.saidHash].flatMap(
        ({ high, low }) => [high[at] as number, low[at] as number],
      );
      read.rows.push({ ...rowAt(rows, at), bytes: bytesOf.join("|"), hashes });
    }
    read.rejects.push(...batch.rejects);
    read.notices.push(...batch.notices);
    read.stop ??= batch.stop;
  }
  let at = 0;
  for (let piece = 0; at < bytes.length; piece++) {
    const size = Math.max(1, pieceBytes[piece % pieceBytes.length] ?? bytes.length);
    take(reader.push(Uint8Array.from(bytes.subarray(at, at + size))));
    at += size;
  }
  take(reader.finish());
  read.counts = reader.counts();
  read.says = reader.says();
  read.tables = reader.tables();
  read.isCutOff = reader.isCutOff();
  read.isOrderRefuted = reader.isOrderRefuted();
  return { read, plainRows: reader.plainRows() };
}
