/** What a person may say to an import: the answer to its question, its confirmation, or that it is to stop or go back. */

import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { conflict, notFound, unprocessable } from "@/lib/platform/errors";
import type { Assumption } from "./assumptions";
import type { FileQuestion } from "./export-file/question";
import { refuseFuture, stopOrTakeBack } from "./receive-import";
import type { AnswerConfirmationInput, AnswerMappingInput } from "./schema";
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

/** What ends each question. Other words about the file may come along; without this one it would be asked again. */
const answerTo = {
  mapping: "mapping",
  date_order: "dateOrder",
  time_zone: "timeZone",
  exported_at: "exportedAt",
  other_list: "otherList",
} as const satisfies Record<FileQuestion["kind"], keyof AnswerMappingInput>;

/**
 * Answers what a file asks (columns, order of dates, zone of times, when it was made, whether a list of something else is
 * meant) and has it read again. Mapping and zone are remembered for tables of this appliance with these headings.
 * @throws AppError 403, 404, 409 `not_waiting`, 422 `answer_missing`, 422 `exported_in_future`
 */
export async function answerMapping(ctx: Ctx, importId: number, answer: AnswerMappingInput): Promise<void> {
  const record = await loadKnown(ctx, importId);
  refuseUnless(ctx, "import.answer", record.applianceId);
  await inTransaction(ctx.db, async (tx) => {
    const waiting = await lockWaiting(tx, importId, "needs_mapping");
    const question = waiting.question as FileQuestion;
    const wanted = answerTo[question.kind];
    if (answer[wanted] === undefined) {
      throw unprocessable("answer_missing", `The import asks \`${question.kind}\`: send \`${wanted}\`.`);
    }
    if (answer.exportedAt !== undefined) refuseFuture(answer.exportedAt, ctx.now);
    const { remember, ...said } = answer;
    const parameters = { ...record.parameters, ...said };
    await tx.query(
      "UPDATE import SET status = 'queued', question = NULL, attempts = 0, parameters = $2 WHERE id = $1",
      [importId, JSON.stringify(parameters)],
    );
    if (remember && (question.kind === "mapping" || question.kind === "time_zone")) {
      await tx.query(
        `INSERT INTO column_mapping (appliance_id, fingerprint, mapping, time_zone, updated_by, updated_at)
         VALUES ($1, $2, COALESCE($3::jsonb, '{}'), $4, $5, $6)
         ON CONFLICT (appliance_id, fingerprint) DO UPDATE
            SET mapping = COALESCE($3::jsonb, column_mapping.mapping), time_zone = COALESCE($4, column_mapping.time_zone),
                updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
        [
          record.applianceId,
          question.fingerprint,
          question.kind === "mapping" ? JSON.stringify(answer.mapping) : null,
          question.kind === "time_zone" ? answer.timeZone : null,
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

/**
 * Confirms an import that would change much, or declines it. `complete: false` says that it is only a part of the list: what
 * it shows is used, and nobody counts as missing because of it. @throws AppError 403, 404, 409 `not_waiting`
 */
export async function answerConfirmation(
  ctx: Ctx,
  importId: number,
  { confirmed, complete }: AnswerConfirmationInput,
): Promise<void> {
  const record = await loadKnown(ctx, importId);
  refuseUnless(ctx, "import.answer", record.applianceId);
  await inTransaction(ctx.db, async (tx) => {
    await lockWaiting(tx, importId, "needs_confirmation");
    if (confirmed) {
      const said: Assumption = { what: "complete", value: complete ? "yes" : "no", basis: "stated" };
      const saidComplete = complete === undefined ? null : JSON.stringify(said);
      await tx.query(
        `UPDATE import SET confirmed_by = $2, attempts = 0, complete = COALESCE($3, complete),
                complete_stated = complete_stated OR $3 IS NOT NULL,
                assumed = CASE WHEN $4::jsonb IS NULL THEN assumed ELSE
                  (SELECT jsonb_agg(CASE WHEN each->>'what' = 'complete' THEN $4::jsonb ELSE each END ORDER BY place)
                     FROM jsonb_array_elements(assumed) WITH ORDINALITY AS one(each, place)) END
          WHERE id = $1`,
        [importId, ctx.actor.name, complete ?? null, saidComplete],
      );
      await moveImport(tx, importId, ["needs_confirmation"], "applying");
    } else {
      await moveImport(tx, importId, ["needs_confirmation"], "cancelled", { finishedAt: ctx.now });
    }
    await recordAudit(tx, ctx, {
      deed: "import.answer",
      applianceId: record.applianceId,
      subjectType: "import",
      subjectId: importId,
      after: { confirmed, ...(complete !== undefined && { complete }) },
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
