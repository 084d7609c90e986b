/** What the pages of feeds ask of one: does it move, does what it told still hold. */
import type { Staleness } from "@/lib/core/feed-quiet";
import type { FeedDetail } from "@/lib/feeds/queries";
import { isPolled } from "@/lib/feeds/schema";
import { isRunning } from "@/lib/intake/queries";

/** Rollcall reads it at this moment, or is about to. `now`: epoch milliseconds. */
export function isReading({ enabled, type, nextRunAt, progress }: FeedDetail, now: number): boolean {
  return enabled && isPolled(type) && (progress !== null || (nextRunAt !== null && nextRunAt <= now));
}

/** Something about it changes within seconds. */
export function isMoving(feed: FeedDetail, now: number): boolean {
  const takesIn = feed.enabled && feed.waiting > 0;
  return isReading(feed, now) || takesIn || (feed.lastImport !== null && isRunning(feed.lastImport));
}

/** Why what it told is no picture of the present any more; null: it is. */
export function stalenessOf({ status, silence }: FeedDetail): Staleness | null {
  return status === "failing" || status === "paused" ? status : silence;
}

/** What it told is no picture of the present any more. */
export function isStale(feed: FeedDetail): boolean {
  return stalenessOf(feed) !== null;
}

export function feedHref({ id, applianceId }: Pick<FeedDetail, "id" | "applianceId">): string {
  return `/settings/feeds/${id}?applianceId=${applianceId}`;
}

/** Seconds between two renewals of a page that shows feeds. */
export function renewEvery(feeds: readonly FeedDetail[], now: number): number {
  return feeds.some((feed) => isMoving(feed, now)) ? 2 : 10;
}
