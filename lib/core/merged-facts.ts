/**
 * What is known of a client that a person made of several entries, from what is known of each. The vendor's rule for duplicates
 * holds here too: the entry that connected most recently speaks, and what a dead one says holds nobody back.
 */
import type { Facts } from "./evidence";
import { isAfter } from "./instants";

/**
 * Which entry speaks for all, as its place in the list: one of which something stands, not uninstalled at the endpoint, that
 * connected most recently, on a connection that began last. Of equals the one that proves less, then the first.
 */
export function speakerOf(entries: readonly Facts[]): number {
  return entries.reduce((speaker, entry, place) => {
    const facts = entries[speaker];
    return facts && compareEntries(entry, facts) < 0 ? place : speaker;
  }, 0);
}

/** Facts of the client that the entries make up. Since when it is known, and that it is still listed, any of them shows. */
export function mergeFacts(entries: readonly [Facts, ...Facts[]]): Facts {
  const speaker = entries[speakerOf(entries)] ?? entries[0];
  const known = entries.flatMap(({ firstEvidenceAt }) => firstEvidenceAt ?? []);
  const observed = entries.flatMap(({ newestObservedAt }) => newestObservedAt ?? []);
  return {
    ...speaker,
    firstEvidenceAt: known.length === 0 ? null : Math.min(...known),
    newestObservedAt: observed.length === 0 ? null : Math.max(...observed),
  };
}

/** Below zero: `a` speaks before `b`. */
function compareEntries(a: Facts, b: Facts): number {
  return (
    Number(a.firstEvidenceAt === null) - Number(b.firstEvidenceAt === null) ||
    Number(isUninstalled(a)) - Number(isUninstalled(b)) ||
    later(a.lastConnected?.value ?? null, b.lastConnected?.value ?? null) ||
    later(a.connectedFromAt, b.connectedFromAt) ||
    later(b.currentAt, a.currentAt)
  );
}

function isUninstalled({ availability }: Facts): boolean {
  return availability?.value === "uninstalled";
}

/** Below zero where `a` is the later one; an instant that is not known is the earliest. */
function later(a: number | null, b: number | null): number {
  if (a === b) return 0;
  return isAfter(b, a ?? Number.NEGATIVE_INFINITY) ? 1 : -1;
}
