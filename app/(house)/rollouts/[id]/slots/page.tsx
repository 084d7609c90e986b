/** The slots of a rollout: who holds them, who is next and what stops whom, how many were in use, and the ledger. */
import { Grid, GridCol, Stack, Text } from "@mantine/core";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton } from "@/app/_components/link.client";
import { idParam, type SearchParams } from "@/app/_components/search-params";
import { When } from "@/app/_components/when.client";
import { orNotFound } from "@/app/_web/or-not-found";
import { readCursor } from "@/app/_web/pagination";
import { pageContext } from "@/app/_web/session";
import { may } from "@/lib/access/may";
import type { ClientKind } from "@/lib/core/client";
import { words } from "@/lib/platform/words";
import { controlHead, mostUsed } from "@/lib/rollout/cap/control-queries";
import { liveStanding } from "@/lib/rollout/cap/live-queries";
import { slotLedger } from "@/lib/rollout/cap/slot-queries";
import { ledgerLimit, slotsChart, slotsPage } from "@/lib/rollout/cap/slots-page";
import { readFleet } from "@/lib/rollout/members/fleet-reading";
import { freshnessOf } from "@/lib/rollout/members/kept-readings";
import { sumTallies } from "@/lib/rollout/members/member-counts";
import { RolloutTop } from "../rollout-top";
import { SlotStrip } from "../slot-strip";
import { BatchButton } from "./batch-button.client";
import { HeldTable } from "./held-table.client";
import { Ledger } from "./ledger";
import { NextUp, WaveCard } from "./next-up";
import { SlotsOverTime } from "./slots-over-time";
import { spanMs, spanOf } from "./spans";

const t = words("slots");
export const metadata: Metadata = { title: t("tabs.slots") };

const position = z.object({ grantedAt: z.number(), id: z.number() });

interface SlotsProps {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

export default async function Slots({ params, searchParams }: SlotsProps) {
  const ctx = await pageContext();
  const id = idParam((await params).id);
  if (id === null) notFound();
  const head = await orNotFound(controlHead(ctx, id));
  const asked = await searchParams;
  const going = head.status === "opening" || head.status === "open" || head.status === "held";
  const mayTake = going && head.mode === "control" && may(ctx.actor, "slot.batch", head.applianceId);
  const cursor = cursorOf(asked.cursor);
  const span = spanOf(asked.span);
  const revision = (await liveStanding(ctx.db, id))?.revision ?? "";
  const fleet = await readFleet(ctx.db, id, revision);
  const { tallies } = fleet.value;
  const [page, chart] = await Promise.all([
    slotsPage(ctx.db, head, revision, fleet),
    slotsChart(ctx.db, head.applianceId, spanMs[span], revision),
  ]);
  const { held, queue } = page.value;
  const ledger =
    cursor === null
      ? page.value.ledger
      : await slotLedger(ctx.db, {
          applianceId: head.applianceId,
          rolloutId: id,
          cursor,
          limit: ledgerLimit,
        });
  const unused = head.mode === "observe" && held.length === 0 && ledger.total === 0;
  return (
    <>
      <RolloutTop
        ctx={ctx}
        head={head}
        counts={sumTallies(tallies)}
        freshness={freshnessOf(revision, [page, fleet, chart])}
        renewSeconds={Math.max(1, Math.ceil(page.againInMs / 1000))}
      />
      {unused ? (
        <Card title={t("slots")}>
          <EmptyState
            order={3}
            title={t("observe.title")}
            action={<LinkButton href={`/rollouts/${id}/plan`}>{t("observe.toPlan")}</LinkButton>}
          >
            {t("observe.text")}
          </EmptyState>
        </Card>
      ) : (
        <Stack gap="md">
          <Card
            title={t("inUse")}
            aside={
              mayTake && (
                <BatchButton
                  applianceId={head.applianceId}
                  zone={head.timeZone}
                  now={ctx.now}
                  leaseMinutes={head.slotLeaseMinutes}
                  free={queue.free}
                  groups={mostUsed(tallies.map(({ group, members }) => [group, members]))}
                  kinds={mostUsed(tallies.map(({ kind, members }) => [kind, members])) as ClientKind[]}
                />
              )
            }
          >
            {head.cap === null ? (
              <Text size="sm">{t("strip.noCap", { held: held.length })}</Text>
            ) : (
              <SlotStrip cap={head.cap} held={held.length} />
            )}
            {queue.reachedSubCaps.length > 0 && (
              <Text size="sm" c="var(--quiet)" mt="xs">
                {t("strip.reached")}{" "}
                {queue.reachedSubCaps
                  .map((reached) =>
                    t("strip.reachedOne", {
                      name:
                        reached.of === "kind"
                          ? words("kinds")(`plural.${reached.name as "console"}`)
                          : reached.name,
                      held: reached.held,
                      cap: reached.cap,
                    }),
                  )
                  .join(", ")}
              </Text>
            )}
            <Text size="xs" c="var(--quiet)" mt="xs">
              {t("strip.asOf")} <When at={page.readAt} zone={head.timeZone} as="exact" />
            </Text>
          </Card>
          <Card title={t("held.title", { count: held.length })}>
            {held.length === 0 ? (
              <Text size="sm" c="var(--quiet)">
                {t("held.none")}
              </Text>
            ) : (
              <HeldTable
                slots={held}
                rolloutId={id}
                zone={head.timeZone}
                mayRelease={may(ctx.actor, "slot.release", head.applianceId)}
              />
            )}
          </Card>
          <Grid gap="md">
            <GridCol span={{ base: 12, lg: 6 }}>
              <NextUp queue={queue} head={head} countedAt={fleet.readAt} />
            </GridCol>
            <GridCol span={{ base: 12, lg: 6 }}>
              <Stack gap="md">
                <SlotsOverTime chart={chart} head={head} span={span} />
                <WaveCard queue={queue} zone={head.timeZone} countedAt={fleet.readAt} />
              </Stack>
            </GridCol>
          </Grid>
          <Ledger ledger={ledger} head={head} first={cursor === null} address={asked} />
        </Stack>
      )}
    </>
  );
}

/** A cursor that is none of ours shows the first page. */
function cursorOf(value: string | string[] | undefined) {
  try {
    return readCursor(typeof value === "string" ? value : undefined, position);
  } catch {
    return null;
  }
}
