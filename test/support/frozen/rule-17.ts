/**
 * Not frozen, and beside the frozen weighing on purpose: rule 17 (two clocks) came after it. Plainly, over all sightings at once, when a
 * client was seen connected first after a release.
 */
import type { Sighting } from "./evidence";

/** `firstObservedAt`: a feed said so again and again since then. Epoch milliseconds; `null`: it was not. */
export function firstSeenAfter(
  sightings: readonly (Sighting & { firstObservedAt?: number | null })[],
  installedAt: number,
): number | null {
  const seen = sightings.flatMap((sighting) => {
    const { observedAt, connectedAt, connectedFromAt, online, firstObservedAt } = sighting;
    if (online !== true && connectedAt === null) return [];
    const until = online === true ? observedAt : Math.min(connectedAt ?? observedAt, observedAt);
    if (until <= installedAt) return [];
    if (connectedFromAt !== null && connectedFromAt <= until) return [Math.max(connectedFromAt, installedAt)];
    const since = firstObservedAt ?? until;
    return [until === observedAt && since > installedAt ? since : until];
  });
  return seen.length === 0 ? null : Math.min(...seen);
}
