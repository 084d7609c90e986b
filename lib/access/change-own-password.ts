// Decides how a signed-in person changes the password: knowing the old one; every other browser is signed out.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction } from "@/lib/platform/db";
import { confirmOwnPassword } from "./confirm-own-password";
import { openSession } from "./open-session";
import { hashNewPassword } from "./password-hash";
import { replacePassword } from "./person-store";
import type { Visitor } from "./visitor";

/**
 * Ends all sessions of the person and opens a new one for this browser.
 * @returns its Set-Cookie values
 * @throws AppError 422 `wrong_password` or `weak_password`, 429 after too many wrong ones, 403 for keys, 503 `sign_in_busy`
 */
export async function changeOwnPassword(
  ctx: Ctx,
  input: { currentPassword: string; newPassword: string },
  from: Visitor,
): Promise<string[]> {
  const person = await confirmOwnPassword(ctx, input.currentPassword, "currentPassword", from);
  const passwordHash = await hashNewPassword(input.newPassword, person, "newPassword");
  return inTransaction(ctx.db, async (tx) => {
    await replacePassword(tx, ctx.now, person.id, passwordHash);
    await recordAudit(tx, ctx, {
      deed: "person.changeOwnPassword",
      applianceId: null,
      subjectType: "person",
      subjectId: person.id,
    });
    return openSession(tx, ctx.now, person, from, { by: "password" });
  });
}
