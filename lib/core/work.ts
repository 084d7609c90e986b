/**
 * The redeployment list: what state the item of a client is in, what may be done with it, and in which order items are worked. An item
 * is not stored. Every member that needs redeployment is one; a row exists only of those with which a person did something.
 */
import type { ClientKind } from "./client";
import { attestationHours } from "./judging/settled-rules";
import type { MemberState } from "./member";
import type { ReasonCode } from "./reasons";

/** In the order in which a board shows them. `closed`: there is nothing to be done by hand (any more). */
export const itemStates = ["open", "started", "failed", "done"] as const;
export type ItemState = (typeof itemStates)[number];

/** What a person can do with an item. */
export const workDeeds = ["assign", "start", "done", "failed", "back"] as const;
export type WorkDeed = (typeof workDeeds)[number];

/** Why it could not be done. */
export const failReasons = [
  "not_there",
  "unreachable",
  "no_access",
  "person_refused",
  "no_installer",
  "installer_failed",
  "something_else",
] as const;
export type FailReason = (typeof failReasons)[number];

/** A client's member in the rollout that goes on. `heldByHand`: a person holds its slot. */
export interface WorkMember {
  rolloutId: number;
  state: MemberState;
  reasonCode: ReasonCode;
  heldByHand: boolean;
}

/** What people did last. Instants in epoch milliseconds. */
export interface WorkRow {
  /** The rollout in which `state` was set. */
  rolloutId: number;
  state: "started" | "done" | "failed" | null;
  /** The slot under which it was started. */
  slotId: number | null;
  doneAt: number | null;
}

/**
 * The state of a client's item. It is closed as soon as the member has checked in or is excluded, whoever did it, and where nothing has
 * to be done by hand. `done` is a person's word (rule 9): the member waits for a sighting and is flagged again without one, and so the
 * item is open again. One that was started or failed stays so when a new release moves it to its next member; one that was started
 * under a slot is only for as long as somebody holds that.
 */
export function itemState(member: WorkMember | null, row: WorkRow | null): ItemState | "closed" {
  if (member === null) return "closed";
  switch (member.state) {
    case "upgrading":
      return row !== null || member.heldByHand ? "started" : "closed";
    case "waiting":
      return member.reasonCode === "attested_awaiting_sighting" ? "done" : "closed";
    case "needs_redeployment":
      if (row?.state === "failed") return "failed";
      return row?.state === "started" && row.slotId === null ? "started" : "open";
    default:
      return "closed";
  }
}

/** Why an item that somebody was through with, or at, is open again. */
export const comebacks = ["not_seen", "taken_back", "slot_over", "new_release"] as const;
export type Comeback = (typeof comebacks)[number];

const hourMs = 3_600_000;

/** `null`: it is not open, or nobody had been at it. */
export function cameBack(member: WorkMember | null, row: WorkRow | null, now: number): Comeback | null {
  if (member === null || row === null || itemState(member, row) !== "open") return null;
  if (row.state === "started") return "slot_over";
  if (row.state !== "done") return null;
  if (row.rolloutId !== member.rolloutId) return "new_release";
  return row.doneAt !== null && now < row.doneAt + attestationHours * hourMs ? "taken_back" : "not_seen";
}

/** Why a deed does nothing to an item. */
export const workSkips = [
  "no_item",
  "done_already",
  "started_already",
  "failed_already",
  "held_by_other",
  "not_held",
  "same_assignee",
] as const;
export type WorkSkip = (typeof workSkips)[number];

/** An item as a deed finds it. */
export interface FoundItem {
  state: ItemState | "closed";
  assigneeId: string | null;
}

/** Who does it. `id` null: a key, which holds nothing. `mayAssign`: may take from others and give to others. */
export interface Doer {
  id: string | null;
  mayAssign: boolean;
}

/**
 * Whether the deed may be done with the item; `null`: it may. What somebody holds only they and who may assign can touch, so that two
 * people do not go to the same machine. `toId`: to whom it is assigned.
 */
export function refuseDeed(
  deed: WorkDeed,
  item: FoundItem,
  who: Doer,
  toId: string | null = null,
): WorkSkip | null {
  const { state, assigneeId } = item;
  if (state === "closed") return "no_item";
  if (assigneeId !== null && assigneeId !== who.id && !who.mayAssign) return "held_by_other";
  switch (deed) {
    case "assign":
      if (state === "done") return "done_already";
      return assigneeId === toId ? "same_assignee" : null;
    case "start":
      if (state === "done") return "done_already";
      return state === "started" ? "started_already" : null;
    case "done":
      return state === "done" ? "done_already" : null;
    case "failed":
      if (state === "done") return "done_already";
      return state === "failed" ? "failed_already" : null;
    case "back":
      if (state === "done") return "done_already";
      return state === "open" && assigneeId === null ? "not_held" : null;
  }
}

/**
 * What an item blocks, as a rank: the lowest is worked first. A connection agent that security providers hang on keeps people from
 * signing in; a Jumpoint keeps a network from being reached; an integration client keeps data from flowing; a Jump Client is one machine;
 * a console one technician, who notices; a Button nobody until it is used.
 */
export const kindRanks: Record<ClientKind, number> = {
  connection_agent: 2,
  jumpoint: 3,
  integration_client: 4,
  jump_client: 5,
  console: 6,
  button: 7,
};
/** A connection agent with security providers comes first. */
export const providersRank = 1;

export function blockRank(kind: ClientKind, securityProviders: readonly string[]): number {
  return kind === "connection_agent" && securityProviders.length > 0 ? providersRank : kindRanks[kind];
}

/** What the order of work rests on. `flaggedAt`: epoch milliseconds. */
export interface Ranked {
  id: number;
  kind: ClientKind;
  securityProviders: readonly string[];
  priority: number;
  flaggedAt: number | null;
}

/** The order of work: what blocks most, then the higher priority, then who has been waiting longest. */
export function byRank(one: Ranked, other: Ranked): number {
  return (
    blockRank(one.kind, one.securityProviders) - blockRank(other.kind, other.securityProviders) ||
    other.priority - one.priority ||
    (one.flaggedAt ?? 0) - (other.flaggedAt ?? 0) ||
    one.id - other.id
  );
}

/** The order of a visit: site by site (those without one last), then by rank. */
export function byVisit(
  one: Ranked & { site: string | null },
  other: Ranked & { site: string | null },
): number {
  if (one.site !== other.site) {
    if (one.site === null || other.site === null) return one.site === null ? 1 : -1;
    return one.site < other.site ? -1 : 1;
  }
  return byRank(one, other);
}

/** What has to be done, as its instructions are called: by the reason where that says it, else by the kind. */
export const remedies = [
  "enable",
  "reinstall_agent",
  "reinstall_integration_client",
  "replace_msi",
  "new_installer",
  "reinstall_jumpoint",
  "reinstall_console",
  "new_button",
] as const;
export type Remedy = (typeof remedies)[number];

const remedyOfKind: Record<ClientKind, Remedy> = {
  connection_agent: "reinstall_agent",
  integration_client: "reinstall_integration_client",
  jump_client: "new_installer",
  jumpoint: "reinstall_jumpoint",
  console: "reinstall_console",
  button: "new_button",
};

export function remedyOf(kind: ClientKind, reason: ReasonCode): Remedy {
  if (reason === "disabled_at_endpoint") return "enable";
  if (reason === "msi_locked_down") return "replace_msi";
  return remedyOfKind[kind];
}
