/** What a version that somebody reports says about whether a client still needs the update. */
import { byInstallation, type SiteRelease } from "./release";

/**
 * Whether a client that ran `version` at `observedAt` needed the update: it ran an older version than the site release that was
 * installed then (rule 8). `null`: that cannot be told, because no release was recorded by then or the version cannot be read.
 */
export function needsUpdateBy(
  version: string,
  siteReleases: readonly SiteRelease[],
  observedAt: number,
): boolean | null {
  const installed = byInstallation(siteReleases.filter(({ installedAt }) => installedAt < observedAt)).at(-1);
  if (!installed) return null;
  const order = compareVersions(version, installed.version);
  return order === null ? null : order < 0;
}

/** Below zero: `a` is older. Numbers between dots, in their order; what comes after them (a build) does not count. `null`: no version. */
export function compareVersions(a: string, b: string): number | null {
  const one = numbersOf(a);
  const other = numbersOf(b);
  if (one === null || other === null) return null;
  const length = Math.max(one.length, other.length);
  for (let place = 0; place < length; place++) {
    const difference = (one[place] ?? 0) - (other[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** At least two numbers: one alone may be anything. */
function numbersOf(text: string): number[] | null {
  const found = /^\D{0,40}?(\d{1,6}(?:\.\d{1,6}){1,5})/.exec(text.slice(0, 100));
  return found?.[1]?.split(".").map(Number) ?? null;
}
