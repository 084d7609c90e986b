// Decides how an invited person comes in: name and password once, and the link is used up.
import { recordAudit } from "@/lib/platform/audit";
import { inTransaction, type Pool } from "@/lib/platform/db";
import { type LetIn, letIn } from "./let-in";
import { forgiveAccount } from "./limit-sign-in";
import { linkError, readLink, useLink } from "./one-time-link";
import { hashNewPassword } from "./password-hash";
import { insertPerson } from "./person-store";
import { personRoles } from "./schema";
import { logLetIn } from "./sign-in";
import type { Visitor } from "./visitor";

/**
 * Makes the invited person and lets them in, whatever anybody tried with their address before. Of two who accept at once,
 * one is made.
 * @param now epoch milliseconds
 * @throws AppError for a link that is not good, 422 `weak_password`, 409 `email_taken`, 503 `sign_in_busy`; the link is
 * good still after the last three
 */
export async function acceptInvitation(
  db: Pool,
  now: number,
  input: { token: string; name: string; password: string },
  from: Visitor,
): Promise<LetIn> {
  const state = await readLink(db, now, "invitation", input.token);
  if (state.kind !== "good") throw linkError("invitation", state.kind);
  const passwordHash = await hashNewPassword(input.password, { email: state.email ?? "", name: input.name });
  const opened = await inTransaction(db, async (tx) => {
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
    await forgiveAccount(tx, { id, email: link.email });
    return letIn(tx, now, { id, name: input.name, email: link.email, role }, from, "link");
  });
  logLetIn(opened, from);
  return opened;
}
