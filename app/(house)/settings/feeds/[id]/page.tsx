/** Everything about one feed: how it goes, what it told, what is known of the other side, and what can be done with it. */
import { Grid, GridCol, Stack, Text, Title } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { TextLink } from "@/app/_components/link.client";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { orNotFound } from "@/app/_web/or-not-found";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { type FeedDetail, readFeed } from "@/lib/feeds/queries";
import { isPolled } from "@/lib/feeds/schema";
import type { Ctx } from "@/lib/platform/context";
import { words } from "@/lib/platform/words";
import { isReading, renewEvery } from "../_feeds/standing";
import { CountsCard } from "./_feed/counts-card";
import { Failing } from "./_feed/failing";
import { FeedDeeds } from "./_feed/feed-deeds.client";
import { FilesCard } from "./_feed/files-card";
import { KnownCard } from "./_feed/known-card";
import { ReadingProgress } from "./_feed/reading-progress";
import { SendCard } from "./_feed/send-card";
import { StandingCard } from "./_feed/standing-card";

const t = words("feeds");

interface FeedPageProps {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata({ params }: FeedPageProps): Promise<Metadata> {
  return { title: (await load(params)).feed.name };
}

export default async function FeedPage({ params, searchParams }: FeedPageProps) {
  const { ctx, feed } = await load(params);
  const { actor, now } = ctx;
  const testsAtOnce = (await searchParams).test === "1";
  return (
    <Stack gap="md">
      <AutoRefresh seconds={renewEvery([feed], now)} />
      <div>
        <TextLink href={`/settings/feeds?applianceId=${feed.applianceId}`} size="sm" c="var(--quiet)">
          ← {t("title")}
        </TextLink>
        <Title order={2} size="h1" style={{ overflowWrap: "anywhere" }}>
          {feed.name}
        </Title>
        <Text size="sm" c="var(--quiet)">
          {t("one.of", { type: t(`types.${feed.type}`), appliance: feed.applianceName })}
        </Text>
      </div>
      <Failing feed={feed} />
      {may(actor, "feed.manage", feed.applianceId) ? (
        <Deeds feed={feed} testsAtOnce={testsAtOnce} />
      ) : (
        <Text size="sm" c="var(--quiet)">
          {t("deeds.mayNot")}
        </Text>
      )}
      {isReading(feed, now) && <ReadingProgress progress={feed.progress} />}
      <FilesCard feed={feed} />
      <Grid gap="md">
        <GridCol span={{ base: 12, lg: 6 }}>
          <StandingCard feed={feed} now={now} />
        </GridCol>
        <GridCol span={{ base: 12, lg: 6 }}>
          <Stack gap="md">
            <SendCard feed={feed} mayMakeKeys={may(actor, "key.manage", null)} now={now} />
            <CountsCard feed={feed} />
          </Stack>
        </GridCol>
        {isAppliance(feed) && (
          <GridCol span={12}>
            <KnownCard feed={feed} />
          </GridCol>
        )}
      </Grid>
    </Stack>
  );
}

/** Only a feed that asks an appliance learns anything of it. */
function isAppliance({ type }: FeedDetail): boolean {
  return type === "config_api" || type === "command_api";
}

async function load(params: FeedPageProps["params"]): Promise<{ ctx: Ctx; feed: FeedDetail }> {
  const ctx = await pageContext();
  const id = idParam((await params).id);
  if (id === null) notFound();
  return { ctx, feed: await feedOf(ctx, id) };
}

/** Title and page of one request share one reading. */
const feedOf = cache((ctx: Ctx, id: number): Promise<FeedDetail> => orNotFound(readFeed(ctx, id)));

/** Nothing of a secret goes to the browser: there is none in what is read of a feed. */
function Deeds({ feed, testsAtOnce }: { feed: FeedDetail; testsAtOnce: boolean }) {
  const { id, name, type, applianceId, enabled, waiting, baseUrl, caPem, hasSecrets, settings, timeZone } =
    feed;
  return (
    <FeedDeeds
      feed={{ id, name, type, applianceId, enabled, waiting, baseUrl, caPem, hasSecrets, settings }}
      zone={timeZone}
      isPolled={isPolled(type)}
      testsAtOnce={testsAtOnce}
    />
  );
}
