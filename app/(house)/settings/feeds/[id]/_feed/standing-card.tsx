/** How a feed goes: its status, the ages of what it told, when it is read next, and how it is set up. */
import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { Terms } from "@/app/_components/terms";
import { When } from "@/app/_components/when.client";
import { ImportStatusBadge } from "@/app/(house)/imports/_list/import-status";
import { requestsOf100000, shortestIntervalMs } from "@/lib/core/feed-pace";
import type { FeedDetail } from "@/lib/feeds/queries";
import { isPolled } from "@/lib/feeds/schema";
import { words } from "@/lib/platform/words";
import { FeedStatusBadge } from "../../_feeds/feed-status";
import { NextReading } from "../../_feeds/next-reading";
import { isStale } from "../../_feeds/standing";

const t = words("feeds");

/** `now`: the page's instant, epoch milliseconds. */
export function StandingCard({ feed, now }: { feed: FeedDetail; now: number }) {
  const { lastReadAt, snapshotAt, timeZone, type, waiting, lastImport } = feed;
  const polled = isPolled(type);
  const terms: (readonly [string, ReactNode])[] = [
    [t("one.status"), <Status key="status" feed={feed} />],
    [
      t(polled ? "one.lastRead" : "one.lastCame"),
      lastReadAt === null ? (
        t(polled ? "age.nothingRead" : "age.nothingCame")
      ) : (
        <Aged key="read" feed={feed} at={lastReadAt} />
      ),
    ],
    ...(snapshotAt === null
      ? []
      : [[t("one.snapshot"), <Aged key="snapshot" feed={feed} at={snapshotAt} />] as const]),
    [t("one.next"), <NextReading key="next" feed={feed} now={now} />],
    ...(polled && waiting === 0 ? [] : [[t("one.waitingNow"), t("waiting", { count: waiting })] as const]),
    ...(lastImport === null
      ? []
      : [[t("one.lastImport"), <LastImport key="import" feed={feed} lastImport={lastImport} />] as const]),
    ...setUp(feed),
    [
      t("one.added"),
      <span key="added">
        {t.rich("one.addedBy", {
          by: feed.createdBy,
          when: () => <When at={feed.createdAt} zone={timeZone} />,
        })}
      </span>,
    ],
  ];
  return (
    <Card title={t("one.standing")}>
      <Terms terms={terms} />
    </Card>
  );
}

function Status({ feed }: { feed: FeedDetail }) {
  const { silence, nextRunAt, timeZone, status, type } = feed;
  return (
    <>
      <FeedStatusBadge status={feed.status} />
      {silence !== null && (
        <Text size="sm" mt={4}>
          {silence === "quiet"
            ? t("age.quiet")
            : t.rich("age.late", { when: () => <When at={nextRunAt} zone={timeZone} /> })}
        </Text>
      )}
      {status === "paused" && (
        <Text size="sm" mt={4}>
          {t(isPolled(type) ? "age.pausedPolled" : "age.pausedSender")}
        </Text>
      )}
    </>
  );
}

/** An instant with its age, greyed where what was told then no longer holds. */
function Aged({ feed, at }: { feed: FeedDetail; at: number }) {
  const isOld = isStale(feed);
  return (
    <Text component="span" size="sm" {...(isOld ? { c: "var(--quiet)" } : {})}>
      <When at={at} zone={feed.timeZone} as="both" />
      {isOld && ` · ${t("age.stale")}`}
    </Text>
  );
}

interface LastImportProps {
  feed: FeedDetail;
  lastImport: NonNullable<FeedDetail["lastImport"]>;
}

function LastImport({ feed: { applianceId, timeZone }, lastImport }: LastImportProps) {
  return (
    <Group gap="xs">
      <TextLink href={`/imports/${lastImport.id}?applianceId=${applianceId}`} size="sm">
        {t("one.importLink", { id: String(lastImport.id) })}
      </TextLink>
      <ImportStatusBadge row={lastImport} />
      <When at={lastImport.at} zone={timeZone} />
    </Group>
  );
}

/** What of its settings tells where it reads, how often, and with what. */
function setUp(feed: FeedDetail): (readonly [string, ReactNode])[] {
  const { baseUrl, caPem, hasSecrets, settings, type } = feed;
  if (!isPolled(type)) return [];
  return [
    type === "folder" ? [t("one.folder"), settings.path ?? ""] : [t("one.address"), baseUrl],
    ...(type === "folder"
      ? []
      : ([[t("one.secret"), t(hasSecrets ? "one.secretGiven" : "one.secretNone")]] as const)),
    ...(caPem === null ? [] : ([[t("one.authority"), t("one.authorityOwn")]] as const)),
    [t("one.interval"), <Interval key="interval" feed={feed} />],
    ...(type === "command_api"
      ? [[t("one.releases"), <Releases key="releases" feed={feed} />] as const]
      : []),
  ];
}

/** How often it is read, and how often it can be at most by what the vendor allows. */
function Interval({ feed: { known, settings, type } }: { feed: FeedDetail }) {
  const { intervalMinutes = null } = settings;
  const { requests = 0 } = known;
  return (
    <>
      {intervalMinutes === null
        ? t("one.intervalByRelease")
        : t("one.intervalOwn", { minutes: intervalMinutes })}
      {type === "config_api" && (
        <Text size="xs" c="var(--quiet)">
          {requests > 0 && `${t("one.intervalAllowed", { requests, minutes: allowedMinutes(requests) })} `}
          {t("one.intervalOf100000", { minutes: allowedMinutes(requestsOf100000) })}
        </Text>
      )}
    </>
  );
}

const allowedMinutes = (requests: number) => Math.max(1, Math.ceil(shortestIntervalMs(requests) / 60_000));

/** What becomes of a version that it has not seen before. */
function Releases({ feed: { applianceId, settings } }: { feed: FeedDetail }) {
  return t.rich(settings.recordReleases === true ? "one.releasesRecorded" : "one.releasesProposed", {
    link: (text) => (
      <TextLink href={`/releases?applianceId=${applianceId}`} size="sm" underline="always">
        {text}
      </TextLink>
    ),
  });
}
