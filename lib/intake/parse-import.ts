/** Reads an uploaded file into `import_row` and `import_reject`, or finds the question or the problem that stops it. */
import { type ClientKind, hostKey, shortHost } from "@/lib/core/client";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { Ctx } from "@/lib/platform/context";
import { type CopyValue, copyRows } from "@/lib/platform/copy";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { decodeText } from "./export-file/decode-text";
import type { Mapping } from "./export-file/headings";
import type { OpeningRules, TableQuestion, TableStop } from "./export-file/open-table";
import {
  createTableReader,
  type TableBatch,
  type TableReader,
  type TableRules,
} from "./export-file/read-table";
import type { ExportRow, FileProblem, Reject } from "./export-file/row";
import { type ByteVerdict, surveyBytes } from "./export-file/survey-bytes";
import { surveyDateOrder } from "./export-file/survey-date-order";
import { type ImportRecord, moveImport, progressTeller, readFile } from "./store";

/** What became of reading a file. */
export type ParseOutcome =
  | { kind: "parsed" }
  | { kind: "question"; question: TableQuestion }
  | {
      kind: "problem";
      problem: FileProblem | { code: string; params: Record<string, string | number> };
      /** How far it was read: the rejects kept are as many as counted here. */
      rows?: { accepted: number; rejected: number };
    };

/**
 * Reads the file of an import. Starts from nothing each time, so a crash in the middle costs only time. Rows are
 * visible to nobody until the import is applied; counts, rejects and progress are visible live.
 * @throws ImportCancelled
 */
export async function parseImport(ctx: Ctx, record: ImportRecord): Promise<ParseOutcome> {
  await moveImport(ctx.db, record.id, ["queued", "parsing", "applying"], "parsing", {
    rows: { accepted: 0, rejected: 0 },
  });
  await forgetRows(ctx, record.id);
  const verdict = await surveyFile(ctx, record);
  if (!verdict.ok) return { kind: "problem", problem: { code: verdict.code, params: verdict.params } };
  const { rules, question, stop } = await decideRules(ctx, record, verdict);
  if (stop) return stopped(stop);
  if (question) return { kind: "question", question };
  return readRows(ctx, record, verdict, rules);
}

/** Throws away what an earlier reading of this import left. */
export async function forgetRows(ctx: Ctx, importId: number): Promise<void> {
  await ctx.db.query("DELETE FROM import_row WHERE import_id = $1", [importId]);
  await ctx.db.query("DELETE FROM import_reject WHERE import_id = $1", [importId]);
}

function stopped(stop: TableStop, rows?: { accepted: number; rejected: number }): ParseOutcome {
  return "question" in stop
    ? { kind: "question", question: stop.question }
    : { kind: "problem", problem: stop.problem, ...(rows && { rows }) };
}

async function surveyFile(ctx: Ctx, record: ImportRecord): Promise<ByteVerdict> {
  const survey = surveyBytes();
  for await (const piece of readFile(ctx.db, record.uploadId)) survey.push(piece);
  return survey.finish();
}

type Readable = Extract<ByteVerdict, { ok: true }>;

async function* readText(
  ctx: Ctx,
  record: ImportRecord,
  verdict: Readable,
): AsyncGenerator<{ text: string; bytes: number }> {
  const decoder = decodeText(verdict.encoding);
  for await (const piece of readFile(ctx.db, record.uploadId))
    yield { text: decoder.push(piece), bytes: piece.length };
  yield { text: decoder.finish(), bytes: 0 };
}

/** The request's (or a person's) word on the date order wins, then the appliance's, then the file's own evidence. */
async function decideRules(
  ctx: Ctx,
  record: ImportRecord,
  verdict: Readable,
): Promise<{ rules: TableRules; question: TableQuestion | null; stop: TableStop | null }> {
  const appliance = await loadAppliance(ctx.db, record.applianceId);
  const settings = env();
  const opening: OpeningRules = {
    mapping: record.parameters.mapping ?? null,
    rememberedMappings: await loadRemembered(ctx, record.applianceId),
    limits: {
      maxRows: settings.ROLLCALL_MAX_ROWS,
      maxColumns: settings.ROLLCALL_MAX_COLUMNS,
      maxLineChars: settings.ROLLCALL_MAX_LINE_CHARS,
      maxFieldChars: settings.ROLLCALL_MAX_FIELD_CHARS,
    },
  };
  const rules: TableRules = {
    ...opening,
    zone: record.parameters.timeZone ?? appliance.timeZone,
    order: record.parameters.dateOrder ?? appliance.dateOrder,
    defaultKind: record.kind,
    now: ctx.now,
  };
  if (rules.order !== null) return { rules, question: null, stop: null };
  const survey = surveyDateOrder(opening);
  for await (const { text } of readText(ctx, record, verdict)) {
    if (survey.push(text)) break;
  }
  const { order, question, stop } = survey.finish();
  return { rules: { ...rules, order }, question, stop };
}

/** Mappings that people gave for tables of this appliance, by the fingerprint of their headings. */
async function loadRemembered(ctx: Ctx, applianceId: number): Promise<Record<string, Mapping>> {
  const { rows } = await ctx.db.query<{ fingerprint: string; mapping: Mapping }>(
    "SELECT fingerprint, mapping FROM column_mapping WHERE appliance_id = $1",
    [applianceId],
  );
  return Object.fromEntries(rows.map(({ fingerprint, mapping }) => [fingerprint, mapping]));
}

/** What the rows say together. */
interface Seen {
  newestAt: number | null;
  kinds: Set<ClientKind>;
  rejectSeq: number;
}

async function readRows(
  ctx: Ctx,
  record: ImportRecord,
  verdict: Readable,
  rules: TableRules,
): Promise<ParseOutcome> {
  const reader = createTableReader(rules);
  const seen: Seen = { newestAt: null, kinds: new Set(), rejectSeq: 0 };
  const tell = progressTeller(ctx.db, record.id, "parsing");
  let done = 0;
  for await (const { text, bytes } of readText(ctx, record, verdict)) {
    done += bytes;
    const batch = reader.push(text);
    await writeBatch(ctx, record.id, batch, seen);
    if (batch.stop) return stopped(batch.stop, reader.counts());
    await tell({ phase: "reading", done, total: record.fileBytes, unit: "bytes" }, reader.counts());
  }
  const last = reader.finish();
  await writeBatch(ctx, record.id, last, seen);
  if (last.stop) return stopped(last.stop, reader.counts());
  return settleSnapshot(ctx, record, reader, verdict, rules, seen);
}

/** Rule 2: when the export was made, and which kinds it is a snapshot of. */
async function settleSnapshot(
  ctx: Ctx,
  record: ImportRecord,
  reader: TableReader,
  verdict: Readable,
  rules: TableRules,
  seen: Seen,
): Promise<ParseOutcome> {
  const counts = reader.counts();
  const stated = record.parameters.exportedAt ?? null;
  if (counts.accepted === 0)
    return {
      kind: "problem",
      problem: { code: "no_usable_rows", params: { rejected: counts.rejected } },
      rows: counts,
    };
  const exportedAt = stated ?? seen.newestAt;
  if (exportedAt === null)
    return { kind: "problem", problem: { code: "no_dates", params: {} }, rows: counts };
  if (stated !== null && seen.newestAt !== null && seen.newestAt > stated) {
    return {
      kind: "problem",
      problem: {
        code: "exported_before_newest_date",
        params: { exportedAt: asTimestamp(stated), newestAt: asTimestamp(seen.newestAt) },
      },
      rows: counts,
    };
  }
  const table = reader.table();
  await moveImport(ctx.db, record.id, ["parsing"], "applying", {
    rows: counts,
    exported: { at: exportedAt, basis: stated === null ? "newest_date" : "stated" },
    kinds: [...seen.kinds].sort(),
    format: {
      encoding: verdict.encoding,
      bom: verdict.bom,
      delimiter: table?.delimiter,
      headings: table?.headings,
      columns: table?.columns,
      timeZone: rules.zone,
      dateOrder: rules.order,
    },
    progress: { phase: "comparing", done: 0, total: counts.accepted, unit: "rows" },
  });
  return { kind: "parsed" };
}

async function writeBatch(ctx: Ctx, importId: number, batch: TableBatch, seen: Seen): Promise<void> {
  const { rows, rejects } = batch;
  if (rows.length === 0 && rejects.length === 0) return;
  for (const row of rows) {
    seen.kinds.add(row.kind);
    if (row.newestAt !== null && row.newestAt > (seen.newestAt ?? 0)) seen.newestAt = row.newestAt;
  }
  await inTransaction(ctx.db, async (tx) => {
    if (rows.length > 0) await copyRows(tx, rowTarget, stagedRows(importId, rows));
    if (rejects.length > 0) await copyRows(tx, rejectTarget, rejectRows(importId, rejects, seen));
  });
}

const rowTarget = `import_row (import_id, line, kind, vendor_id, name, hostname, fqdn, group_name, host_key, short_host,
  connected_at, connected_from_at, online, earliest_at, needs_update, connection_type, availability, attributes)`;

function* stagedRows(importId: number, rows: readonly ExportRow[]): Generator<CopyValue[]> {
  for (const row of rows) {
    const key = hostKey(row) || `id:${row.vendorId}`;
    yield [
      importId,
      row.line,
      row.kind,
      row.vendorId,
      row.name,
      row.hostname,
      row.fqdn,
      row.group,
      key,
      row.hostname || row.fqdn ? shortHost(key) : key,
      asTimestamp(row.connectedAt),
      asTimestamp(row.connectedFromAt),
      row.online,
      asTimestamp(row.earliestAt),
      row.needsUpdate,
      row.connectionType,
      row.availability,
      JSON.stringify(row.attributes),
    ];
  }
}

const rejectTarget = "import_reject (import_id, line, seq, column_name, code, params, raw)";

function* rejectRows(importId: number, rejects: readonly Reject[], seen: Seen): Generator<CopyValue[]> {
  for (const { line, column, code, params, raw } of rejects) {
    yield [importId, line, seen.rejectSeq++, column, code, JSON.stringify(params), raw];
  }
}
