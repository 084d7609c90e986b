/** Arbitrary sightings and members, with instants that crowd around the boundaries of the rules. */
import fc from "fast-check";
import { availabilities, clientKinds, connectionTypes, installMethods } from "@/lib/core/client";
import type { Sighting } from "@/lib/core/evidence";
import { defaultPolicy, type Policy, policyLines } from "@/lib/core/policy";
import {
  aMemberCase,
  anAttestation,
  anExclusion,
  aSighting,
  daysAfterRelease,
  hoursAfterRelease,
  installedAt,
  type Situation,
} from "./member-case";

/** From 70 days before the release to 40 days after it, often within a millisecond of an instant that matters. */
export const anInstant: fc.Arbitrary<number> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -70 * 24, max: 40 * 24 }).map(hoursAfterRelease) },
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 30 }).map(hoursAfterRelease) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(
          installedAt,
          hoursAfterRelease(2),
          hoursAfterRelease(26),
          daysAfterRelease(14),
          daysAfterRelease(-30),
        ),
        fc.integer({ min: -1, max: 1 }),
      )
      .map(([instant, milliseconds]) => instant + milliseconds),
  },
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
/** Present in one of `outOf` draws, so that the rules that ask for it do not drown the others. */
const seldom = <T>(arbitrary: fc.Arbitrary<T>, outOf: number) =>
  fc.oneof({ weight: outOf - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary });

const { source: _, ...nothingSaid } = aSighting({ observedAt: 0 });

const aReadSighting: fc.Arbitrary<Omit<Sighting, "source">> = fc
  .record({
    observedAt: anInstant,
    firstObservedAt: seldom(anInstant, 6),
    connectedAt: maybe(anInstant),
    connectedFromAt: maybe(anInstant),
    earliestAt: maybe(anInstant),
    online: maybe(fc.boolean()),
    needsUpdate: maybe(fc.boolean()),
    needsUpdateUnread: fc.constant(false),
    connectionType: maybe(fc.constantFrom(...connectionTypes)),
    availability: seldom(fc.constantFrom(...availabilities), 4),
    unreadable: fc.constant(null),
  })
  .map((sighting) => ({
    ...sighting,
    firstObservedAt: sighting.firstObservedAt && Math.min(sighting.firstObservedAt, sighting.observedAt),
  }));

/** A row in which some word, or all of it, could not be read. */
const anUnreadSighting: fc.Arbitrary<Omit<Sighting, "source">> = fc.oneof(
  aReadSighting.map((sighting) => ({ ...sighting, needsUpdate: null, needsUpdateUnread: true })),
  fc.tuple(anInstant, maybe(fc.constantFrom("Last Connect", "Status"))).map(([observedAt, column]) => ({
    ...nothingSaid,
    observedAt,
    unreadable: { column },
  })),
);

const aSightingWithoutSource = fc.oneof(
  { weight: 5, arbitrary: aReadSighting },
  { weight: 1, arbitrary: anUnreadSighting },
);

/** Sightings of one client, each from a source of its own, several often of one instant. */
export const someSightings: fc.Arbitrary<Sighting[]> = fc
  .array(fc.tuple(aSightingWithoutSource, fc.boolean()), { maxLength: 8 })
  .map((drawn) =>
    drawn.map(([sighting, byPerson], index) => ({
      ...sighting,
      source: byPerson
        ? { type: "person" as const, sightingId: index }
        : { type: "import" as const, importId: 1 + (index % 3), line: index + 2 },
    })),
  );

/** One sighting more, every word of it readable, whose source none of `someSightings` has. */
export const anotherSighting: fc.Arbitrary<Sighting> = aReadSighting.map((sighting) => ({
  ...sighting,
  source: { type: "import" as const, importId: 1000, line: 2 },
}));

const aPolicy: fc.Arbitrary<Policy> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(defaultPolicy) },
  {
    weight: 1,
    arbitrary: fc
      .record({
        dueAfterMinutes: maybe(fc.integer({ min: 0, max: 20_000 })),
        graceMinutes: maybe(fc.integer({ min: 0, max: 20_000 })),
        silentDays: maybe(fc.integer({ min: 1, max: 90 })),
        missedReleases: maybe(fc.integer({ min: 1, max: 4 })),
        failedAttempts: maybe(fc.integer({ min: 1, max: 5 })),
        msiLockedDown: fc.boolean(),
        byHand: fc.boolean(),
      })
      .map((line) => Object.fromEntries(policyLines.map((name) => [name, line])) as Policy),
  },
);

const otherReleases = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 70 * 24 }), fc.integer({ min: 1, max: 3 })), { maxLength: 3 })
  .map((drawn) =>
    drawn.map(([hoursBefore, version], index) => ({
      id: 100 + index,
      version: `12.1.${version}`,
      installedAt: hoursAfterRelease(-hoursBefore),
    })),
  );

/** Any member there can be, judged at any instant. Mostly not excluded, so that the other rules get their turn. */
export const aMember: fc.Arbitrary<Situation> = fc
  .record({
    kind: fc.oneof(fc.constant("jump_client" as const), fc.constantFrom(...clientKinds)),
    sightings: someSightings,
    installMethod: maybe(fc.constantFrom(...installMethods)),
    preReleaseMsiPushed: maybe(fc.boolean()),
    securityProviders: fc.subarray(["LDAP Berlin", "RADIUS"]),
    plannedRetirementOn: seldom(fc.constant("2026-12-31"), 15),
    exclusion: seldom(fc.constant(anExclusion), 15),
    survivorId: seldom(fc.integer({ min: 1 }), 15),
    attestation: seldom(anInstant.map(anAttestation), 4),
    agentsUpdateThemselves: fc.boolean(),
    otherReleases,
    policy: aPolicy,
    look: fc.record({ hasSource: fc.boolean(), at: maybe(anInstant) }),
    mode: fc.constantFrom("observe" as const, "control" as const),
    slot: fc.record({
      leaseUntil: seldom(anInstant, 6),
      endedAt: maybe(anInstant),
      failedAttempts: fc.integer({ min: 0, max: 4 }),
    }),
    now: anInstant,
  })
  .map(({ agentsUpdateThemselves, otherReleases: others, ...drawn }) => {
    const { release } = aMemberCase();
    return { ...drawn, release: { ...release, agentsUpdateThemselves }, siteReleases: [...others, release] };
  });
