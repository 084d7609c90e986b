/** One rollout: how far it is, who is missing and why, and what to do about it. */
import { Alert, Grid, GridCol, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconArchive, IconLock, IconPlayerPause } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { Card } from "@/app/_components/card";
import { stateHrefs } from "@/app/_components/clients-href";
import { DataAges } from "@/app/_components/data-ages";
import { TextLink } from "@/app/_components/link.client";
import { PageHeader } from "@/app/_components/page-header";
import { RolloutStatusBadge } from "@/app/_components/rollout-status";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { When } from "@/app/_components/when.client";
import { orNotFound } from "@/app/_web/or-not-found";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { words } from "@/lib/platform/words";
import { type RolloutPage, rolloutPage } from "@/lib/rollout/queries";
import { CheckIns } from "./check-ins";
import { ExpectedList } from "./expected-list";
import { GroupBars, KindBars } from "./member-bars";
import { Redeployments } from "./redeployments";
import { RolloutControls } from "./rollout-controls.client";
import { Stragglers } from "./stragglers";
import { Summary } from "./summary";

const t = words("rollout");
export const metadata: Metadata = { title: t("title") };

/** How many groups are shown at first, and when asked for more. */
const fewGroups = 12;
const manyGroups = 500;

interface RolloutProps {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export default async function Rollout({ params, searchParams }: RolloutProps) {
  const ctx = await pageContext();
  const id = idParam((await params).id);
  const allGroups = (await searchParams).groups === "all";
  if (id === null) notFound();
  const page = await orNotFound(rolloutPage(ctx, id, allGroups ? manyGroups : fewGroups));
  const { rollout } = page;
  const zone = rollout.timeZone;
  const mayRecord = may(ctx.actor, "release.correct", rollout.applianceId);
  return (
    <>
      <AutoRefresh seconds={rollout.status === "opening" ? 3 : 30} />
      <PageHeader
        parent={{ href: `/?applianceId=${rollout.applianceId}`, title: rollout.applianceName }}
        title={
          <Group component="span" gap="sm" align="center">
            {rollout.releaseName}
            <RolloutStatusBadge status={rollout.status} finished={page.finished} />
          </Group>
        }
        description={
          <>
            {t("installed")} <When at={rollout.installedAt} zone={zone} as="exact" /> {zone} (
            <When at={rollout.installedAt} zone={zone} />){" · "}
            {t(`modes.${rollout.mode}`, { cap: rollout.cap ?? 0 })}
            {rollout.agentsUpdateThemselves && ` · ${t("agentsThemselves")}`}
          </>
        }
        actions={
          <RolloutControls
            rollout={{
              id,
              status: rollout.status,
              mode: rollout.mode,
              held: rollout.heldAt !== null,
              cap: rollout.cap,
            }}
            unfinished={page.cohort + page.late - page.counts.checked_in - page.counts.excluded}
            finished={page.finished}
            mayChange={may(ctx.actor, "rollout.change", rollout.applianceId)}
          />
        }
      />
      <Stack gap="md">
        <Notices page={page} mayCorrect={mayRecord} />
        <Summary page={page} hrefs={stateHrefs({ rolloutId: id })} />
        <Grid gap="md">
          <GridCol span={{ base: 12, lg: 7 }}>
            <Stack gap="md">
              <CheckIns page={page} />
              <Stragglers page={page} />
              <GroupBars page={page} allShown={allGroups} />
            </Stack>
          </GridCol>
          <GridCol span={{ base: 12, lg: 5 }}>
            <Stack gap="md">
              <ExpectedList page={page} />
              <Redeployments page={page} />
              <KindBars page={page} />
            </Stack>
          </GridCol>
        </Grid>
        <Card title={t("sources")}>
          <DataAges sources={page.sources} zone={zone} applianceId={rollout.applianceId} />
        </Card>
      </Stack>
    </>
  );
}

/** What must be known before any number is read. */
function Notices({ page, mayCorrect }: { page: RolloutPage; mayCorrect: boolean }) {
  const { rollout, warnings, newer } = page;
  return (
    <>
      {warnings.map(({ code, sentence }) => (
        <Alert
          key={code}
          color="orange"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          title={t(`warnings.${code}`)}
          role="alert"
        >
          <Text size="sm" inherit>
            {sentence}
          </Text>
          {code === "installation_start_suspected" && mayCorrect && (
            <TextLink
              href={`/releases?applianceId=${rollout.applianceId}&correct=${rollout.releaseId}`}
              size="sm"
              fw={600}
              c="inherit"
              td="underline"
            >
              {t("correctTime")}
            </TextLink>
          )}
        </Alert>
      ))}
      {rollout.status === "superseded" && (
        <Alert color="gray" icon={<IconArchive aria-hidden />} title={t("supersededTitle")}>
          {t("supersededText")}{" "}
          {newer && (
            <TextLink href={`/rollouts/${newer.id}`} size="sm" fw={600} c="inherit" td="underline">
              {t("toNewer", { release: newer.releaseName })}
            </TextLink>
          )}
        </Alert>
      )}
      {rollout.status === "closed" && (
        <Alert
          color="gray"
          icon={<IconLock aria-hidden />}
          title={t("closedTitle", { by: rollout.closedBy ?? "" })}
        >
          <When at={rollout.closedAt} zone={rollout.timeZone} />: {rollout.closedReason}
        </Alert>
      )}
      {rollout.heldAt !== null && rollout.status !== "closed" && rollout.status !== "superseded" && (
        <Alert color="orange" variant="light" icon={<IconPlayerPause aria-hidden />} title={t("heldTitle")}>
          <When at={rollout.heldAt} zone={rollout.timeZone} />
          {rollout.heldReason && `: ${rollout.heldReason}`}
        </Alert>
      )}
    </>
  );
}
