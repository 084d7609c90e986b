/** Which release is the one going out, which came before it, and what a person must be told about the order. */

/** What the rules need of a site release. */
export interface SiteRelease {
  id: number;
  version: string;
  /** Epoch milliseconds: when the installation completed. */
  installedAt: number;
}

/** Package kinds (product.md "package"); only `site` opens a rollout. */
export const packageKinds = ["site", "base", "license"] as const;
export type PackageKind = (typeof packageKinds)[number];

const minute = 60_000;
const hour = 60 * minute;

/** Guides: wait at least 24 hours after each "Bomgar" package before the next one. */
export const siteWaitHours = 24;

/** Rule 12: how far in the future a release may be said to have been installed (clocks differ). */
export const futureToleranceMinutes = 5;

/** Rule 12: the newest site release by `installedAt` (of equals, the one recorded last) is the one going out. */
export function currentRelease<R extends SiteRelease>(siteReleases: readonly R[]): R | null {
  return byInstallation(siteReleases).at(-1) ?? null;
}

/** The site release that was installed before this one, if any. */
export function previousRelease<R extends SiteRelease>(
  siteReleases: readonly R[],
  release: SiteRelease,
): R | null {
  const ordered = byInstallation(siteReleases);
  const at = ordered.findIndex((other) => other.id === release.id);
  return ordered[at - 1] ?? null;
}

/** Oldest first. */
export function byInstallation<R extends SiteRelease>(releases: readonly R[]): R[] {
  return [...releases].sort((a, b) => a.installedAt - b.installedAt || a.id - b.id);
}

/**
 * Rule 6: how many distinct site versions were installed after the client was last known to run the current one.
 * `null` when nothing tells when that was.
 */
export function missedReleases(
  siteReleases: readonly SiteRelease[],
  provenCurrentAt: number | null,
): number | null {
  if (provenCurrentAt === null) return null;
  const versions = new Set<string>();
  for (const release of siteReleases) {
    if (release.installedAt > provenCurrentAt) versions.add(release.version);
  }
  return versions.size;
}

/** Guides: a site package installed less than 24 h after the previous one leaves clients behind. Returns the hours between, or `null`. */
export function hoursTooEarly(release: SiteRelease, previous: SiteRelease | null): number | null {
  if (previous === null) return null;
  const between = release.installedAt - previous.installedAt;
  return between < siteWaitHours * hour ? Math.round((between / hour) * 10) / 10 : null;
}

/** Rule 12: a release cannot have been installed more than 5 minutes from now. */
export function isInFuture(instant: number, now: number): boolean {
  return instant > now + futureToleranceMinutes * minute;
}

/**
 * Rule 16: the installation disconnects everybody when it starts, so many "offline since" times shortly after
 * `installedAt` mean that the recorded time is probably the start, not the end. `offlineSoonAfter` = clients offline
 * since a time within `startSuspicionMinutes` after it; `withConnection` = clients with a known last connection.
 */
export function looksLikeInstallationStart(offlineSoonAfter: number, withConnection: number): boolean {
  return offlineSoonAfter >= 5 && offlineSoonAfter >= withConnection * 0.2;
}

/** The minutes after `installedAt` within which "offline since" times are suspicious. */
export const startSuspicionMinutes = 10;
