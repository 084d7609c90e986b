// Decides how a session begins: a row, its cookie, a word in the audit log, all or nothing.
import { randomBytes, randomUUID } from "node:crypto";
import { recordAudit } from "@/lib/platform/audit";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { sessionSeconds, signedToken } from "./auth";
import { writeCookie } from "./door-cookies";
import { rememberDevice } from "./known-device";
import type { PersonRow } from "./person-store";
import { userAgentOf, type Visitor } from "./visitor";

/** By what somebody came in; with a second step, by which. */
export type CameBy = "password" | "link";
export type SecondStep = "code" | "recovery_code" | "set_up";

/** Somebody who is about to be let in. */
export type Comer = Pick<PersonRow, "id" | "name" | "email" | "role">;

/** As the audit log names who did what to their own account. */
export function actorOfComer(person: Comer) {
  return { type: "person" as const, id: person.id, name: person.name, role: person.role, appliances: [] };
}

/** 403 for who knows the password of an account that is disabled. */
export function personDisabled(): AppError {
  return new AppError(403, "person_disabled", "This account is disabled. Ask an admin to enable it.");
}

/**
 * Opens a session of seven days. The browser is known to the account from now on (known-device.ts).
 * @returns the Set-Cookie values, to be sent once the transaction is committed
 * @throws AppError 403 `person_disabled`: whatever way a session comes about, a disabled person gets none
 */
export async function openSession(
  tx: Sql,
  now: number,
  person: Comer,
  from: Visitor,
  came: { by: CameBy; secondStep?: SecondStep | undefined },
): Promise<string[]> {
  const token = randomBytes(32).toString("base64url");
  const at = asTimestamp(now);
  // better-auth, which reads it, goes by the true clock; `now` may be moved in tests.
  const { rowCount } = await tx.query(
    `INSERT INTO person_session (id, token, person_id, expires_at, ip_address, user_agent, created_at, updated_at, last_seen_at)
     SELECT $1, $2, id, clock_timestamp() + make_interval(secs => $4), $5, $6, $7, $7, $7
     FROM person WHERE id = $3 AND disabled_at IS NULL`,
    [randomUUID(), token, person.id, sessionSeconds, from.address, userAgentOf(from), at],
  );
  if (rowCount === 0) throw personDisabled();
  await recordAudit(
    tx,
    { now, actor: actorOfComer(person) },
    {
      deed: "person.signIn",
      applianceId: null,
      subjectType: "person",
      subjectId: person.id,
      after: { by: came.by, secondStep: came.secondStep, address: from.address },
    },
  );
  return [
    writeCookie("session_token", await signedToken(token), sessionSeconds),
    rememberDevice(from.headers, person.email, now),
  ];
}
