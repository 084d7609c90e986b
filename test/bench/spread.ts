/** What a set of durations says: half were no longer than `p50`, 95 of 100 no longer than `p95`; in the unit of the values. */
export interface Percentiles {
  p50: number;
  p95: number;
}

export function percentiles(values: readonly number[]): Percentiles {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
