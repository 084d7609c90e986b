/** How far back the chart of slots in use looks; kept in the address. */
export const spans = ["hour", "day", "week", "month"] as const;
export type Span = (typeof spans)[number];

const hourMs = 3_600_000;
/** Each stretch lasts a round time, so that its label is true. */
export const spanMs: Record<Span, { length: number; buckets: number }> = {
  hour: { length: hourMs, buckets: 60 },
  day: { length: 24 * hourMs, buckets: 96 },
  week: { length: 168 * hourMs, buckets: 84 },
  month: { length: 720 * hourMs, buckets: 90 },
};

export function spanOf(value: string | string[] | undefined): Span {
  return spans.find((span) => span === value) ?? "day";
}
