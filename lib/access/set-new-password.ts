// Decides how a new password is set with a link: once, and everybody who was signed in as that person is signed out.
import { recordAudit } from "@/lib/platform/audit";
import { inTransaction, type Pool } from "@/lib/platform/db";
import { conflict } from "@/lib/platform/errors";
import { type LetIn, letIn } from "./let-in";
import { forgiveAccount } from "./limit-sign-in";
import { linkError, readLink, useLink } from "./one-time-link";
import { hashNewPassword } from "./password-hash";
import { lockPerson, replacePassword } from "./person-store";
import { logLetIn } from "./sign-in";
import type { Visitor } from "./visitor";

/**
 * Sets the password and lets the person in, whatever anybody tried with their address before. A second step is asked all
 * the same.
 * @param now epoch milliseconds
 * @throws AppError for a link that is not good, 422 `weak_password`, 409 `person_disabled`, 503 `sign_in_busy`; the link is
 * good still after the last three
 */
export async function setNewPassword(
  db: Pool,
  now: number,
  input: { token: string; password: string },
  from: Visitor,
): Promise<LetIn> {
  const state = await readLink(db, now, "new_password", input.token);
  if (state.kind !== "good") throw linkError("new_password", state.kind);
  const passwordHash = await hashNewPassword(input.password, { email: state.email ?? "" });
  const opened = await inTransaction(db, async (tx) => {
    const link = await useLink(tx, now, "new_password", input.token);
    const person = await lockPerson(tx, link.person_id ?? "");
    if (person.disabled_at !== null) {
      throw conflict("person_disabled", "This account is disabled. Ask an admin to enable it.");
    }
    await replacePassword(tx, now, person.id, passwordHash);
    const appliances = person.all_appliances ? ("all" as const) : person.appliance_ids;
    await recordAudit(
      tx,
      { now, actor: { type: "person", id: person.id, name: person.name, role: person.role, appliances } },
      { deed: "person.setNewPassword", applianceId: null, subjectType: "person", subjectId: person.id },
    );
    await forgiveAccount(tx, person);
    return letIn(tx, now, person, from, "link");
  });
  logLetIn(opened, from);
  return opened;
}
