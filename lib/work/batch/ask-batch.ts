/** Does a deed to one client or to many: a few at once, many as a job; or says what it would do. One audit entry, and it can be undone. */
import { may, refuseUnless } from "@/lib/access/may";
import type { WorkDeed } from "@/lib/core/work";
import { refuseLongLease } from "@/lib/fleet/change-appliance";
import { recordAudit } from "@/lib/platform/audit";
import type { Actor, Ctx } from "@/lib/platform/context";
import { inTransaction, type Tx } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { conflict, unprocessable } from "@/lib/platform/errors";
import { joinBatchesOrRefuse } from "@/lib/rollout/batch-turn";
import type { Asked, Asker, Skip } from "./asked";
import { type BatchCounts, insertBatch, insertWaiting, writeOutcome, writeProgress } from "./batch-store";
import { type Asking, afterChunk, type ChunkDone, doChunk, goingRun } from "./do-chunk";
import { explainSkip } from "./skip-words";

const deedOf: Record<Asked["deed"], Parameters<typeof may>[1]> = {
  assign: "work.do",
  start: "work.do",
  done: "work.do",
  failed: "work.do",
  back: "work.do",
  set: "client.change",
  exclude: "client.exclude",
  attest: "client.attest",
  retry: "work.do",
};

/** The name that the audit log knows a deed by. */
export const auditDeed = ({ deed }: Asked) =>
  deed in workDeeds ? `work.${deed}` : deed === "set" ? "client.change" : `client.${deed}`;
const workDeeds: Record<WorkDeed, true> = { assign: true, start: true, done: true, failed: true, back: true };

export function askerOf(actor: Actor, applianceId: number): Asker {
  const { type, id, name } = actor;
  return { type, id, name, mayAssign: may(actor, "work.assign", applianceId) };
}

/** Every batch's first line. @throws AppError 403, 422 `lease_too_long` */
export function refuseUnlessMayAsk(ctx: Ctx, applianceId: number, asked: Asked): void {
  refuseUnless(ctx, deedOf[asked.deed], applianceId);
  if (asked.deed === "assign" && asked.toId !== null && asked.toId !== ctx.actor.id)
    refuseUnless(ctx, "work.assign", applianceId);
  if (asked.deed === "start") refuseLongLease(asked.leaseMinutes);
}

/** `id`: of the batch, by which it is followed and undone; null where nothing was changed. */
export interface BatchAnswer {
  id: number | null;
  status: "queued" | "done";
  clients: number;
  counts: BatchCounts;
}

/** @throws AppError 403, 422 `batch_too_large`, `lease_too_long` */
export async function askBatch(
  ctx: Ctx,
  { applianceId, asked, clientIds }: { applianceId: number; asked: Asked; clientIds: readonly number[] },
): Promise<BatchAnswer> {
  refuseUnlessMayAsk(ctx, applianceId, asked);
  await refuseManySlots(ctx, applianceId, asked, clientIds.length);
  if (clientIds.length > env().ROLLCALL_BATCH_AT_ONCE) return askLater(ctx, applianceId, asked, clientIds);
  const { batchId, counts, done } = await inTransaction(ctx.db, (tx) =>
    doNow(tx, ctx, applianceId, asked, clientIds),
  );
  if (counts.changed > 0) await afterChunk(ctx, applianceId, done);
  return { id: counts.changed > 0 ? batchId : null, status: "done", clients: clientIds.length, counts };
}

/** The same for one client. Returns the batch. @throws AppError 403, 409 with why nothing was done, 423 where it was given no slot */
export async function askOne(ctx: Ctx, applianceId: number, clientId: number, asked: Asked): Promise<number> {
  refuseUnlessMayAsk(ctx, applianceId, asked);
  const { batchId, counts, done } = await inTransaction(ctx.db, (tx) =>
    doNow(tx, ctx, applianceId, asked, [clientId]),
  );
  if (counts.changed === 0) throw refusalOf(done, clientId);
  await afterChunk(ctx, applianceId, done);
  return batchId;
}

function refusalOf(done: ChunkDone, clientId: number) {
  const skip: Skip = done.found[0]?.skip ?? done.refused.get(clientId) ?? { code: "no_client" };
  return conflict(skip.code, explainSkip(skip));
}

interface DoneNow {
  batchId: number;
  counts: BatchCounts;
  done: ChunkDone;
}

async function doNow(
  tx: Tx,
  ctx: Ctx,
  applianceId: number,
  asked: Asked,
  clientIds: readonly number[],
): Promise<DoneNow> {
  await joinBatchesOrRefuse(tx, applianceId);
  const by = askerOf(ctx.actor, applianceId);
  const batchId = await insertBatch(tx, {
    applianceId,
    asked,
    by,
    clients: clientIds.length,
    status: "running",
    now: ctx.now,
  });
  const asking: Asking = { ctx, applianceId, batchId, asked, by };
  const done = await doChunk(tx, asking, clientIds);
  const counts = await writeOutcome(tx, batchId, done.found, done.missing, done);
  if (counts.changed === 0) {
    // Nothing is kept of a deed that did nothing.
    await tx.query("DELETE FROM batch_item WHERE batch_id = $1", [batchId]);
    await tx.query("DELETE FROM batch WHERE id = $1", [batchId]);
    return { batchId, counts, done };
  }
  await writeProgress(tx, batchId, { status: "done", counts, at: ctx.now });
  const [only] = clientIds;
  await recordAudit(tx, ctx, {
    deed: auditDeed(asked),
    applianceId,
    subjectType: clientIds.length === 1 ? "client" : "batch",
    subjectId: clientIds.length === 1 ? (only ?? 0) : batchId,
    after: { ...asked, ...counts },
  });
  return { batchId, counts, done };
}

async function askLater(
  ctx: Ctx,
  applianceId: number,
  asked: Asked,
  clientIds: readonly number[],
): Promise<BatchAnswer> {
  const by = askerOf(ctx.actor, applianceId);
  const clients = clientIds.length;
  const id = await inTransaction(ctx.db, async (tx) => {
    await joinBatchesOrRefuse(tx, applianceId);
    const batchId = await insertBatch(tx, {
      applianceId,
      asked,
      by,
      clients,
      status: "queued",
      now: ctx.now,
    });
    await insertWaiting(tx, batchId, clientIds);
    await recordAudit(tx, ctx, {
      deed: auditDeed(asked),
      applianceId,
      subjectType: "batch",
      subjectId: batchId,
      after: { ...asked, clients },
    });
    return batchId;
  });
  await ctx.enqueue("batch.run", { batchId: id });
  return { id, status: "queued", clients, counts: { changed: 0, skipped: {}, undone: 0, kept: {} } };
}

/** As many slots as a batch from the queue may take. */
async function refuseManySlots(ctx: Ctx, applianceId: number, asked: Asked, clients: number): Promise<void> {
  const { ROLLCALL_SLOT_BATCH_MAX: most } = env();
  if (asked.deed !== "start" || clients <= most) return;
  if ((await goingRun(ctx.db, applianceId))?.mode !== "control") return;
  throw unprocessable(
    "batch_too_large",
    `Starting takes a slot for each client, and at most ${most} can be taken at once. Choose fewer, or raise ROLLCALL_SLOT_BATCH_MAX.`,
  );
}
