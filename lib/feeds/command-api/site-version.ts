/** The version of the site software as check_health writes it. */

/** `19.1.8 (37380-749b17…)`: number 19.1.8, build 37380-749b17…. `X.Y` is a major, `X.Y.Z` a maintenance release. */
export interface SiteVersion {
  /** As it was written. */
  text: string;
  number: string;
  /** Tells packages of one number apart; `null`: not given. */
  build: string | null;
}

const form = /^(\d{1,4}(?:\.\d{1,6}){1,3})(?:\s*\(([^()]{1,200})\))?$/;

/** Reads "the version number and build number of the software running on the appliance" (check_health). `null`: it is no version. */
export function readSiteVersion(text: string): SiteVersion | null {
  const match = form.exec(text);
  return match?.[1] === undefined ? null : { text, number: match[1], build: match[2]?.trim() || null };
}

/** Below zero: `a` is the older number. Numbers are compared part by part; a part that is missing counts as 0. */
export function compareNumbers(a: SiteVersion, b: SiteVersion): number {
  const left = a.number.split(".").map(Number);
  const right = b.number.split(".").map(Number);
  for (let part = 0; part < Math.max(left.length, right.length); part++) {
    const difference = (left[part] ?? 0) - (right[part] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The same package: number and build agree. A build that is not given agrees with any. */
export function samePackage(a: SiteVersion, b: SiteVersion): boolean {
  return compareNumbers(a, b) === 0 && (a.build === null || b.build === null || a.build === b.build);
}
