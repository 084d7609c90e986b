// Decides how an invitation that nobody has accepted is taken back: its link stops working.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { notFound } from "@/lib/platform/errors";
import { refuseUnless } from "./may";

/** @throws AppError 404 when there is no such open invitation */
export async function withdrawInvitation(ctx: Ctx, id: number): Promise<void> {
  refuseUnless(ctx, "people.manage", null);
  await inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<{ email: string; role: string }>(
      "DELETE FROM one_time_link WHERE id = $1 AND purpose = 'invitation' AND used_at IS NULL RETURNING email, role",
      [id],
    );
    if (!rows[0]) throw notFound("open invitation", id);
    await recordAudit(tx, ctx, {
      deed: "person.withdrawInvitation",
      applianceId: null,
      subjectType: "invitation",
      subjectId: id,
      before: rows[0],
    });
  });
}
