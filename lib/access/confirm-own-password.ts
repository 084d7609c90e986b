// Decides how somebody who is signed in shows once more that it is they: before the password or the second step is changed.
import type { Ctx } from "@/lib/platform/context";
import { forbidden, unprocessable } from "@/lib/platform/errors";
import { withHashPlace } from "./hash-queue";
import { countOwn, forgiveOwn } from "./limit-sign-in";
import type { Comer } from "./open-session";
import { isPassword } from "./password-hash";
import { refuseLocked } from "./refuse-locked";
import type { Visitor } from "./visitor";

/**
 * The person who acts, once they have typed their present password.
 * @param field where in the request it stands
 * @throws AppError 422 `wrong_password`, 429 after too many wrong ones, 403 for keys, 503 `sign_in_busy`
 */
export async function confirmOwnPassword(
  ctx: Pick<Ctx, "db" | "now" | "actor">,
  password: string,
  field: string,
  from: Visitor,
): Promise<Comer> {
  if (ctx.actor.type !== "person") throw forbidden("Only a signed-in person has a password.");
  const { id } = ctx.actor;
  const { rows } = await ctx.db.query<Comer & { hash: string | null }>(
    `SELECT p.id, p.name, p.email, p.role, a.password AS hash FROM person p
     LEFT JOIN person_account a ON a.person_id = p.id AND a.provider_id = 'credential' WHERE p.id = $1`,
    [id],
  );
  const found = rows[0];
  if (!found) throw forbidden("This account is gone. Ask an admin for a new invitation.");
  const { hash, ...person } = found;
  await withHashPlace("known", async () => {
    const refusal = await countOwn(id);
    if (refusal) {
      throw await refuseLocked(ctx.db, ctx.now, refusal, { personId: id, email: person.email }, from);
    }
    if (await isPassword(hash, password)) return;
    const message = "The current password is wrong. Type it again.";
    throw unprocessable("wrong_password", message, { errors: [{ path: field, message }] });
  });
  await forgiveOwn(id);
  return person;
}
