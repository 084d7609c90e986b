// Decides how somebody is invited: a link that makes them a person with the role the admin chose.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { conflict } from "@/lib/platform/errors";
import { refuseUnless } from "./may";
import { type IssuedLink, issueLink } from "./one-time-link";
import { isEverywhere, refuseUnknownAppliances } from "./person-store";
import type { InvitationInput } from "./schema";

/**
 * Makes an invitation link, good for seven days; an earlier open invitation of the same address is void from now on.
 * No mail is sent: the admin hands the link over.
 * @throws AppError 409 `email_taken` when that person exists, 422 for appliances that do not exist
 */
export async function invitePerson(ctx: Ctx, input: InvitationInput): Promise<IssuedLink> {
  refuseUnless(ctx, "people.manage", null);
  return inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query("SELECT 1 FROM person WHERE email = $1", [input.email]);
    if (rows.length > 0) {
      throw conflict(
        "email_taken",
        `${input.email} already has an account; send a new password link instead.`,
      );
    }
    await refuseUnknownAppliances(tx, input.appliances);
    await tx.query(
      "DELETE FROM one_time_link WHERE purpose = 'invitation' AND email = $1 AND used_at IS NULL",
      [input.email],
    );
    const link = await issueLink(tx, ctx.now, "invitation", ctx.actor.name, {
      email: input.email,
      role: input.role,
      allAppliances: isEverywhere(input.role, input.appliances),
      applianceIds: input.appliances === "all" ? [] : input.appliances,
    });
    await recordAudit(tx, ctx, {
      deed: "person.invite",
      applianceId: null,
      subjectType: "invitation",
      subjectId: link.id,
      after: input,
    });
    return link;
  });
}
