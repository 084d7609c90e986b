/** How old what a feed told is, and what is to be said about that. */
import { Text } from "@mantine/core";
import { FeedDoubt } from "@/app/_components/feed-doubt";
import { When } from "@/app/_components/when.client";
import type { FeedDetail } from "@/lib/feeds/queries";
import { isPolled } from "@/lib/feeds/schema";
import { words } from "@/lib/platform/words";
import { isStale, stalenessOf } from "./standing";

const t = words("feeds");

/** Greyed where it no longer holds. */
export function FeedAge({ feed }: { feed: FeedDetail }) {
  const { lastReadAt, snapshotAt, timeZone, type } = feed;
  const polled = isPolled(type);
  return (
    <Text component="div" size="sm" {...(isStale(feed) ? { c: "var(--quiet)" } : {})}>
      {lastReadAt === null
        ? t(polled ? "age.nothingRead" : "age.nothingCame")
        : t.rich(polled ? "age.read" : "age.came", { when: () => <When at={lastReadAt} zone={timeZone} /> })}
      {snapshotAt !== null && snapshotAt !== lastReadAt && (
        <div>{t.rich("age.list", { when: () => <When at={snapshotAt} zone={timeZone} /> })}</div>
      )}
      <Doubt feed={feed} />
    </Text>
  );
}

/** Why it may not be the present; nothing where it is, or where nothing was told yet. */
function Doubt({ feed }: { feed: FeedDetail }) {
  const { nextRunAt, failingSince, timeZone, lastReadAt, type } = feed;
  const stale = stalenessOf(feed);
  if (stale === null || (stale === "failing" && lastReadAt === null)) return null;
  return (
    <div>
      <FeedDoubt
        stale={stale}
        isPolled={isPolled(type)}
        nextRunAt={nextRunAt}
        failingSince={failingSince}
        zone={timeZone}
      />
    </div>
  );
}
