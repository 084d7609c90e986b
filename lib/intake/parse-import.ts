/** Reads an uploaded file: hands its rows on, keeps what was refused or told of its lines, or finds the question or the problem that stops it. */
import { loadSeed } from "@/lib/evidence/record/known-clients";
import type { RowBatch } from "@/lib/evidence/rows/row-batch";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { whatWasAssumed } from "./assumptions";
import type { StageLines } from "./encode-batch";
import type { ByteVerdict } from "./export-file/bytes/survey-bytes";
import { timeInFileName } from "./export-file/dates/file-name-time";
import type { Mapping } from "./export-file/headings/headings";
import type { OpeningRules } from "./export-file/open-table";
import type { FileQuestion, FileStop } from "./export-file/question";
import type { LineCounts, TableRules } from "./export-file/read-table";
import type { FileProblem } from "./export-file/rows/row";
import { forgetTold, keepTold } from "./keep-told";
import { type ReadingThread, ReadingTooSlow, withReadingThread } from "./read-beside";
import type { WholeFile } from "./reading-messages";
import { type ImportRecord, moveImport, progressTeller, readFile } from "./store";

/** What became of reading a file. */
export type ParseOutcome =
  | { kind: "parsed" }
  | { kind: "question"; question: FileQuestion }
  | {
      kind: "problem";
      problem: FileProblem | { code: string; params: Record<string, string | number> };
      /** How far it was read: the rejects kept are as many as counted here. */
      rows?: { accepted: number; rejected: number };
    };

/** Takes rows as they are read. */
export type TakeRows = (batch: RowBatch) => Promise<void>;

/**
 * Reads the file of an import. Starts from nothing each time, so a crash in the middle costs only time. Counts, rejects and progress
 * are visible live.
 * @throws ImportCancelled
 */
export async function parseImport(ctx: Ctx, record: ImportRecord, take: TakeRows): Promise<ParseOutcome> {
  await moveImport(ctx.db, record.id, ["queued", "parsing", "applying"], "parsing", {
    rows: { accepted: 0, rejected: 0 },
  });
  await forgetTold(ctx, record.id);
  const seconds = env().ROLLCALL_MAX_PIECE_SECONDS;
  try {
    return await withReadingThread(seconds, (thread) => readFileIn(thread, ctx, record, take));
  } catch (error) {
    if (!(error instanceof ReadingTooSlow)) throw error;
    return { kind: "problem", problem: { code: "took_too_long", params: { seconds } } };
  }
}

async function readFileIn(
  thread: ReadingThread,
  ctx: Ctx,
  record: ImportRecord,
  take: TakeRows,
): Promise<ParseOutcome> {
  const verdict = await surveyFile(thread, ctx, record);
  if (!verdict.ok) return { kind: "problem", problem: { code: verdict.code, params: verdict.params } };
  const settled = await decideRules(thread, ctx, record, verdict);
  return "rules" in settled ? readRows(thread, ctx, record, verdict, settled, take) : stopped(settled);
}

function stopped(stop: FileStop, rows?: { accepted: number; rejected: number }): ParseOutcome {
  return "question" in stop
    ? { kind: "question", question: stop.question }
    : { kind: "problem", problem: stop.problem, ...(rows && { rows }) };
}

async function surveyFile(thread: ReadingThread, ctx: Ctx, record: ImportRecord): Promise<ByteVerdict> {
  const survey = await thread.begin({ step: "bytes" });
  for await (const piece of readFile(ctx.db, record.uploadId)) await survey.push(piece);
  const { verdict } = await survey.finish();
  if (verdict === null) throw new Error("the survey of a file gave no verdict");
  return verdict;
}

type Readable = Extract<ByteVerdict, { ok: true }>;

/** How a file is to be read, and who said so. */
interface SettledRules {
  rules: TableRules;
  orderBasis: "stated" | "appliance" | "file";
}

/** The request's (or a person's) word on the date order wins, then the appliance's, then the file's own evidence. */
async function decideRules(
  thread: ReadingThread,
  ctx: Ctx,
  record: ImportRecord,
  verdict: Readable,
): Promise<SettledRules | FileStop> {
  const appliance = await loadAppliance(ctx.db, record.applianceId);
  const { mapping, timeZone, dateOrder, otherList } = record.parameters;
  const settings = env();
  const remembered = await loadRemembered(ctx, record.applianceId);
  const opening: OpeningRules = {
    mapping: mapping ?? null,
    rememberedMappings: remembered.mappings,
    defaultKind: record.kind,
    otherList: otherList ?? false,
    limits: {
      maxRows: settings.ROLLCALL_MAX_ROWS,
      maxColumns: settings.ROLLCALL_MAX_COLUMNS,
      maxLineChars: settings.ROLLCALL_MAX_LINE_CHARS,
      maxFieldChars: settings.ROLLCALL_MAX_FIELD_CHARS,
    },
  };
  const rules: TableRules = {
    ...opening,
    zone: timeZone ?? appliance.timeZone,
    zoneStated: timeZone !== undefined,
    rememberedZones: remembered.zones,
    order: dateOrder ?? appliance.dateOrder,
    defaultKind: record.kind,
    now: ctx.now,
  };
  if (rules.order !== null) return { rules, orderBasis: dateOrder === undefined ? "appliance" : "stated" };
  const survey = await thread.begin({
    step: "order",
    encoding: verdict.encoding,
    rules: { ...opening, now: ctx.now },
  });
  for await (const piece of readFile(ctx.db, record.uploadId)) {
    if ((await survey.push(piece)).isDone) break;
  }
  const { verdict: found } = await survey.finish();
  if (found === null) throw new Error("the survey of a file's dates gave no verdict");
  const { order, question, stop } = found;
  if (stop !== null) return stop;
  return question === null ? { rules: { ...rules, order }, orderBasis: "file" } : { question };
}

/** What people answered about tables of this appliance, by the fingerprint of their headings. */
async function loadRemembered(
  ctx: Ctx,
  applianceId: number,
): Promise<{ mappings: Record<string, Mapping>; zones: Record<string, string> }> {
  const { rows } = await ctx.db.query<{ fingerprint: string; mapping: Mapping; timeZone: string | null }>(
    'SELECT fingerprint, mapping, time_zone AS "timeZone" FROM column_mapping WHERE appliance_id = $1',
    [applianceId],
  );
  return {
    mappings: Object.fromEntries(
      rows
        .filter(({ mapping }) => Object.keys(mapping).length > 0)
        .map(({ fingerprint, mapping }) => [fingerprint, mapping]),
    ),
    zones: Object.fromEntries(
      rows.flatMap(({ fingerprint, timeZone }) => (timeZone === null ? [] : [[fingerprint, timeZone]])),
    ),
  };
}

async function readRows(
  thread: ReadingThread,
  ctx: Ctx,
  record: ImportRecord,
  { encoding, bom }: Readable,
  settled: SettledRules,
  take: TakeRows,
): Promise<ParseOutcome> {
  const { rules } = settled;
  const maxNotices = env().ROLLCALL_MAX_NOTICES;
  const seed = await loadSeed(ctx.db);
  const reading = await thread.begin({
    step: "rows",
    encoding,
    rules,
    importId: record.id,
    maxNotices,
    seed,
  });
  const tell = progressTeller(ctx.db, record.id, "parsing");
  const keep = async (lines: readonly StageLines[]) => {
    for (const each of lines) {
      if (each.rows.count > 0) await take(each.rows);
      await keepTold(ctx, each);
    }
  };
  let done = 0;
  for await (const piece of readFile(ctx.db, record.uploadId)) {
    const { lines, stop, counts } = await reading.push(piece);
    done += piece.length;
    await keep(lines);
    if (stop) return stopped(stop, counts);
    await tell({ phase: "reading", done, total: record.fileBytes, unit: "bytes" }, counts);
  }
  const { lines, stop, counts, whole } = await reading.finish();
  await keep(lines);
  if (stop) return stopped(stop, counts);
  if (whole === null) throw new Error("a file was read to its end without saying what it is");
  return settleSnapshot(ctx, record, { encoding, bom }, settled, counts, whole);
}

/** Rule 2: when the export was made, and which kinds it is a snapshot of. */
async function settleSnapshot(
  ctx: Ctx,
  record: ImportRecord,
  written: Pick<Readable, "encoding" | "bom">,
  { rules, orderBasis }: SettledRules,
  rows: LineCounts,
  { newest, hasLocalTimes, kinds, notices, tables, isCutOff }: WholeFile,
): Promise<ParseOutcome> {
  const stated = record.parameters.exportedAt ?? null;
  const problem = (code: string, params: Record<string, string | number>): ParseOutcome => ({
    kind: "problem",
    problem: { code, params },
    rows,
  });
  if (rows.accepted === 0) return problem("no_usable_rows", { rejected: rows.rejected });
  if (stated === null && newest === null) {
    const proposal = asTimestamp(timeInFileName(record.fileName, rules.zone, ctx.now));
    return { kind: "question", question: { kind: "exported_at", proposal } };
  }
  const zoneOfTables = tables.map(({ fingerprint }) => rules.rememberedZones[fingerprint]).find(Boolean);
  if (stated !== null && newest !== null && newest.at > stated) {
    const exportedAt = asTimestamp(stated);
    const newestAt = asTimestamp(newest.at);
    if (!newest.isLocal || rules.zoneStated || zoneOfTables !== undefined)
      return problem("exported_before_newest_date", { exportedAt, newestAt });
    const examples = [{ line: newest.line, value: newestAt }];
    const fingerprint = tables.at(-1)?.fingerprint ?? "";
    const why = "after_export";
    return {
      kind: "question",
      question: { kind: "time_zone", why, fingerprint, columns: [], examples, exportedAt, newestAt },
    };
  }
  const at = stated ?? newest?.at ?? 0;
  const basis = stated === null ? "newest_date" : "stated";
  const zoneBasis = rules.zoneStated ? "stated" : zoneOfTables === undefined ? "appliance" : "remembered";
  const table = tables[0];
  await moveImport(ctx.db, record.id, ["parsing"], "applying", {
    rows,
    lines: rows,
    notices,
    assumed: whatWasAssumed({
      tables,
      hasLocalTimes,
      zone: { value: zoneOfTables ?? rules.zone, basis: zoneBasis },
      order: rules.order === null ? null : { value: rules.order, basis: orderBasis },
      exportedAt: { value: asTimestamp(at), basis },
      kind: record.kind,
      kinds,
      complete: { value: record.complete, isStated: record.completeStated },
    }),
    cutOff: isCutOff,
    exported: { at, basis },
    kinds,
    format: {
      ...written,
      delimiter: table?.delimiter,
      headings: table?.headings,
      columns: [...new Set(tables.flatMap(({ columns }) => columns))],
      timeZone: zoneOfTables ?? rules.zone,
      dateOrder: rules.order,
    },
    progress: { phase: "comparing", done: 0, total: rows.accepted, unit: "rows" },
  });
  return { kind: "parsed" };
}
