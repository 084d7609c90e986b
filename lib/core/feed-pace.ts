/** When a feed is read next: soon while a release goes out, seldom when all is quiet, later and later while it cannot be read. */

const minute = 60_000;
const hour = 60 * minute;

/** Minutes between readings by how old the newest site release is; the last line holds for all that is older. */
export const readingPaces = [
  { untilHours: 24, minutes: 5 },
  { untilHours: 7 * 24, minutes: 15 },
  { untilHours: Number.POSITIVE_INFINITY, minutes: 60 },
] as const;

/** The vendor's limit: requests in an hour for one API account; a walk leaves a fifth of it to others. */
export const requestsPerHour = 15_000;
const ownShare = 0.8;

/** What the next reading depends on. Instants in epoch milliseconds. */
export interface Pace {
  now: number;
  /** Set by a person; null: by the release. */
  intervalMinutes: number | null;
  releaseInstalledAt: number | null;
  /** Readings in a row that went wrong. */
  failures: number;
  /** What the other side asked for, where it did. */
  retryAfterMs: number | null;
  /** Requests that the last reading took. */
  requests: number;
  /** From 0 to 1: so that many feeds do not all come at once. */
  chance: number;
}

const firstRetryMs = 30_000;
const retryAtMostMs = 30 * minute;

/** The instant of the next reading. */
export function nextReadingAt(pace: Pace): number {
  const { now, failures, retryAfterMs, requests, chance } = pace;
  const fairMs = (requests / (requestsPerHour * ownShare)) * hour;
  const intervalMs = Math.max(intervalOf(pace) * minute, fairMs);
  if (failures === 0) return now + Math.round(intervalMs * (1 + (chance - 0.5) / 10));
  const backOffMs = Math.min(firstRetryMs * 2 ** Math.min(failures - 1, 20), retryAtMostMs);
  return now + Math.round(Math.max(backOffMs * (0.5 + chance / 2), retryAfterMs ?? 0));
}

function intervalOf({ now, intervalMinutes, releaseInstalledAt }: Pace): number {
  if (intervalMinutes !== null) return intervalMinutes;
  const ageHours = releaseInstalledAt === null ? Number.POSITIVE_INFINITY : (now - releaseInstalledAt) / hour;
  return readingPaces.find(({ untilHours }) => ageHours < untilHours)?.minutes ?? readingPaces[2].minutes;
}
