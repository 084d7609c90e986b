/** Read models of imports: the list, one import with what it asks and found, its rejects and its difference. */
import { appliancesFor, refuseUnlessSomewhere } from "@/lib/access/may";
import type { ClientKind } from "@/lib/core/client";
import { namedFeeds } from "@/lib/fleet/feed-names";
import type { Ctx } from "@/lib/platform/context";
import { diskIsFull } from "@/lib/platform/disk";
import { notFound } from "@/lib/platform/errors";
import type { Assumption } from "./assumptions";
import type { CameBy } from "./came-by";
import type { NoticeCount } from "./count-notices";
import type { FileQuestion } from "./export-file/question";
import type { LineCounts } from "./export-file/read-table";
import type { MessageParams, NoticeCode, RejectCode } from "./export-file/rows/row";
import type { ConfirmationReason } from "./reasons-to-confirm";
import type { ImportOutcome, OutcomeRow } from "./record-outcome";
import type { ImportDiff, ImportProgress, ImportStatus } from "./store";

/** Where an import can stand, from its arrival to its end. */
export const importStatuses = [
  "queued",
  "parsing",
  "needs_mapping",
  "needs_confirmation",
  "applying",
  "done",
  "failed",
  "cancelled",
  "taken_back",
] as const satisfies readonly ImportStatus[];

/** What the difference from the previous snapshot can consist of. */
export const changeKinds = [
  "added",
  "returned",
  "missing",
  "unreadable",
  "moved",
  "changed",
  "duplicate",
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Why a file cannot be used: its code and parameters choose a sentence of the catalogue. */
export interface ImportProblem {
  code: string;
  params: MessageParams;
}

/** What an import waits to be told: how its file is to be read, or that it is meant. */
export type ImportQuestion = FileQuestion | { kind: "confirmation"; reasons: ConfirmationReason[] };

/** An import as a list shows it. Instants in epoch milliseconds. */
export interface ImportRow {
  id: number;
  applianceId: number;
  applianceName: string;
  timeZone: string;
  kind: ClientKind;
  status: ImportStatus;
  fileName: string;
  fileBytes: number;
  uploadedBy: string;
  /** The feed that brought it. */
  feedId: number | null;
  feedName: string | null;
  /** The feed is not there any more. */
  feedRemoved: boolean;
  cameBy: CameBy;
  createdAt: number;
  complete: boolean;
  exportedAt: number | null;
  /** `newest_date`: the file does not say when it was made; `exportedAt` is the newest date in it. */
  exportedAtBasis: "stated" | "newest_date" | null;
  rowsTotal: number;
  rowsAccepted: number;
  rowsRejected: number;
  progress: ImportProgress | null;
  diff: ImportDiff | null;
  problem: ImportProblem | null;
  finishedAt: number | null;
  takenBackAt: number | null;
  /** Somebody asked for it to be taken back, and that is not done yet. */
  wantedTakenBackBy: string | null;
}

export interface ImportDetail extends ImportRow {
  question: ImportQuestion | null;
  format: Record<string, unknown> | null;
  confirmedBy: string | null;
  /** Everything the uploader said about the file. */
  parameters: Record<string, unknown>;
  /** What became of its lines; null before it was read, and for imports of an earlier version. */
  lines: LineCounts | null;
  notices: NoticeCount[] | null;
  assumed: Assumption[] | null;
  /** What it did to states, or would do once it is confirmed. */
  outcome: ImportOutcome | null;
  /** It ends in the middle of a row. */
  cutOff: boolean;
  /** What keeps a running one from going on, and no person's answer would help; it goes on by itself. */
  waitsFor: "disk_space" | null;
}

const importColumns = `
  i.id, i.appliance_id AS "applianceId", a.name AS "applianceName", a.time_zone AS "timeZone", i.kind, i.status,
  i.file_name AS "fileName", i.file_bytes AS "fileBytes", i.uploaded_by AS "uploadedBy", i.feed_id AS "feedId",
  f.name AS "feedName", COALESCE(f.removed, false) AS "feedRemoved",
  CASE WHEN i.feed_id IS NULL THEN 'upload' WHEN f.type IN ('folder', 'url') THEN f.type ELSE 'list' END AS "cameBy", i.created_at AS "createdAt",
  i.complete, i.exported_at AS "exportedAt", i.exported_at_basis AS "exportedAtBasis", i.rows_total AS "rowsTotal",
  i.rows_accepted AS "rowsAccepted", i.rows_rejected AS "rowsRejected", i.progress, i.diff, i.problem,
  i.finished_at AS "finishedAt", i.taken_back_at AS "takenBackAt", i.wanted_taken_back_by AS "wantedTakenBackBy"`;

const importTables = `import i JOIN appliance a ON a.id = i.appliance_id LEFT JOIN ${namedFeeds} f ON f.id = i.feed_id`;

/** What a list of imports can be narrowed to. */
export interface ImportFilter {
  applianceId?: number | undefined;
  kind?: ClientKind | undefined;
  status?: readonly ImportStatus[] | undefined;
}

/**
 * Imports, the newest upload first. A page begins below `beforeId`, or ends above `afterId` (the page before).
 * @throws AppError 403 for somebody who may see none.
 */
export async function listImports(
  ctx: Ctx,
  filter: ImportFilter,
  page: { limit: number; beforeId?: number | undefined; afterId?: number | undefined },
): Promise<{
  items: ImportRow[];
  total: number;
  nextBeforeId: number | null;
  previousAfterId: number | null;
}> {
  const visible = refuseUnlessSomewhere(ctx, "import.read");
  const values = [
    visible === "all" ? null : [...visible],
    filter.applianceId ?? null,
    filter.kind ?? null,
    filter.status?.length ? [...filter.status] : null,
  ];
  const where = `($1::int[] IS NULL OR i.appliance_id = ANY($1)) AND ($2::int IS NULL OR i.appliance_id = $2)
    AND ($3::text IS NULL OR i.kind = $3) AND ($4::text[] IS NULL OR i.status = ANY($4))`;
  const upwards = page.afterId !== undefined;
  const [counted, listed] = await Promise.all([
    ctx.db.query<{ total: number }>(`SELECT count(*) AS total FROM import i WHERE ${where}`, values),
    ctx.db.query<ImportRow>(
      `SELECT ${importColumns} FROM ${importTables}
        WHERE ${where} AND ($5::int IS NULL OR i.id < $5) AND ($6::int IS NULL OR i.id > $6)
        ORDER BY i.id ${upwards ? "ASC" : "DESC"} LIMIT $7`,
      [...values, page.beforeId ?? null, page.afterId ?? null, page.limit + 1],
    ),
  ]);
  const more = listed.rows.length > page.limit;
  const items = listed.rows.slice(0, page.limit);
  if (upwards) items.reverse();
  const hasOlder = upwards || more;
  const hasNewer = upwards ? more : page.beforeId !== undefined;
  return {
    items,
    total: counted.rows[0]?.total ?? 0,
    nextBeforeId: hasOlder ? (items.at(-1)?.id ?? null) : null,
    previousAfterId: hasNewer ? (items[0]?.id ?? null) : null,
  };
}

/** How many imports stand where, of the appliances whose imports the actor may see. */
export async function countImports(ctx: Ctx): Promise<Record<ImportStatus, number>> {
  const visible = appliancesFor(ctx.actor, "import.read");
  const { rows } = await ctx.db.query<{ status: ImportStatus; count: number }>(
    "SELECT status, count(*) AS count FROM import WHERE $1::int[] IS NULL OR appliance_id = ANY($1) GROUP BY 1",
    [visible === "all" ? null : [...visible]],
  );
  const counts = new Map(rows.map(({ status, count }) => [status, count]));
  return Object.fromEntries(importStatuses.map((status) => [status, counts.get(status) ?? 0])) as Record<
    ImportStatus,
    number
  >;
}

/** True while a worker has something to do for it. */
export function isRunning(row: Pick<ImportRow, "status" | "wantedTakenBackBy">): boolean {
  return row.wantedTakenBackBy !== null || ["queued", "parsing", "applying"].includes(row.status);
}

/**
 * One import.
 * @throws AppError 403 for somebody who may see none, 404 when there is none that they may see.
 */
export async function importDetail(ctx: Ctx, importId: number): Promise<ImportDetail> {
  refuseUnlessSomewhere(ctx, "import.read");
  const visible = appliancesFor(ctx.actor, "import.read");
  const { rows } = await ctx.db.query<Omit<ImportDetail, "waitsFor">>(
    `SELECT ${importColumns}, i.question, i.format, i.confirmed_by AS "confirmedBy", i.parameters, i.lines, i.notices,
            i.assumed, i.outcome, i.cut_off AS "cutOff"
       FROM ${importTables}
      WHERE i.id = $1 AND ($2::int[] IS NULL OR i.appliance_id = ANY($2))`,
    [importId, visible === "all" ? null : [...visible]],
  );
  const found = rows[0];
  if (!found) throw notFound("import", importId);
  const waitsFor = isRunning(found) && (await diskIsFull(ctx.db)) ? "disk_space" : null;
  return { ...found, waitsFor };
}

/** A row that could not be used. */
export interface ImportRejectRow {
  seq: number;
  line: number;
  column: string | null;
  code: RejectCode;
  params: MessageParams;
  raw: string;
}

const rejectColumns = `seq, line, column_name AS "column", code, params, raw`;

/** A page of an import's rejects in the order of the file; `skip` rows come before it. The import must have been loaded with `importDetail`. */
export async function importRejects(
  ctx: Ctx,
  { id }: Pick<ImportDetail, "id">,
  page: { limit: number; skip: number },
): Promise<ImportRejectRow[]> {
  const { rows } = await ctx.db.query<ImportRejectRow>(
    `SELECT ${rejectColumns} FROM import_reject WHERE import_id = $1 ORDER BY seq LIMIT $2 OFFSET $3`,
    [id, page.limit, page.skip],
  );
  return rows;
}

const readAtOnce = 1_000;

/** Every reject of an import, in the order of the file, a thousand at a time: no connection is held while bytes wait for a reader. */
export async function* streamRejects(
  ctx: Ctx,
  { id }: Pick<ImportDetail, "id">,
): AsyncGenerator<ImportRejectRow> {
  for (let after = -1; ; ) {
    const { rows } = await ctx.db.query<ImportRejectRow>(
      `SELECT ${rejectColumns} FROM import_reject WHERE import_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [id, after, readAtOnce],
    );
    yield* rows;
    if (rows.length < readAtOnce) return;
    after = rows.at(-1)?.seq ?? after;
  }
}

/** Something that was told about a line. */
export interface ImportNoticeRow {
  seq: number;
  line: number;
  column: string | null;
  code: NoticeCode;
  params: MessageParams;
}

const noticeColumns = `seq, line, column_name AS "column", code, params`;

/** Which notices: all, those of some codes, and of those one column. */
export interface NoticeFilter {
  codes?: readonly NoticeCode[] | undefined;
  column?: string | undefined;
}

/** A page of an import's notices in the order of the file. The import must have been loaded with `importDetail`. */
export async function importNotices(
  ctx: Ctx,
  { id }: Pick<ImportDetail, "id">,
  filter: NoticeFilter,
  page: { limit: number; skip: number },
): Promise<ImportNoticeRow[]> {
  const { rows } = await ctx.db.query<ImportNoticeRow>(
    `SELECT ${noticeColumns} FROM import_notice
      WHERE import_id = $1 AND ($2::text[] IS NULL OR code = ANY($2)) AND ($3::text IS NULL OR column_name = $3)
      ORDER BY line, seq LIMIT $4 OFFSET $5`,
    [id, filter.codes ?? null, filter.column ?? null, page.limit, page.skip],
  );
  return rows;
}

/** Every notice that was kept of an import, a thousand at a time. */
export async function* streamNotices(
  ctx: Ctx,
  { id }: Pick<ImportDetail, "id">,
): AsyncGenerator<ImportNoticeRow> {
  for (let after = -1; ; ) {
    const { rows } = await ctx.db.query<ImportNoticeRow>(
      `SELECT ${noticeColumns} FROM import_notice WHERE import_id = $1 AND seq > $2 ORDER BY seq LIMIT $3`,
      [id, after, readAtOnce],
    );
    yield* rows;
    if (rows.length < readAtOnce) return;
    after = rows.at(-1)?.seq ?? after;
  }
}

/** The clients, by name, that an import brings (or brought) into a state; the first thousand of each are kept. */
export async function importOutcome(
  ctx: Ctx,
  { id }: Pick<ImportDetail, "id">,
  toState: string,
  page: { limit: number; skip: number },
): Promise<OutcomeRow[]> {
  const { rows } = await ctx.db.query<OutcomeRow>(
    `SELECT client_id AS "clientId", name, from_state AS "fromState", to_state AS "toState", reason_code AS "reasonCode"
       FROM import_outcome WHERE import_id = $1 AND to_state = $2 ORDER BY lower(name), client_id LIMIT $3 OFFSET $4`,
    [id, toState, page.limit, page.skip],
  );
  return rows;
}

/** What the imports page needs to know of an appliance before a file can be dropped on it. */
export interface ImportTarget {
  id: number;
  name: string;
  hostname: string;
  timeZone: string;
  dateOrder: "ymd" | "dmy" | "mdy" | null;
}

/** The appliances somebody may import exports for, by name; none for those who may only look. */
export async function importTargets(ctx: Ctx): Promise<ImportTarget[]> {
  const where = appliancesFor(ctx.actor, "import.upload");
  const { rows } = await ctx.db.query<ImportTarget>(
    `SELECT id, name, hostname, time_zone AS "timeZone", date_order AS "dateOrder" FROM appliance
      WHERE $1::int[] IS NULL OR id = ANY($1) ORDER BY lower(name), id`,
    [where === "all" ? null : [...where]],
  );
  return rows;
}
