/**
 * Batches and the deletion of their appliance. A batch writes its own rows first, which refer to the appliance, and takes its clients
 * then; a deletion takes the clients first and the appliance last. So that the two never wait for each other, each takes this before
 * anything else: the first of the locks (`members/store.ts`).
 */
import type { Tx } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";

/** For who does something to clients as a batch, beside others who do. Returns false when the appliance is gone. */
export async function joinBatches(tx: Tx, applianceId: number): Promise<boolean> {
  await tx.query("SELECT pg_advisory_xact_lock_shared(hashtext('batch'), $1)", [applianceId]);
  const { rowCount } = await tx.query("SELECT 1 FROM appliance WHERE id = $1", [applianceId]);
  return rowCount === 1;
}

/** The same for the doors. @throws AppError 404 */
export async function joinBatchesOrRefuse(tx: Tx, applianceId: number): Promise<void> {
  if (!(await joinBatches(tx, applianceId))) throw notFound("appliance", applianceId);
}

/** For who deletes the appliance: batches that are at work are waited for, and none begins until the transaction ends. */
export async function stopBatches(tx: Tx, applianceId: number): Promise<void> {
  await tx.query("SELECT pg_advisory_xact_lock(hashtext('batch'), $1)", [applianceId]);
}
