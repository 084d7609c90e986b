/** When a feed that gives no problem has fallen silent all the same, so that what rests on it is not shown as if it were current. */

/** The types of feeds that Rollcall asks; the others send. */
export const polledTypes = ["config_api", "command_api", "folder", "url"] as const;

const minute = 60_000;

/** A reading may take its time; one that has not even begun for so long shows that nobody reads. */
const readingLateMs = 15 * minute;
/** What sends by itself sends when something happens; a whole day without anything is not a site at work. */
const senderQuietMs = 24 * 60 * minute;

/** Instants in epoch milliseconds. `nextRunAt` null: Rollcall does not ask it, it sends. */
export interface FeedSigns {
  enabled: boolean;
  isPolled: boolean;
  lastReadAt: number | null;
  nextRunAt: number | null;
}

/**
 * `late`: its reading is overdue. `quiet`: it has sent before, and not for a day. Null: neither. `speed`: how fast the clock of `now`
 * runs, because the time that readings take is real.
 */
export function silenceOf(feed: FeedSigns, now: number, speed = 1): "late" | "quiet" | null {
  const { enabled, isPolled, lastReadAt, nextRunAt } = feed;
  if (!enabled) return null;
  if (isPolled) return nextRunAt !== null && now - nextRunAt > readingLateMs * speed ? "late" : null;
  return lastReadAt !== null && now - lastReadAt > senderQuietMs ? "quiet" : null;
}

/** Why what a feed told is no picture of the present any more. */
export type Staleness = "paused" | "failing" | "late" | "quiet";

/** As `silenceOf`, with what is known at once: a person paused it, or its last reading went wrong. Null: it speaks of the present. */
export function stalenessOf(
  feed: FeedSigns & { isFailing: boolean },
  now: number,
  speed = 1,
): Staleness | null {
  if (!feed.enabled) return "paused";
  return feed.isFailing ? "failing" : silenceOf(feed, now, speed);
}
