/** The alert rules: what Rollcall looks for, and who is told. */
import { Alert, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { LinkButton, TextLink } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { pageContext } from "@/app/_web/session";
import { appliancesFor, may, seesNothing } from "@/lib/access/may";
import { channelNames } from "@/lib/alerts/rules/channel-names";
import { listRules } from "@/lib/alerts/rules/queries";
import { mayManageRule } from "@/lib/alerts/rules/rule-rights";
import type { AlertRule } from "@/lib/alerts/rules/rule-store";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { SeverityBadge } from "../../_alerts/incident-look";
import { RuleSwitch } from "./_rules/rule-switch.client";

const t = words("alerts");
export const metadata: Metadata = { title: t("rules.title") };

export default async function RulesPage() {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <NothingToSee />;
  const [rules, appliances, channels] = await Promise.all([
    listRules(ctx),
    listAppliances(ctx),
    channelNames(ctx),
  ]);
  const mayAdd = appliancesFor(ctx.actor, "alertRule.manage").length > 0;
  const nameOf = (id: number) => appliances.find((one) => one.id === id)?.name;
  return (
    <Card
      title={t("rules.title")}
      aside={
        mayAdd && (
          <LinkButton
            href="/alerts/rules/add"
            size="xs"
            variant="default"
            leftSection={<IconPlus size={15} aria-hidden />}
          >
            {t("rules.add")}
          </LinkButton>
        )
      }
    >
      <Text size="sm" c="var(--quiet)" mb="md" maw="75ch">
        {t("rules.intro")} {!mayAdd && t("rules.mayNot")}
      </Text>
      {!channels.some(({ isDefault }) => isDefault) && (
        <Alert variant="light" color="orange" mb="md" title={t("rules.noChannelsTitle")}>
          <Text size="sm">{t("rules.noChannels")}</Text>
          {may(ctx.actor, "channel.manage", null) && (
            <TextLink href="/settings/channels" size="sm">
              {t("rules.toChannels")}
            </TextLink>
          )}
        </Alert>
      )}
      <CardTable
        heads={[
          t("rules.columns.name"),
          t("rules.columns.when"),
          t("rules.columns.who"),
          t("rules.columns.state"),
        ]}
      >
        {rules.map((rule) => (
          <TableTr key={rule.id} style={{ verticalAlign: "top" }}>
            <TableTh scope="row" fw={400} maw="26rem">
              <TextLink href={`/alerts/rules/${rule.id}`} fw={600} size="sm">
                {rule.name}
              </TextLink>
              <Text size="xs" c="var(--quiet)">
                {rule.scope.applianceIds?.map(nameOf).join(", ") ?? t("rules.everywhere")}
              </Text>
            </TableTh>
            <TableTd data-label={t("rules.columns.when")} maw="22rem">
              <SeverityBadge severity={rule.severity} />
              <Text size="sm" mt={4}>
                {t(`rules.kinds.${rule.when.kind}`)}
                {thresholdOf(rule)}
              </Text>
            </TableTd>
            <TableTd data-label={t("rules.columns.who")}>
              <Told rule={rule} channels={channels} />
            </TableTd>
            <TableTd data-label={t("rules.columns.state")}>
              <RuleSwitch
                id={rule.id}
                name={rule.name}
                enabled={rule.enabled}
                mayChange={mayManageRule(ctx, rule.scope)}
              />
            </TableTd>
          </TableTr>
        ))}
      </CardTable>
    </Card>
  );
}

function thresholdOf({ when: { minCount, minPercent } }: AlertRule): string {
  const parts = [
    minCount !== undefined && minCount > 1 && t("rules.fromCount", { count: minCount }),
    minPercent !== undefined && t("rules.fromPercent", { percent: minPercent }),
  ].filter(Boolean);
  return parts.length === 0 ? "" : `, ${parts.join(", ")}`;
}

type Channels = Awaited<ReturnType<typeof channelNames>>;

function Told({ rule: { channelIds }, channels }: { rule: AlertRule; channels: Channels }) {
  const told = channels.filter(({ id, isDefault }) =>
    channelIds === null ? isDefault : channelIds.includes(id),
  );
  if (told.length > 0) {
    return (
      <Text size="sm">
        {told.map(({ name }) => name).join(", ")}
        {channelIds === null && ` (${t("rules.defaultChannels")})`}
      </Text>
    );
  }
  return (
    <Text size="sm" c="var(--quiet)">
      {t("rules.nobody")}
    </Text>
  );
}
