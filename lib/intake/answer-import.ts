/** What a person may say to an import: the answer to its question, its confirmation, or that it is to stop or go back. */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { conflict, notFound, unprocessable } from "@/lib/platform/errors";
import type { TableQuestion } from "./export-file/open-table";
import { stopOrTakeBack } from "./receive-import";
import type { AnswerMappingInput } from "./schema";
import { type ImportRecord, type ImportStatus, loadImport, moveImport } from "./store";

async function loadKnown(ctx: Ctx, importId: number): Promise<ImportRecord> {
  const record = await loadImport(ctx.db, importId);
  if (!record) throw notFound("import", importId);
  return record;
}

/** Takes the import's row for the answer; refuses one that does not wait for it. */
async function lockWaiting(tx: Tx, importId: number, status: ImportStatus): Promise<{ question: unknown }> {
  const { rows } = await tx.query<{ status: ImportStatus; question: unknown }>(
    "SELECT status, question FROM import WHERE id = $1 FOR UPDATE",
    [importId],
  );
  if (rows[0]?.status !== status) {
    throw conflict(
      "not_waiting",
      `Import ${importId} is ${rows[0]?.status}; it does not wait for this answer.`,
    );
  }
  return rows[0];
}

/**
 * Says what the columns stand for, or how dates are to be read, and has the file read again.
 * @throws AppError 403, 404, 409 `not_waiting`, 422 `answer_missing`
 */
export async function answerMapping(ctx: Ctx, importId: number, answer: AnswerMappingInput): Promise<void> {
  const record = await loadKnown(ctx, importId);
  refuseUnless(ctx, "import.answer", record.applianceId);
  await inTransaction(ctx.db, async (tx) => {
    const waiting = await lockWaiting(tx, importId, "needs_mapping");
    const question = waiting.question as TableQuestion | null;
    if (!answer.mapping && !answer.dateOrder) {
      throw unprocessable(
        "answer_missing",
        "Send `mapping`, `dateOrder`, or both: what the import asks is in its `question`.",
      );
    }
    const parameters = {
      ...record.parameters,
      ...(answer.mapping && { mapping: answer.mapping }),
      ...(answer.dateOrder && { dateOrder: answer.dateOrder }),
      ...(answer.timeZone && { timeZone: answer.timeZone }),
    };
    await tx.query(
      "UPDATE import SET status = 'queued', question = NULL, attempts = 0, parameters = $2 WHERE id = $1",
      [importId, JSON.stringify(parameters)],
    );
    if (answer.remember && answer.mapping && question?.kind === "mapping") {
      await tx.query(
        `INSERT INTO column_mapping (appliance_id, fingerprint, mapping, updated_by, updated_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (appliance_id, fingerprint) DO UPDATE
            SET mapping = excluded.mapping, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
        [
          record.applianceId,
          question.fingerprint,
          JSON.stringify(answer.mapping),
          ctx.actor.name,
          asTimestamp(ctx.now),
        ],
      );
    }
    await recordAudit(tx, ctx, {
      deed: "import.answer",
      applianceId: record.applianceId,
      subjectType: "import",
      subjectId: importId,
      before: record.parameters,
      after: parameters,
    });
  });
  await ctx.enqueue("import.advance", { importId });
}

/** Confirms an import that would change much, or declines it. @throws AppError 403, 404, 409 `not_waiting` */
export async function answerConfirmation(ctx: Ctx, importId: number, confirmed: boolean): Promise<void> {
  const record = await loadKnown(ctx, importId);
  refuseUnless(ctx, "import.answer", record.applianceId);
  await inTransaction(ctx.db, async (tx) => {
    await lockWaiting(tx, importId, "needs_confirmation");
    if (confirmed) {
      await tx.query("UPDATE import SET confirmed_by = $2, attempts = 0 WHERE id = $1", [
        importId,
        ctx.actor.name,
      ]);
      await moveImport(tx, importId, ["needs_confirmation"], "applying");
    } else {
      await moveImport(tx, importId, ["needs_confirmation"], "cancelled", { finishedAt: ctx.now });
    }
    await recordAudit(tx, ctx, {
      deed: "import.answer",
      applianceId: record.applianceId,
      subjectType: "import",
      subjectId: importId,
      after: { confirmed },
    });
  });
  await ctx.enqueue("import.advance", { importId });
}

/**
 * Cancels an import that is not applied yet, or asks for one that is to be taken back. Repeating it changes nothing.
 * @throws AppError 403, 404
 */
export async function stopImport(ctx: Ctx, importId: number): Promise<void> {
  const record = await loadKnown(ctx, importId);
  refuseUnless(ctx, "import.takeBack", record.applianceId);
  await inTransaction(ctx.db, async (tx) => {
    await stopOrTakeBack(tx, importId, ctx.actor.name);
    await recordAudit(tx, ctx, {
      deed: "import.takeBack",
      applianceId: record.applianceId,
      subjectType: "import",
      subjectId: importId,
      before: { status: record.status },
    });
  });
  await ctx.enqueue("import.advance", { importId });
}
