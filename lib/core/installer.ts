/**
 * Installer packages: which are valid, which have to be made again, and which one fits a client. What was made before a site release is
 * invalid once that is installed (guides: packages of Buttons, Jump Clients and consoles have to be generated anew).
 */
import type { ClientKind } from "./client";

export const platforms = ["windows", "mac", "linux", "any"] as const;
export type Platform = (typeof platforms)[number];

/** What decides about a package. Instants in epoch milliseconds. */
export interface PackageFacts {
  id: number;
  kind: ClientKind;
  platform: Platform;
  /** Clients of this group only; null: of any. */
  group: string | null;
  madeAt: number;
  validUntil: number | null;
}

/** `before_release`: made before the newest site release was installed. `expired`: its own time is over. */
export const packageStates = ["valid", "before_release", "expired"] as const;
export type PackageState = (typeof packageStates)[number];

/** What was made in the very instant of the installation was made of what is there now. `releasedAt`: the newest site release's. */
export function packageState(
  { madeAt, validUntil }: Pick<PackageFacts, "madeAt" | "validUntil">,
  releasedAt: number | null,
  now: number,
): PackageState {
  if (releasedAt !== null && releasedAt <= now && madeAt < releasedAt) return "before_release";
  return validUntil !== null && validUntil <= now ? "expired" : "valid";
}

/** The platform of an operating system as exports call it; null: nobody knows it. */
export function platformOf(os: string | null): Exclude<Platform, "any"> | null {
  if (os === null) return null;
  if (/windows|win\d|\bwin\b/i.test(os)) return "windows";
  if (/mac ?os|os x|darwin|\bmac\b/i.test(os)) return "mac";
  return /linux|ubuntu|debian|red ?hat|rhel|centos|fedora|suse|rocky|alma/i.test(os) ? "linux" : null;
}

/** A client as a package has to fit it. */
export interface Target {
  kind: ClientKind;
  platform: Exclude<Platform, "any"> | null;
  group: string | null;
}

/** Of a client whose platform nobody knows only what fits any is known to fit. */
export function fits(installer: Pick<PackageFacts, "kind" | "platform" | "group">, target: Target): boolean {
  return (
    installer.kind === target.kind &&
    (installer.platform === "any" || installer.platform === target.platform) &&
    (installer.group === null || installer.group === target.group)
  );
}

/** The one that was made for the client's own group goes before one for any, and the newest before the others. `valid`: only those. */
export function newestFitting<P extends PackageFacts>(valid: readonly P[], target: Target): P | null {
  const fitting = valid.filter((each) => fits(each, target));
  fitting.sort(
    (one, other) =>
      Number(other.group !== null) - Number(one.group !== null) ||
      other.madeAt - one.madeAt ||
      other.id - one.id,
  );
  return fitting[0] ?? null;
}

/** Those that are not valid and for which no valid one of the same kind, platform and group was made: each has to be made again. */
export function toMakeAgain<P extends PackageFacts>(
  packages: readonly P[],
  releasedAt: number | null,
  now: number,
): P[] {
  const named = ({ kind, platform, group }: PackageFacts) => JSON.stringify([kind, platform, group]);
  const valid = new Set(
    packages.filter((each) => packageState(each, releasedAt, now) === "valid").map(named),
  );
  const newest = new Map<string, P>();
  for (const each of packages) {
    if (valid.has(named(each))) continue;
    const known = newest.get(named(each));
    if (!known || known.madeAt < each.madeAt || (known.madeAt === each.madeAt && known.id < each.id)) {
      newest.set(named(each), each);
    }
  }
  return [...newest.values()];
}
