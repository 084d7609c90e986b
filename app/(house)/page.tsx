/** Overview: do I have to do something? */
import { Grid, GridCol, Stack } from "@mantine/core";
import type { Metadata } from "next";
import { AutoRefresh } from "@/app/_components/auto-refresh.client";
import { PageHeader } from "@/app/_components/page-header";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { moversOf } from "@/lib/access/movers-of";
import { env } from "@/lib/platform/env";
import { words } from "@/lib/platform/words";
import { instanceWarnings } from "@/lib/rollout/overview/instance-warnings";
import { type ApplianceAtGlance, overview } from "@/lib/rollout/overview/overview-queries";
import { countMine } from "@/lib/work/count-mine";
import { ApplianceCard } from "./_overview/appliance-card";
import { FirstSteps } from "./_overview/first-steps";
import { InstanceWarnings } from "./_overview/instance-warnings";
import { MyWorkCard } from "./_overview/my-work-card";

const t = words("overview");
export const metadata: Metadata = { title: t("title") };

export default async function OverviewPage({ searchParams }: { searchParams: SearchParams }) {
  const ctx = await pageContext();
  const [glances, warnings, held] = await Promise.all([
    overview(ctx, idParam((await searchParams).applianceId)),
    instanceWarnings(ctx),
    countMine(ctx),
  ]);
  // Whoever works on clients and does not lead rollouts begins here.
  const isHand =
    held !== null && !glances.some(({ appliance }) => may(ctx.actor, "rollout.change", appliance.id));
  const only = glances.length === 1 ? glances[0] : undefined;
  const newcomer =
    glances.length === 0 || (only && (!only.rollout || !only.hasImport) && !only.imports.some(isAsking));
  const running = glances.some(
    ({ rollout, imports }) => rollout?.status === "opening" || imports.some(isRunning),
  );
  return (
    <>
      <AutoRefresh seconds={running ? 3 : renewSeconds(glances)} />
      <PageHeader title={t("title")} description={newcomer ? null : t("description")} />
      <Stack gap="lg">
        <InstanceWarnings warnings={warnings} />
        {held !== null && (held > 0 || isHand) && <MyWorkCard held={held} />}
        {newcomer && (
          <FirstSteps
            glance={only ?? null}
            mayRegister={may(ctx.actor, "appliance.create", null)}
            mayRecord={may(ctx.actor, "release.record", only?.appliance.id ?? null)}
            mayUpload={may(ctx.actor, "import.upload", only?.appliance.id ?? null)}
            maxMib={env().ROLLCALL_MAX_UPLOAD_MIB}
          />
        )}
        {(!newcomer || only?.rollout || (only && only.noticed.length > 0)) && (
          <Grid gap="md">
            {glances.map((glance) => (
              <GridCol key={glance.appliance.id} span={{ base: 12, xl: glances.length > 1 ? 6 : 12 }}>
                <ApplianceCard
                  glance={glance}
                  now={ctx.now}
                  own={moversOf(ctx.actor)}
                  mayRecord={may(ctx.actor, "release.record", glance.appliance.id)}
                  mayWork={may(ctx.actor, "work.do", glance.appliance.id)}
                />
              </GridCol>
            ))}
          </Grid>
        )}
      </Stack>
    </>
  );
}

/** Sooner where something has changed since it was counted, but not before it may be counted again. */
function renewSeconds(glances: readonly ApplianceAtGlance[]): number {
  const rests = glances.flatMap(({ rollout }) =>
    rollout?.freshness.isOld ? [rollout.freshness.againInMs] : [],
  );
  return rests.length === 0 ? 30 : Math.min(30, Math.max(3, Math.ceil(Math.max(...rests) / 1000)));
}

type SomeImport = { status: string };

function isAsking({ status }: SomeImport): boolean {
  return status === "needs_mapping" || status === "needs_confirmation";
}

function isRunning({ status }: SomeImport): boolean {
  return status === "queued" || status === "parsing" || status === "applying";
}
