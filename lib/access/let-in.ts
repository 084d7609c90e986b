// Decides what follows once somebody has shown a password or a good link: the session, or the second step before it.
import type { Sql } from "@/lib/platform/db";
import { type CameBy, type Comer, openSession } from "./open-session";
import { beginEnrolment, mustHaveSecondStep, secondStepOf } from "./second-factor";
import { openStep, type StepKind } from "./sign-in-step";
import type { Visitor } from "./visitor";

/** `step`: what is still asked; null: signed in. `cookies` are Set-Cookie values. */
export interface LetIn {
  personId: string;
  step: StepKind | null;
  cookies: string[];
}

/**
 * Opens the session, or the step before it. Somebody who must have a second step and has none sets it up now.
 * @throws AppError 403 `person_disabled`
 */
export async function letIn(tx: Sql, now: number, person: Comer, from: Visitor, by: CameBy): Promise<LetIn> {
  const hasSecondStep = (await secondStepOf(tx, person.id)).since !== null;
  if (!hasSecondStep && !mustHaveSecondStep(person.role)) {
    return { personId: person.id, step: null, cookies: await openSession(tx, now, person, from, { by }) };
  }
  const step = hasSecondStep ? "code" : "enrol";
  if (step === "enrol") await beginEnrolment(tx, now, person);
  return { personId: person.id, step, cookies: await openStep(tx, now, person, step, by) };
}
