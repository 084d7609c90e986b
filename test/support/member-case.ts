/** Builds cases for the judgement of a member: one release, readable times around it, and what is known of one client. */
import { type Sighting, weigh } from "@/lib/core/evidence";
import { type ExplainedJudgement, judgeMember } from "@/lib/core/judging/judge-member";
import type { MemberCase } from "@/lib/core/judging/member-case";
import type { MemberState } from "@/lib/core/member";
import { defaultPolicy } from "@/lib/core/policy";

/** When the release of every case was installed. */
export const installedAt = Date.UTC(2026, 10, 20, 22, 0);

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export const minutesAfterRelease = (minutes: number): number => installedAt + minutes * minute;
export const hoursAfterRelease = (hours: number): number => installedAt + hours * hour;
export const hoursBeforeRelease = (hours: number): number => installedAt - hours * hour;
export const daysAfterRelease = (days: number): number => installedAt + days * day;
export const daysBeforeRelease = (days: number): number => installedAt - days * day;
export const minutesAfter = (instant: number, minutes: number): number => instant + minutes * minute;
export const hoursAfter = (instant: number, hours: number): number => instant + hours * hour;
export const daysAfter = (instant: number, days: number): number => instant + days * day;

/** A member with its sightings not yet weighed and the instant of the judgement, so that events can add and take back evidence. */
export interface Situation extends Omit<MemberCase, "facts"> {
  sightings: readonly Sighting[];
  /** Epoch milliseconds. */
  now: number;
}

/** A sighting that says nothing but when it was made; an import row unless told otherwise. */
export function aSighting(overrides: Partial<Sighting> & { observedAt: number }): Sighting {
  return {
    source: { type: "import", importId: 1, line: 2 },
    firstObservedAt: null,
    connectedAt: null,
    connectedFromAt: null,
    earliestAt: null,
    online: null,
    needsUpdate: null,
    needsUpdateUnread: false,
    connectionType: null,
    availability: null,
    unreadable: null,
    ...overrides,
  };
}

/** The release of every case and the one 60 days before it. */
export const release = { id: 2, version: "12.2.0", installedAt, agentsUpdateThemselves: false };
export const earlierRelease = { id: 1, version: "12.1.0", installedAt: daysBeforeRelease(60) };

/**
 * An active Jump Client that was online an hour before the release, watched in observe mode by an appliance that has a
 * source for it, judged an hour after the release: `waiting`, due at two hours.
 */
export function aMemberCase(overrides: Partial<Situation> = {}): Situation {
  return {
    kind: "jump_client",
    sightings: [aSighting({ observedAt: hoursBeforeRelease(1), online: true, connectionType: "active" })],
    installMethod: null,
    preReleaseMsiPushed: null,
    securityProviders: [],
    plannedRetirementOn: null,
    exclusion: null,
    survivorId: null,
    attestation: null,
    release,
    siteReleases: [earlierRelease, release],
    policy: defaultPolicy,
    look: { hasSource: true, at: hoursBeforeRelease(1) },
    mode: "observe",
    slot: { leaseUntil: null, endedAt: null, failedAttempts: 0 },
    now: hoursAfterRelease(1),
    ...overrides,
  };
}

/** Judges a situation as of its own `now`. */
export function judge({ sightings, now, ...member }: Situation): ExplainedJudgement {
  return judgeMember({ ...member, facts: weigh(sightings, member.release.installedAt) }, now);
}

/** One ordinary member for each state; the table of cases starts from these. */
export const memberIn: Record<MemberState, (overrides?: Partial<Situation>) => Situation> = {
  waiting: (overrides) => aMemberCase(overrides),
  queued: (overrides) => aMemberCase({ mode: "control", ...overrides }),
  upgrading: (overrides) =>
    aMemberCase({
      mode: "control",
      slot: { leaseUntil: hoursAfterRelease(2), endedAt: null, failedAttempts: 0 },
      ...overrides,
    }),
  checked_in: (overrides) =>
    aMemberCase({
      sightings: [
        aSighting({ observedAt: hoursBeforeRelease(1), online: true, connectionType: "active" }),
        aSighting({
          observedAt: minutesAfterRelease(30),
          online: true,
          source: { type: "import", importId: 2, line: 2 },
        }),
      ],
      ...overrides,
    }),
  overdue: (overrides) =>
    aMemberCase({
      now: hoursAfterRelease(3),
      look: { hasSource: true, at: minutesAfterRelease(150) },
      ...overrides,
    }),
  needs_redeployment: (overrides) =>
    aMemberCase({
      sightings: [aSighting({ observedAt: daysBeforeRelease(40), online: true, connectionType: "active" })],
      ...overrides,
    }),
  excluded: (overrides) => aMemberCase({ exclusion: anExclusion, ...overrides }),
};

export const anExclusion = {
  reason: "Test machine in the lab",
  by: "Lena Lead",
  at: minutesAfterRelease(20),
};

/** A technician's word, given at `at`. */
export function anAttestation(at: number): { note: string; by: string; at: number } {
  return { note: "Reinstalled on site", by: "Theo Technician", at };
}
