/** How a rollout is controlled: mode, cap, waves with their windows, when it halts; and what the appliance's own settings allow. */
import { Grid, GridCol, Stack } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { CapForm } from "@/app/_components/cap-form.client";
import { CapTerms } from "@/app/_components/cap-terms";
import { Card } from "@/app/_components/card";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { orNotFound } from "@/app/_web/or-not-found";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import { defaultHaltRule } from "@/lib/core/halt";
import { words } from "@/lib/platform/words";
import { controlHead, plannedWaves, suggestNames } from "@/lib/rollout/cap/control-queries";
import { liveStanding } from "@/lib/rollout/cap/live-queries";
import { readFleet } from "@/lib/rollout/members/fleet-reading";
import { fleetShare, freshnessOf, keptReading } from "@/lib/rollout/members/kept-readings";
import { sumTallies } from "@/lib/rollout/members/member-counts";
import { loadUpgradePace } from "@/lib/rollout/releases/upgrade-advice-queries";
import { RolloutTop } from "../rollout-top";
import { HaltRuleForm } from "./halt-rule-form.client";
import { ModeCard } from "./mode-card.client";
import { UpgradeAdviceCard } from "./upgrade-advice-card";
import { WavesEditor } from "./waves-editor.client";

const t = words("slots");
export const metadata: Metadata = { title: t("tabs.plan") };

interface PlanProps {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export default async function Plan({ params, searchParams }: PlanProps) {
  const ctx = await pageContext();
  const id = idParam((await params).id);
  if (id === null) notFound();
  const head = await orNotFound(controlHead(ctx, id));
  const revision = (await liveStanding(ctx.db, id))?.revision ?? "";
  const [fleet, waves, names, pace] = await Promise.all([
    readFleet(ctx.db, id, revision),
    plannedWaves(ctx.db, id),
    keptReading(ctx.db, `names ${head.applianceId}`, revision, fleetShare, () =>
      suggestNames(ctx.db, head.applianceId),
    ),
    keptReading(ctx.db, `pace ${id}`, revision, fleetShare, () => loadUpgradePace(ctx.db, id)),
  ]);
  const freshness = freshnessOf(revision, [fleet, names, pace]);
  const going = head.status === "opening" || head.status === "open" || head.status === "held";
  const mayChange = going && may(ctx.actor, "rollout.change", head.applianceId);
  const maySetCap = may(ctx.actor, "appliance.setCap", head.applianceId);
  return (
    <>
      <RolloutTop
        ctx={ctx}
        head={head}
        counts={sumTallies(fleet.value.tallies)}
        freshness={freshness}
        renewSeconds={Math.max(5, Math.ceil(freshness.againInMs / 1000))}
      />
      <Stack gap="md">
        <Grid gap="md">
          <GridCol span={{ base: 12, lg: 6 }}>
            <Stack gap="md">
              <ModeCard
                rolloutId={id}
                applianceId={head.applianceId}
                mode={head.mode}
                cap={head.cap}
                mayChange={mayChange && maySetCap}
              />
              <HaltRuleForm
                rolloutId={id}
                rule={head.haltRule}
                standard={defaultHaltRule}
                mayChange={mayChange}
              />
            </Stack>
          </GridCol>
          <GridCol span={{ base: 12, lg: 6 }}>
            <Card title={t("cap.title")}>
              {maySetCap ? (
                <CapForm
                  applianceId={head.applianceId}
                  cap={head.cap}
                  subCaps={head.subCaps}
                  leaseMinutes={head.slotLeaseMinutes}
                  groups={names.value.groups}
                />
              ) : (
                <CapTerms cap={head.cap} subCaps={head.subCaps} leaseMinutes={head.slotLeaseMinutes} />
              )}
            </Card>
          </GridCol>
        </Grid>
        <WavesEditor
          rolloutId={id}
          zone={head.timeZone}
          waves={waves}
          names={names.value}
          mayChange={mayChange}
        />
        <UpgradeAdviceCard pace={pace} head={head} address={await searchParams} />
      </Stack>
    </>
  );
}
