/** Sets what a person knows of a client beside what exports and feeds say. */
import { refuseUnless } from "@/lib/access/may";
import type { ChangeClientInput } from "@/lib/fleet/schema";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Sql } from "@/lib/platform/db";
import { conflict, notFound } from "@/lib/platform/errors";
import { judgeClients } from "./judge-client";
import { loadFacts, writeFacts } from "./set-facts-of-many";
import { holdMembers } from "./store";

/** The appliance of a client that stands, by itself or merged into another. @throws AppError 404 */
export async function applianceOfClient(db: Sql, clientId: number): Promise<number> {
  const { rows } = await db.query<{ applianceId: number }>(
    `SELECT c.appliance_id AS "applianceId" FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE c.id = $1 AND (n.stands OR c.merged_into_id IS NOT NULL)`,
    [clientId],
  );
  if (!rows[0]) throw notFound("client", clientId);
  return rows[0].applianceId;
}

/** What is decided about a client is decided about the one that stands. @throws AppError 409 `merged_already` */
export async function refuseMerged(db: Sql, clientId: number): Promise<void> {
  const { rows } = await db.query<{ into: number }>(
    'SELECT merged_into_id AS "into" FROM client WHERE id = $1 AND merged_into_id IS NOT NULL',
    [clientId],
  );
  const into = rows[0]?.into;
  if (into !== undefined) {
    throw conflict(
      "merged_already",
      `Client ${clientId} was merged into client ${into}. Do this to client ${into}, or split the two again first.`,
      { clientId: into },
    );
  }
}

/** @throws AppError 403, 404, 409 `merged_already` */
export async function changeClient(ctx: Ctx, clientId: number, input: ChangeClientInput): Promise<void> {
  const applianceId = await applianceOfClient(ctx.db, clientId);
  refuseUnless(ctx, "client.change", applianceId);
  await refuseMerged(ctx.db, clientId);
  await inTransaction(ctx.db, async (tx) => {
    await holdMembers(tx, applianceId, [clientId]);
    const before = (await loadFacts(tx, applianceId, [clientId], true)).get(clientId);
    if (!before) throw notFound("client", clientId);
    const after = { ...before, ...input };
    await writeFacts(tx, new Map([[clientId, after]]));
    await recordAudit(tx, ctx, {
      deed: "client.change",
      applianceId,
      subjectType: "client",
      subjectId: clientId,
      before,
      after,
    });
    await judgeClients(tx, applianceId, [clientId], `changed by ${ctx.actor.name}`, ctx.now);
  });
  await ctx.enqueue("slot.grant", { applianceId });
}
