/** Decides how one comes into a demo: as the admin Demo, through a one-time link that the start prints. Nowhere but in a demo. */
import { randomBytes } from "node:crypto";
import { openContext, system } from "@/lib/platform/context";
import { inTransaction, type Pool } from "@/lib/platform/db";
import { isDemo } from "@/lib/platform/env";
import { notFound } from "@/lib/platform/errors";
import { insertFirstAdmin } from "./first-admin";
import { type LetIn, letIn } from "./let-in";
import { type IssuedLink, issueLink, useLink } from "./one-time-link";
import { hashNewPassword } from "./password-hash";
import { logLetIn } from "./sign-in";
import type { Visitor } from "./visitor";

const demoAdmin = { name: "Demo", email: "demo@rollcall.invalid", role: "admin" } as const;

function refuseOutsideDemo(): void {
  if (!isDemo()) throw notFound("demo", "here");
}

/** Makes the admin Demo where there is none. Nobody knows the password: the link is the only way in. */
export async function prepareDemoAdmin(): Promise<void> {
  refuseOutsideDemo();
  const ctx = await openContext(system);
  const found = await ctx.db.query("SELECT 1 FROM person WHERE email = $1", [demoAdmin.email]);
  if (found.rows.length > 0) return;
  const passwordHash = await hashNewPassword(randomBytes(32).toString("base64url"), {
    email: demoAdmin.email,
  });
  await inTransaction(ctx.db, (tx) => insertFirstAdmin(tx, ctx.now, { ...demoAdmin, passwordHash }));
}

/** Makes a link and the ones before it void. It is good by the true clock: a demo's own may run at any speed. */
export async function issueDemoLink(): Promise<IssuedLink> {
  refuseOutsideDemo();
  const ctx = await openContext(system);
  return inTransaction(ctx.db, async (tx) => {
    const { rows } = await tx.query<{ id: string }>("SELECT id FROM person WHERE email = $1", [
      demoAdmin.email,
    ]);
    await tx.query("DELETE FROM one_time_link WHERE purpose = 'demo' AND used_at IS NULL");
    return issueLink(tx, Date.now(), "demo", system.name, { personId: rows[0]?.id ?? "" });
  });
}

/**
 * Lets somebody in as Demo; the link is used up.
 * @throws AppError 404 outside of a demo, and for a link that is not good
 */
export async function enterDemo(db: Pool, now: number, token: string, from: Visitor): Promise<LetIn> {
  refuseOutsideDemo();
  const opened = await inTransaction(db, async (tx) => {
    const { person_id: id } = await useLink(tx, Date.now(), "demo", token);
    return letIn(tx, now, { ...demoAdmin, id: id ?? "" }, from, "link");
  });
  logLetIn(opened, from);
  return opened;
}
