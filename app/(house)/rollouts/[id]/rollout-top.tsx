/** The head of a rollout on each of its tabs: what it is, whether it moves, what can be done, and the way between the tabs. */
import { Alert, Group, Text } from "@mantine/core";
import {
  IconArchive,
  IconHandStop,
  IconHourglassEmpty,
  IconLock,
  IconPlayerPause,
} from "@tabler/icons-react";
import { TextLink } from "@/app/_components/link.client";
import { PageHeader } from "@/app/_components/page-header";
import { PageTabs } from "@/app/_components/page-tabs.client";
import { RolloutStatusBadge } from "@/app/_components/rollout-status";
import { When } from "@/app/_components/when.client";
import { may } from "@/lib/access/may";
import type { Ctx } from "@/lib/platform/context";
import { words } from "@/lib/platform/words";
import type { ControlHead } from "@/lib/rollout/cap/control-queries";
import type { Freshness } from "@/lib/rollout/members/kept-readings";
import type { RolloutCounts } from "@/lib/rollout/members/member-counts";
import { haltSentence } from "./halt-sentence";
import { LiveStatus } from "./live-status.client";
import { RolloutControls } from "./rollout-controls.client";

const t = words("rollout");
const slots = words("slots");

interface RolloutTopProps {
  ctx: Ctx;
  head: ControlHead;
  counts: RolloutCounts;
  /** The rollout of the newest site release, when it is another one. */
  newer?: { id: number; releaseName: string } | null;
  freshness: Freshness;
  /** How often the page is renewed at most while things move. */
  renewSeconds: number;
}

export function RolloutTop({ ctx, head, counts, newer, freshness, renewSeconds }: RolloutTopProps) {
  const mayChange = may(ctx.actor, "rollout.change", head.applianceId);
  return (
    <>
      <PageHeader
        parent={{ href: `/?applianceId=${head.applianceId}`, title: head.applianceName }}
        title={
          <Group component="span" gap="sm" align="center">
            {head.releaseName}
            <RolloutStatusBadge status={head.status} finished={counts.finished} />
          </Group>
        }
        description={
          <>
            {t("installed")} <When at={head.installedAt} zone={head.timeZone} as="exact" /> {head.timeZone} (
            <When at={head.installedAt} zone={head.timeZone} />){" · "}
            {t(`modes.${head.mode}`, { cap: head.cap ?? 0 })}
            {head.agentsUpdateThemselves && ` · ${t("agentsThemselves")}`}
          </>
        }
        actions={
          <>
            <LiveStatus
              rolloutId={head.id}
              revision={freshness.revision}
              renewSeconds={head.status === "opening" ? 1 : renewSeconds}
            />
            <RolloutControls
              rollout={{
                id: head.id,
                applianceId: head.applianceId,
                status: head.status,
                mode: head.mode,
                held: head.heldAt !== null,
                halted: isHalted(head),
                draining: head.drainingAt !== null,
                cap: head.cap,
                heldSlots: head.held,
              }}
              unfinished={counts.cohort + counts.late - counts.counts.checked_in - counts.counts.excluded}
              finished={counts.finished}
              mayChange={mayChange}
            />
          </>
        }
      />
      <PageTabs
        label={slots("tabs.label")}
        tabs={[
          { href: `/rollouts/${head.id}`, title: slots("tabs.overview") },
          { href: `/rollouts/${head.id}/slots`, title: slots("tabs.slots") },
          { href: `/rollouts/${head.id}/plan`, title: slots("tabs.plan") },
        ]}
      />
      <Standing head={head} newer={newer ?? null} />
    </>
  );
}

/** Held because of what happened; a drained rollout is held because somebody wanted it so. */
function isHalted({ halt }: ControlHead): boolean {
  return halt !== null && halt.code !== "drained";
}

/** Why it does not move, where it does not. */
function Standing({ head, newer }: { head: ControlHead; newer: { id: number; releaseName: string } | null }) {
  const zone = head.timeZone;
  if (head.status === "superseded") {
    return (
      <Alert color="gray" icon={<IconArchive aria-hidden />} title={t("supersededTitle")} mb="md">
        {t("supersededText")}{" "}
        {newer && (
          <TextLink href={`/rollouts/${newer.id}`} size="sm" fw={600} c="inherit" td="underline">
            {t("toNewer", { release: newer.releaseName })}
          </TextLink>
        )}
      </Alert>
    );
  }
  if (head.status === "closed") {
    return (
      <Alert
        color="gray"
        icon={<IconLock aria-hidden />}
        title={t("closedTitle", { by: head.closedBy ?? "" })}
        mb="md"
      >
        <When at={head.closedAt} zone={zone} />: {head.closedReason}
      </Alert>
    );
  }
  if (head.halt !== null && isHalted(head)) {
    return (
      <Alert
        color="red"
        variant="light"
        icon={<IconHandStop aria-hidden />}
        title={slots("halt.title")}
        role="alert"
        mb="md"
      >
        <Text size="sm" inherit>
          <When at={head.heldAt} zone={zone} />: {haltSentence(head.halt)}
        </Text>
        <Text size="sm" inherit>
          {slots("halt.next")}{" "}
          <TextLink href={`/rollouts/${head.id}/slots#history`} size="sm" fw={600} c="inherit" td="underline">
            {slots("halt.toHistory")}
          </TextLink>
        </Text>
      </Alert>
    );
  }
  if (head.heldAt !== null) {
    return (
      <Alert
        color="orange"
        variant="light"
        icon={<IconPlayerPause aria-hidden />}
        title={t("heldTitle")}
        mb="md"
      >
        <When at={head.heldAt} zone={zone} />
        {head.halt && `: ${haltSentence(head.halt)}`}
        {head.heldReason && `: ${head.heldReason}`}
      </Alert>
    );
  }
  if (head.drainingAt !== null) {
    return (
      <Alert
        color="orange"
        variant="light"
        icon={<IconHourglassEmpty aria-hidden />}
        title={slots("draining.title")}
        mb="md"
      >
        <When at={head.drainingAt} zone={zone} />: {slots("draining.text", { held: head.held })}
        {head.heldReason && ` (${head.heldReason})`}
      </Alert>
    );
  }
  return null;
}
