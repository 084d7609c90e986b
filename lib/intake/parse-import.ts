/** Reads an uploaded file: hands its rows on, keeps what was refused or told of its lines, or finds the question or the problem that stops it. */
import { loadSeed } from "@/lib/evidence/record/known-clients";
import type { RowBatch } from "@/lib/evidence/rows/row-batch";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { whatWasAssumed } from "./assumptions";
import { toldEncoder } from "./encode-batch";
import type { ByteVerdict } from "./export-file/bytes/survey-bytes";
import { timeInFileName } from "./export-file/dates/file-name-time";
import type { DateOrder } from "./export-file/dates/read-date";
import type { Mapping } from "./export-file/headings/headings";
import type { FileQuestion, FileStop } from "./export-file/question";
import type { OnceBatch } from "./export-file/read-once";
import type { LineCounts, TableRules } from "./export-file/read-table";
import type { FileProblem } from "./export-file/rows/row";
import { forgetTold, keepTold } from "./keep-told";
import { type ReadingThread, ReadingTooSlow, withReadingThread } from "./read-beside";
import type { PieceAnswers, WholeFile } from "./reading-messages";
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

/** Takes rows as they are read. `begin`: the file is read from its beginning (again); what was taken before does not count. */
export interface RowSink {
  begin(): Promise<void>;
  take(batch: RowBatch): Promise<void>;
}

/**
 * Reads the file of an import. Starts from nothing each time, so a crash in the middle costs only time. Counts, rejects and progress
 * are visible live.
 * @throws ImportCancelled
 */
export async function parseImport(ctx: Ctx, record: ImportRecord, sink: RowSink): Promise<ParseOutcome> {
  await moveImport(ctx.db, record.id, ["queued", "parsing", "applying"], "parsing", {
    rows: { accepted: 0, rejected: 0 },
  });
  const seconds = env().ROLLCALL_MAX_PIECE_SECONDS;
  try {
    return await withReadingThread(seconds, (thread) => readFileIn(thread, ctx, record, sink));
  } catch (error) {
    if (!(error instanceof ReadingTooSlow)) throw error;
    return { kind: "problem", problem: { code: "took_too_long", params: { seconds } } };
  }
}

/** How a file is to be read, as far as it is known. */
interface KnownRules {
  rules: TableRules;
  orderBasis: "stated" | "appliance" | "file";
  /** The order is known, or it is known that the file tells none. */
  isOrderSettled: boolean;
  /** null: found while reading. */
  bytes: Readable | null;
}

type Readable = Extract<ByteVerdict, { ok: true }>;

/** A reading that came to the end of the file. */
interface FullReading {
  counts: LineCounts;
  whole: WholeFile;
}

/**
 * One pass, in which the encoding and the order of dates are assumed from the beginning of the file. What does not hold is found out
 * and the file is read again: at most once for each of the two.
 */
async function readFileIn(
  thread: ReadingThread,
  ctx: Ctx,
  record: ImportRecord,
  sink: RowSink,
): Promise<ParseOutcome> {
  const known = await rulesOf(ctx, record);
  for (;;) {
    await forgetTold(ctx, record.id);
    await sink.begin();
    const { counts, whole } = await readRows(thread, ctx, record, known, sink);
    if (whole.verdict !== null) {
      if (!whole.verdict.ok)
        return { kind: "problem", problem: { code: whole.verdict.code, params: whole.verdict.params } };
      known.bytes = whole.verdict;
    }
    if (whole.again === "order") {
      const found = await surveyOrder(thread, ctx, record, known);
      if (typeof found === "object" && found !== null) return stopped(found);
      known.rules = { ...known.rules, order: found };
      known.isOrderSettled = true;
      if (whole.stop !== null && found === whole.order && !whole.isOrderRefuted)
        return stopped(whole.stop, counts);
    } else if (whole.again === null) {
      if (whole.stop !== null) return stopped(whole.stop, counts);
      known.rules = { ...known.rules, order: whole.order };
      return settleSnapshot(ctx, record, known, counts, whole);
    }
  }
}

function stopped(stop: FileStop, rows?: { accepted: number; rejected: number }): ParseOutcome {
  return "question" in stop
    ? { kind: "question", question: stop.question }
    : { kind: "problem", problem: stop.problem, ...(rows && { rows }) };
}

/** The request's (or a person's) word on the date order wins, then the appliance's, then the file's own evidence. */
async function rulesOf(ctx: Ctx, record: ImportRecord): Promise<KnownRules> {
  const appliance = await loadAppliance(ctx.db, record.applianceId);
  const { mapping, timeZone, dateOrder, otherList } = record.parameters;
  const settings = env();
  const remembered = await loadRemembered(ctx, record.applianceId);
  const order = dateOrder ?? appliance.dateOrder;
  const rules: TableRules = {
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
    zone: timeZone ?? appliance.timeZone,
    zoneStated: timeZone !== undefined,
    rememberedZones: remembered.zones,
    order,
    now: ctx.now,
  };
  const orderBasis = order === null ? "file" : dateOrder === undefined ? "appliance" : "stated";
  return { rules, orderBasis, isOrderSettled: order !== null, bytes: null };
}

/** The order that every date of the file fits, null where none says anything; or what stops the file. */
async function surveyOrder(
  thread: ReadingThread,
  ctx: Ctx,
  record: ImportRecord,
  { rules, bytes }: KnownRules,
): Promise<DateOrder | null | FileStop> {
  const { mapping, rememberedMappings, defaultKind, otherList, limits, now } = rules;
  const survey = await thread.begin({
    step: "order",
    encoding: bytes?.encoding ?? "utf-8",
    rules: { mapping, rememberedMappings, defaultKind, otherList, limits, now },
  });
  for await (const piece of readFile(ctx.db, record.uploadId)) {
    if ((await survey.push(piece)).isDone) break;
  }
  const { verdict: found } = await survey.finish();
  if (found === null) throw new Error("the survey of a file's dates gave no verdict");
  if (found.stop !== null) return found.stop;
  return found.question === null ? found.order : { question: found.question };
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
  { rules, isOrderSettled, bytes }: KnownRules,
  sink: RowSink,
): Promise<FullReading> {
  const reading = await thread.begin({
    step: "rows",
    rules,
    isOrderSettled,
    encoding: bytes?.encoding ?? null,
    seed: await loadSeed(ctx.db),
    maxNotices: env().ROLLCALL_MAX_NOTICES,
  });
  const encode = toldEncoder(record.id);
  const keep = async (piece: OnceBatch) => {
    for (const batch of piece.rows) if (batch.count > 0) await sink.take(batch);
    await keepTold(ctx, encode(piece));
  };
  const tell = progressTeller(ctx.db, record.id, "parsing");
  let done = 0;
  let read: PieceAnswers["rows"] | null = null;
  for await (const piece of readFile(ctx.db, record.uploadId)) {
    const coming = reading.push(piece);
    // What was read before is taken in while the thread reads on; what goes wrong there is thrown below.
    coming.catch(() => undefined);
    if (read !== null) await keep(read);
    read = await coming;
    done += piece.length;
    if (read.isDone) break;
    await tell({ phase: "reading", done, total: record.fileBytes, unit: "bytes" }, read.counts);
  }
  if (read !== null) await keep(read);
  const last = await reading.finish();
  await keep(last);
  if (last.whole === null) throw new Error("a file was read to its end without saying what it is");
  return { counts: last.counts, whole: last.whole };
}

/** Rule 2: when the export was made, and which kinds it is a snapshot of. */
async function settleSnapshot(
  ctx: Ctx,
  record: ImportRecord,
  { rules, orderBasis, bytes }: KnownRules,
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
      encoding: bytes?.encoding,
      bom: bytes?.bom,
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
