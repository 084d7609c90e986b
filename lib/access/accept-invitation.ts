// Decides how an invited person comes in: name and password once, and the link is used up.
import { recordAudit } from "@/lib/platform/audit";
import { inTransaction, type Pool } from "@/lib/platform/db";
import { linkError, readLink, useLink } from "./one-time-link";
import { hashNewPassword, insertPerson } from "./person-store";
import { personRoles } from "./schema";

/**
 * Makes the invited person. Of two who accept at once, one is made.
 * @param now epoch milliseconds
 * @returns the address to sign in with
 * @throws AppError for a link that is not good, 422 `weak_password`, 409 `email_taken`
 */
export async function acceptInvitation(
  db: Pool,
  now: number,
  input: { token: string; name: string; password: string },
): Promise<{ email: string }> {
  const state = await readLink(db, now, "invitation", input.token);
  if (state.kind !== "good") throw linkError("invitation", state.kind);
  const passwordHash = await hashNewPassword(input.password, state.email ?? "");
  return inTransaction(db, async (tx) => {
    const link = await useLink(tx, now, "invitation", input.token);
    const role = personRoles.find((known) => known === link.role);
    if (!role || !link.email) throw linkError("invitation", "unknown");
    const appliances = link.all_appliances ? ("all" as const) : link.appliance_ids;
    const id = await insertPerson(tx, now, {
      name: input.name,
      email: link.email,
      role,
      appliances,
      passwordHash,
    });
    await recordAudit(
      tx,
      { now, actor: { type: "person", id, name: input.name, role, appliances } },
      {
        deed: "person.acceptInvitation",
        applianceId: null,
        subjectType: "person",
        subjectId: id,
        after: { name: input.name, email: link.email, role, appliances },
      },
    );
    return { email: link.email };
  });
}
