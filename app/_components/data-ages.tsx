/** How old what we know of an appliance is, kind by kind, and feed by feed where one makes no list. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { SnapshotAge } from "@/lib/fleet/appliance-queries";
import type { FeedAge } from "@/lib/fleet/feed-ages";
import { words } from "@/lib/platform/words";
import { DataAge } from "./data-age.client";
import classes from "./data-ages.module.css";
import { FeedDoubt } from "./feed-doubt";
import { TextLink } from "./link.client";
import { When } from "./when.client";

const t = words("overview");
const feedWord = words("feeds");
const kindWord = words("kinds");

interface DataAgesProps {
  sources: readonly SnapshotAge[];
  /** All feeds of the appliance. */
  feeds: readonly FeedAge[];
  zone: string;
  applianceId: number;
}

/** Renders one line per kind that any export spoke about, and what else feeds told; said and greyed where it is not the present. */
export function DataAges({ sources, feeds, zone, applianceId }: DataAgesProps) {
  const others = feeds.filter(({ id }) => sources.every(({ feedId }) => feedId !== id));
  const speaking = others.filter(({ lastReadAt, stale }) => lastReadAt !== null || stale === "failing");
  if (sources.length === 0 && speaking.length === 0) {
    return (
      <Text size="xs" c="var(--quiet)">
        {t("noData")}{" "}
        <TextLink href={`/imports?applianceId=${applianceId}`} size="xs">
          {t("dropFirst")}
        </TextLink>
      </Text>
    );
  }
  return (
    <dl className={classes.ages}>
      {sources.map((source) => (
        <Age
          key={source.kind}
          of={kindWord(`plural.${source.kind}`)}
          feed={feeds.find(({ id }) => id === source.feedId) ?? null}
          zone={zone}
        >
          <DataAge source={source} zone={zone} />
        </Age>
      ))}
      {speaking.map((feed) => (
        <Age key={`feed ${feed.id}`} of={feed.name} feed={feed} zone={zone}>
          <FeedAgeLink feed={feed} zone={zone} />
        </Age>
      ))}
    </dl>
  );
}

function Age({
  of,
  feed,
  zone,
  children,
}: {
  of: string;
  /** Which brought it, where one did. */
  feed: FeedAge | null;
  zone: string;
  children: ReactNode;
}) {
  const stale = feed?.stale ?? null;
  return (
    <div className={classes.age} data-stale={stale !== null || undefined}>
      <Text component="dt" size="xs" fw={600}>
        {of}
      </Text>
      <dd>
        {children}
        {feed !== null && stale !== null && (
          <Text component="span" size="xs" className={classes.doubt}>
            <TextLink href={feedHref(feed)} inherit prefetch={false} underline="always" c="inherit">
              {feed.name}
            </TextLink>
            {": "}
            <FeedDoubt {...feed} zone={zone} />
          </Text>
        )}
      </dd>
    </div>
  );
}

function FeedAgeLink({ feed, zone }: { feed: FeedAge; zone: string }) {
  const { lastReadAt, isPolled } = feed;
  return (
    <TextLink href={feedHref(feed)} size="xs" c="var(--quiet)" prefetch={false}>
      {lastReadAt === null
        ? feedWord(isPolled ? "age.nothingRead" : "age.nothingCame")
        : feedWord.rich(isPolled ? "age.read" : "age.came", {
            when: () => <When at={lastReadAt} zone={zone} />,
          })}
    </TextLink>
  );
}

function feedHref({ id, applianceId }: FeedAge): string {
  return `/settings/feeds/${id}?applianceId=${applianceId}`;
}
