/** Keeps a member of the rollout that is going while its client is merged into another, and puts it back when the two are split. */
import { blockOf } from "@/lib/evidence/snapshot-block";
import type { Tx } from "@/lib/platform/db";
import { type CountedMember, TallyChanges } from "./tallies";

const kept = `rollout_id, cohort, has_left, state, reason_code, state_since, due_at, judge_after, checked_in_at, proof_at,
  proof_source, proof_connection_type, proof_needs_update_source, priority`;

/** A member as it is stored, for `putBackMember`; `null` where the client has none. */
export async function copyMember(tx: Tx, rolloutId: number, clientId: number): Promise<unknown> {
  const { rows } = await tx.query<{ kept: unknown }>(
    `SELECT to_jsonb(m) AS kept FROM (
       SELECT client_id, ${kept} FROM client_now WHERE rollout_id = $1 AND client_id = $2) m`,
    [rolloutId, clientId],
  );
  return rows[0]?.kept ?? null;
}

/**
 * Puts a copied member back, not placed in the queue and still to be judged; does nothing where it was one of another rollout, or
 * where the client is a member already.
 */
export async function putBackMember(tx: Tx, rolloutId: number, copied: unknown): Promise<void> {
  const { rows } = await tx.query<Omit<CountedMember, "wave"> & { priority: number | null }>(
    `UPDATE client_now n SET (${kept}, wave, turn, rev) =
            (SELECT ${kept.replaceAll(/\b(?=\w)/g, "k.")}, NULL::smallint, NULL::int, n.rev + 1
               FROM jsonb_populate_record(NULL::client_now, $2) k)
       FROM client c
      WHERE n.client_id = ($2::jsonb->>'client_id')::int AND ($2::jsonb->>'rollout_id')::int = $1
        AND n.rollout_id IS DISTINCT FROM $1 AND c.id = n.client_id
      RETURNING n.client_id AS "clientId", n.kind, c.group_name AS "group", n.state, n.reason_code AS code, n.cohort,
                n.has_left AS "left", n.due_at AS "dueAt", n.judge_after AS "judgeAfter", n.checked_in_at AS "checkedInAt",
                n.priority`,
    [rolloutId, JSON.stringify(copied)],
  );
  const member = rows[0];
  if (!member) return;
  const tallies = new TallyChanges();
  tallies.count({ ...member, wave: null }, 1);
  await tallies.write(tx, rolloutId);
  if (member.state === "queued") {
    await tx.query("INSERT INTO queue_place (rollout_id, client_id, rank) VALUES ($1, $2, $3)", [
      rolloutId,
      member.clientId,
      -(member.priority ?? 0),
    ]);
  }
  await tx.query(
    `INSERT INTO due_block (rollout_id, block, judge_after)
     SELECT $1, $2, judge_after FROM client_now WHERE client_id = $3 AND judge_after IS NOT NULL`,
    [rolloutId, blockOf(member.clientId), member.clientId],
  );
}
