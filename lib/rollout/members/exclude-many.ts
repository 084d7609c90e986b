/** People's decisions that clients do not take part (rule 5), and taking them back, for however many; the caller holds their rows and judges them. */
import { asTimestamp, type Tx } from "@/lib/platform/db";

/** Returns the exclusions by client; who is excluded already is in none. */
export async function excludeMany(
  tx: Tx,
  clientIds: readonly number[],
  { reason, byName, now }: { reason: string; byName: string; now: number },
): Promise<Map<number, number>> {
  const { rows } = await tx.query<{ id: number; clientId: number }>(
    `INSERT INTO exclusion (client_id, reason, made_by, made_at)
     SELECT id, $2, $3, $4 FROM unnest($1::int[]) AS id
     ON CONFLICT (client_id) WHERE removed_at IS NULL DO NOTHING RETURNING id, client_id AS "clientId"`,
    [clientIds, reason, byName, asTimestamp(now)],
  );
  return new Map(rows.map(({ id, clientId }) => [clientId, id]));
}

/** Takes those of these exclusions back that stand. Returns their clients. */
export async function removeExclusions(
  tx: Tx,
  ids: readonly number[],
  byName: string,
  now: number,
): Promise<number[]> {
  const { rows } = await tx.query<{ clientId: number }>(
    `UPDATE exclusion SET removed_at = $2, removed_by = $3 WHERE id = ANY($1::int[]) AND removed_at IS NULL
     RETURNING client_id AS "clientId"`,
    [ids, asTimestamp(now), byName],
  );
  return rows.map(({ clientId }) => clientId);
}
