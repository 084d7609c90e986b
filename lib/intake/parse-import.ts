/** Reads an uploaded file into `import_row`, `import_reject` and `import_notice`, or finds the question or the problem that stops it. */
import { loadAppliance } from "@/lib/fleet/change-appliance";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { whatWasAssumed } from "./assumptions";
import { decodeText } from "./export-file/decode-text";
import { timeInFileName } from "./export-file/file-name-time";
import type { Mapping } from "./export-file/headings";
import type { OpeningRules } from "./export-file/open-table";
import type { FileQuestion, FileStop } from "./export-file/question";
import { createTableReader, type TableReader, type TableRules } from "./export-file/read-table";
import type { FileProblem } from "./export-file/row";
import { type ByteVerdict, surveyBytes } from "./export-file/survey-bytes";
import { surveyDateOrder } from "./export-file/survey-date-order";
import { forgetRows, nothingStaged, type Staged, stageBatch } from "./stage-rows";
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
  const settled = await decideRules(ctx, record, verdict);
  return "rules" in settled ? readRows(ctx, record, verdict, settled) : stopped(settled);
}

function stopped(stop: FileStop, rows?: { accepted: number; rejected: number }): ParseOutcome {
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

/** How a file is to be read, and who said so. */
interface SettledRules {
  rules: TableRules;
  orderBasis: "stated" | "appliance" | "file";
}

/** The request's (or a person's) word on the date order wins, then the appliance's, then the file's own evidence. */
async function decideRules(
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
  const survey = surveyDateOrder({ ...opening, now: ctx.now });
  for await (const { text } of readText(ctx, record, verdict)) {
    if (survey.push(text)) break;
  }
  const { order, question, stop } = survey.finish();
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
  ctx: Ctx,
  record: ImportRecord,
  verdict: Readable,
  settled: SettledRules,
): Promise<ParseOutcome> {
  const reader = createTableReader(settled.rules);
  const staged = nothingStaged();
  const tell = progressTeller(ctx.db, record.id, "parsing");
  let done = 0;
  let last = "";
  for await (const { text, bytes } of readText(ctx, record, verdict)) {
    done += bytes;
    last = text.at(-1) ?? last;
    const batch = reader.push(text);
    await stageBatch(ctx, record.id, batch, staged);
    if (batch.stop) return stopped(batch.stop, reader.counts());
    await tell({ phase: "reading", done, total: record.fileBytes, unit: "bytes" }, reader.counts());
  }
  const rest = reader.finish();
  await stageBatch(ctx, record.id, rest, staged);
  if (rest.stop) return stopped(rest.stop, reader.counts());
  const endsWithLine = last === "\n" || last === "\r";
  return settleSnapshot(ctx, record, verdict, settled, reader, staged, !endsWithLine && reader.endsShort());
}

/** Rule 2: when the export was made, and which kinds it is a snapshot of. */
async function settleSnapshot(
  ctx: Ctx,
  record: ImportRecord,
  verdict: Readable,
  { rules, orderBasis }: SettledRules,
  reader: TableReader,
  staged: Staged,
  isCutOff: boolean,
): Promise<ParseOutcome> {
  const rows = reader.counts();
  const stated = record.parameters.exportedAt ?? null;
  const problem = (code: string, params: Record<string, string | number>): ParseOutcome => ({
    kind: "problem",
    problem: { code, params },
    rows,
  });
  if (rows.accepted === 0) return problem("no_usable_rows", { rejected: rows.rejected });
  const { newest } = staged;
  if (stated === null && newest === null) {
    const proposal = asTimestamp(timeInFileName(record.fileName, rules.zone, ctx.now));
    return { kind: "question", question: { kind: "exported_at", proposal } };
  }
  const tables = reader.tables();
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
  const kinds = [...staged.kinds].sort();
  const basis = stated === null ? "newest_date" : "stated";
  const zoneBasis = rules.zoneStated ? "stated" : zoneOfTables === undefined ? "appliance" : "remembered";
  const table = tables[0];
  await moveImport(ctx.db, record.id, ["parsing"], "applying", {
    rows,
    lines: rows,
    notices: staged.counted.counts(),
    assumed: whatWasAssumed({
      tables,
      hasLocalTimes: staged.hasLocalTimes,
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
      encoding: verdict.encoding,
      bom: verdict.bom,
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
