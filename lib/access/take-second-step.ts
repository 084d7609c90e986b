// Decides how the second step lets somebody in who has shown the password or a good link.
import { recordAudit } from "@/lib/platform/audit";
import { inTransaction, type Pool } from "@/lib/platform/db";
import { unprocessable } from "@/lib/platform/errors";
import { knownDevice } from "./known-device";
import { countCode, forgiveCode } from "./limit-sign-in";
import { actorOfComer, openSession } from "./open-session";
import { refuseLocked } from "./refuse-locked";
import { confirmEnrolment, takeCode } from "./second-factor";
import { logSignIn } from "./sign-in-log";
import { closeStep, tryStep } from "./sign-in-step";
import type { Visitor } from "./visitor";

/** 422 for a code that is wrong, used, or too old. */
export function wrongCode(): Error {
  const message = "This code is wrong or was used already. Wait for the next one in your app and type that.";
  return unprocessable("wrong_code", message, { errors: [{ path: "code", message }] });
}

/**
 * Takes the code of the app, or a recovery code, from who stands at the step `code`.
 * @returns the session's Set-Cookie values
 * @throws AppError 422 `wrong_code`, 410 `step_over`, 429 `too_many_attempts`
 */
export async function enterWithCode(db: Pool, now: number, code: string, from: Visitor): Promise<string[]> {
  const { person, cameBy } = await tryStep(db, now, from.headers, "code");
  const deviceId = knownDevice(from.headers, person.email, now);
  const refusal = await countCode(person.id, deviceId);
  if (refusal) throw await refuseLocked(db, now, refusal, { personId: person.id, email: person.email }, from);
  const cookies = await inTransaction(db, async (tx) => {
    const taken = await takeCode(tx, now, person, code);
    if (!taken) throw wrongCode();
    const closed = await closeStep(tx, from.headers);
    return [...closed, ...(await openSession(tx, now, person, from, { by: cameBy, secondStep: taken }))];
  }).catch((error) => {
    logSignIn("wrong_code", { personId: person.id }, from);
    throw error;
  });
  await forgiveCode(person.id, deviceId);
  logSignIn("signed_in", { personId: person.id }, from);
  return cookies;
}

/**
 * Confirms the second step of who stands at the step `enrol`, and lets them in.
 * @returns the session's Set-Cookie values and the recovery codes, for the only time
 * @throws AppError 422 `wrong_code`, 410 `step_over`, 409 `nothing_to_confirm`
 */
export async function enterWithEnrolment(
  db: Pool,
  now: number,
  code: string,
  from: Visitor,
): Promise<{ cookies: string[]; recoveryCodes: string[] }> {
  const { person, cameBy } = await tryStep(db, now, from.headers, "enrol");
  const entered = await inTransaction(db, async (tx) => {
    const recoveryCodes = await confirmEnrolment(tx, now, person, code);
    if (!recoveryCodes) throw wrongCode();
    await recordAudit(
      tx,
      { now, actor: actorOfComer(person) },
      { deed: "person.setUpSecondStep", applianceId: null, subjectType: "person", subjectId: person.id },
    );
    const closed = await closeStep(tx, from.headers);
    const opened = await openSession(tx, now, person, from, { by: cameBy, secondStep: "set_up" });
    return { cookies: [...closed, ...opened], recoveryCodes };
  });
  logSignIn("signed_in", { personId: person.id }, from);
  return entered;
}
