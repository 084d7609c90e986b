/** The rules of the judgement in the order of precedence (product.md rule 3); the first one that holds decides. */
import {
  attemptsExhausted,
  msiOnLockedDownMachine,
  silentTooLong,
  tooManyMissedReleases,
  unavailableAtEndpoint,
  upgradedByHand,
} from "./redeployment-rules";
import type { LastRule, Rule } from "./rule";
import {
  attested,
  attestedAwaitingSighting,
  duplicateShadow,
  excludedByPerson,
  holdsSlot,
  plannedRetirement,
  seenAfterRelease,
} from "./settled-rules";
import {
  noDataSinceDue,
  notDueYet,
  pastDue,
  rowUnreadable,
  updateNeedUnread,
  wantsSlot,
  withoutDeadline,
} from "./waiting-rules";

/** Precedence: excluded > checked in > upgrading > (attested: believed for a day) > needs redeployment > queued > overdue > waiting. */
export const rules: readonly Rule[] = [
  excludedByPerson,
  plannedRetirement,
  duplicateShadow,
  seenAfterRelease,
  attested,
  holdsSlot,
  attestedAwaitingSighting,
  unavailableAtEndpoint,
  upgradedByHand,
  msiOnLockedDownMachine,
  attemptsExhausted,
  tooManyMissedReleases,
  silentTooLong,
  wantsSlot,
  rowUnreadable,
  updateNeedUnread,
  noDataSinceDue,
  pastDue,
  notDueYet,
];

/** Holds where no other does. */
export const lastRule: LastRule = withoutDeadline;
