/** Who an import comes from: the feed that brought it, or the person who uploaded it. */
import { TextLink } from "@/app/_components/link.client";
import type { ImportRow } from "@/lib/intake/queries";
import { words } from "@/lib/platform/words";

const t = words("imports");

interface BroughtByProps {
  row: Pick<ImportRow, "applianceId" | "feedId" | "feedName" | "uploadedBy">;
}

/** The link to a feed only while that is there. */
export function BroughtBy({ row: { applianceId, feedId, feedName, uploadedBy } }: BroughtByProps) {
  if (feedId === null) return t("by", { name: uploadedBy });
  if (feedName === null) return t("byRemovedFeed");
  return t.rich("byFeed", {
    feed: () => (
      <TextLink href={`/settings/feeds/${feedId}?applianceId=${applianceId}`} inherit underline="always">
        {feedName}
      </TextLink>
    ),
  });
}
