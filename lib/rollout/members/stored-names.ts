/** States and reasons as blocks hold them: by their place in the types of the database, from 1; 0 is none. */
import type { MemberState } from "@/lib/core/member";
import type { ReasonCode } from "@/lib/core/reasons";

/** The values of `member_state`, in its order. */
export const storedStates = [
  "excluded",
  "checked_in",
  "upgrading",
  "needs_redeployment",
  "overdue",
  "queued",
  "waiting",
] as const satisfies readonly MemberState[];

/** The values of `reason_code`, in its order. */
export const storedCodes = [
  "excluded_by_person",
  "planned_retirement",
  "duplicate_shadow",
  "seen_after_release",
  "attested",
  "holds_slot",
  "attested_awaiting_sighting",
  "disabled_at_endpoint",
  "uninstalled_at_endpoint",
  "agent_by_hand",
  "integration_client_by_hand",
  "msi_locked_down",
  "attempts_exhausted",
  "missed_releases",
  "silent",
  "wants_slot",
  "row_unreadable",
  "update_need_unread",
  "on_first_use",
  "no_deadline",
  "not_due_yet",
  "no_data_since_due",
  "regressed",
  "needs_update",
  "never_seen",
  "past_due",
  "connected_but_old",
] as const satisfies readonly ReasonCode[];

/** The place of a state; 0 for none. */
export function placeOfState(state: MemberState | null): number {
  return state === null ? 0 : storedStates.indexOf(state) + 1;
}

/** The place of a reason. */
export function placeOfCode(code: ReasonCode): number {
  return storedCodes.indexOf(code) + 1;
}
