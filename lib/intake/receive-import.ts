/** An export comes in: its bytes are kept compressed in the database, then an import is registered for it. */
import { createHash, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { refuseUnless } from "@/lib/access/may";
import { loadAppliance } from "@/lib/fleet/change-appliance";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { AppError, conflict, unprocessable } from "@/lib/platform/errors";
import type { ImportParameters, UploadFields } from "./schema";

const compress = promisify(gzip);
const chunkBytes = 1024 * 1024;

/** A file whose bytes are in the database already, waiting for its import. */
export interface StoredFile {
  uploadId: string;
  fileName: string;
  fileHash: string;
  fileBytes: number;
}

/**
 * Keeps the bytes of a file, piece by piece with flat memory. `maxBytes` is a setting.
 * @throws AppError 413 `file_too_large`; nothing is kept then, nor when the stream breaks off.
 */
export async function storeFile(
  ctx: Ctx,
  fileName: string,
  bytes: AsyncIterable<Buffer>,
  maxBytes: number,
): Promise<StoredFile> {
  const uploadId = randomUUID();
  const hash = createHash("sha256");
  let fileBytes = 0;
  let seq = 0;
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  const flush = async () => {
    if (waitingBytes === 0) return;
    const piece = await compress(Buffer.concat(waiting), { level: 1 });
    waiting = [];
    waitingBytes = 0;
    await ctx.db.query("INSERT INTO import_chunk (upload_id, seq, bytes) VALUES ($1, $2, $3)", [
      uploadId,
      seq++,
      piece,
    ]);
  };
  try {
    for await (const piece of bytes) {
      fileBytes += piece.length;
      if (fileBytes > maxBytes) throw tooLarge(maxBytes);
      hash.update(piece);
      waiting.push(piece);
      waitingBytes += piece.length;
      if (waitingBytes >= chunkBytes) await flush();
    }
    await flush();
  } catch (error) {
    await dropFile(ctx, uploadId);
    throw error;
  }
  return { uploadId, fileName, fileHash: hash.digest("hex"), fileBytes };
}

function tooLarge(maxBytes: number): AppError {
  const mib = Math.floor(maxBytes / 1024 / 1024);
  return new AppError(
    413,
    "file_too_large",
    `The file is larger than ${mib} MiB. Split it, or raise ROLLCALL_MAX_UPLOAD_MIB.`,
    { limitMib: mib },
  );
}

/** Forgets the bytes of a file that no import was made of. */
export async function dropFile(ctx: Ctx, uploadId: string): Promise<void> {
  await ctx.db.query("DELETE FROM import_chunk WHERE upload_id = $1", [uploadId]);
}

export interface ReceivedImport {
  id: number;
  /** False: this file was imported before with the same parameters; `id` is that import. */
  created: boolean;
}

/**
 * Registers a stored file as an import and asks for it to be read. `feedId`: the feed that brought it. The same bytes again for the same appliance are
 * the same import while that is running or done.
 * @throws AppError 403, 404, 409 `import_differs` (with `importId`), 422 `exported_in_future`
 */
export async function receiveImport(
  ctx: Ctx,
  fields: UploadFields,
  file: StoredFile,
  feedId: number | null = null,
): Promise<ReceivedImport> {
  const received = await register(ctx, fields, file, feedId).catch(async (error) => {
    await dropFile(ctx, file.uploadId);
    throw error;
  });
  if (!received.created) await dropFile(ctx, file.uploadId);
  for (const importId of received.nudge) await ctx.enqueue("import.advance", { importId });
  return { id: received.id, created: received.created };
}

async function register(
  ctx: Ctx,
  fields: UploadFields,
  file: StoredFile,
  feedId: number | null,
): Promise<ReceivedImport & { nudge: number[] }> {
  refuseUnless(ctx, "import.upload", fields.applianceId);
  if (fields.exportedAt !== undefined) refuseFuture(fields.exportedAt, ctx.now);
  return inTransaction(ctx.db, async (tx) => {
    await loadAppliance(tx, fields.applianceId);
    await tx.query("SELECT pg_advisory_xact_lock(hashtext('upload'), $1)", [fields.applianceId]);
    const same = await findSameFile(tx, fields.applianceId, file.fileHash);
    // A feed's list of another time may well say what an older one said.
    const isListOfFeed = feedId !== null && fields.exportedAt !== undefined;
    const known = same && isListOfFeed && !sameParameters(same, fields) ? null : same;
    const nudge: number[] = [];
    if (known && !fields.readAgain) {
      if (sameParameters(known, fields)) return { id: known.id, created: false, nudge };
      throw conflict(
        "import_differs",
        `These bytes are import ${known.id} already, read with other parameters. Send readAgain=true to take that import back and read the file again.`,
        { importId: known.id, readAgain: true },
      );
    }
    if (known) {
      await stopOrTakeBack(tx, known.id, ctx.actor.name);
      nudge.push(known.id);
    }
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO import (appliance_id, kind, upload_id, file_name, file_hash, file_bytes, uploaded_by, created_at,
                           parameters, complete, complete_stated, feed_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id`,
      [
        fields.applianceId,
        fields.kind,
        file.uploadId,
        file.fileName,
        file.fileHash,
        file.fileBytes,
        ctx.actor.name,
        asTimestamp(ctx.now),
        JSON.stringify(parametersOf(fields)),
        fields.complete ?? true,
        fields.complete !== undefined,
        feedId,
      ],
    );
    const id = rows[0]?.id ?? 0;
    await recordAudit(tx, ctx, {
      deed: "import.upload",
      applianceId: fields.applianceId,
      subjectType: "import",
      subjectId: id,
      after: { ...fields, fileName: file.fileName, fileHash: file.fileHash, fileBytes: file.fileBytes },
    });
    nudge.push(id);
    return { id, created: true, nudge };
  });
}

/** Rule 2. @throws AppError 422 `exported_in_future` */
export function refuseFuture(exportedAt: number, now: number): void {
  if (exportedAt <= now) return;
  throw unprocessable(
    "exported_in_future",
    "`exportedAt` lies in the future. Give the time at which the export was made.",
  );
}

interface KnownImport {
  id: number;
  kind: string;
  complete: boolean;
  parameters: ImportParameters;
}

async function findSameFile(tx: Tx, applianceId: number, fileHash: string): Promise<KnownImport | null> {
  const { rows } = await tx.query<KnownImport>(
    `SELECT id, kind, complete, parameters FROM import
      WHERE appliance_id = $1 AND file_hash = $2 AND status NOT IN ('failed', 'cancelled', 'taken_back')
        AND wanted_taken_back_by IS NULL
      ORDER BY id DESC LIMIT 1`,
    [applianceId, fileHash],
  );
  return rows[0] ?? null;
}

function parametersOf(fields: UploadFields): ImportParameters {
  const { exportedAt, timeZone, dateOrder, mapping, otherList } = fields;
  return { exportedAt, timeZone, dateOrder, mapping, otherList };
}

function sameParameters(known: KnownImport, fields: UploadFields): boolean {
  const asked = parametersOf(fields);
  return (
    known.kind === fields.kind &&
    known.complete === (fields.complete ?? true) &&
    (["exportedAt", "timeZone", "dateOrder", "otherList"] as const).every(
      (name) => (known.parameters[name] ?? null) === (asked[name] ?? null),
    ) &&
    canonical(known.parameters.mapping) === canonical(asked.mapping)
  );
}

function canonical(mapping: ImportParameters["mapping"]): string {
  return JSON.stringify(Object.entries(mapping ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An import that is done is to be taken back by the worker; one that is not yet applied simply stops. */
export async function stopOrTakeBack(tx: Tx, importId: number, by: string): Promise<void> {
  await tx.query(
    `UPDATE import SET status = CASE WHEN status = 'done' THEN status ELSE 'cancelled' END,
            finished_at = CASE WHEN status = 'done' THEN finished_at ELSE clock_timestamp() END,
            wanted_taken_back_by = CASE WHEN status = 'done' THEN $2 END
      WHERE id = $1 AND status NOT IN ('failed', 'cancelled', 'taken_back')`,
    [importId, by],
  );
}
