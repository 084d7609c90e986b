/** When a feed that gives no problem has fallen silent all the same, so that what rests on it is not shown as if it were current. */

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

/** `late`: its reading is overdue. `quiet`: it has sent before, and not for a day. Null: neither. */
export function silenceOf(feed: FeedSigns, now: number): "late" | "quiet" | null {
  const { enabled, isPolled, lastReadAt, nextRunAt } = feed;
  if (!enabled) return null;
  if (isPolled) return nextRunAt !== null && now - nextRunAt > readingLateMs ? "late" : null;
  return lastReadAt !== null && now - lastReadAt > senderQuietMs ? "quiet" : null;
}
