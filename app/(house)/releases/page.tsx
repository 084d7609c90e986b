/** Releases: what was installed where and when; recorded, corrected and withdrawn here. */
import { Box, Stack, Text } from "@mantine/core";
import { IconPackage } from "@tabler/icons-react";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { CardTable } from "@/app/_components/card-table";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { RestsOn } from "@/app/_components/rests-on";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { restsOnStale } from "@/app/_components/stale-part";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { type FeedDetail, listFeeds } from "@/lib/feeds/queries";
import { listAppliances, listSnapshotAges, type SnapshotAge } from "@/lib/fleet/appliance-queries";
import type { Appliance } from "@/lib/fleet/change-appliance";
import { type FeedAge, listFeedAges } from "@/lib/fleet/feed-ages";
import { words } from "@/lib/platform/words";
import {
  listConfirmedProposals,
  listDismissedProposals,
  listOpenProposals,
  type ReleaseProposal,
} from "@/lib/rollout/releases/proposal-queries";
import { type ListedRelease, listReleases } from "@/lib/rollout/releases/release-queries";
import { Dismissed } from "./dismissed";
import { Noticed, NoticingFeeds } from "./noticed";
import { RecordButton } from "./record-button.client";
import { ReleaseRow } from "./release-row";

const t = words("releases");
export const metadata: Metadata = { title: t("title") };

export default async function ReleasesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <Refused />;
  const asked = await searchParams;
  const applianceId = idParam(asked.applianceId);
  const [appliances, releases, open, confirmed, dismissed, feeds, sources, ages] = await Promise.all([
    listAppliances(ctx),
    listReleases(ctx, applianceId),
    listOpenProposals(ctx, applianceId),
    listConfirmedProposals(ctx, applianceId),
    listDismissedProposals(ctx, applianceId),
    listFeeds(ctx, applianceId),
    listSnapshotAges(ctx, applianceId),
    listFeedAges(ctx, applianceId),
  ]);
  const shown = appliances.filter(({ id }) => applianceId === null || id === applianceId);
  return (
    <>
      <PageHeader title={t("title")} description={t("description")} />
      {shown.length === 0 ? (
        <EmptyState
          title={t("noAppliance")}
          icon={<IconPackage size={32} stroke={1.4} />}
          action={
            may(ctx.actor, "appliance.create", null) && (
              <LinkButton href="/settings/appliances">{t("toSettings")}</LinkButton>
            )
          }
        >
          {t("noApplianceText")}
        </EmptyState>
      ) : (
        <Stack gap="md">
          {shown.map((appliance) => (
            <ApplianceReleases
              key={appliance.id}
              appliance={appliance}
              releases={releases.filter((release) => release.applianceId === appliance.id)}
              noticed={open.filter((proposal) => proposal.applianceId === appliance.id)}
              confirmed={confirmed}
              dismissed={dismissed.filter((proposal) => proposal.applianceId === appliance.id)}
              feeds={feeds.filter((feed) => feed.applianceId === appliance.id)}
              sources={sources.filter((source) => source.applianceId === appliance.id)}
              ages={ages.filter((age) => age.applianceId === appliance.id)}
              mayRecord={may(ctx.actor, "release.record", appliance.id)}
              openRecord={asked.record !== undefined && applianceId === appliance.id}
              openCorrect={idParam(asked.correct)}
            />
          ))}
        </Stack>
      )}
    </>
  );
}

function Refused() {
  return (
    <>
      <PageHeader title={t("title")} />
      <NothingToSee />
    </>
  );
}

interface ApplianceReleasesProps {
  appliance: Appliance;
  releases: readonly ListedRelease[];
  /** Releases that feeds have noticed and nobody has decided. */
  noticed: readonly ReleaseProposal[];
  /** By release: what a feed had noticed of it. */
  confirmed: ReadonlyMap<number, ReleaseProposal>;
  /** What feeds have noticed and somebody has dismissed. */
  dismissed: readonly ReleaseProposal[];
  feeds: readonly FeedDetail[];
  /** When its clients were looked at last, kind by kind, and how old what its feeds told is. */
  sources: readonly SnapshotAge[];
  ages: readonly FeedAge[];
  mayRecord: boolean;
  /** Which dialog the address asks for. */
  openRecord: boolean;
  openCorrect: number | null;
}

function ApplianceReleases({
  appliance,
  releases,
  noticed,
  confirmed,
  dismissed,
  feeds,
  sources,
  ages,
  mayRecord,
  openRecord,
  openCorrect,
}: ApplianceReleasesProps) {
  // Always in the same place: the dialog that shows the warnings must outlive the renewed page.
  const record = mayRecord && (
    <RecordButton
      appliance={{ id: appliance.id, name: appliance.name, timeZone: appliance.timeZone }}
      initiallyOpen={openRecord}
      primary={releases.length === 0}
    />
  );
  const goesOn = releases.some(({ rolloutId, endedAt }) => rolloutId !== null && endedAt === null);
  return (
    <Card title={appliance.name} aside={record}>
      <Noticed appliance={appliance} proposals={noticed} mayRecord={mayRecord} />
      {releases.length === 0 ? (
        <EmptyState order={3} title={t("emptyTitle")}>
          {t("emptyText")}
        </EmptyState>
      ) : (
        <>
          <CardTable
            heads={[
              { word: t("columns.package"), w: "38%" },
              { word: t("columns.installed"), w: "24%" },
              t("columns.rollout"),
              t("columns.recorded"),
            ]}
            deeds={{ word: t("columns.actions"), w: 60 }}
          >
            {releases.map((release) => (
              <ReleaseRow
                key={release.id}
                release={release}
                appliance={appliance}
                noticed={confirmed.get(release.id) ?? null}
                siteReleases={releases.filter(({ kind }) => kind === "site")}
                mayChange={mayRecord}
                openCorrect={openCorrect === release.id}
                isStale={
                  release.rolloutStatus !== null &&
                  restsOnStale({ status: release.rolloutStatus }, sources, ages)
                }
              />
            ))}
          </CardTable>
          <Text size="xs" c="var(--quiet)" mt="xs">
            {t("zone", { zone: appliance.timeZone })}
          </Text>
          {goesOn && (
            <Box my="sm">
              <RestsOn appliances={[appliance]} sources={sources} feeds={ages} />
            </Box>
          )}
        </>
      )}
      <Dismissed proposals={dismissed} zone={appliance.timeZone} mayRecord={mayRecord} />
      <NoticingFeeds feeds={feeds} />
    </Card>
  );
}
