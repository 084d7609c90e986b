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

/**
 * The default policy (product.md "Default policy per kind").
 * Source: the upgrade guides. Active Jump Clients check in immediately, passive ones at least every 24 hours;
 * consoles upgrade at the next run; Buttons at first use; connection agents and integration clients by hand
 * (the guides contradict each other on connection agents, hence the line for a release that says they update themselves).
 */
export const defaultPolicy: Policy = {
  jump_client_active: { dueAfterMinutes: 2 * hours, ...upgradesByItself },
  jump_client_passive: { dueAfterMinutes: 26 * hours, ...upgradesByItself },
  jumpoint: { dueAfterMinutes: 2 * hours, ...upgradesByItself },
  console: { dueAfterMinutes: 14 * days, ...upgradesByItself, msiLockedDown: true },
  button: { dueAfterMinutes: null, ...neverByTime },
  connection_agent: { dueAfterMinutes: 0, ...neverByTime, byHand: true },
  connection_agent_updating_itself: { dueAfterMinutes: 2 * hours, ...upgradesByItself },
  integration_client: { dueAfterMinutes: 0, ...neverByTime, byHand: true },
};

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
