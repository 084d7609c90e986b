/** When a feed is read next. */
import { When } from "@/app/_components/when.client";
import type { FeedDetail } from "@/lib/feeds/queries";
import { isPolled } from "@/lib/feeds/schema";
import { words } from "@/lib/platform/words";
import { isReading } from "./standing";

const t = words("feeds");

/** `now`: the page's instant, epoch milliseconds. */
export function NextReading({ feed, now }: { feed: FeedDetail; now: number }) {
  if (!isPolled(feed.type)) return t("next.sends");
  if (!feed.enabled) return t("next.none");
  if (isReading(feed, now)) return t("next.now");
  return <When at={feed.nextRunAt} zone={feed.timeZone} />;
}
