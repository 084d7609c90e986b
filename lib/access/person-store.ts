// Decides how people are written: the person, their password account and their appliances, and the lock that guards the last admin.
import { randomUUID } from "node:crypto";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { AppError, conflict, unprocessable } from "@/lib/platform/errors";
import type { Appliances } from "./may";
import type { PersonRole } from "./schema";

type NewPerson = {
  name: string;
  email: string;
  role: PersonRole;
  appliances: Appliances;
  passwordHash: string;
};

/** Adds a person who can sign in. @throws AppError 409 `email_taken`; returns the new id */
export async function insertPerson(tx: Sql, now: number, person: NewPerson): Promise<string> {
  const id = randomUUID();
  const at = asTimestamp(now);
  const { rowCount } = await tx.query(
    `INSERT INTO person (id, name, email, email_verified, role, all_appliances, created_at, updated_at)
     VALUES ($1, $2, $3, true, $4, $5, $6, $6) ON CONFLICT (email) DO NOTHING`,
    [id, person.name, person.email, person.role, isEverywhere(person.role, person.appliances), at],
  );
  if (rowCount === 0) {
    throw conflict(
      "email_taken",
      `There is already a person with the address ${person.email}; change that one instead.`,
    );
  }
  await tx.query(
    `INSERT INTO person_account (id, account_id, provider_id, person_id, password, created_at, updated_at)
     VALUES ($1, $2, 'credential', $2, $3, $4, $4)`,
    [randomUUID(), id, person.passwordHash, at],
  );
  await writeAppliances(tx, id, person.role, person.appliances);
  return id;
}

/** Admins have every appliance, whatever the list says. */
export function isEverywhere(role: string, appliances: Appliances): boolean {
  return role === "admin" || appliances === "all";
}

/** Sets the listed appliances of a person; numbers that do not exist (any more) are left out. */
export async function writeAppliances(
  tx: Sql,
  personId: string,
  role: string,
  appliances: Appliances,
): Promise<void> {
  await tx.query("DELETE FROM person_appliance WHERE person_id = $1", [personId]);
  if (isEverywhere(role, appliances)) return;
  await tx.query(
    "INSERT INTO person_appliance (person_id, appliance_id) SELECT $1, id FROM appliance WHERE id = ANY($2::int[])",
    [personId, appliances],
  );
}

/** @throws AppError 422 `unknown_appliance` naming the numbers that do not exist */
export async function refuseUnknownAppliances(tx: Sql, appliances: Appliances): Promise<void> {
  if (appliances === "all") return;
  const { rows } = await tx.query<{ id: number }>(
    "SELECT given.id FROM unnest($1::int[]) AS given(id) WHERE NOT EXISTS (SELECT 1 FROM appliance a WHERE a.id = given.id)",
    [appliances],
  );
  if (rows.length > 0) {
    const numbers = rows.map((row) => row.id).join(", ");
    throw unprocessable(
      "unknown_appliance",
      `There is no appliance ${numbers}; choose from those that are registered.`,
    );
  }
}

/** Gives a person a password, making the account if there is none, and ends all sessions. */
export async function replacePassword(
  tx: Sql,
  now: number,
  personId: string,
  passwordHash: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO person_account (id, account_id, provider_id, person_id, password, created_at, updated_at)
     VALUES ($1, $2, 'credential', $2, $3, $4, $4)
     ON CONFLICT (provider_id, account_id) DO UPDATE SET password = EXCLUDED.password, updated_at = EXCLUDED.updated_at`,
    [randomUUID(), personId, passwordHash, asTimestamp(now)],
  );
  await endSessions(tx, personId);
}

/** Signs a person out everywhere; who stands at the second step starts anew. */
export async function endSessions(tx: Sql, personId: string): Promise<void> {
  await tx.query("DELETE FROM person_session WHERE person_id = $1", [personId]);
  await tx.query("DELETE FROM sign_in_step WHERE person_id = $1", [personId]);
}

/** A person as stored. */
export type PersonRow = {
  id: string;
  name: string;
  email: string;
  role: PersonRole;
  all_appliances: boolean;
  disabled_at: number | null;
  appliance_ids: number[];
};

/**
 * Locks a person and every enabled admin, in order of their ids, so that changes of who is admin take turns.
 * @throws AppError 404 when there is no such person
 */
export async function lockPerson(tx: Sql, id: string): Promise<PersonRow> {
  await tx.query(
    "SELECT id FROM person WHERE (role = 'admin' AND disabled_at IS NULL) OR id = $1 ORDER BY id FOR UPDATE",
    [id],
  );
  const { rows } = await tx.query<PersonRow>(
    `SELECT id, name, email, role, all_appliances, disabled_at,
            ARRAY(SELECT appliance_id FROM person_appliance a WHERE a.person_id = p.id ORDER BY 1) AS appliance_ids
     FROM person p WHERE id = $1`,
    [id],
  );
  if (!rows[0]) throw new AppError(404, "not_found", "There is no such person (any more). Reload the list.");
  return rows[0];
}

/** The condition, for the row `p` being changed, that an enabled admin remains besides it. */
export const anotherAdminRemains = `EXISTS (
  SELECT 1 FROM person o WHERE o.id <> p.id AND o.role = 'admin' AND o.disabled_at IS NULL)`;

/** The refusal when no other enabled admin would remain. */
export function lastAdminError(): AppError {
  return conflict("last_admin", "This is the last admin. Make somebody else an admin first.");
}

/** A person as the audit log shows them. */
export function auditedPerson(row: PersonRow): Record<string, unknown> {
  return {
    name: row.name,
    email: row.email,
    role: row.role,
    appliances: row.all_appliances ? "all" : row.appliance_ids,
    disabled: row.disabled_at !== null,
  };
}
