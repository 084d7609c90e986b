/**
 * Decides what lies between the password and the session: a step that must be taken within ten minutes, in the same browser,
 * with few tries. Its token is in a cookie; only its hash is in the table.
 */
import { randomBytes } from "node:crypto";
import { asTimestamp, type Sql } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { hashSecret } from "./api-key-secret";
import { readCookie, writeCookie } from "./door-cookies";
import type { CameBy, Comer } from "./open-session";

const SECONDS = 600;
const TRIES = 5;
const COOKIE = "step";

/** `code`: the app's code is asked; `enrol`: a second step is required and must be set up first. */
export type StepKind = "code" | "enrol";

/** Somebody at a step. */
export interface AtStep {
  person: Comer;
  cameBy: CameBy;
}

/** Opens a step. @returns the Set-Cookie values */
export async function openStep(
  tx: Sql,
  now: number,
  person: Pick<Comer, "id">,
  kind: StepKind,
  cameBy: CameBy,
): Promise<string[]> {
  const token = randomBytes(32).toString("base64url");
  await tx.query("DELETE FROM sign_in_step WHERE expires_at < $1", [asTimestamp(now)]);
  await tx.query(
    `INSERT INTO sign_in_step (token_hash, person_id, kind, came_by, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [hashSecret(token), person.id, kind, cameBy, asTimestamp(now), asTimestamp(now + SECONDS * 1000)],
  );
  return [writeCookie(COOKIE, token, SECONDS)];
}

type StepRow = { id: string; name: string; email: string; role: Comer["role"]; came_by: CameBy };

const stepPerson = "p.id, p.name, p.email, p.role, s.came_by";

/** Who stands at a step of this kind, by the cookie in these headers; null when nobody does (any more). Counts nothing. */
export async function readStep(
  db: Sql,
  now: number,
  headers: Headers,
  kind: StepKind,
): Promise<AtStep | null> {
  const token = readCookie(headers, COOKIE);
  if (token === null) return null;
  const { rows } = await db.query<StepRow>(
    `SELECT ${stepPerson} FROM sign_in_step s JOIN person p ON p.id = s.person_id
     WHERE s.token_hash = $1 AND s.kind = $2 AND s.expires_at > $3 AND s.attempts < $4 AND p.disabled_at IS NULL`,
    [hashSecret(token), kind, asTimestamp(now), TRIES],
  );
  return rows[0] ? atStep(rows[0]) : null;
}

function atStep({ came_by, ...person }: StepRow): AtStep {
  return { person, cameBy: came_by };
}

/**
 * Counts a try at a step, before it is made.
 * @throws AppError 410 `step_over` when there is no step (any more): the password has to be shown again
 */
export async function tryStep(db: Sql, now: number, headers: Headers, kind: StepKind): Promise<AtStep> {
  const token = readCookie(headers, COOKIE);
  const { rows } = await db.query<StepRow>(
    `UPDATE sign_in_step s SET attempts = attempts + 1 FROM person p
     WHERE p.id = s.person_id AND p.disabled_at IS NULL
       AND s.token_hash = $1 AND s.kind = $2 AND s.expires_at > $3 AND s.attempts < $4
     RETURNING ${stepPerson}`,
    [hashSecret(token ?? ""), kind, asTimestamp(now), TRIES],
  );
  if (!rows[0]) throw stepOver();
  return atStep(rows[0]);
}

function stepOver(): AppError {
  return new AppError(
    410,
    "step_over",
    "This took too long, or there were too many tries. Sign in again with your password.",
  );
}

/**
 * Closes the step of these headers: it was taken. Of two who take it at once, one does.
 * @returns the Set-Cookie values that remove its cookie
 * @throws AppError 410 `step_over`
 */
export async function closeStep(tx: Sql, headers: Headers): Promise<string[]> {
  const { rowCount } = await tx.query("DELETE FROM sign_in_step WHERE token_hash = $1", [
    hashSecret(readCookie(headers, COOKIE) ?? ""),
  ]);
  if (rowCount === 0) throw stepOver();
  return [writeCookie(COOKIE, "", 0)];
}
