/** Whether a health answer shows that another release was installed, and between which two instants. */
import type { FailoverRole, Health } from "./documents/health";
import { compareNumbers, type SiteVersion, samePackage } from "./site-version";

/** The newest version that was read of one unit. */
export interface VersionReading {
  /** GUID of the unit; `null`: the answer did not say. */
  applianceId: string | null;
  failoverRole: FailoverRole | null;
  version: SiteVersion;
  /** When that version was last read there: our clock, epoch milliseconds. */
  readAt: number;
}

/** Something a person is asked to confirm: nothing is recorded by itself. */
export interface ReleaseProposal {
  applianceId: string | null;
  failoverRole: FailoverRole | null;
  version: SiteVersion;
  /** What the unit ran before. */
  before: SiteVersion;
  /** The last reading that showed the version before. The installation ended after it … */
  installedAfter: number;
  /** … and not after this, the first reading that showed the new one. It proves less of clients, so it is what to suggest. */
  installedBefore: number;
  /** `rebuilt`: the number is the same and the build is another. `back`: the number is lower than before. */
  direction: "forward" | "back" | "rebuilt";
  /** `second`: the peer unit runs this package already, so it is the second installation of the same release. */
  installation: "first" | "second";
}

/** What a reading shows beside those before it. */
export type VersionChange =
  | { kind: "proposed"; proposal: ReleaseProposal }
  /** The unit runs what it ran. */
  | { kind: "same" }
  /** Nothing was read of this unit before. `serving`: another one, with another version, answered until `readAt`. */
  | { kind: "first_reading"; serving: VersionReading | null }
  /** No version in the answer, or one older than what was read already. */
  | { kind: "tells_nothing" };

/**
 * The version string of a unit changed since it was last read, so a release was installed between the two readings (check_health,
 * "version number and build number of the software running"). `before`: the newest reading of each unit. Units are told
 * apart by id, because roles change hands at a failover; by role only where an answer has no id.
 */
export function proposeRelease(
  before: readonly VersionReading[],
  health: Health,
  now: number,
): VersionChange {
  const { version, applianceId, failoverRole } = health;
  if (version === null) return { kind: "tells_nothing" };
  const own = newest(before.filter((reading) => isUnit(reading, health)));
  const peers = before.filter((reading) => !isUnit(reading, health));
  if (own === null) {
    const other = newest(peers);
    const differs = other !== null && failoverRole !== "backup" && !samePackage(other.version, version);
    return { kind: "first_reading", serving: differs ? other : null };
  }
  if (now <= own.readAt) return { kind: "tells_nothing" };
  if (samePackage(own.version, version)) return { kind: "same" };
  const order = compareNumbers(version, own.version);
  return {
    kind: "proposed",
    proposal: {
      applianceId,
      failoverRole,
      version,
      before: own.version,
      installedAfter: own.readAt,
      installedBefore: now,
      direction: order > 0 ? "forward" : order < 0 ? "back" : "rebuilt",
      installation: peers.some((peer) => samePackage(peer.version, version)) ? "second" : "first",
    },
  };
}

function isUnit(reading: VersionReading, health: Health): boolean {
  return reading.applianceId !== null && health.applianceId !== null
    ? reading.applianceId === health.applianceId
    : reading.failoverRole === health.failoverRole;
}

function newest(readings: readonly VersionReading[]): VersionReading | null {
  return readings.reduce<VersionReading | null>(
    (latest, reading) => (latest === null || reading.readAt > latest.readAt ? reading : latest),
    null,
  );
}
