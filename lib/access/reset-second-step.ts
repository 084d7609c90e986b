// Decides how an admin helps somebody who lost the phone and the recovery codes: the second step is taken away.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { conflict } from "@/lib/platform/errors";
import { refuseUnless } from "./may";
import { endSessions, lockPerson } from "./person-store";
import { forgetSecondStep } from "./second-factor";

/**
 * Takes a person's second step away and signs them out everywhere; the password is enough at the next sign-in, or a second
 * step is set up then where it is required. One's own is not taken away so: that needs the password and a code.
 * @throws AppError 404, 409 `own_second_step`, `no_second_step`
 */
export async function resetSecondStep(ctx: Ctx, personId: string): Promise<void> {
  refuseUnless(ctx, "people.manage", null);
  if (ctx.actor.type === "person" && ctx.actor.id === personId) {
    throw conflict("own_second_step", "Take your own second step away on the page of your account.");
  }
  await inTransaction(ctx.db, async (tx) => {
    const person = await lockPerson(tx, personId);
    if (!(await forgetSecondStep(tx, personId))) {
      throw conflict("no_second_step", `${person.name} has no second step.`);
    }
    await endSessions(tx, personId);
    await recordAudit(tx, ctx, {
      deed: "person.resetSecondStep",
      applianceId: null,
      subjectType: "person",
      subjectId: personId,
    });
  });
}
