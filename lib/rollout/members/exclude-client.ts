/** A person's decision that a client does not take part, and taking it back (rules 5 and 15). */
import { refuseUnless } from "@/lib/access/may";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { conflict, notFound } from "@/lib/platform/errors";
import { applianceOfClient, refuseMerged } from "./change-client";
import { judgeClients } from "./judge-client";

/** @throws AppError 403, 404, 409 `already_excluded`, `merged_already` */
export async function excludeClient(ctx: Ctx, clientId: number, input: { reason: string }): Promise<number> {
  const applianceId = await applianceOfClient(ctx.db, clientId);
  refuseUnless(ctx, "client.exclude", applianceId);
  await refuseMerged(ctx.db, clientId);
  const made = await inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `INSERT INTO exclusion (client_id, reason, made_by, made_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (client_id) WHERE removed_at IS NULL DO NOTHING RETURNING id`,
      [clientId, input.reason, ctx.actor.name, asTimestamp(ctx.now)],
    );
    const id = rows[0]?.id;
    if (id === undefined) throw conflict("already_excluded", "This client is excluded already.");
    await recordAudit(tx, ctx, {
      deed: "client.exclude",
      applianceId,
      subjectType: "client",
      subjectId: clientId,
      after: input,
    });
    await judgeClients(tx, applianceId, [clientId], `excluded by ${ctx.actor.name}`, ctx.now);
    return id;
  });
  await ctx.enqueue("slot.grant", { applianceId });
  return made;
}

/** @throws AppError 403, 404 */
export async function removeExclusion(ctx: Ctx, clientId: number): Promise<void> {
  const applianceId = await applianceOfClient(ctx.db, clientId);
  refuseUnless(ctx, "client.exclude", applianceId);
  await inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query(
      `UPDATE exclusion SET removed_at = $2, removed_by = $3 WHERE client_id = $1 AND removed_at IS NULL
       RETURNING reason, made_by AS "madeBy"`,
      [clientId, asTimestamp(ctx.now), ctx.actor.name],
    );
    if (rows.length === 0) throw notFound("standing exclusion of client", clientId);
    await recordAudit(tx, ctx, {
      deed: "client.exclude",
      applianceId,
      subjectType: "client",
      subjectId: clientId,
      before: rows[0],
    });
    await judgeClients(tx, applianceId, [clientId], `exclusion removed by ${ctx.actor.name}`, ctx.now);
  });
}
