/** What a release that a feed has noticed asks of a person, and what its readings say about when it was installed. */

/** Whether somebody has to decide: nobody has, and no release of that version is recorded. */
export function asksSomebody(proposal: {
  status: "open" | "confirmed" | "dismissed";
  standingReleaseId: number | null;
}): boolean {
  return proposal.status === "open" && proposal.standingReleaseId === null;
}

/**
 * How a time of installation contradicts the readings of the unit: at `notBefore` it still ran the version before, at `notAfter` it
 * ran the new one. Null: it does not. Instants in epoch milliseconds.
 */
export function contradictsReadings(
  installedAt: number,
  { notBefore, notAfter }: { notBefore: number | null; notAfter: number },
): "too_early" | "too_late" | null {
  if (notBefore !== null && installedAt <= notBefore) return "too_early";
  return installedAt > notAfter ? "too_late" : null;
}
