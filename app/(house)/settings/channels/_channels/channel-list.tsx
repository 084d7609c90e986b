/** The channels as a table, and as cards where the screen is too narrow for one. */
import { TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { CardTable } from "@/app/_components/card-table";
import { TextLink } from "@/app/_components/link.client";
import { ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import type { ChannelDetail } from "@/lib/alerts/channels/queries";
import { words } from "@/lib/platform/words";
import { ChannelStatusBadge } from "./channel-status";
import { leadsTo } from "./leads-to";

const t = words("channels");

export function ChannelList({ channels }: { channels: readonly ChannelDetail[] }) {
  return (
    <CardTable
      heads={[
        t("columns.name"),
        t("columns.status"),
        t("columns.last"),
        t("columns.waiting"),
        t("columns.dead"),
      ]}
    >
      {channels.map((channel) => (
        <TableTr key={channel.id} style={{ verticalAlign: "top" }}>
          <TableTh scope="row" fw={400}>
            <TextLink
              href={`/settings/channels/${channel.id}`}
              fw={600}
              size="sm"
              style={{ overflowWrap: "anywhere" }}
            >
              {channel.name}
            </TextLink>{" "}
            {channel.isDefault && <ToneBadge tone="quiet">{t("default")}</ToneBadge>}
            <Text size="xs" c="var(--quiet)" style={{ overflowWrap: "anywhere" }}>
              {t(`types.${channel.type}`)} · {leadsTo(channel)}
            </Text>
          </TableTh>
          <TableTd data-label={t("columns.status")} maw="26rem">
            <ChannelStatusBadge status={channel.status} />
            {channel.lastProblem !== null && (
              <Text size="sm" mt={4} style={{ overflowWrap: "anywhere" }}>
                {channel.lastProblem}
              </Text>
            )}
          </TableTd>
          <TableTd data-label={t("columns.last")}>
            <When at={channel.lastSentAt} />
          </TableTd>
          <TableTd data-label={t("columns.waiting")}>{channel.waiting}</TableTd>
          <TableTd data-label={t("columns.dead")}>{channel.dead}</TableTd>
        </TableTr>
      ))}
    </CardTable>
  );
}
