// Decides how a signed-in person changes the password: knowing the old one; every other browser is signed out.
import { verifyPassword } from "better-auth/crypto";
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { AppError, forbidden, unprocessable } from "@/lib/platform/errors";
import { countAttempt, forgiveAttempt } from "./limit-sign-in";
import { hashNewPassword, replacePassword } from "./person-store";

/**
 * Ends all sessions of the person, this one too: the caller signs in anew with the new password.
 * @returns the person's e-mail address
 * @throws AppError 422 `wrong_password` or `weak_password`, 429 after too many wrong ones, 403 for keys
 */
export async function changeOwnPassword(
  ctx: Ctx,
  input: { currentPassword: string; newPassword: string },
): Promise<{ email: string }> {
  if (ctx.actor.type !== "person") throw forbidden("Only a signed-in person has a password to change.");
  const personId = ctx.actor.id;
  const { rows } = await ctx.db.query<{ email: string; password: string | null }>(
    `SELECT p.email, a.password FROM person p
     LEFT JOIN person_account a ON a.person_id = p.id AND a.provider_id = 'credential' WHERE p.id = $1`,
    [personId],
  );
  const person = rows[0];
  if (!person) throw forbidden("This account is gone. Ask an admin for a new invitation.");
  const waitSeconds = await countAttempt(person.email, null);
  if (waitSeconds > 0) {
    throw new AppError(
      429,
      "too_many_attempts",
      "Too many attempts. Wait a few minutes and try again.",
      {},
      { "Retry-After": String(waitSeconds) },
    );
  }
  if (
    !person.password ||
    !(await verifyPassword({ hash: person.password, password: input.currentPassword }))
  ) {
    const message = "The current password is wrong. Type it again.";
    throw unprocessable("wrong_password", message, { errors: [{ path: "currentPassword", message }] });
  }
  const passwordHash = await hashNewPassword(input.newPassword, person.email, "newPassword");
  await inTransaction(ctx.db, async (tx) => {
    await replacePassword(tx, ctx.now, personId, passwordHash);
    await recordAudit(tx, ctx, {
      deed: "person.changeOwnPassword",
      applianceId: null,
      subjectType: "person",
      subjectId: personId,
    });
  });
  await forgiveAttempt(person.email, null);
  return { email: person.email };
}
