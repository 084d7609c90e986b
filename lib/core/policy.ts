/** The policy: one table per kind of client, what is expected of it after a site release and when a person has to help. */
import type { ClientKind, ConnectionType } from "./client";

/** The lines of the policy table. Jump Clients differ by connection type, connection agents by a switch of the release. */
export const policyLines = [
  "jump_client_active",
  "jump_client_passive",
  "jumpoint",
  "console",
  "button",
  "connection_agent",
  "connection_agent_updating_itself",
  "integration_client",
] as const;
export type PolicyLine = (typeof policyLines)[number];

/**
 * What one line of the policy says. `null` switches a rule off.
 * `byHand`: the client never upgrades by itself, so it needs redeployment at once.
 */
export interface KindPolicy {
  /** Minutes after `installedAt` (or after a slot's end, or a regression) by which the client should have checked in. */
  dueAfterMinutes: number | null;
  /**
   * Rule 17: minutes that a client which still needs the update has after it was first seen connected, where that ends later than its
   * due time. `null`: none.
   */
  graceMinutes: number | null;
  /** Days without any connection after which a person has to redeploy it. */
  silentDays: number | null;
  /** How many distinct site versions it may have missed before it has to be redeployed. */
  missedReleases: number | null;
  /** Failed upgrade attempts (slots that ended without proof) before it has to be redeployed. */
  failedAttempts: number | null;
  /** Redeploy consoles that an MSI put on a locked-down machine, unless the pre-release MSI was pushed. */
  msiLockedDown: boolean;
  byHand: boolean;
}
export type Policy = Record<PolicyLine, KindPolicy>;

const hours = 60;
const days = 24 * hours;
const upgradesByItself = {
  silentDays: 30,
  missedReleases: 2,
  failedAttempts: 3,
  msiLockedDown: false,
  byHand: false,
};
const neverByTime = {
  silentDays: null,
  missedReleases: null,
  failedAttempts: 3,
  msiLockedDown: false,
  byHand: false,
};

/** A line as it is written or was stored, perhaps before there was a grace. */
type GivenLine = Omit<KindPolicy, "graceMinutes"> & { graceMinutes?: number | null | undefined };

/** A line with its grace: where it has none of its own, its due time and at most a day (rule 17). */
function withGrace({ graceMinutes, ...line }: GivenLine): KindPolicy {
  return {
    ...line,
    graceMinutes: graceMinutes === undefined ? defaultGrace(line.dueAfterMinutes) : graceMinutes,
  };
}

/** What a line allows as a grace unless somebody says otherwise. */
export function defaultGrace(dueAfterMinutes: number | null): number | null {
  return dueAfterMinutes === null ? null : Math.min(dueAfterMinutes, days);
}

/**
 * The default policy (product.md "Default policy per kind").
 * Source: the upgrade guides. Active Jump Clients check in immediately, passive ones at least every 24 hours;
 * consoles upgrade at the next run; Buttons at first use; connection agents and integration clients by hand
 * (the guides contradict each other on connection agents, hence the line for a release that says they update themselves).
 */
export const defaultPolicy: Policy = {
  jump_client_active: withGrace({ dueAfterMinutes: 2 * hours, ...upgradesByItself }),
  jump_client_passive: withGrace({ dueAfterMinutes: 26 * hours, ...upgradesByItself }),
  jumpoint: withGrace({ dueAfterMinutes: 2 * hours, ...upgradesByItself }),
  console: withGrace({ dueAfterMinutes: 14 * days, ...upgradesByItself, msiLockedDown: true }),
  button: withGrace({ dueAfterMinutes: null, ...neverByTime }),
  connection_agent: withGrace({ dueAfterMinutes: 0, ...neverByTime, byHand: true }),
  connection_agent_updating_itself: withGrace({ dueAfterMinutes: 2 * hours, ...upgradesByItself }),
  integration_client: withGrace({ dueAfterMinutes: 0, ...neverByTime, byHand: true }),
};

/** A policy as it was stored, of whatever age: lines that it does not have are the default's. */
export type StoredPolicy = Partial<Record<PolicyLine, GivenLine>>;

/** The policy that a stored one means. */
export function policyOf(stored: StoredPolicy | null): Policy {
  const policy = { ...defaultPolicy };
  for (const line of policyLines) {
    const kept = stored?.[line];
    if (kept) policy[line] = withGrace(kept);
  }
  return policy;
}

/**
 * Which line of the table a client is judged by. Rule 7: a Jump Client of unknown connection type is judged as passive,
 * which never calls it late too early.
 */
export function policyLineOf(
  kind: ClientKind,
  connectionType: ConnectionType | null,
  agentsUpdateThemselves: boolean,
): PolicyLine {
  if (kind === "jump_client")
    return connectionType === "active" ? "jump_client_active" : "jump_client_passive";
  if (kind === "connection_agent" && agentsUpdateThemselves) return "connection_agent_updating_itself";
  return kind;
}
