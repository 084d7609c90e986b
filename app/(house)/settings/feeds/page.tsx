/** The feeds of all appliances: how each goes, and how old what it told is. */
import { Stack, Text } from "@mantine/core";
import { IconPlus, IconRss, IconServer } from "@tabler/icons-react";
import type { Metadata } from "next";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { listFeeds } from "@/lib/feeds/queries";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { ApplianceChoice } from "../appliance-choice.client";
import { FeedList } from "./_feeds/feed-list";
import { renewEvery } from "./_feeds/standing";

const t = words("feeds");
export const metadata: Metadata = { title: t("title") };

export default async function FeedsPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <NothingToSee />;
  const appliances = await listAppliances(ctx);
  if (appliances.length === 0) {
    return (
      <EmptyState
        title={t("noAppliance")}
        icon={<IconServer size={32} stroke={1.4} />}
        action={<LinkButton href="/settings/appliances">{words("settings")("tabs.appliances")}</LinkButton>}
      >
        {t("noApplianceText")}
      </EmptyState>
    );
  }
  const asked = idParam((await searchParams).applianceId);
  const chosen = appliances.find(({ id }) => id === asked)?.id ?? null;
  const feeds = await listFeeds(ctx, chosen);
  const mayAdd = appliances.some(
    ({ id }) => (chosen === null || id === chosen) && may(ctx.actor, "feed.manage", id),
  );
  const add = mayAdd && (
    <LinkButton
      href={chosen === null ? "/settings/feeds/add" : `/settings/feeds/add?applianceId=${chosen}`}
      size={feeds.length === 0 ? "sm" : "xs"}
      variant={feeds.length === 0 ? "filled" : "default"}
      leftSection={<IconPlus size={15} aria-hidden />}
    >
      {t("add")}
    </LinkButton>
  );
  return (
    <Stack gap="md">
      {feeds.length > 0 && <AutoRefresh seconds={renewEvery(feeds, ctx.now)} />}
      <ApplianceChoice
        appliances={appliances.map(({ id, name }) => ({ id, name }))}
        chosen={chosen}
        path="/settings/feeds"
        all={t("all")}
      />
      <Card title={t("title")} aside={feeds.length > 0 && add}>
        <Text size="sm" c="var(--quiet)" mb="md" maw="75ch">
          {t("intro")} {!mayAdd && t("notYours")}
        </Text>
        {feeds.length === 0 ? (
          <EmptyState
            order={3}
            title={t(chosen === null || appliances.length === 1 ? "none" : "noneHere")}
            icon={<IconRss size={32} stroke={1.4} />}
            action={add}
          >
            {t("noneText")}
          </EmptyState>
        ) : (
          <FeedList feeds={feeds} several={chosen === null && appliances.length > 1} now={ctx.now} />
        )}
      </Card>
    </Stack>
  );
}
