/** Releases: what was installed where and when; recorded, corrected and withdrawn here. */
import {
  Alert,
  Group,
  Stack,
  Table,
  TableTbody,
  TableTd,
  TableTh,
  TableThead,
  TableTr,
  Text,
  VisuallyHidden,
} from "@mantine/core";
import { IconAlertTriangle, IconPackage } from "@tabler/icons-react";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import cards from "@/app/_components/card-table.module.css";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton, TextLink } from "@/app/_components/link.client";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { RolloutStatusBadge } from "@/app/_components/rollout-status";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { When } from "@/app/_components/when.client";
import { pageContext } from "@/app/_web/session";
import { may, seesNothing } from "@/lib/access/may";
import { listAppliances } from "@/lib/fleet/appliance-queries";
import type { Appliance } from "@/lib/fleet/change-appliance";
import { words } from "@/lib/platform/words";
import { type ListedRelease, listReleases } from "@/lib/rollout/releases/release-queries";
import { RecordButton } from "./record-button.client";
import { ReleaseActions } from "./release-actions.client";

const t = words("releases");
export const metadata: Metadata = { title: t("title") };

export default async function ReleasesPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <Refused />;
  const asked = await searchParams;
  const applianceId = idParam(asked.applianceId);
  const [appliances, releases] = await Promise.all([listAppliances(ctx), listReleases(ctx, applianceId)]);
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
  mayRecord: boolean;
  /** Which dialog the address asks for. */
  openRecord: boolean;
  openCorrect: number | null;
}

function ApplianceReleases({
  appliance,
  releases,
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
  return (
    <Card title={appliance.name} aside={record}>
      {releases.length === 0 ? (
        <EmptyState order={3} title={t("emptyTitle")}>
          {t("emptyText")}
        </EmptyState>
      ) : (
        <>
          <Table className={cards.table}>
            <TableThead>
              <TableTr>
                <TableTh w="38%">{t("columns.package")}</TableTh>
                <TableTh w="24%">{t("columns.installed")}</TableTh>
                <TableTh>{t("columns.rollout")}</TableTh>
                <TableTh>{t("columns.recorded")}</TableTh>
                <TableTh w={60}>
                  <VisuallyHidden>{t("columns.actions")}</VisuallyHidden>
                </TableTh>
              </TableTr>
            </TableThead>
            <TableTbody>
              {releases.map((release) => (
                <ReleaseRow
                  key={release.id}
                  release={release}
                  appliance={appliance}
                  siteReleases={releases.filter(({ kind }) => kind === "site")}
                  mayChange={mayRecord}
                  openCorrect={openCorrect === release.id}
                />
              ))}
            </TableTbody>
          </Table>
          <Text size="xs" c="var(--quiet)" mt="xs">
            {t("zone", { zone: appliance.timeZone })}
          </Text>
        </>
      )}
    </Card>
  );
}

interface ReleaseRowProps {
  release: ListedRelease;
  appliance: Appliance;
  /** Newest first. */
  siteReleases: readonly ListedRelease[];
  mayChange: boolean;
  openCorrect: boolean;
}

function ReleaseRow({ release, appliance, siteReleases, mayChange, openCorrect }: ReleaseRowProps) {
  const at = siteReleases.findIndex(({ id }) => id === release.id);
  const previous = siteReleases[at + 1]?.name ?? null;
  const consequence = release.kind !== "site" ? "other" : at === 0 ? "newest_site" : "older_site";
  return (
    <TableTr style={{ verticalAlign: "top" }}>
      <TableTh scope="row" fw={400}>
        <Text size="sm" fw={600} component="span">
          {release.name}
        </Text>
        <Text size="xs" c="var(--quiet)">
          {t(`kinds.${release.kind}`)} · {release.version}
          {release.agentsUpdateThemselves && ` · ${t("agentsMark")}`}
        </Text>
        {release.warnings.map(({ code, sentence }) => (
          <Alert
            key={code}
            color="orange"
            variant="light"
            p="xs"
            mt={6}
            icon={<IconAlertTriangle size={16} aria-hidden />}
          >
            <Text size="xs" inherit>
              {sentence}
            </Text>
          </Alert>
        ))}
      </TableTh>
      <TableTd data-label={t("columns.installed")}>
        <When at={release.installedAt} zone={appliance.timeZone} as="both" />
        {release.installations.some(({ unit }) => unit !== null) &&
          release.installations.map(({ unit, installedAt }) => (
            <Text key={unit ?? ""} size="xs" c="var(--quiet)">
              {unit === null ? t("singleUnit") : t("unitNamed", { unit })}:{" "}
              <When at={installedAt} zone={appliance.timeZone} as="exact" />
            </Text>
          ))}
      </TableTd>
      <TableTd data-label={t("columns.rollout")}>
        {release.rolloutId === null || release.rolloutStatus === null ? (
          <Text size="sm" c="var(--quiet)" component="span">
            {t("noRollout")}
          </Text>
        ) : (
          <Group gap={6} display="inline-flex">
            <TextLink href={`/rollouts/${release.rolloutId}`} size="sm" prefetch={false}>
              {t("rolloutProgress", { checkedIn: release.checkedIn, members: release.members })}
            </TextLink>
            <RolloutStatusBadge status={release.rolloutStatus} finished={false} />
          </Group>
        )}
      </TableTd>
      <TableTd data-label={t("columns.recorded")}>
        <Text size="sm" component="span">
          {release.recordedBy},{" "}
        </Text>
        <Text size="sm" c="var(--quiet)" component="span">
          <When at={release.recordedAt} zone={appliance.timeZone} />
        </Text>
      </TableTd>
      <TableTd data-corner ta="right">
        {mayChange && (
          <ReleaseActions
            appliance={{ id: appliance.id, name: appliance.name, timeZone: appliance.timeZone }}
            release={release}
            members={release.members}
            consequence={consequence}
            previous={previous}
            initiallyCorrecting={openCorrect}
          />
        )}
      </TableTd>
    </TableTr>
  );
}
