/** Writes what is read of a file to where it waits: rows into `import_row`, rejects and notices for people. */
import { type ClientKind, hostKey, shortHost } from "@/lib/core/client";
import type { Ctx } from "@/lib/platform/context";
import { type CopyValue, copyRows } from "@/lib/platform/copy";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { noticeCounter } from "./count-notices";
import type { TableBatch } from "./export-file/read-table";
import type { ExportRow, Notice, Reject } from "./export-file/row";

/** The newest date among the rows. `isLocal`: written without an offset, so that the zone assumed placed it. */
export interface NewestDate {
  at: number;
  isLocal: boolean;
  line: number;
}

/** What the rows staged so far say together. */
export interface Staged {
  newest: NewestDate | null;
  hasLocalTimes: boolean;
  kinds: Set<ClientKind>;
  rows: number;
  rejects: number;
  notices: number;
  counted: ReturnType<typeof noticeCounter>;
}

/** Nothing staged yet. */
export function nothingStaged(): Staged {
  return {
    newest: null,
    hasLocalTimes: false,
    kinds: new Set(),
    rows: 0,
    rejects: 0,
    notices: 0,
    counted: noticeCounter(),
  };
}

/** Throws away what an earlier reading of this import left. */
export async function forgetRows(ctx: Ctx, importId: number): Promise<void> {
  for (const table of ["import_row", "import_reject", "import_notice"])
    await ctx.db.query(`DELETE FROM ${table} WHERE import_id = $1`, [importId]);
}

/** Stages one batch, and keeps in `staged` what it says. Notices beyond ROLLCALL_MAX_NOTICES are counted and not kept. */
export async function stageBatch(ctx: Ctx, importId: number, batch: TableBatch, staged: Staged): Promise<void> {
  const { rows, rejects } = batch;
  for (const row of rows) take(row, staged);
  for (const notice of batch.notices) staged.counted.add(notice);
  const notices = batch.notices.slice(0, Math.max(0, env().ROLLCALL_MAX_NOTICES - staged.notices));
  if (rows.length === 0 && rejects.length === 0 && notices.length === 0) return;
  await inTransaction(ctx.db, async (tx) => {
    if (rows.length > 0) await copyRows(tx, rowTarget, rowValues(importId, rows, staged));
    if (rejects.length > 0) await copyRows(tx, rejectTarget, rejectValues(importId, rejects, staged));
    if (notices.length > 0) await copyRows(tx, noticeTarget, noticeValues(importId, notices, staged));
  });
}

function take(row: ExportRow, staged: Staged): void {
  if (!row.rejected) staged.kinds.add(row.kind);
  if (row.newestIsLocal) staged.hasLocalTimes = true;
  if (row.newestAt !== null && row.newestAt > (staged.newest?.at ?? 0))
    staged.newest = { at: row.newestAt, isLocal: row.newestIsLocal, line: row.line };
}

const rowTarget = `import_row (import_id, seq, line, kind, vendor_id, name, hostname, fqdn, group_name, host_key, short_host,
  connected_at, connected_from_at, online, earliest_at, needs_update, needs_update_unread, connection_type, availability,
  unreadable, unreadable_column, rejected, known_only, attributes)`;

function* rowValues(importId: number, rows: readonly ExportRow[], staged: Staged): Generator<CopyValue[]> {
  for (const row of rows) {
    const key = hostKey(row) || `id:${row.vendorId}`;
    yield [
      importId,
      staged.rows++,
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
      row.needsUpdateUnread,
      row.connectionType,
      row.availability,
      row.unreadable !== null,
      row.unreadable?.column ?? null,
      row.rejected,
      row.knownOnly,
      JSON.stringify(row.attributes),
    ];
  }
}

const rejectTarget = "import_reject (import_id, line, seq, column_name, code, params, raw)";

function* rejectValues(
  importId: number,
  rejects: readonly Reject[],
  staged: Staged,
): Generator<CopyValue[]> {
  for (const { line, column, code, params, raw } of rejects) {
    yield [importId, line, staged.rejects++, column, code, JSON.stringify(params), raw];
  }
}

const noticeTarget = "import_notice (import_id, seq, line, column_name, code, params)";

function* noticeValues(
  importId: number,
  notices: readonly Notice[],
  staged: Staged,
): Generator<CopyValue[]> {
  for (const { line, column, code, params } of notices) {
    yield [importId, staged.notices++, line, column, code, JSON.stringify(params)];
  }
}
