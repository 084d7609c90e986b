/** A person's word that a client was reinstalled, and taking it back (rules 9 and 15). */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { conflict, notFound } from "@/lib/platform/errors";
import { endSlots } from "../cap/end-slots";
import { applianceOfClient, refuseMerged } from "./change-client";
import { judgeClients } from "./judge-client";
import { lockMembers } from "./store";

/**
 * Attests for a rollout that is going.
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
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO attestation (client_id, rollout_id, note, made_by, made_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (client_id, rollout_id) WHERE removed_at IS NULL DO NOTHING RETURNING id`,
      [clientId, input.rolloutId, input.note, ctx.actor.name, asTimestamp(ctx.now)],
    );
    const id = rows[0]?.id;
    if (id === undefined)
      throw conflict("already_attested", "Somebody attested this client for this rollout already.");
    await recordAudit(tx, ctx, {
      deed: "client.attest",
      applianceId,
      subjectType: "client",
      subjectId: clientId,
      after: input,
    });
    await lockMembers(tx, [clientId]);
    // Whoever reinstalled it is through with its slot.
    await endSlots(
      tx,
      { condition: "s.client_id = $5 AND s.rollout_id = $6", parameters: [clientId, input.rolloutId] },
      { outcome: "done", byName: ctx.actor.name, reason: input.note },
      ctx.now,
    );
    await judgeClients(tx, applianceId, [clientId], `attested by ${ctx.actor.name}`, ctx.now);
    return id;
  });
  await ctx.enqueue("slot.grant", { applianceId });
  return made;
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
