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
import { words } from "@/lib/platform/words";
import { controlHead, memberCounts, suggestNames } from "@/lib/rollout/slots/control-queries";
import { queueNext } from "@/lib/rollout/slots/queue-queries";
import { heldSlots, slotLedger } from "@/lib/rollout/slots/slot-queries";
import { RolloutTop } from "../rollout-top";
import { SlotStrip } from "../slot-strip";
import { BatchDialog } from "./batch-dialog.client";
import { HeldTable } from "./held-table.client";
import { Ledger } from "./ledger";
import { NextUp, WaveCard } from "./next-up";
import { SlotsOverTime } from "./slots-over-time";
import { spanOf } from "./spans";

const t = words("slots");
export const metadata: Metadata = { title: t("tabs.slots") };

const nextShown = 12;
const ledgerLimit = 50;
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
  const [counts, held, queue, ledger, names] = await Promise.all([
    memberCounts(ctx.db, id),
    heldSlots(ctx.db, head.applianceId),
    queueNext(ctx.db, id, ctx.now, nextShown),
    slotLedger(ctx.db, { applianceId: head.applianceId, rolloutId: id, cursor, limit: ledgerLimit }),
    mayTake ? suggestNames(ctx.db, head.applianceId) : null,
  ]);
  const unused = head.mode === "observe" && held.length === 0 && ledger.total === 0;
  return (
    <>
      <RolloutTop ctx={ctx} head={head} counts={counts} renewSeconds={1} />
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
              names && (
                <BatchDialog
                  applianceId={head.applianceId}
                  zone={head.timeZone}
                  now={ctx.now}
                  leaseMinutes={head.slotLeaseMinutes}
                  free={queue.free}
                  groups={names.groups}
                  kinds={names.kinds}
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
              {t("strip.asOf")} <When at={ctx.now} zone={head.timeZone} as="exact" />
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
              <NextUp queue={queue} head={head} />
            </GridCol>
            <GridCol span={{ base: 12, lg: 6 }}>
              <Stack gap="md">
                <SlotsOverTime ctx={ctx} head={head} span={spanOf(asked.span)} />
                <WaveCard queue={queue} zone={head.timeZone} />
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
