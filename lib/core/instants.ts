/** Instants (epoch milliseconds) that may not be known. */

/** Strictly later; an instant that is not known is later than none. */
export function isAfter(instant: number | null, other: number): boolean {
  return (instant ?? Number.NEGATIVE_INFINITY) > other;
}

/** `count` units later, where both are known. */
export function later(instant: number | null, count: number | null, unit: number): number | null {
  return instant === null || count === null ? null : instant + count * unit;
}
