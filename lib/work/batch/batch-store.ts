/** The rows of batches. */
import { asTimestamp, type Sql, type Tx } from "@/lib/platform/db";
import type { Asked, Asker, Carried, Found, KeptReason, Skip, Undoing } from "./asked";

export type BatchStatus = "queued" | "running" | "done" | "failed" | "undoing" | "undone";

/** How many clients it has changed, skipped by why, and (undone) put back or left by why. */
export interface BatchCounts {
  changed: number;
  skipped: Partial<Record<Skip["code"], number>>;
  undone: number;
  kept: Partial<Record<KeptReason, number>>;
}
export const noCounts: BatchCounts = { changed: 0, skipped: {}, undone: 0, kept: {} };

/** One deed on one client or on many. Instants in epoch milliseconds. */
export interface StoredBatch {
  id: number;
  applianceId: number;
  asked: Asked;
  by: Asker;
  askedAt: number;
  status: BatchStatus;
  clients: number;
  counts: BatchCounts;
  problem: string | null;
  finishedAt: number | null;
  undoingBy: string | null;
  undoneAt: number | null;
}

const columns = `id, appliance_id AS "applianceId", asked->'asked' AS asked, asked->'by' AS by, asked_at AS "askedAt", status, clients, counts,
  problem, finished_at AS "finishedAt", undoing_by AS "undoingBy", undone_at AS "undoneAt"`;

/** `isHeld`: for who goes on with it; others wait. */
export async function findBatch(db: Sql, id: number, isHeld = false): Promise<StoredBatch | null> {
  const { rows } = await db.query<StoredBatch>(
    `SELECT ${columns} FROM batch WHERE id = $1 ${isHeld ? "FOR NO KEY UPDATE" : ""}`,
    [id],
  );
  return rows[0] ?? null;
}

export async function insertBatch(
  tx: Tx,
  batch: Pick<StoredBatch, "applianceId" | "asked" | "by" | "clients"> & { status: BatchStatus; now: number },
): Promise<number> {
  const { asked, by } = batch;
  const { rows } = await tx.query<{ id: number }>(
    `INSERT INTO batch (appliance_id, deed, asked, asked_by_type, asked_by_id, asked_by_name, asked_at, status, clients, counts)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id`,
    [
      batch.applianceId,
      asked.deed,
      JSON.stringify({ asked, by }),
      by.type,
      by.id,
      by.name,
      asTimestamp(batch.now),
      batch.status,
      batch.clients,
      JSON.stringify(noCounts),
    ],
  );
  return rows[0]?.id ?? 0;
}

export async function insertWaiting(tx: Tx, batchId: number, clientIds: readonly number[]): Promise<void> {
  await tx.query("INSERT INTO batch_item (batch_id, client_id) SELECT $1, id FROM unnest($2::int[]) AS id", [
    batchId,
    clientIds,
  ]);
}

/** What came of some of its clients. */
export async function writeOutcome(
  tx: Tx,
  batchId: number,
  found: readonly Found[],
  missing: readonly number[],
  { after, refused }: Pick<Carried, "after" | "refused">,
): Promise<BatchCounts> {
  const counts: BatchCounts = { changed: 0, skipped: {}, undone: 0, kept: {} };
  const skip = (code: Skip["code"]) => {
    counts.skipped[code] = (counts.skipped[code] ?? 0) + 1;
  };
  const rows: unknown[] = missing.map((id) => {
    skip("no_client");
    return { id, status: "skipped", skipped: "no_client" };
  });
  for (const { clientId, skip: own, before } of found) {
    const skipped =
      own ?? refused.get(clientId) ?? (after.has(clientId) ? null : { code: "no_client" as const });
    if (skipped) {
      skip(skipped.code);
      rows.push({ id: clientId, status: "skipped", skipped: skipped.code, after: skipped });
    } else {
      counts.changed++;
      rows.push({ id: clientId, status: "changed", before, after: after.get(clientId) });
    }
  }
  await tx.query(
    `INSERT INTO batch_item (batch_id, client_id, status, skipped, before, after)
     SELECT $1, r.id, r.status, r.skipped, r.before, r.after
       FROM jsonb_to_recordset($2) AS r(id int, status text, skipped text, before jsonb, after jsonb)
     ON CONFLICT (batch_id, client_id) DO UPDATE
        SET status = EXCLUDED.status, skipped = EXCLUDED.skipped, before = EXCLUDED.before, after = EXCLUDED.after`,
    [batchId, JSON.stringify(rows)],
  );
  return counts;
}

/** Adds to what is counted. */
export function sumCounts(one: BatchCounts, other: BatchCounts): BatchCounts {
  const sum = <K extends string>(a: Partial<Record<K, number>>, b: Partial<Record<K, number>>) => {
    const all: Partial<Record<K, number>> = { ...a };
    for (const [key, count] of Object.entries(b) as [K, number][]) all[key] = (all[key] ?? 0) + count;
    return all;
  };
  return {
    changed: one.changed + other.changed,
    skipped: sum(one.skipped, other.skipped),
    undone: one.undone + other.undone,
    kept: sum(one.kept, other.kept),
  };
}

export async function writeProgress(
  tx: Tx,
  batchId: number,
  { status, counts, at }: { status: BatchStatus; counts: BatchCounts; at: number },
): Promise<void> {
  await tx.query(
    `UPDATE batch SET status = $2, counts = $3, problem = NULL,
            finished_at = CASE WHEN $2 = 'done' THEN $4::timestamptz ELSE finished_at END,
            undone_at = CASE WHEN $2 = 'undone' THEN $4::timestamptz ELSE undone_at END
      WHERE id = $1`,
    [batchId, status, JSON.stringify(counts), asTimestamp(at)],
  );
}

/** Those that wait to be done, or (undoing) to be undone; by their ids. */
export async function nextOf(
  tx: Tx,
  batchId: number,
  status: "waiting" | "changed",
  limit: number,
): Promise<Undoing[]> {
  const { rows } = await tx.query<Undoing>(
    `SELECT client_id AS "clientId", before, after FROM batch_item WHERE batch_id = $1 AND status = $2 ORDER BY client_id LIMIT $3`,
    [batchId, status, limit],
  );
  return rows;
}

export async function writeUndone(
  tx: Tx,
  batchId: number,
  clientIds: readonly number[],
  kept: ReadonlyMap<number, KeptReason>,
): Promise<BatchCounts> {
  const counts: BatchCounts = { changed: 0, skipped: {}, undone: clientIds.length - kept.size, kept: {} };
  for (const why of kept.values()) counts.kept[why] = (counts.kept[why] ?? 0) + 1;
  await tx.query(
    `UPDATE batch_item i SET status = CASE WHEN r.kept IS NULL THEN 'undone' ELSE 'kept' END, kept = r.kept
       FROM jsonb_to_recordset($2) AS r(id int, kept text) WHERE i.batch_id = $1 AND i.client_id = r.id`,
    [batchId, JSON.stringify(clientIds.map((id) => ({ id, kept: kept.get(id) ?? null })))],
  );
  return counts;
}
