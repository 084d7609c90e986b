/** What a member of a rollout is: the states it can be in, whether it belongs to the cohort or has left, and when all are done. */
import { isAfter } from "./instants";

/** The seven states, in the order in which a person wants to read them. */
export const memberStates = [
  "waiting",
  "queued",
  "upgrading",
  "checked_in",
  "overdue",
  "needs_redeployment",
  "excluded",
] as const;
export type MemberState = (typeof memberStates)[number];

/** Of who is still to come, and can without anybody redeploying it. */
export const comingStates = [
  "waiting",
  "queued",
  "upgrading",
  "overdue",
] as const satisfies readonly MemberState[];

/** Rule 10: evidence dated at or before the release, or listed in the snapshot that stands in for the missing earlier one. */
export function isCohort(
  firstEvidenceAt: number,
  installedAt: number,
  inFirstSnapshotAfter: boolean,
): boolean {
  return firstEvidenceAt <= installedAt || inFirstSnapshotAfter;
}

/**
 * Rule 11: absent from two complete snapshots in a row, that is, last observed before the second newest one.
 * `lastObservedAt`: the newest observation of the client; `lookBeforeAt`: the second newest complete snapshot of its kind.
 */
export function hasLeft(lastObservedAt: number | null, lookBeforeAt: number | null): boolean {
  return lastObservedAt !== null && isAfter(lookBeforeAt, lastObservedAt);
}

/**
 * Rule 13: every member except buttons is checked in or excluded. Never on a newest list that breaks off or most of whose rows
 * could not be read (rule 18): who is not in it may not be known at all.
 */
export function isFinished(
  counts: Record<MemberState, number>,
  unfinishedButtons: number,
  newestListIsDoubtful: boolean,
): boolean {
  if (newestListIsDoubtful) return false;
  const settledMembers = counts.checked_in + counts.excluded;
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return all > 0 && all - settledMembers - unfinishedButtons === 0;
}
