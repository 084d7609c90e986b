/** One member for each reason there is. */
import { defaultPolicy } from "@/lib/core/policy";
import type { ReasonCode } from "@/lib/core/reasons";
import { aMemberCase, aSighting, hoursAfterRelease, memberIn, type Situation } from "./member-case";
import { memberEvents } from "./member-events";

const noDue = {
  ...defaultPolicy,
  jump_client_active: { ...defaultPolicy.jump_client_active, dueAfterMinutes: null },
};
const lockedDown = { kind: "console", installMethod: "msi_locked_down" } as const;

/** A member whose reason has the code. */
export const memberBecause: Record<ReasonCode, Situation> = {
  excluded_by_person: memberIn.excluded(),
  planned_retirement: memberEvents["retirement planned"](aMemberCase()),
  duplicate_shadow: memberEvents["becomes duplicate shadow"](aMemberCase()),
  seen_after_release: memberIn.checked_in(),
  attested: memberEvents["attested, kind without a source"](aMemberCase()),
  holds_slot: memberIn.upgrading(),
  attested_awaiting_sighting: memberEvents["attested, kind with a source"](aMemberCase()),
  disabled_at_endpoint: memberEvents.disabled(aMemberCase()),
  uninstalled_at_endpoint: memberEvents.uninstalled(aMemberCase()),
  agent_by_hand: aMemberCase({ kind: "connection_agent" }),
  integration_client_by_hand: aMemberCase({ kind: "integration_client" }),
  msi_locked_down: aMemberCase(lockedDown),
  attempts_exhausted: memberEvents["slot expired three times"](aMemberCase()),
  missed_releases: memberEvents["second release missed"](aMemberCase()),
  silent: memberIn.needs_redeployment(),
  wants_slot: memberIn.queued(),
  row_unreadable: memberEvents["listed in a row that could not be read"](aMemberCase()),
  update_need_unread: memberEvents["connected, update need unread"](aMemberCase()),
  on_first_use: aMemberCase({ kind: "button" }),
  no_deadline: aMemberCase({ policy: noDue }),
  not_due_yet: memberIn.waiting(),
  no_data_since_due: memberEvents["due passes without look"](aMemberCase()),
  regressed: memberEvents["needs_update true after proof"](aMemberCase()),
  connected_but_old: memberEvents["connected, needs_update true"](aMemberCase()),
  needs_update: memberEvents["needs_update true"](aMemberCase()),
  never_seen: aMemberCase({ sightings: [aSighting({ observedAt: hoursAfterRelease(-9) })] }),
  past_due: memberIn.overdue(),
};
