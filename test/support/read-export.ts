/** Reads the bytes of an export as an import does, answers its questions truthfully, and needs no database. */
import type { ClientKind } from "@/lib/core/client";
import { decodeText } from "@/lib/intake/export-file/bytes/decode-text";
import { surveyBytes } from "@/lib/intake/export-file/bytes/survey-bytes";
import type { DateOrder } from "@/lib/intake/export-file/dates/read-date";
import type { FileStop } from "@/lib/intake/export-file/question";
import { createTableReader, type LineCounts } from "@/lib/intake/export-file/read-table";
import type { ExportRow, Notice, Reject } from "@/lib/intake/export-file/rows/row";
import { surveyDateOrder } from "@/lib/intake/export-file/survey-date-order";

/** What a person says who is asked. */
export interface Truth {
  zone: string;
  order: DateOrder | null;
  /** Epoch milliseconds. */
  now: number;
  kind?: ClientKind;
}

export interface ReadExport {
  /** Rows as they are staged: accepted ones, and refused ones that say who they are. */
  rows: ExportRow[];
  rejects: Reject[];
  notices: Notice[];
  counts: LineCounts | null;
  /** The kinds of question that were asked and answered. */
  asked: string[];
  /** What stopped the reading: a question that no word of `Truth` answers, or a problem. */
  stop: FileStop | { problem: { code: string } } | null;
}

const limits = { maxRows: 100_000, maxColumns: 300, maxLineChars: 1_000_000, maxFieldChars: 100_000 };

/** `pieceBytes`: the file comes in pieces of so many bytes. */
export function readExport(bytes: Uint8Array, truth: Truth, pieceBytes = 65_536): ReadExport {
  const nothing = { rows: [], rejects: [], notices: [], counts: null };
  const survey = surveyBytes();
  for (const piece of piecesOf(bytes, pieceBytes)) survey.push(piece);
  const verdict = survey.finish();
  if (!verdict.ok) return { ...nothing, asked: [], stop: { problem: { code: verdict.code } } };
  const decoder = decodeText(verdict.encoding);
  const texts = [...piecesOf(bytes, pieceBytes)].map((piece) => decoder.push(piece));
  texts.push(decoder.finish());

  const opening = {
    mapping: null,
    rememberedMappings: {},
    defaultKind: truth.kind ?? ("jump_client" as const),
    otherList: false,
    limits,
  };
  const asked: string[] = [];
  const orders = surveyDateOrder({ ...opening, now: truth.now });
  for (const text of texts) if (orders.push(text)) break;
  const settled = orders.finish();
  if (settled.stop !== null) return { ...nothing, asked, stop: settled.stop };
  let { order } = settled;
  if (settled.question !== null) {
    asked.push(settled.question.kind);
    order = truth.order;
  }
  let zoneStated = false;
  for (let turn = 0; turn < 3; turn++) {
    const reader = createTableReader({
      ...opening,
      zone: truth.zone,
      zoneStated,
      rememberedZones: {},
      order,
      now: truth.now,
    });
    const read: ReadExport = { rows: [], rejects: [], notices: [], counts: null, asked, stop: null };
    for (const text of [...texts, null]) {
      const batch = text === null ? reader.finish() : reader.push(text);
      read.rows.push(...batch.rows);
      read.rejects.push(...batch.rejects);
      read.notices.push(...batch.notices);
      read.stop = batch.stop;
      if (read.stop !== null) break;
    }
    read.counts = reader.counts();
    const question = read.stop !== null && "question" in read.stop ? read.stop.question.kind : null;
    if (question === "time_zone" && !zoneStated) zoneStated = true;
    else if (question === "date_order" && order === null && truth.order !== null) order = truth.order;
    else return read;
    asked.push(question);
  }
  throw new Error("a question came back after it was answered");
}

function* piecesOf(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
