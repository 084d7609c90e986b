/** Announced upgrades: while one lasts nobody is alerted about its appliance, and afterwards somebody says what became of it. */
import { Stack, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { IconCalendarClock } from "@tabler/icons-react";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { EmptyState } from "@/app/_components/empty-state";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { type Tone, ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { listWindows, type WindowStatus } from "@/lib/alerts/windows/queries";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { AnnounceForm } from "./_upgrades/announce-form.client";
import { WindowDeeds } from "./_upgrades/window-deeds.client";

const t = words("alerts");
export const metadata: Metadata = { title: t("upgrades.title") };

const tones: Record<WindowStatus, Tone> = {
  coming: "quiet",
  going: "busy",
  asked: "attention",
  installed: "good",
  not_installed: "quiet",
  withdrawn: "quiet",
};

export default async function UpgradesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <NothingToSee />;
  const applianceId = idParam((await searchParams).applianceId);
  const [windows, appliances] = await Promise.all([listWindows(ctx, applianceId), listAppliances(ctx)]);
  const announceable = appliances.filter(({ id }) => may(ctx.actor, "window.announce", id));
  return (
    <Stack gap="lg">
      {announceable.length > 0 && (
        <Card title={t("upgrades.add")}>
          <Text size="sm" c="var(--quiet)" mb="md" maw="75ch">
            {t("upgrades.intro")}
          </Text>
          <AnnounceForm
            appliances={announceable.map(({ id, name, timeZone }) => ({ id, name, timeZone }))}
            chosen={applianceId}
          />
        </Card>
      )}
      {windows.length === 0 ? (
        <EmptyState title={t("upgrades.none")} icon={<IconCalendarClock size={36} stroke={1.4} />}>
          {t("upgrades.noneText")}
        </EmptyState>
      ) : (
        <Card title={t("upgrades.title")}>
          <CardTable
            heads={[
              t("upgrades.columns.appliance"),
              t("upgrades.columns.time"),
              t("upgrades.columns.what"),
              t("upgrades.columns.state"),
            ]}
          >
            {windows.map((window) => (
              <TableTr key={window.id} style={{ verticalAlign: "top" }}>
                <TableTh scope="row" fw={600}>
                  {window.appliance}
                </TableTh>
                <TableTd data-label={t("upgrades.columns.time")}>
                  <When at={window.startsAt} zone={window.timeZone} as="exact" /> –{" "}
                  <When at={window.endsAt} zone={window.timeZone} as="exact" />
                </TableTd>
                <TableTd data-label={t("upgrades.columns.what")} maw="22rem">
                  {window.version}
                  <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                    {window.note}
                  </Text>
                  <Text size="xs" c="var(--quiet)">
                    {t("upgrades.by", { name: window.announcedBy })}
                  </Text>
                </TableTd>
                <TableTd data-label={t("upgrades.columns.state")}>
                  <ToneBadge tone={tones[window.status]}>{t(`upgrades.status.${window.status}`)}</ToneBadge>
                  {may(ctx.actor, "window.announce", window.applianceId) && <WindowDeeds window={window} />}
                </TableTd>
              </TableTr>
            ))}
          </CardTable>
        </Card>
      )}
    </Stack>
  );
}
