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

/** What reading 100,000 Jump Clients and 200 Jumpoints takes: 100 to a page, the nodes of each, the names of groups. */
export const requestsOf100000 = 1_210;

/** How often a reading of so many requests fits into what the vendor allows an account, in milliseconds: no sooner, whatever is set. */
export function shortestIntervalMs(requests: number): number {
  return (requests / (requestsPerHour * ownShare)) * hour;
}

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

/** How old a release is at most for it to have feeds read more often than in quiet times. */
export const quickForMs = 7 * 24 * hour;
/** Who is read within that has no need to be read sooner. */
export const quickWithinMs = readingPaces[0].minutes * minute;

const firstRetryMs = 30_000;
const retryAtMostMs = 30 * minute;

/** The instant of the next reading. */
export function nextReadingAt(pace: Pace): number {
  const { now, failures, retryAfterMs, requests, chance } = pace;
  const intervalMs = Math.max(intervalOf(pace) * minute, shortestIntervalMs(requests));
  if (failures === 0) return now + Math.round(intervalMs * (1 + (chance - 0.5) / 10));
  const backOffMs = Math.min(firstRetryMs * 2 ** Math.min(failures - 1, 20), retryAtMostMs);
  return now + Math.round(Math.max(backOffMs * (0.5 + chance / 2), retryAfterMs ?? 0));
}

function intervalOf({ now, intervalMinutes, releaseInstalledAt }: Pace): number {
  if (intervalMinutes !== null) return intervalMinutes;
  const ageHours = releaseInstalledAt === null ? Number.POSITIVE_INFINITY : (now - releaseInstalledAt) / hour;
  return readingPaces.find(({ untilHours }) => ageHours < untilHours)?.minutes ?? readingPaces[2].minutes;
}
