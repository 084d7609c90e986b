// Decides how a person is removed: account, sessions and links go; what they did stays under their name in the audit log.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { refuseUnless } from "./may";
import { anotherAdminRemains, auditedPerson, lastAdminError, lockPerson } from "./person-store";

/** @throws AppError 404, 409 `last_admin` when no enabled admin would remain */
export async function removePerson(ctx: Ctx, id: string): Promise<void> {
  refuseUnless(ctx, "people.manage", null);
  await inTransaction(ctx.db, async (tx) => {
    const before = await lockPerson(tx, id);
    const { rowCount } = await tx.query(
      `DELETE FROM person p WHERE id = $1 AND (p.role <> 'admin' OR p.disabled_at IS NOT NULL OR ${anotherAdminRemains})`,
      [id],
    );
    if (rowCount === 0) throw lastAdminError();
    await tx.query("DELETE FROM one_time_link WHERE person_id = $1", [id]);
    await recordAudit(tx, ctx, {
      deed: "person.remove",
      applianceId: null,
      subjectType: "person",
      subjectId: id,
      before: auditedPerson(before),
    });
  });
}
