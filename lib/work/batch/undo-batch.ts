/** Undoes what a batch did, client by client: whoever was changed since stays as they are. */
import { may } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { conflict, notFound } from "@/lib/platform/errors";
import { joinBatchesOrRefuse } from "@/lib/rollout/batch-turn";
import { auditDeed, refuseUnlessMayAsk } from "./ask-batch";
import { findBatch } from "./batch-store";
import { afterChunk } from "./do-chunk";
import { undoSome } from "./run-batch";

/**
 * Whoever may do the deed may undo it; what another did only who may give work to others. Many are a job.
 * @throws AppError 403, 404, 409 `undone_already`, `still_running`, `not_yours`
 */
export async function undoBatch(ctx: Ctx, batchId: number): Promise<void> {
  const found = await findBatch(ctx.db, batchId);
  if (!found) throw notFound("batch", batchId);
  const { applianceId, asked } = found;
  refuseUnlessMayAsk(ctx, applianceId, asked.deed === "start" ? { deed: "start" } : asked);
  if (found.by.id !== ctx.actor.id && !may(ctx.actor, "work.assign", applianceId))
    throw conflict(
      "not_yours",
      `${found.by.name} did this. Ask them, or somebody with the role of lead, to undo it.`,
    );
  const step = await inTransaction(ctx.db, async (tx) => {
    await joinBatchesOrRefuse(tx, applianceId);
    const batch = await findBatch(tx, batchId, true);
    if (!batch) throw notFound("batch", batchId);
    if (batch.status === "queued" || batch.status === "running")
      throw conflict("still_running", "This is still being done. Wait until it is through, then undo it.");
    if (batch.status !== "done") throw conflict("undone_already", "This was undone already.");
    await tx.query("UPDATE batch SET status = 'undoing', undoing_by = $2 WHERE id = $1", [
      batchId,
      ctx.actor.name,
    ]);
    await recordAudit(tx, ctx, {
      deed: auditDeed(asked),
      applianceId,
      subjectType: "batch",
      subjectId: batchId,
      before: asked,
      after: { undone: true },
    });
    if (batch.clients > env().ROLLCALL_BATCH_AT_ONCE) return null;
    const undoing = { ...batch, undoingBy: ctx.actor.name };
    const first = await undoSome(tx, ctx, undoing);
    const rest = await findBatch(tx, batchId);
    if (rest) await undoSome(tx, ctx, rest);
    return first;
  });
  if (step) await afterChunk(ctx, applianceId, step);
  else await ctx.enqueue("batch.run", { batchId });
}
