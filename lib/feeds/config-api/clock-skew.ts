/** Between which bounds the appliance's clock is ahead of Rollcall's (negative: behind), from the `Date` headers of its answers. */

/** Milliseconds; the true value lies between them if neither clock was set meanwhile. */
export interface ClockSkew {
  lowMs: number;
  highMs: number;
}

/**
 * Narrows what is known by one answer. `Date` (RFC 9110, 6.6.1) is cut to the second, and was written at some instant of the
 * request. Bounds that contradict each other mean that a clock was set: then the newest count.
 * @param now when the answer was there, epoch milliseconds; `tookMs`: since the request began
 */
export function narrowSkew(
  known: ClockSkew | null,
  date: string | undefined,
  now: number,
  tookMs: number,
): ClockSkew | null {
  const at = date === undefined ? Number.NaN : Date.parse(date);
  if (!Number.isFinite(at)) return known;
  const found = { lowMs: at - now, highMs: at + 1_000 - (now - tookMs) };
  if (known === null) return found;
  const both = { lowMs: Math.max(known.lowMs, found.lowMs), highMs: Math.min(known.highMs, found.highMs) };
  return both.lowMs <= both.highMs ? both : found;
}

/** The likeliest value: the middle. */
export function measuredMs({ lowMs, highMs }: ClockSkew): number {
  return Math.round((lowMs + highMs) / 2);
}
