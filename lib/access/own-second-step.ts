// Decides what a signed-in person may do about their own second step: set it up, take it away, get new recovery codes.
import { recordAudit } from "@/lib/platform/audit";
import type { Ctx } from "@/lib/platform/context";
import { inTransaction, type Sql } from "@/lib/platform/db";
import { conflict, forbidden } from "@/lib/platform/errors";
import { confirmOwnPassword } from "./confirm-own-password";
import { countCode, forgiveCode } from "./limit-sign-in";
import type { Comer } from "./open-session";
import { replaceRecoveryCodes } from "./recovery-codes";
import { refuseLocked } from "./refuse-locked";
import {
  beginEnrolment,
  confirmEnrolment,
  type Enrolment,
  forgetSecondStep,
  mustHaveSecondStep,
  secondStepOf,
  takeCode,
} from "./second-factor";
import { wrongCode } from "./take-second-step";
import type { Visitor } from "./visitor";

function audit(tx: Sql, ctx: Ctx, deed: string, personId: string): Promise<void> {
  return recordAudit(tx, ctx, { deed, applianceId: null, subjectType: "person", subjectId: personId });
}

/**
 * Begins to set it up, also on a new phone: the old one goes on until the new one is confirmed.
 * @throws AppError as `confirmOwnPassword`
 */
export async function beginOwnSecondStep(
  ctx: Ctx,
  input: { password: string },
  from: Visitor,
): Promise<Enrolment> {
  const person = await confirmOwnPassword(ctx, input.password, "password", from);
  return beginEnrolment(ctx.db, ctx.now, person);
}

/**
 * Confirms it with a first code. Every other session ends: it was opened without a second step, or with the old one.
 * @returns the recovery codes, for the only time
 * @throws AppError 422 `wrong_code`, 409 `nothing_to_confirm`, 403 for keys
 */
export async function confirmOwnSecondStep(
  ctx: Ctx,
  input: { code: string },
  own: { email: string; sessionId: string },
): Promise<string[]> {
  const { actor } = ctx;
  if (actor.type !== "person") throw forbidden("Only a signed-in person has a second step.");
  return inTransaction(ctx.db, async (tx) => {
    const codes = await confirmEnrolment(tx, ctx.now, { id: actor.id, email: own.email }, input.code);
    if (!codes) throw wrongCode();
    await tx.query("DELETE FROM person_session WHERE person_id = $1 AND id <> $2", [actor.id, own.sessionId]);
    await audit(tx, ctx, "person.setUpSecondStep", actor.id);
    return codes;
  });
}

async function refuseWithout(db: Sql, person: Comer): Promise<void> {
  if ((await secondStepOf(db, person.id)).since !== null) return;
  throw conflict("no_second_step", "You have no second step. Set it up first.");
}

/**
 * Takes it away, for who shows the password and a code.
 * @throws AppError 409 `second_step_required` where it must be had, `no_second_step`, 422 `wrong_code`, 429, and as
 * `confirmOwnPassword`
 */
export async function removeOwnSecondStep(
  ctx: Ctx,
  input: { password: string; code: string },
  from: Visitor,
): Promise<void> {
  const person = await confirmOwnPassword(ctx, input.password, "password", from);
  await refuseWithout(ctx.db, person);
  if (mustHaveSecondStep(person.role)) {
    throw conflict(
      "second_step_required",
      "Everybody of your role must have a second step here. You can set it up anew for another phone.",
    );
  }
  const refusal = await countCode(person.id, null);
  if (refusal) {
    throw await refuseLocked(ctx.db, ctx.now, refusal, { personId: person.id, email: person.email }, from);
  }
  await inTransaction(ctx.db, async (tx) => {
    if (!(await takeCode(tx, ctx.now, person, input.code))) throw wrongCode();
    await forgetSecondStep(tx, person.id);
    await audit(tx, ctx, "person.removeSecondStep", person.id);
  });
  await forgiveCode(person.id, null);
}

/**
 * Makes new recovery codes; the old ones work no longer.
 * @returns them, for the only time
 * @throws AppError 409 `no_second_step`, and as `confirmOwnPassword`
 */
export async function renewRecoveryCodes(
  ctx: Ctx,
  input: { password: string },
  from: Visitor,
): Promise<string[]> {
  const person = await confirmOwnPassword(ctx, input.password, "password", from);
  await refuseWithout(ctx.db, person);
  return inTransaction(ctx.db, async (tx) => {
    const codes = await replaceRecoveryCodes(tx, ctx.now, person.id);
    await audit(tx, ctx, "person.renewRecoveryCodes", person.id);
    return codes;
  });
}
