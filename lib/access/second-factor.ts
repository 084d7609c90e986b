/**
 * Decides how the second step of signing in works: a code of six digits that an app makes every 30 seconds (TOTP, RFC 6238),
 * or a recovery code. The app's secret is stored encrypted, for it is needed again.
 */
import { Secret, TOTP } from "otpauth";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { conflict } from "@/lib/platform/errors";
import { decryptSecret, encryptSecret } from "@/lib/platform/secrets";
import { looksLikeRecoveryCode, replaceRecoveryCodes, takeRecoveryCode } from "./recovery-codes";

const PERIOD_SECONDS = 30;
const SECRET_BYTES = 20;
/** The code before and the one after the present are taken too: the clocks of phones differ. */
const WINDOW = 1;
/** A secret that nobody confirmed for so long is made anew. */
const PENDING_MS = 15 * 60_000;

type TotpRow = {
  secret: string | null;
  confirmed_at: number | null;
  pending_secret: string | null;
  pending_at: number | null;
};

async function readRow(db: Sql, personId: string): Promise<TotpRow | null> {
  const { rows } = await db.query<TotpRow>(
    "SELECT secret, confirmed_at, pending_secret, pending_at FROM person_totp WHERE person_id = $1",
    [personId],
  );
  return rows[0] ?? null;
}

function totpOf(secret: string, email: string): TOTP {
  const { hostname } = new URL(env().ROLLCALL_URL);
  return new TOTP({
    issuer: `Rollcall (${hostname})`,
    label: email,
    algorithm: "SHA1",
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secret),
  });
}

/** What an app needs. `secret`: to be typed, in fours; `uri`: to be scanned. */
export interface Enrolment {
  secret: string;
  uri: string;
}

/** Whether somebody of this role must have a second step (ROLLCALL_REQUIRE_TOTP). */
export function mustHaveSecondStep(role: string): boolean {
  const required = env().ROLLCALL_REQUIRE_TOTP;
  return required === "all" || (required === "admins" && role === "admin");
}

/** Since when a person has a second step, null without one. `codesLeft`: recovery codes that are not used. */
export async function secondStepOf(
  db: Sql,
  personId: string,
): Promise<{ since: number | null; codesLeft: number }> {
  const { rows } = await db.query<{ since: number | null; left: number }>(
    `SELECT (SELECT confirmed_at FROM person_totp WHERE person_id = $1) AS since,
            (SELECT count(*) FROM person_recovery_code WHERE person_id = $1 AND used_at IS NULL) AS left`,
    [personId],
  );
  return { since: rows[0]?.since ?? null, codesLeft: rows[0]?.left ?? 0 };
}

/** Makes a secret that counts for nothing until it is confirmed; one that counts already goes on until then. */
export async function beginEnrolment(
  tx: Sql,
  now: number,
  person: { id: string; email: string },
): Promise<Enrolment> {
  const secret = new Secret({ size: SECRET_BYTES }).base32;
  await tx.query(
    `INSERT INTO person_totp (person_id, pending_secret, pending_at) VALUES ($1, $2, $3)
     ON CONFLICT (person_id) DO UPDATE SET pending_secret = EXCLUDED.pending_secret, pending_at = EXCLUDED.pending_at`,
    [person.id, encryptSecret(secret), asTimestamp(now)],
  );
  return enrolmentOf(secret, person.email);
}

function enrolmentOf(secret: string, email: string): Enrolment {
  return { secret: secret.match(/.{1,4}/g)?.join(" ") ?? secret, uri: totpOf(secret, email).toString() };
}

/** The enrolment that waits to be confirmed, null when there is none (any more). */
export async function pendingEnrolment(
  db: Sql,
  now: number,
  person: { id: string; email: string },
): Promise<Enrolment | null> {
  const row = await readRow(db, person.id);
  if (!row?.pending_secret || now - (row.pending_at ?? 0) > PENDING_MS) return null;
  return enrolmentOf(decryptSecret(row.pending_secret), person.email);
}

/** The 30 seconds, counted from 1970, whose code this is; null when it is none of those that are good now. */
function stepOf(secret: string, email: string, code: string, now: number): number | null {
  const digits = code.replace(/\s/g, "");
  if (!/^\d{6}$/.test(digits)) return null;
  const delta = totpOf(secret, email).validate({ token: digits, timestamp: now, window: WINDOW });
  return delta === null ? null : Math.floor(now / 1000 / PERIOD_SECONDS) + delta;
}

/**
 * Confirms an enrolment with a first code: from now on the second step is asked.
 * @returns new recovery codes, for the only time; null when the code is wrong
 * @throws AppError 409 `nothing_to_confirm` when no enrolment waits, `secret_unreadable`
 */
export async function confirmEnrolment(
  tx: Sql,
  now: number,
  person: { id: string; email: string },
  code: string,
): Promise<string[] | null> {
  const row = await readRow(tx, person.id);
  if (!row?.pending_secret || now - (row.pending_at ?? 0) > PENDING_MS) {
    throw conflict("nothing_to_confirm", "This took too long. Begin again to get a new code for your app.");
  }
  const step = stepOf(decryptSecret(row.pending_secret), person.email, code, now);
  if (step === null) return null;
  const { rowCount } = await tx.query(
    `UPDATE person_totp SET secret = pending_secret, confirmed_at = $2, last_step = $3, pending_secret = NULL, pending_at = NULL
     WHERE person_id = $1 AND pending_secret = $4`,
    [person.id, asTimestamp(now), step, row.pending_secret],
  );
  if (rowCount === 0) throw conflict("nothing_to_confirm", "Somebody else began again. Begin again, too.");
  return replaceRecoveryCodes(tx, now, person.id);
}

/**
 * Takes a code of the app, which works once, or a recovery code, which works once.
 * @returns which it was, null when it is wrong (or was used)
 */
export async function takeCode(
  tx: Sql,
  now: number,
  person: { id: string; email: string },
  code: string,
): Promise<"code" | "recovery_code" | null> {
  if (looksLikeRecoveryCode(code)) {
    return (await takeRecoveryCode(tx, now, person.id, code)) ? "recovery_code" : null;
  }
  const row = await readRow(tx, person.id);
  if (!row?.secret) return null;
  const step = stepOf(decryptSecret(row.secret), person.email, code, now);
  if (step === null) return null;
  const { rowCount } = await tx.query(
    "UPDATE person_totp SET last_step = $2 WHERE person_id = $1 AND (last_step IS NULL OR last_step < $2)",
    [person.id, step],
  );
  return rowCount === 1 ? "code" : null;
}

/** Takes the second step away, recovery codes included. @returns whether there was one */
export async function forgetSecondStep(tx: Sql, personId: string): Promise<boolean> {
  await tx.query("DELETE FROM person_recovery_code WHERE person_id = $1", [personId]);
  const { rows } = await tx.query<{ confirmed: boolean }>(
    "DELETE FROM person_totp WHERE person_id = $1 RETURNING confirmed_at IS NOT NULL AS confirmed",
    [personId],
  );
  return rows[0]?.confirmed ?? false;
}
