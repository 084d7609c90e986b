/** Everything that can happen to a member, each as a step from one situation to the next. */
import type { Sighting } from "@/lib/core/evidence";
import {
  anAttestation,
  anExclusion,
  aSighting,
  daysAfter,
  daysBeforeRelease,
  hoursAfter,
  minutesAfter,
  minutesAfterRelease,
  type Situation,
} from "./member-case";

type Event = (before: Situation) => Situation;

/** Evidence that says what it says about the instant ten minutes on, and arrives then. */
function sees(sighting: Partial<Sighting>): Event {
  return (before) => {
    const observedAt = minutesAfter(before.now, 10);
    const source = { type: "import", importId: 100 + before.sightings.length, line: 2 } as const;
    return {
      ...before,
      now: observedAt,
      sightings: [...before.sightings, aSighting({ observedAt, source, ...sighting })],
    };
  };
}

/** The events of the table of cases; a test proves that every state meets every one of them. */
export const memberEvents = {
  "check-in sighting": sees({ online: true }),
  "old sighting": (before) => ({
    ...before,
    sightings: [
      ...before.sightings,
      aSighting({
        observedAt: daysBeforeRelease(90),
        connectedAt: daysBeforeRelease(91),
        online: false,
        source: { type: "import", importId: 99, line: 2 },
      }),
    ],
  }),
  "needs_update true": sees({ needsUpdate: true }),
  "connected, needs_update true": sees({ online: true, needsUpdate: true }),
  "needs_update false": sees({ needsUpdate: false }),
  "needs_update true after proof": (before) => sees({ needsUpdate: true })(sees({ online: true })(before)),
  "listed in a row that could not be read": (before) => {
    const observedAt = hoursAfter(before.now, 3);
    const listed = aSighting({
      observedAt,
      unreadable: { column: "Last Connect" },
      source: { type: "import", importId: 100 + before.sightings.length, line: 2 },
    });
    return {
      ...before,
      now: observedAt,
      look: { ...before.look, at: observedAt },
      sightings: [...before.sightings, listed],
    };
  },
  "connected, update need unread": sees({ online: true, needsUpdateUnread: true }),
  disabled: sees({ availability: "disabled" }),
  uninstalled: sees({ availability: "uninstalled" }),
  excluded: (before) => ({ ...before, exclusion: anExclusion }),
  "exclusion removed": (before) => ({ ...before, exclusion: null }),
  "retirement planned": (before) => ({ ...before, plannedRetirementOn: "2026-12-31" }),
  "becomes duplicate shadow": (before) => ({ ...before, survivorId: 77 }),
  "survivor gone": (before) => ({ ...before, survivorId: null }),
  "attested, kind with a source": (before) => ({
    ...before,
    look: { ...before.look, hasSource: true },
    attestation: anAttestation(before.now),
  }),
  "attested, kind without a source": (before) => ({
    ...before,
    look: { hasSource: false, at: null },
    attestation: anAttestation(before.now),
  }),
  "attestation removed": (before) => ({ ...before, attestation: null }),
  "attestation expires": (before) => ({
    ...before,
    now: Math.max(before.now, hoursAfter(before.attestation?.at ?? before.now, 24)),
  }),
  "due passes without look": (before) => ({ ...before, now: hoursAfter(before.now, 3) }),
  "due passes with look after due": (before) => ({
    ...before,
    now: hoursAfter(before.now, 3),
    look: { ...before.look, at: hoursAfter(before.now, 3) },
  }),
  "look before due": (before) => ({
    ...before,
    now: Math.max(before.now, minutesAfterRelease(105)),
    look: { ...before.look, at: Math.max(before.look.at ?? 0, minutesAfterRelease(90)) },
  }),
  "silent time passes": (before) => ({ ...before, now: daysAfter(before.now, 31) }),
  "second release missed": (before) => ({
    ...before,
    siteReleases: [
      ...before.siteReleases,
      { id: 3, version: "12.1.5", installedAt: minutesAfter(before.release.installedAt, -30) },
    ],
  }),
  "slot granted": (before) => ({
    ...before,
    slot: { ...before.slot, leaseUntil: hoursAfter(before.now, 1), endedAt: null },
  }),
  "slot ended done": (before) => ({
    ...before,
    slot: { ...before.slot, leaseUntil: null, endedAt: before.now },
  }),
  "slot expired three times": (before) => ({
    ...before,
    slot: { leaseUntil: null, endedAt: null, failedAttempts: 3 },
  }),
  "mode to control": (before) => ({ ...before, mode: "control" }),
  "mode to observe": (before) => ({ ...before, mode: "observe" }),
  "evidence taken back": (before) => ({ ...before, sightings: withoutNewest(before.sightings) }),
  "release corrected to a later time": (before) => {
    const installedAt = minutesAfter(before.release.installedAt, 40);
    return {
      ...before,
      release: { ...before.release, installedAt },
      siteReleases: before.siteReleases.map((release) =>
        release.id === before.release.id ? { ...release, installedAt } : release,
      ),
    };
  },
} as const satisfies Record<string, Event>;

export type MemberEvent = keyof typeof memberEvents;

/** All events, by name. */
export const memberEventNames = Object.keys(memberEvents) as MemberEvent[];

function withoutNewest(sightings: readonly Sighting[]): Sighting[] {
  const newest = sightings.reduce<Sighting | null>(
    (found, sighting) => (found === null || sighting.observedAt > found.observedAt ? sighting : found),
    null,
  );
  return sightings.filter((sighting) => sighting !== newest);
}
