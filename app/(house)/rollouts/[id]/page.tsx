/** One rollout: how far it is, who is missing and why, and what to do about it. */
import { Alert, Grid, GridCol, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Card } from "@/app/_components/card";
import { stateHrefs } from "@/app/_components/clients-href";
import { DataAges } from "@/app/_components/data-ages";
import { TextLink } from "@/app/_components/link.client";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { orNotFound } from "@/app/_web/or-not-found";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { words } from "@/lib/platform/words";
import { controlHead } from "@/lib/rollout/cap/control-queries";
import { type RolloutPage, rolloutPage } from "@/lib/rollout/queries";
import { CheckIns } from "./check-ins";
import { ExpectedList } from "./expected-list";
import { GroupBars, KindBars } from "./member-bars";
import { Redeployments } from "./redeployments";
import { RolloutTop } from "./rollout-top";
import { SlotStrip } from "./slot-strip";
import { Stragglers } from "./stragglers";
import { Summary } from "./summary";

const t = words("rollout");
const slots = words("slots");
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
  const head = await orNotFound(controlHead(ctx, id));
  const page = await orNotFound(rolloutPage(ctx, id, allGroups ? manyGroups : fewGroups));
  const { rollout } = page;
  const zone = rollout.timeZone;
  const mayRecord = may(ctx.actor, "release.correct", rollout.applianceId);
  return (
    <>
      <RolloutTop
        ctx={ctx}
        head={head}
        counts={page}
        newer={page.newer}
        freshness={page.freshness}
        // All of it is made of what was counted: before that can be read again there is nothing new to show.
        renewSeconds={Math.max(5, Math.ceil(page.freshness.againInMs / 1000))}
      />
      <Stack gap="md">
        <Notices page={page} mayCorrect={mayRecord} />
        <Summary page={page} hrefs={stateHrefs({ rolloutId: id })} />
        {head.mode === "control" && head.cap !== null && (
          <Card
            title={slots("inUse")}
            aside={
              <TextLink href={`/rollouts/${id}/slots`} size="sm">
                {slots("strip.overview")}
              </TextLink>
            }
          >
            <SlotStrip cap={head.cap} held={head.held} />
          </Card>
        )}
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
          <DataAges sources={page.sources} feeds={page.feeds} zone={zone} applianceId={rollout.applianceId} />
        </Card>
      </Stack>
    </>
  );
}

/** What must be known before any number is read. */
function Notices({ page, mayCorrect }: { page: RolloutPage; mayCorrect: boolean }) {
  const { rollout, warnings } = page;
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
    </>
  );
}
