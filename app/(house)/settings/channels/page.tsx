/** Where alerts go: every channel and how it goes. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconBell, IconMailX, IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton, TextLink } from "@/app/_components/link.client";
import { pageContext } from "@/app/_web/session";
import { appliancesFor, may } from "@/lib/access/may";
import { listChannels } from "@/lib/alerts/channels/queries";
import { mailProblem } from "@/lib/alerts/mail/mail-problem";
import { words } from "@/lib/platform/words";
import { ChannelList } from "./_channels/channel-list";

const t = words("channels");
export const metadata: Metadata = { title: t("title") };

export default async function ChannelsPage() {
  const ctx = await pageContext();
  if (appliancesFor(ctx.actor, "channel.read").length === 0) notFound();
  const [channels, problem] = await Promise.all([listChannels(ctx), mailProblem(ctx.db)]);
  const mayManage = may(ctx.actor, "channel.manage", null);
  const add = mayManage && (
    <LinkButton
      href="/settings/channels/add"
      size={channels.length === 0 ? "sm" : "xs"}
      variant={channels.length === 0 ? "filled" : "default"}
      leftSection={<IconPlus size={15} aria-hidden />}
    >
      {t("add")}
    </LinkButton>
  );
  return (
    <Stack gap="md">
      {channels.length > 0 && <AutoRefresh seconds={10} />}
      {problem !== null && (
        <Alert color="orange" variant="light" icon={<IconMailX aria-hidden />} role="alert">
          <Text size="sm">
            {t("noMail", { problem: problem.sentence })}{" "}
            {mayManage && (
              <TextLink href="/settings/mail" size="sm" underline="always">
                {t("toMail")}
              </TextLink>
            )}
          </Text>
        </Alert>
      )}
      <Card title={t("title")} aside={channels.length > 0 && add}>
        <Text size="sm" c="var(--quiet)" mb="md" maw="75ch">
          {t("intro")} {!mayManage && t("notYours")}
        </Text>
        {channels.length === 0 ? (
          <EmptyState order={3} title={t("none")} icon={<IconBell size={32} stroke={1.4} />} action={add}>
            {t("noneText")}
          </EmptyState>
        ) : (
          <ChannelList channels={channels} />
        )}
      </Card>
    </Stack>
  );
}
