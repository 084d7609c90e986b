/** Goes on with a batch that is a job: some clients to a transaction, so that whoever is killed is gone on for by the next. */
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { joinBatches } from "@/lib/rollout/batch-turn";
import type { Carried } from "./asked";
import {
  findBatch,
  nextOf,
  type StoredBatch,
  sumCounts,
  writeOutcome,
  writeProgress,
  writeUndone,
} from "./batch-store";
import { afterChunk, doChunk, undoChunk } from "./do-chunk";

const atOnce = 2_000;

/** Returns how many clients it dealt with. */
export async function runBatch(ctx: Ctx, batchId: number): Promise<number> {
  let dealtWith = 0;
  for (;;) {
    const step = await inTransaction(ctx.db, (tx) => goOn(tx, ctx, batchId)).catch((error: unknown) =>
      noteProblem(ctx, batchId, error),
    );
    if (step === null) return dealtWith;
    dealtWith += step.clients;
    await afterChunk(ctx, step.applianceId, step);
  }
}

interface Step extends Pick<Carried, "granted" | "ended"> {
  applianceId: number;
  clients: number;
}

/** The next of its clients; `null`: it is through, or gone. */
async function goOn(tx: Tx, ctx: Ctx, batchId: number): Promise<Step | null> {
  const known = await findBatch(tx, batchId);
  const batch =
    known && (await joinBatches(tx, known.applianceId)) ? await findBatch(tx, batchId, true) : null;
  if (!batch) return null;
  if (batch.status === "queued" || batch.status === "running") return doSome(tx, ctx, batch);
  return batch.status === "undoing" ? undoSome(tx, ctx, batch) : null;
}

async function doSome(tx: Tx, ctx: Ctx, batch: StoredBatch): Promise<Step | null> {
  const { id, applianceId, asked, by } = batch;
  const ids = (await nextOf(tx, id, "waiting", atOnce)).map(({ clientId }) => clientId);
  if (ids.length === 0) {
    await writeProgress(tx, id, { status: "done", counts: batch.counts, at: ctx.now });
    return null;
  }
  const done = await doChunk(tx, { ctx, applianceId, batchId: id, asked, by }, ids);
  const counts = sumCounts(batch.counts, await writeOutcome(tx, id, done.found, done.missing, done));
  await writeProgress(tx, id, { status: "running", counts, at: ctx.now });
  return { ...done, applianceId, clients: ids.length };
}

/** Undoes the next of those that it changed. */
export async function undoSome(tx: Tx, ctx: Pick<Ctx, "now">, batch: StoredBatch): Promise<Step | null> {
  const { id, applianceId, asked } = batch;
  const some = await nextOf(tx, id, "changed", atOnce);
  if (some.length === 0) {
    await writeProgress(tx, id, { status: "undone", counts: batch.counts, at: ctx.now });
    return null;
  }
  const by = { ...batch.by, name: batch.undoingBy ?? batch.by.name };
  const { kept, ended } = await undoChunk(tx, { ctx, applianceId, batchId: id, asked, by }, some);
  const ids = some.map(({ clientId }) => clientId);
  const counts = sumCounts(batch.counts, await writeUndone(tx, id, ids, kept));
  await writeProgress(tx, id, { status: "undoing", counts, at: ctx.now });
  return { ...(ended ? { ended } : {}), applianceId, clients: ids.length };
}

/** It is tried again (`resumeBatches`); people are told meanwhile. */
async function noteProblem(ctx: Ctx, batchId: number, error: unknown): Promise<never> {
  await ctx.db.query("UPDATE batch SET problem = $2 WHERE id = $1", [
    batchId,
    "It was interrupted and is tried again by itself.",
  ]);
  throw error;
}

/** Batches that nobody may be at: the queue was wiped, a worker was killed. Who is at one goes on, the others find nothing to do. */
export async function resumeBatches(ctx: Ctx): Promise<number> {
  const { rows } = await ctx.db.query<{ id: number }>(
    "SELECT id FROM batch WHERE status IN ('queued', 'running', 'undoing') ORDER BY id",
  );
  for (const { id } of rows) await ctx.enqueue("batch.run", { batchId: id });
  return rows.length;
}

const dayMs = 24 * 3_600_000;

/** Removes batches that are too old to be undone. What they did stays, and so does its history. */
export async function forgetBatches(ctx: Ctx, days: number): Promise<number> {
  const before = asTimestamp(ctx.now - days * dayMs);
  await ctx.db.query(
    `DELETE FROM batch_item WHERE batch_id IN (SELECT id FROM batch WHERE asked_at < $1 AND status IN ('done', 'undone', 'failed'))`,
    [before],
  );
  const { rowCount } = await ctx.db.query(
    "DELETE FROM batch WHERE asked_at < $1 AND status IN ('done', 'undone', 'failed')",
    [before],
  );
  return rowCount ?? 0;
}
