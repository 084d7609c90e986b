// Decides how the first admin comes about: from the settings, or through a one-time link that the start prints.
import { hashPassword } from "better-auth/crypto";
import { recordAudit } from "@/lib/platform/audit";
import { openContext, system } from "@/lib/platform/context";
import { inTransaction, type Pool, type Sql } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { conflict } from "@/lib/platform/errors";
import { issueLink, linkError, readLink, useLink } from "./one-time-link";
import { hashNewPassword, insertPerson } from "./person-store";

// Any number that nobody else takes: two who would both be first take turns.
const FIRST_ADMIN_LOCK = 7_265_546;

export type FirstAdmin =
  | { kind: "exists" }
  | { kind: "created"; email: string }
  | { kind: "link"; url: string };

export async function hasAdmin(db: Sql): Promise<boolean> {
  return (await db.query("SELECT 1 FROM person WHERE role = 'admin' LIMIT 1")).rows.length > 0;
}

async function insertFirstAdmin(
  tx: Sql,
  now: number,
  admin: { name: string; email: string; passwordHash: string },
) {
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
}

/**
 * Called at every start. While there is no admin: makes the one in ROLLCALL_ADMIN_EMAIL / ROLLCALL_ADMIN_PASSWORD, or
 * a set-up link that is good for 24 hours and makes the link of the start before void.
 */
export async function prepareFirstAdmin(): Promise<FirstAdmin> {
  const ctx = await openContext(system);
  if (await hasAdmin(ctx.db)) return { kind: "exists" };
  const { ROLLCALL_ADMIN_EMAIL: givenEmail, ROLLCALL_ADMIN_PASSWORD: password } = env();
  const passwordHash = password ? await hashPassword(password) : null;
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

/**
 * Makes the first admin through the set-up link.
 * @param now epoch milliseconds
 * @throws AppError for a link that is not good, 422 `weak_password`, 409 `already_set_up` when there is an admin
 */
export async function setUpFirstAdmin(
  db: Pool,
  now: number,
  input: { token: string; name: string; email: string; password: string },
): Promise<void> {
  const state = await readLink(db, now, "set_up", input.token);
  if (state.kind !== "good") throw linkError("set_up", state.kind);
  const passwordHash = await hashNewPassword(input.password, input.email);
  await inTransaction(db, async (tx) => {
    await tx.query("SELECT pg_advisory_xact_lock($1)", [FIRST_ADMIN_LOCK]);
    await useLink(tx, now, "set_up", input.token);
    if (await hasAdmin(tx))
      throw conflict(
        "already_set_up",
        "Rollcall has an admin already. Sign in, or ask that admin for an invitation.",
      );
    await insertFirstAdmin(tx, now, { name: input.name, email: input.email, passwordHash });
  });
}
