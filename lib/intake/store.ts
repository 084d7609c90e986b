/** What the intake reads and writes of imports. Rows on their way from a file wait in `import_row`. */
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import type { ClientKind } from "@/lib/core/client";
import { asTimestamp, type Pool, type Sql } from "@/lib/platform/db";
import type { Assumption } from "./assumptions";
import type { NoticeCount } from "./count-notices";
import type { LineCounts } from "./export-file/read-table";
import type { FileProblem } from "./export-file/rows/row";
import type { ImportParameters } from "./schema";

export type ImportStatus =
  | "queued"
  | "parsing"
  | "needs_mapping"
  | "needs_confirmation"
  | "applying"
  | "done"
  | "failed"
  | "cancelled"
  | "taken_back";

/** What the difference to the snapshot before counts. */
export interface DiffCounts {
  added: number;
  returned: number;
  missing: number;
  moved: number;
  changed: number;
  duplicates: number;
  /** In the file, in a row that could not be read. */
  unreadable: number;
}

export interface ImportDiff extends DiffCounts {
  previous: { importId: number; exportedAt: string } | null;
  rows: number;
  /** Fields that the snapshot before had columns for and this file has not: nothing in it can show that they changed. */
  absent?: readonly string[];
}

export interface ImportRecord {
  id: number;
  applianceId: number;
  kind: ClientKind;
  kinds: ClientKind[];
  status: ImportStatus;
  uploadId: string;
  fileBytes: number;
  fileName: string;
  parameters: ImportParameters;
  complete: boolean;
  /** The upload said whether it is the whole list. */
  completeStated: boolean;
  /** It ends in the middle of a row. */
  cutOff: boolean;
  exportedAt: number | null;
  exportedAtBasis: "stated" | "newest_date" | null;
  rowsAccepted: number;
  rowsRejected: number;
  confirmedBy: string | null;
  wantedTakenBackBy: string | null;
  attempts: number;
}

/** An import as the worker needs it; `null` when there is none. */
export async function loadImport(db: Sql, importId: number): Promise<ImportRecord | null> {
  const { rows } = await db.query<ImportRecord>(
    `SELECT id, appliance_id AS "applianceId", kind, kinds, status, upload_id AS "uploadId", file_bytes AS "fileBytes",
            file_name AS "fileName", parameters, complete, complete_stated AS "completeStated", cut_off AS "cutOff", exported_at AS "exportedAt", exported_at_basis AS "exportedAtBasis",
            rows_accepted AS "rowsAccepted", rows_rejected AS "rowsRejected", confirmed_by AS "confirmedBy",
            wanted_taken_back_by AS "wantedTakenBackBy", attempts
       FROM import WHERE id = $1`,
    [importId],
  );
  return rows[0] ?? null;
}

const decompress = promisify(gunzip);

/** So many pieces are fetched at once, while those before are being read. */
const piecesAhead = 3;

/** The bytes of a file, one kept piece after the other. Of a pool: what comes next is fetched on a connection of its own. */
export async function* readFile(db: Pool, uploadId: string): AsyncGenerator<Buffer> {
  let next = fetchPieces(db, uploadId, 0);
  for (let seq = 0; ; ) {
    const pieces = await next;
    seq += pieces.length;
    if (pieces.length === piecesAhead) {
      next = fetchPieces(db, uploadId, seq);
      // Whoever stops reading does not wait for it; whoever goes on is told there.
      next.catch(() => undefined);
    }
    yield* pieces;
    if (pieces.length < piecesAhead) return;
  }
}

async function fetchPieces(db: Pool, uploadId: string, from: number): Promise<Buffer[]> {
  const { rows } = await db.query<{ bytes: Buffer }>(
    "SELECT bytes FROM import_chunk WHERE upload_id = $1 AND seq >= $2 AND seq < $3 ORDER BY seq",
    [uploadId, from, from + piecesAhead],
  );
  return Promise.all(rows.map(({ bytes }) => decompress(bytes)));
}

/** Thrown inside the worker when an import was cancelled under it. */
export class ImportCancelled extends Error {
  override name = "ImportCancelled";
}

export interface ImportProgress {
  phase: "reading" | "comparing" | "applying" | "judging";
  done: number;
  total: number | null;
  unit: "bytes" | "rows";
}

/** Moves an import on while it is being read, from `from` states only. @throws ImportCancelled when it is in none of them */
export async function moveImport(
  db: Sql,
  importId: number,
  from: readonly ImportStatus[],
  to: ImportStatus,
  more: Partial<{
    progress: ImportProgress;
    problem: FileProblem | { code: string; params: Record<string, string | number> };
    question: unknown;
    rows: { accepted: number; rejected: number };
    lines: LineCounts;
    notices: readonly NoticeCount[];
    assumed: readonly Assumption[];
    outcome: unknown;
    cutOff: boolean;
    format: unknown;
    exported: { at: number; basis: "stated" | "newest_date" };
    kinds: readonly ClientKind[];
    diff: ImportDiff;
    finishedAt: number;
    appliedAt: number;
  }> = {},
): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  const { rowCount } = await db.query(
    `UPDATE import SET status = $3,
            progress = COALESCE($4, progress),
            problem = COALESCE($5, problem),
            question = CASE WHEN $3 IN ('needs_mapping', 'needs_confirmation') THEN $6::jsonb ELSE NULL END,
            rows_accepted = COALESCE($7, rows_accepted), rows_rejected = COALESCE($8, rows_rejected),
            rows_total = COALESCE($7 + $8, rows_total),
            format = COALESCE($9, format),
            exported_at = COALESCE($10, exported_at), exported_at_basis = COALESCE($11, exported_at_basis),
            kinds = COALESCE($12, kinds), diff = COALESCE($13, diff),
            finished_at = COALESCE($14, finished_at), applied_at = COALESCE($15, applied_at),
            lines = COALESCE($16, lines), notices = COALESCE($17, notices), assumed = COALESCE($18, assumed),
            outcome = COALESCE($19, outcome), cut_off = COALESCE($20, cut_off)
      WHERE id = $1 AND status = ANY($2)`,
    [
      importId,
      from,
      to,
      json(more.progress),
      json(more.problem),
      json(more.question),
      more.rows?.accepted ?? null,
      more.rows?.rejected ?? null,
      json(more.format),
      asTimestamp(more.exported?.at ?? null),
      more.exported?.basis ?? null,
      more.kinds ?? null,
      json(more.diff),
      asTimestamp(more.finishedAt ?? null),
      asTimestamp(more.appliedAt ?? null),
      json(more.lines),
      json(more.notices),
      json(more.assumed),
      json(more.outcome),
      more.cutOff ?? null,
    ],
  );
  if (rowCount !== 1) throw new ImportCancelled(`import ${importId} is not ${from.join(" or ")} any more`);
}

/** Says how far an import is; at most a few times a second. @throws ImportCancelled when it was cancelled */
export function progressTeller(db: Sql, importId: number, status: ImportStatus) {
  let toldMs = 0;
  return async (progress: ImportProgress, rows?: { accepted: number; rejected: number }): Promise<void> => {
    const nowMs = performance.now();
    if (nowMs - toldMs < 300) return;
    toldMs = nowMs;
    await moveImport(db, importId, [status], status, rows ? { progress, rows } : { progress });
  };
}
