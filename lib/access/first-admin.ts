// Decides how the first admin comes about: from the settings, or through a one-time link that the start prints.
import { recordAudit } from "@/lib/platform/audit";
import { openContext, system } from "@/lib/platform/context";
import { inTransaction, type Pool, type Sql } from "@/lib/platform/db";
import { env, SettingsError } from "@/lib/platform/env";
import { conflict } from "@/lib/platform/errors";
import { passwordFault } from "./judge-password";
import { type LetIn, letIn } from "./let-in";
import { forgiveAccount } from "./limit-sign-in";
import { issueLink, linkError, readLink, useLink } from "./one-time-link";
import { faultSentence, hashNewPassword } from "./password-hash";
import { insertPerson } from "./person-store";
import { logLetIn } from "./sign-in";
import type { Visitor } from "./visitor";

// Any number that nobody else takes: two who would both be first take turns.
const FIRST_ADMIN_LOCK = 7_265_546;

export type FirstAdmin =
  | { kind: "exists" }
  | { kind: "created"; email: string }
  | { kind: "link"; url: string };

export async function hasAdmin(db: Sql): Promise<boolean> {
  return (await db.query("SELECT 1 FROM person WHERE role = 'admin' LIMIT 1")).rows.length > 0;
}

/** Adds the admin; links for the first one are void from then on. */
export async function insertFirstAdmin(
  tx: Sql,
  now: number,
  admin: { name: string; email: string; passwordHash: string },
): Promise<string> {
  const id = await insertPerson(tx, now, { ...admin, role: "admin", appliances: "all" });
  await tx.query("DELETE FROM one_time_link WHERE purpose = 'set_up' AND used_at IS NULL");
  await recordAudit(
    tx,
    { now, actor: system },
    {
      deed: "person.firstAdmin",
      applianceId: null,
      subjectType: "person",
      subjectId: id,
      after: { name: admin.name, email: admin.email, role: "admin", appliances: "all" },
    },
  );
  return id;
}

/**
 * Called at every start. While there is no admin: makes the one in ROLLCALL_ADMIN_EMAIL / ROLLCALL_ADMIN_PASSWORD, or
 * a set-up link that is good for 24 hours and makes the link of the start before void.
 * @throws SettingsError when ROLLCALL_ADMIN_PASSWORD would be needed and is none that a person may choose
 */
export async function prepareFirstAdmin(): Promise<FirstAdmin> {
  const ctx = await openContext(system);
  if (await hasAdmin(ctx.db)) return { kind: "exists" };
  const { ROLLCALL_ADMIN_EMAIL: givenEmail, ROLLCALL_ADMIN_PASSWORD: password } = env();
  const passwordHash = password ? await hashGivenPassword(password, givenEmail ?? "") : null;
  return inTransaction(ctx.db, async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock($1)", [FIRST_ADMIN_LOCK]);
    if (await hasAdmin(tx)) return { kind: "exists" };
    if (givenEmail && passwordHash) {
      const email = givenEmail.trim().toLowerCase();
      await insertFirstAdmin(tx, ctx.now, { name: email.split("@", 1)[0] || "Admin", email, passwordHash });
      return { kind: "created", email };
    }
    await tx.query("DELETE FROM one_time_link WHERE purpose = 'set_up' AND used_at IS NULL");
    const { url } = await issueLink(tx, ctx.now, "set_up", system.name);
    return { kind: "link", url };
  });
}

async function hashGivenPassword(password: string, email: string): Promise<string> {
  const fault = await passwordFault(password, { email });
  if (fault) {
    throw new SettingsError(
      `Correct these settings and start again: ROLLCALL_ADMIN_PASSWORD is not taken. ${faultSentence(fault)}`,
    );
  }
  return hashNewPassword(password, { email });
}

/**
 * Makes the first admin through the set-up link and lets them in.
 * @param now epoch milliseconds
 * @throws AppError for a link that is not good, 422 `weak_password`, 409 `already_set_up` when there is an admin, 503
 * `sign_in_busy`; the link is good still after `weak_password` and `sign_in_busy`
 */
export async function setUpFirstAdmin(
  db: Pool,
  now: number,
  input: { token: string; name: string; email: string; password: string },
  from: Visitor,
): Promise<LetIn> {
  const state = await readLink(db, now, "set_up", input.token);
  if (state.kind !== "good") throw linkError("set_up", state.kind);
  const passwordHash = await hashNewPassword(input.password, input);
  const opened = await inTransaction(db, async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock($1)", [FIRST_ADMIN_LOCK]);
    await useLink(tx, now, "set_up", input.token);
    if (await hasAdmin(tx))
      throw conflict(
        "already_set_up",
        "Rollcall has an admin already. Sign in, or ask that admin for an invitation.",
      );
    const { name, email } = input;
    const id = await insertFirstAdmin(tx, now, { name, email, passwordHash });
    await forgiveAccount(tx, { id, email });
    return letIn(tx, now, { id, name, email, role: "admin" }, from, "link");
  });
  logLetIn(opened, from);
  return opened;
}
