/** Adds a feed: first its kind, then the fields of that kind. */
import { Box, Stack } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { type FeedType, feedTypes, isPolled } from "@/lib/feeds/schema";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { ApplianceChoice } from "../../appliance-choice.client";
import { AboutType, TypeCards } from "../../type-cards";
import { AddFeed } from "./add-feed.client";

const t = words("feeds");
export const metadata: Metadata = { title: t("add") };

export default async function AddFeedPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  const appliances = (await listAppliances(ctx)).filter(({ id }) => may(ctx.actor, "feed.manage", id));
  const address = await searchParams;
  const asked = idParam(address.applianceId);
  const appliance = appliances.find(({ id }) => id === asked) ?? appliances[0];
  if (!appliance) notFound();
  const type = feedTypes.find((each) => each === address.type);
  const back = { applianceId: appliance.id };
  if (type === undefined) {
    return (
      <Stack gap="md">
        <TextLink href={`/settings/feeds?applianceId=${back.applianceId}`} size="sm" c="var(--quiet)">
          ← {t("title")}
        </TextLink>
        <ApplianceChoice
          appliances={appliances.map(({ id, name }) => ({ id, name }))}
          chosen={appliance.id}
          path="/settings/feeds/add"
        />
        <Card title={t("choose.title")}>
          <TypeCards
            types={feedTypes.map((type) => ({
              title: t(`types.${type}`),
              href: `/settings/feeds/add?applianceId=${appliance.id}&type=${type}`,
              ...aboutType(type),
            }))}
          />
        </Card>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <TextLink href={`/settings/feeds/add?applianceId=${back.applianceId}`} size="sm" c="var(--quiet)">
        ← {t("choose.back")}
      </TextLink>
      <Card title={t("form.of", { type: t(`types.${type}`), appliance: appliance.name })}>
        <Box mb="md">
          <AboutType {...aboutType(type)} />
        </Box>
        <AddFeed
          key={`${appliance.id} ${type}`}
          type={type}
          applianceId={appliance.id}
          zone={appliance.timeZone}
          isPolled={isPolled(type)}
        />
      </Card>
    </Stack>
  );
}

const aboutType = (type: FeedType) => ({
  brings: t(`cards.${type}.brings`),
  needs: t(`cards.${type}.needs`),
  needsWord: t("choose.needs"),
});
