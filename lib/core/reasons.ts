/** The catalogue of reasons: why a member is in its state. Sentences, and what would clear each, are in messages/. */
import type { MemberState } from "./member";

/** Every reason with the states it can explain. The code is also the key of its sentence and of what would clear it. */
export const reasonStates = {
  excluded_by_person: ["excluded"],
  planned_retirement: ["excluded"],
  duplicate_shadow: ["excluded"],

  seen_after_release: ["checked_in"],
  attested: ["checked_in"],

  holds_slot: ["upgrading"],

  attested_awaiting_sighting: ["waiting"],

  disabled_at_endpoint: ["needs_redeployment"],
  uninstalled_at_endpoint: ["needs_redeployment"],
  agent_by_hand: ["needs_redeployment"],
  integration_client_by_hand: ["needs_redeployment"],
  msi_locked_down: ["needs_redeployment"],
  attempts_exhausted: ["needs_redeployment"],
  missed_releases: ["needs_redeployment"],
  silent: ["needs_redeployment"],

  wants_slot: ["queued"],
  row_unreadable: ["waiting"],
  update_need_unread: ["waiting"],
  on_first_use: ["waiting"],
  no_deadline: ["waiting"],
  not_due_yet: ["waiting"],
  no_data_since_due: ["waiting"],
  regressed: ["waiting", "overdue"],
  connected_but_old: ["waiting", "overdue"],
  needs_update: ["waiting", "overdue"],
  never_seen: ["waiting", "overdue"],
  past_due: ["overdue"],
} as const satisfies Record<string, readonly MemberState[]>;

export type ReasonCode = keyof typeof reasonStates;

/** All codes, in the order in which the rules are asked. */
export const reasonCodes = Object.keys(reasonStates) as ReasonCode[];
