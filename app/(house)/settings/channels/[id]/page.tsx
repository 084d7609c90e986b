/** Everything about one channel: how it goes, what can be done with it, and every message with every try. */
import { Alert, Group, Stack, Text, Title } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { Card } from "@/app/_components/card";
import { exactText } from "@/app/_components/instant-text";
import { TextLink } from "@/app/_components/link.client";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { Terms } from "@/app/_components/terms";
import { ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import { orNotFound } from "@/app/_web/or-not-found";
import { pageContext } from "@/app/_web/session";
import { appliancesFor, may } from "@/lib/access/may";
import { type ChannelDetail, readChannel } from "@/lib/alerts/channels/queries";
import { listDeliveries } from "@/lib/alerts/deliveries/queries";
import type { Ctx } from "@/lib/platform/context";
import { words } from "@/lib/platform/words";
import { ChannelStatusBadge } from "../_channels/channel-status";
import { leadsTo } from "../_channels/leads-to";
import { ChannelDeeds } from "./_channel/channel-deeds.client";
import { DeliveryList } from "./_channel/delivery-list";

const t = words("channels");
const pageSize = 25;

interface ChannelPageProps {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export async function generateMetadata({ params }: ChannelPageProps): Promise<Metadata> {
  return { title: (await load(params)).channel.name };
}

export default async function ChannelPage({ params, searchParams }: ChannelPageProps) {
  const { ctx, channel } = await load(params);
  const beforeId = idParam((await searchParams).before);
  const { rows, total } = await listDeliveries(ctx, { channelId: channel.id, limit: pageSize, beforeId });
  const { id, name, type, isDefault, enabled, waiting, settings, pausedAt } = channel;
  return (
    <Stack gap="md">
      <AutoRefresh seconds={waiting > 0 ? 3 : 15} />
      <div>
        <TextLink href="/settings/channels" size="sm" c="var(--quiet)">
          ← {t("title")}
        </TextLink>
        <Title order={2} size="h1" style={{ overflowWrap: "anywhere" }}>
          {name}
        </Title>
        <Group gap="xs">
          <Text size="sm" c="var(--quiet)">
            {t(`types.${type}`)}
          </Text>
          {isDefault && <ToneBadge tone="quiet">{t("default")}</ToneBadge>}
        </Group>
      </div>
      <Trouble channel={channel} />
      {may(ctx.actor, "channel.manage", null) && (
        <ChannelDeeds
          channel={{ id, name, isDefault, settings }}
          type={type}
          isRunning={enabled && pausedAt === null}
          waiting={waiting}
        />
      )}
      <Card title={t("one.facts")}>
        <Terms
          terms={[
            [t("columns.status"), <ChannelStatusBadge key="status" status={channel.status} />],
            [t("one.leads"), leadsTo(channel)],
            [t("one.sent"), <When key="sent" at={channel.lastSentAt} as="both" />],
            [t("one.waiting"), waiting],
            [t("one.dead"), channel.dead],
            [
              t("one.added"),
              <span key="added">
                <When at={channel.createdAt} as="exact" /> {t("one.addedBy", { name: channel.createdBy })}
              </span>,
            ],
          ]}
        />
      </Card>
      <DeliveryList
        deliveries={rows.slice(0, pageSize)}
        total={total}
        newest={beforeId === null ? null : `/settings/channels/${id}`}
        older={rows.length > pageSize ? `/settings/channels/${id}?before=${rows[pageSize - 1]?.id}` : null}
      />
    </Stack>
  );
}

function Trouble({ channel }: { channel: ChannelDetail }) {
  const { status, lastProblem, failures, failingSince } = channel;
  if (status !== "stopped" && status !== "failing") return null;
  const problem = lastProblem ?? "";
  return (
    <Alert
      color={status === "stopped" ? "red" : "orange"}
      variant="light"
      title={t(status === "stopped" ? "stoppedTitle" : "failingTitle")}
      icon={<IconAlertCircle aria-hidden />}
      role="alert"
    >
      <Stack gap={4}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {status === "stopped"
            ? t("stoppedText", { failures, since: exactText(failingSince ?? 0, "UTC", "en"), problem })
            : t("failingText", { problem })}
        </Text>
        {status === "stopped" && <Text size="sm">{t("stoppedWhat")}</Text>}
      </Stack>
    </Alert>
  );
}

async function load(params: ChannelPageProps["params"]): Promise<{ ctx: Ctx; channel: ChannelDetail }> {
  const ctx = await pageContext();
  const id = idParam((await params).id);
  if (id === null || appliancesFor(ctx.actor, "channel.read").length === 0) notFound();
  return { ctx, channel: await channelOf(ctx, id) };
}

/** Title and page of one request share one reading. */
const channelOf = cache((ctx: Ctx, id: number): Promise<ChannelDetail> => orNotFound(readChannel(ctx, id)));
