/** Who an import comes from: the feed that brought it, or the person who uploaded it. */
import { FeedLink } from "@/app/_components/feed-link";
import type { ImportRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";

const t = words("imports");

interface BroughtByProps {
  row: Pick<ImportRow, "applianceId" | "feedId" | "feedName" | "feedRemoved" | "uploadedBy">;
}

export function BroughtBy({
  row: { applianceId, feedId, feedName, feedRemoved, uploadedBy },
}: BroughtByProps) {
  if (feedId === null) return t("by", { name: uploadedBy });
  return t.rich("byFeed", {
    feed: () => <FeedLink id={feedId} name={feedName} removed={feedRemoved} applianceId={applianceId} />,
  });
}
