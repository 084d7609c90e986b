/** People's words that clients were reinstalled (rule 9), and taking them back, for however many; the caller holds their rows and judges them. */
import { asTimestamp, type Tx } from "@/lib/platform/db";
import { endSlots } from "../cap/end-slots";

/** Who says so, of which rollout. */
export interface ManyAttested {
  rolloutId: number;
  note: string;
  byName: string;
  now: number;
}

/**
 * A word of before that stands gives way: it was said of an earlier reinstallation. Whoever reinstalled a client is through with its slot.
 * Returns the attestations by client.
 */
export async function attestMany(
  tx: Tx,
  clientIds: readonly number[],
  { rolloutId, note, byName, now }: ManyAttested,
): Promise<Map<number, number>> {
  await tx.query(
    `UPDATE attestation SET removed_at = $3, removed_by = $4
      WHERE client_id = ANY($1::int[]) AND rollout_id = $2 AND removed_at IS NULL`,
    [clientIds, rolloutId, asTimestamp(now), byName],
  );
  const { rows } = await tx.query<{ id: number; clientId: number }>(
    `INSERT INTO attestation (client_id, rollout_id, note, made_by, made_at)
     SELECT id, $2, $3, $4, $5 FROM unnest($1::int[]) AS id RETURNING id, client_id AS "clientId"`,
    [clientIds, rolloutId, note, byName, asTimestamp(now)],
  );
  await endSlots(
    tx,
    { condition: "s.client_id = ANY($5::int[]) AND s.rollout_id = $6", parameters: [clientIds, rolloutId] },
    { outcome: "done", byName, reason: note },
    now,
  );
  return new Map(rows.map(({ id, clientId }) => [clientId, id]));
}

/** Takes those of these attestations back that stand. Returns their clients. */
export async function removeAttestations(
  tx: Tx,
  ids: readonly number[],
  byName: string,
  now: number,
): Promise<number[]> {
  const { rows } = await tx.query<{ clientId: number }>(
    `UPDATE attestation SET removed_at = $2, removed_by = $3 WHERE id = ANY($1::int[]) AND removed_at IS NULL
     RETURNING client_id AS "clientId"`,
    [ids, asTimestamp(now), byName],
  );
  return rows.map(({ clientId }) => clientId);
}
