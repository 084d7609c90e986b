/** How a share is written in percent: everywhere by this function, so that nothing is said to be done before it is. */

/**
 * Rule 20: the share of `part` in `whole` in percent, truncated to so many decimals: of a part of the whole 100 only when it is all of it.
 * `null` of nothing.
 */
export function percentOf(part: number, whole: number, decimals = 0): number | null {
  if (whole === 0) return null;
  const scale = 10 ** decimals;
  // Multiplied first: 29 of 100 is 0.28999… of one.
  return Math.floor((part * 100 * scale) / whole) / scale;
}
