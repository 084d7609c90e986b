/** The feeds as a table, and as cards where the screen is too narrow for one. */
import { TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { CardTable } from "@/app/_components/card-table";
import { TextLink } from "@/app/_components/link.client";
import { When } from "@/app/_components/when.client";
import type { FeedDetail } from "@/lib/feeds/queries";
import { words } from "@/lib/platform/words";
import { FeedAge } from "./feed-age";
import { FeedStatusBadge } from "./feed-status";
import { NextReading } from "./next-reading";
import { feedHref } from "./standing";

const t = words("feeds");

interface FeedListProps {
  feeds: readonly FeedDetail[];
  /** Feeds of more than one appliance may stand here. */
  several: boolean;
  /** The page's instant, epoch milliseconds. */
  now: number;
}

export function FeedList({ feeds, several, now }: FeedListProps) {
  return (
    <CardTable
      heads={[
        t("columns.name"),
        several && t("columns.appliance"),
        t("columns.status"),
        t("columns.age"),
        t("columns.next"),
        t("columns.waiting"),
      ]}
    >
      {feeds.map((feed) => (
        <TableTr key={feed.id} style={{ verticalAlign: "top" }}>
          <TableTh scope="row" fw={400}>
            <TextLink href={feedHref(feed)} fw={600} size="sm" style={{ overflowWrap: "anywhere" }}>
              {feed.name}
            </TextLink>
            <Text size="xs" c="var(--quiet)">
              {t(`types.${feed.type}`)}
            </Text>
          </TableTh>
          {several && <TableTd data-label={t("columns.appliance")}>{feed.applianceName}</TableTd>}
          <TableTd data-label={t("columns.status")} maw="24rem">
            <FeedStatusBadge status={feed.status} />
            {feed.status === "failing" && <Failing feed={feed} />}
            <Files feed={feed} />
          </TableTd>
          <TableTd data-label={t("columns.age")} maw="18rem">
            <FeedAge feed={feed} />
          </TableTd>
          <TableTd data-label={t("columns.next")}>
            <NextReading feed={feed} now={now} />
          </TableTd>
          <TableTd data-label={t("columns.waiting")}>{t("waiting", { count: feed.waiting })}</TableTd>
        </TableTr>
      ))}
    </CardTable>
  );
}

function Failing({ feed: { problem, failingSince, timeZone } }: { feed: FeedDetail }) {
  return (
    <Text component="div" size="sm" mt={4}>
      {problem?.sentence}{" "}
      <Text component="span" size="xs" c="var(--quiet)">
        {t.rich("failingSince", { when: () => <When at={failingSince} zone={timeZone} as="exact" /> })}
      </Text>
    </Text>
  );
}

/** Files of a folder that say nothing, since they could not be used or were never read. */
function Files({ feed: { files } }: { feed: FeedDetail }) {
  const refused = files === null ? 0 : files.refused.length + files.more;
  return (
    <>
      {refused > 0 && (
        <Text size="sm" mt={4}>
          {t("files.some", { count: refused })}
        </Text>
      )}
      {files !== null && files.leftOut !== null && (
        <Text size="sm" mt={4}>
          {files.leftOut.sentence}
        </Text>
      )}
    </>
  );
}
