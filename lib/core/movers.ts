/** Whose move it is: who can do something about a member that is in its state for a reason. */
import type { MemberState } from "./member";
import { type ReasonCode, reasonCodes } from "./reasons";

/**
 * `nobody`: time or the appliance does it, or there is nothing to do. `end_user`: whoever sits at the machine. `technician`: who works the
 * redeployment list. `appliance_admin`: who runs the appliance. `rollcall_admin`: who feeds Rollcall.
 */
export const movers = ["nobody", "end_user", "technician", "appliance_admin", "rollcall_admin"] as const;
export type Mover = (typeof movers)[number];

/** Who has the move while a member waits is mostly nobody; once it is overdue somebody has. */
interface ByState {
  waiting: Mover;
  overdue: Mover;
}

const moverByCode: Readonly<Record<ReasonCode, Mover | ByState>> = {
  // Settled: nothing to do.
  excluded_by_person: "nobody",
  planned_retirement: "nobody",
  duplicate_shadow: "nobody",
  seen_after_release: "nobody",
  attested: "nobody",

  // Under way: an upgrade runs, a slot will come, a list will show what a technician has done.
  holds_slot: "nobody",
  wants_slot: "nobody",
  attested_awaiting_sighting: "nobody",

  // It never comes by itself: every redeployment stands on the technicians' list, with its remedy.
  disabled_at_endpoint: "technician",
  uninstalled_at_endpoint: "technician",
  agent_by_hand: "technician",
  integration_client_by_hand: "technician",
  msi_locked_down: "technician",
  attempts_exhausted: "technician",
  missed_releases: "technician",
  silent: "technician",

  // Rollcall lacks data that somebody has to bring, or to bring in a form that can be read.
  row_unreadable: "rollcall_admin",
  update_need_unread: "rollcall_admin",
  no_data_since_due: "rollcall_admin",

  // Nothing is late.
  on_first_use: "nobody",
  no_deadline: "nobody",
  not_due_yet: "nobody",

  // Another tool or an old installer put it back; that has to be found and stopped.
  regressed: { waiting: "nobody", overdue: "technician" },
  // It is connected and wants the update: the appliance hands upgrades out, as many at a time as its admin allows (guides).
  connected_but_old: { waiting: "nobody", overdue: "appliance_admin" },
  // It has not been here: it comes when its machine is switched on or its console run (guides).
  needs_update: { waiting: "nobody", overdue: "end_user" },
  past_due: "end_user",
  // Nobody ever saw it connected: was it set up at all, does it still exist?
  never_seen: { waiting: "nobody", overdue: "technician" },
};

/** Who has the move for a member in `state` because of `code`. Total. */
export function moverOf(state: MemberState, code: ReasonCode): Mover {
  const mover = moverByCode[code];
  if (typeof mover === "string") return mover;
  return state === "overdue" ? mover.overdue : mover.waiting;
}

/** The codes by which one of `wanted` has the move, of members that are overdue and of all others: what lists are filtered by. */
export function codesOfMovers(wanted: readonly Mover[]): { overdue: ReasonCode[]; others: ReasonCode[] } {
  const of = (state: MemberState) => reasonCodes.filter((code) => wanted.includes(moverOf(state, code)));
  return { overdue: of("overdue"), others: of("waiting") };
}
