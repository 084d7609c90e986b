// Decides how a key stops working: revoked for good, within five seconds everywhere; its row stays for the record.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { asTimestamp, inTransaction } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { forgetKeys } from "./actor-of-key";
import { refuseUnless } from "./may";

/** @throws AppError 404 when there is no such key or it is revoked already */
export async function revokeApiKey(ctx: Ctx, id: number): Promise<void> {
  refuseUnless(ctx, "key.manage", null);
  await inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<{
      name: string;
      role: string;
      appliance_id: number | null;
      hint: string;
    }>(
      "UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL RETURNING name, role, appliance_id, hint",
      [id, asTimestamp(ctx.now)],
    );
    const row = rows[0];
    if (!row) throw notFound("API key", id);
    await recordAudit(tx, ctx, {
      deed: "key.revoke",
      applianceId: row.appliance_id,
      subjectType: "api_key",
      subjectId: id,
      before: { name: row.name, role: row.role, applianceId: row.appliance_id, hint: row.hint },
    });
  });
  forgetKeys();
}
