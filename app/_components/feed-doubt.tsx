/** Why what a feed told is not the present, in words. */
import type { Staleness } from "@/lib/core/feed-quiet";
import { words } from "@/lib/platform/words";
import { When } from "./when.client";

const t = words("feeds");

interface FeedDoubtProps {
  stale: Staleness | null;
  isPolled: boolean;
  /** Epoch milliseconds. */
  nextRunAt: number | null;
  failingSince: number | null;
  zone: string;
}

/** Renders nothing where there is no doubt. */
export function FeedDoubt({ stale, isPolled, nextRunAt, failingSince, zone }: FeedDoubtProps) {
  if (stale === "late") return t.rich("age.late", { when: () => <When at={nextRunAt} zone={zone} /> });
  if (stale === "quiet") return t("age.quiet");
  if (stale === "failing")
    return t.rich("age.failing", { when: () => <When at={failingSince} zone={zone} /> });
  if (stale === "paused") return t(isPolled ? "age.pausedPolled" : "age.pausedSender");
  return null;
}
