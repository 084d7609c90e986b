/** How a share is written in percent. */

/** Whole percent, truncated (product.md rule 20): 100 only when `part` is all of it. `null` of nothing. */
export function truncatedPercent(part: number, of: number): number | null {
  // Multiplied first: 29 of 100 is 0.28999… of one.
  return of === 0 ? null : Math.floor((part * 100) / of);
}
