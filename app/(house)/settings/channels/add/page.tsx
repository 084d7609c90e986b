/** Adds a channel: first its kind, then the fields of that kind. */
import { Box, Stack } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { TextLink } from "@/app/_components/link.client";
import type { SearchParams } from "@/app/_components/search-params";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { type ChannelTypeName, channelTypeNames } from "@/lib/alerts/channels/channel-types";
import { words } from "@/lib/platform/words";
import { AboutType, TypeCards } from "../../type-cards";
import { AddChannel } from "./add-channel.client";

const t = words("channels");
export const metadata: Metadata = { title: t("add") };

export default async function AddChannelPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (!may(ctx.actor, "channel.manage", null)) notFound();
  const asked = (await searchParams).type;
  const type = channelTypeNames.find((each) => each === asked);
  if (type === undefined) {
    return (
      <Stack gap="md">
        <TextLink href="/settings/channels" size="sm" c="var(--quiet)">
          ← {t("title")}
        </TextLink>
        <Card title={t("choose.title")}>
          <TypeCards
            types={channelTypeNames.map((type) => ({
              title: t(`types.${type}`),
              href: `/settings/channels/add?type=${type}`,
              ...aboutType(type),
            }))}
          />
        </Card>
      </Stack>
    );
  }
  return (
    <Stack gap="md">
      <TextLink href="/settings/channels/add" size="sm" c="var(--quiet)">
        ← {t("choose.back")}
      </TextLink>
      <Card title={t(`types.${type}`)}>
        <Box mb="md">
          <AboutType {...aboutType(type)} />
        </Box>
        <AddChannel key={type} type={type} />
      </Card>
    </Stack>
  );
}

const aboutType = (type: ChannelTypeName) => ({
  brings: t(`cards.${type}.brings`),
  needs: t(`cards.${type}.needs`),
  needsWord: t("choose.needs"),
});
