/** Read model of a batch: how far it has come and what came of it. */
import { refuseUnless } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { notFound } from "@/lib/platform/errors";
import { findBatch, type StoredBatch } from "./batch-store";

/** `left`: clients that wait still to be done (or undone). */
export interface BatchDetail extends StoredBatch {
  left: number;
}

/** @throws AppError 403, 404 */
export async function readBatch(ctx: Ctx, batchId: number): Promise<BatchDetail> {
  const batch = await findBatch(ctx.db, batchId);
  if (!batch) throw notFound("batch", batchId);
  refuseUnless(ctx, "work.read", batch.applianceId);
  const waiting = batch.status === "undoing" ? "changed" : "waiting";
  const { rows } = await ctx.db.query<{ left: number }>(
    "SELECT count(*) AS left FROM batch_item WHERE batch_id = $1 AND status = $2",
    [batchId, waiting],
  );
  return { ...batch, left: batch.status === "done" || batch.status === "undone" ? 0 : (rows[0]?.left ?? 0) };
}

export interface BatchClient {
  clientId: number;
  name: string | null;
  status: "waiting" | "changed" | "skipped" | "undone" | "kept";
  skipped: string | null;
  kept: string | null;
}

/** Its clients by id, those after `afterId`, one more than `limit`. @throws AppError 403, 404 */
export async function batchClients(
  ctx: Ctx,
  batchId: number,
  { limit, afterId }: { limit: number; afterId: number },
): Promise<BatchClient[]> {
  await readBatch(ctx, batchId);
  const { rows } = await ctx.db.query<BatchClient>(
    `SELECT i.client_id AS "clientId", c.name, i.status, i.skipped, i.kept FROM batch_item i
       LEFT JOIN client c ON c.id = i.client_id WHERE i.batch_id = $1 AND i.client_id > $2 ORDER BY i.client_id LIMIT $3`,
    [batchId, afterId, limit + 1],
  );
  return rows;
}
