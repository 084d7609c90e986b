// Decides whether e-mail and password let somebody in, and how somebody goes out.
import { recordAudit } from "@/lib/platform/audit";
import { databaseNow, inTransaction, type Pool, type Sql } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { auth } from "./auth";
import { withHashPlace } from "./hash-queue";
import { knownDevice } from "./known-device";
import { type LetIn, letIn } from "./let-in";
import { countSignIn, forgiveSignIn, rememberedRefusal, type SignInTry } from "./limit-sign-in";
import { actorOfComer, type Comer, personDisabled } from "./open-session";
import { isPassword } from "./password-hash";
import { refuseAgain, refuseLocked } from "./refuse-locked";
import { logSignIn } from "./sign-in-log";
import type { Visitor } from "./visitor";

function wrongCredentials(): AppError {
  return new AppError(
    401,
    "wrong_credentials",
    "E-mail address or password is wrong. Check both; an admin can give you a link for a new password.",
  );
}

type Account = Comer & { disabled: boolean; password: string | null };

async function findAccount(db: Sql, email: string): Promise<Account | null> {
  const { rows } = await db.query<Account>(
    `SELECT p.id, p.name, p.email, p.role, p.disabled_at IS NOT NULL AS disabled, a.password
     FROM person p LEFT JOIN person_account a ON a.person_id = p.id AND a.provider_id = 'credential'
     WHERE p.email = $1`,
    [email],
  );
  return rows[0] ?? null;
}

interface Checked {
  now: number;
  tried: SignInTry;
  account: Account | null;
  isRight: boolean;
}

/**
 * The account of this address, and whether this is its password. Whoever is known to be held up, or finds no place to hash,
 * is turned away before the database is asked for anything: a flood must not take the connections of others either.
 */
async function checkPassword(db: Pool, email: string, password: string, from: Visitor): Promise<Checked> {
  // Whether the device is known still is asked below, by the database's clock; here it only chooses the queue.
  const deviceId = knownDevice(from.headers, email, 0);
  const remembered = rememberedRefusal({ email, address: from.address, deviceId });
  if (remembered) throw refuseAgain(remembered, { personId: null, email }, from);
  return withHashPlace(deviceId === null ? "unknown" : "known", async () => {
    const now = await databaseNow(db);
    const tried = { email, address: from.address, deviceId: knownDevice(from.headers, email, now) };
    const refusal = await countSignIn(tried);
    const account = await findAccount(db, email);
    if (refusal) throw await refuseLocked(db, now, refusal, { personId: account?.id ?? null, email }, from);
    return { now, tried, account, isRight: await isPassword(account?.password ?? null, password) };
  });
}

/**
 * Signs a person in.
 * @returns the session's cookies, or those of the step that is still asked
 * @throws AppError 401 `wrong_credentials`, 403 `person_disabled` (only to who knows the password), 429 `too_many_attempts`,
 * 503 `sign_in_busy`
 */
export async function signIn(
  db: Pool,
  input: { email: string; password: string },
  from: Visitor,
): Promise<LetIn> {
  const email = input.email.trim().toLowerCase();
  const checked = checkPassword(db, email, input.password, from).catch((error) => {
    if (error instanceof AppError && error.status === 503) logSignIn("busy", { email }, from);
    throw error;
  });
  const { now, tried, account, isRight } = await checked;
  if (!account || !isRight) {
    logSignIn("wrong_credentials", account ? { personId: account.id } : { email }, from);
    throw wrongCredentials();
  }
  if (account.disabled) {
    logSignIn("person_disabled", { personId: account.id }, from);
    throw personDisabled();
  }
  await forgiveSignIn(tried);
  const opened = await inTransaction(db, async (tx) => {
    await refuseUnlessStill(tx, account);
    return letIn(tx, now, account, from, "password");
  });
  logLetIn(opened, from);
  return opened;
}

/** Hashing takes a while: whoever replaced the password meanwhile has signed everybody out, and means this one too. */
async function refuseUnlessStill(tx: Sql, { id, password }: Account): Promise<void> {
  const { rows } = await tx.query(
    "SELECT 1 FROM person_account WHERE person_id = $1 AND provider_id = 'credential' AND password = $2 FOR SHARE",
    [id, password],
  );
  if (rows.length === 0) throw wrongCredentials();
}

/** Says in the log how far somebody has come. */
export function logLetIn({ step, personId }: LetIn, from: Visitor): void {
  const outcome = step === null ? "signed_in" : step === "code" ? "needs_code" : "needs_set_up";
  logSignIn(outcome, { personId }, from);
}

/** Ends the session of the cookie in these headers. @returns the Set-Cookie values that remove the cookie */
export async function signOut(db: Pool, now: number, from: Visitor): Promise<string[]> {
  const headers = new Headers({ cookie: from.headers.get("cookie") ?? "" });
  const session = await auth().api.getSession({ headers });
  if (session) {
    const personId = session.user.id;
    await inTransaction(db, async (tx) => {
      const { rows } = await tx.query<Comer>(
        `DELETE FROM person_session s USING person p
         WHERE s.id = $1 AND p.id = s.person_id RETURNING p.id, p.name, p.email, p.role`,
        [session.session.id],
      );
      if (!rows[0]) return;
      await recordAudit(
        tx,
        { now, actor: actorOfComer(rows[0]) },
        { deed: "person.signOut", applianceId: null, subjectType: "person", subjectId: personId },
      );
    });
    logSignIn("signed_out", { personId }, from);
  }
  const { headers: answered } = await auth().api.signOut({ headers, returnHeaders: true });
  return answered.getSetCookie();
}
