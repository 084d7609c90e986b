/** What the judgement of a member depends on, and what its rules share of it. */
import type { ClientKind, InstallMethod } from "../client";
import type { Dated, Facts } from "../evidence";
import { isAfter, later } from "../instants";
import { type KindPolicy, type Policy, type PolicyLine, policyLineOf } from "../policy";
import type { SiteRelease } from "../release";

/** Everything a judgement depends on besides the clock. Instants in epoch milliseconds. */
export interface MemberCase {
  kind: ClientKind;
  facts: Facts;
  /** What people have set on the client. */
  installMethod: InstallMethod | null;
  preReleaseMsiPushed: boolean | null;
  /** Connection agents: the security providers that are down until it is reinstalled (guides). */
  securityProviders: readonly string[];
  /** Day on which the client will be retired, `YYYY-MM-DD`. */
  plannedRetirementOn: string | null;
  exclusion: { reason: string; by: string; at: number } | null;
  /** The client that survives on the same endpoint, when this one is its shadow. */
  survivorId: number | null;
  attestation: { note: string; by: string; at: number } | null;
  release: SiteRelease & { agentsUpdateThemselves: boolean };
  /** All standing site releases of the appliance up to and including this one. */
  siteReleases: readonly SiteRelease[];
  policy: Policy;
  /** Does this appliance have any source for this kind? And when was the newest complete look at it taken? */
  look: { hasSource: boolean; at: number | null };
  mode: "observe" | "control";
  /** `leaseUntil`: holds a slot until then. `endedAt`: its last slot ended then and was not a failed attempt. */
  slot: { leaseUntil: number | null; endedAt: number | null; failedAttempts: number };
}

/** A case as of an instant, with what several rules ask of it derived once. */
export interface WeighedCase {
  given: MemberCase;
  now: number;
  line: PolicyLine;
  policy: KindPolicy;
  lastConnectedAt: number | null;
  /** Rule 1: the `needs_update = true` that stands. */
  needsUpdate: Dated<boolean> | null;
  /** It was seen on the release. Rule 8: where an update need stands as well, it has regressed. */
  provedRelease: boolean;
  /** Rule 18: the newest list that shows it has a row that could not be read, and no complete list since was without it. */
  unreadable: Facts["unreadable"];
  /** Rule 17: since when it has been seen connected after the release, and still needs the update; `null`: it has not, or it has proved the release. */
  connectedOldAt: number | null;
  dueAt: number | null;
  /** When it counts as silent; null where a list that it stands in could not be read. */
  silentAt: number | null;
}

const minute = 60_000;
const day = 24 * 60 * minute;

/** Derives what the rules share, as of `now` (epoch milliseconds). */
export function weighCase(given: MemberCase, now: number): WeighedCase {
  const { facts, release, look } = given;
  const line = policyLineOf(given.kind, facts.connectionType?.value ?? null, release.agentsUpdateThemselves);
  const policy = given.policy[line];
  const lastConnectedAt = facts.lastConnected?.value ?? null;
  const needsUpdate = facts.needsUpdate?.value ? facts.needsUpdate : null;
  const provedRelease = isAfter(facts.currentAt, release.installedAt);
  const isOld = needsUpdate !== null && !provedRelease && isAfter(lastConnectedAt, release.installedAt);
  const connectedOldAt = isOld ? firstSeenOld(facts, release.installedAt) : null;
  const isListed = facts.unreadable !== null && !isAfter(look.at, facts.unreadable.at);
  return {
    given,
    now,
    line,
    policy,
    lastConnectedAt,
    needsUpdate,
    provedRelease,
    unreadable: isListed ? facts.unreadable : null,
    connectedOldAt,
    dueAt: provedRelease
      ? later(facts.behindSinceAt, policy.dueAfterMinutes, minute)
      : notBefore(
          later(dueFromOf(given), policy.dueAfterMinutes, minute),
          later(connectedOldAt, policy.graceMinutes, minute),
        ),
    silentAt: isListed ? null : later(lastConnectedAt, policy.silentDays, day),
  };
}

/** Rule 3: in control mode the due time runs from the end of the slot; before that there is none. */
function dueFromOf({ mode, slot, release }: MemberCase): number | null {
  return mode === "observe" ? release.installedAt : slot.endedAt;
}

/**
 * Rule 17: the first connection after the release. Where the facts were weighed from another release (it is being recorded just now), the
 * last one is the latest that can be proven, so that nobody is called overdue too early.
 */
function firstSeenOld({ connectedOldAt, lastConnected }: Facts, installedAt: number): number | null {
  if (connectedOldAt !== null && connectedOldAt >= installedAt) return connectedOldAt;
  return lastConnected === null ? null : lastConnected.value;
}

/** Rule 17: a due time, moved to the end of the grace where that is later. */
function notBefore(dueAt: number | null, graceUntil: number | null): number | null {
  return dueAt === null || graceUntil === null ? dueAt : Math.max(dueAt, graceUntil);
}
