/** A person's word that a client was reinstalled, and taking it back (rules 9 and 15). */
import { refuseUnless } from "@/lib/access/may";
import { wordStands } from "@/lib/core/attestation";
import type { MemberState } from "@/lib/core/member";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction, type Tx } from "@/lib/platform/db";
import { conflict, notFound } from "@/lib/platform/errors";
import { attestMany } from "./attest-many";
import { applianceOfClient, refuseMerged } from "./change-client";
import { judgeClients } from "./judge-client";
import { lockMembers } from "./store";

/**
 * Attests for a rollout that is going. A word that ran out (rule 9) gives way to the new one.
 * @throws AppError 403, 404, 409 `already_attested`, `rollout_over`, `merged_already`
 */
export async function attestClient(
  ctx: Ctx,
  clientId: number,
  input: { rolloutId: number; note: string },
): Promise<number> {
  const applianceId = await applianceOfClient(ctx.db, clientId);
  refuseUnless(ctx, "client.attest", applianceId);
  await refuseMerged(ctx.db, clientId);
  const made = await inTransaction(ctx.db, async (tx) => {
    const rollout = await tx.query<{ status: string }>(
      "SELECT status FROM rollout WHERE id = $1 AND appliance_id = $2 FOR KEY SHARE",
      [input.rolloutId, applianceId],
    );
    const status = rollout.rows[0]?.status;
    if (!status) throw notFound("rollout of this client's appliance", input.rolloutId);
    if (status === "superseded" || status === "closed") {
      throw conflict(
        "rollout_over",
        `Rollout ${input.rolloutId} is ${status}; attest for the one that is going.`,
      );
    }
    await lockMembers(tx, [clientId]);
    await refuseWhileItStands(tx, clientId, input.rolloutId, ctx.now);
    const said = { ...input, byName: ctx.actor.name, now: ctx.now };
    const id = (await attestMany(tx, [clientId], said)).get(clientId) ?? 0;
    await recordAudit(tx, ctx, {
      deed: "client.attest",
      applianceId,
      subjectType: "client",
      subjectId: clientId,
      after: input,
    });
    await judgeClients(tx, applianceId, [clientId], `attested by ${ctx.actor.name}`, ctx.now);
    return id;
  });
  await ctx.enqueue("slot.grant", { applianceId });
  return made;
}

/** Whoever holds the member's row holds what was said of it. @throws AppError 409 `already_attested` */
async function refuseWhileItStands(tx: Tx, clientId: number, rolloutId: number, now: number): Promise<void> {
  const { rows } = await tx.query<{ madeAt: number; state: MemberState | null }>(
    `SELECT a.made_at AS "madeAt", CASE WHEN n.rollout_id = a.rollout_id THEN n.state END AS state
       FROM attestation a JOIN client_now n ON n.client_id = a.client_id
      WHERE a.client_id = $1 AND a.rollout_id = $2 AND a.removed_at IS NULL`,
    [clientId, rolloutId],
  );
  const [word] = rows;
  if (word && wordStands(word.madeAt, word.state, now))
    throw conflict(
      "already_attested",
      "Somebody attested this client for this rollout already, and that still counts.",
    );
}

/** Takes the standing attestation of a client back: in `rolloutId`, or in whichever rollout it stands. @throws AppError 403, 404 */
export async function removeAttestation(ctx: Ctx, clientId: number, rolloutId: number | null): Promise<void> {
  const applianceId = await applianceOfClient(ctx.db, clientId);
  refuseUnless(ctx, "client.attest", applianceId);
  await inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<{ rolloutId: number; note: string; madeBy: string }>(
      `UPDATE attestation SET removed_at = $3, removed_by = $4
        WHERE client_id = $1 AND removed_at IS NULL AND ($2::int IS NULL OR rollout_id = $2)
        RETURNING rollout_id AS "rolloutId", note, made_by AS "madeBy"`,
      [clientId, rolloutId, asTimestamp(ctx.now), ctx.actor.name],
    );
    if (rows.length === 0) throw notFound("standing attestation of client", clientId);
    await recordAudit(tx, ctx, {
      deed: "client.attest",
      applianceId,
      subjectType: "client",
      subjectId: clientId,
      before: rows,
    });
    await judgeClients(tx, applianceId, [clientId], `attestation removed by ${ctx.actor.name}`, ctx.now);
  });
}
