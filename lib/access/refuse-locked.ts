// Decides what who is held up is told, and what log and audit keep of it: one audit row when a lock begins, not one per try.
import { recordAudit } from "@/lib/platform/audit";
import { system } from "@/lib/platform/context";
import type { Sql } from "@/lib/platform/db";
import { AppError } from "@/lib/platform/errors";
import { accountName } from "./account-name";
import { addressGroup } from "./client-address";
import type { LockScope, Refusal } from "./limit-sign-in";
import { logSignIn } from "./sign-in-log";
import type { Visitor } from "./visitor";

/** Somebody known, or an address that was tried. */
type Who = { personId: string | null; email: string };

function waitWords(seconds: number): string {
  if (seconds < 60) return seconds === 1 ? "a second" : `${seconds} seconds`;
  const minutes = Math.ceil(seconds / 60);
  return minutes === 1 ? "a minute" : `${minutes} minutes`;
}

/** 429 with how long to wait. */
function tooManyAttempts(seconds: number): AppError {
  return new AppError(
    429,
    "too_many_attempts",
    `Too many attempts. Wait ${waitWords(seconds)} and try again.`,
    { retryAfterSeconds: seconds },
    { "Retry-After": String(seconds) },
  );
}

/** What is locked: an address for all accounts, or an account (which nobody may have). */
function subjectOf(scope: LockScope, who: Who, from: Visitor) {
  if (scope === "address") return { subjectType: "address", subjectId: addressGroup(from.address ?? "") };
  if (who.personId !== null) return { subjectType: "person", subjectId: who.personId };
  return { subjectType: "account", subjectId: accountName(who.email) };
}

/** Tells of a refusal in the log. @returns the error to throw */
export function refuseAgain({ scope, waitSeconds, begins }: Refusal, who: Who, from: Visitor): AppError {
  const named = who.personId === null ? { email: who.email } : { personId: who.personId };
  logSignIn("locked", named, from, { scope, waitSeconds, begins });
  return tooManyAttempts(waitSeconds);
}

/**
 * Tells of a refusal in the log, and in the audit log when the lock begins with it.
 * @returns the error to throw
 */
export async function refuseLocked(
  db: Sql,
  now: number,
  refusal: Refusal,
  who: Who,
  from: Visitor,
): Promise<AppError> {
  const { scope, waitSeconds } = refusal;
  if (refusal.begins) {
    await recordAudit(
      db,
      { now, actor: system },
      {
        deed: "person.signInLocked",
        applianceId: null,
        ...subjectOf(scope, who, from),
        after: { scope, address: from.address, waitSeconds },
      },
    );
  }
  return refuseAgain(refusal, who, from);
}
