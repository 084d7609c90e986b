// Decides how a person who forgot the password gets a new one: an admin makes a link and hands it over.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { conflict } from "@/lib/platform/errors";
import { refuseUnless } from "./may";
import { type IssuedLink, issueLink } from "./one-time-link";
import { lockPerson } from "./person-store";

/**
 * Makes a link for setting a new password, good for 24 hours; an earlier one of the same person is void. The old
 * password works until the link is used.
 * @throws AppError 404, 409 `person_disabled`
 */
export async function issuePasswordLink(ctx: Ctx, personId: string): Promise<IssuedLink> {
  refuseUnless(ctx, "people.manage", null);
  return inTransaction(ctx.db, async (tx) => {
    const person = await lockPerson(tx, personId);
    if (person.disabled_at !== null)
      throw conflict("person_disabled", `${person.name} is disabled; enable the account first.`);
    await tx.query(
      "DELETE FROM one_time_link WHERE purpose = 'new_password' AND person_id = $1 AND used_at IS NULL",
      [personId],
    );
    const grant = { personId, email: person.email };
    const link = await issueLink(tx, ctx.now, "new_password", ctx.actor.name, grant);
    await recordAudit(tx, ctx, {
      deed: "person.issuePasswordLink",
      applianceId: null,
      subjectType: "person",
      subjectId: personId,
    });
    return link;
  });
}
