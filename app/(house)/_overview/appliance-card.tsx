/** One appliance at a glance: how far its rollout is, what needs somebody, how old the data is. */
import { Divider, Group, Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { stateHrefs } from "@/app/_components/clients-href";
import { DataAges } from "@/app/_components/data-ages";
import { EmptyState } from "@/app/_components/empty-state";
import { TextLink } from "@/app/_components/link.client";
import { RolloutStatusBadge } from "@/app/_components/rollout-status";
import { Share } from "@/app/_components/share";
import { restsOnStale, StalePart } from "@/app/_components/stale-part";
import { StateBar, StateLegend } from "@/app/_components/state-bar";
import { When } from "@/app/_components/when.client";
import type { Mover } from "@/lib/core/movers";
import { words } from "@/lib/platform/words";
import type { ApplianceAtGlance, RolloutAtGlance } from "@/lib/rollout/overview/overview-queries";
import { Attention } from "./attention";
import { MoverCounts } from "./mover-counts";

const t = words("overview");

/** Renders the card. `now` in epoch milliseconds. */
export function ApplianceCard({
  glance,
  own,
  mayRecord,
  mayWork,
}: {
  glance: ApplianceAtGlance;
  now: number;
  /** The movers that the reader is. */
  own: readonly Mover[];
  mayRecord: boolean;
  /** The reader works on its clients. */
  mayWork: boolean;
}) {
  const { appliance, rollout } = glance;
  return (
    <Card
      title={appliance.name}
      aside={
        <Text size="xs" c="var(--quiet)">
          {appliance.hostname}
        </Text>
      }
    >
      <Stack gap="md">
        {rollout ? (
          <RolloutProgress
            rollout={rollout}
            zone={appliance.timeZone}
            own={own}
            isStale={restsOnStale(rollout, glance.sources, glance.feeds)}
          />
        ) : (
          <EmptyState
            order={3}
            title={t("noRelease")}
            action={
              mayRecord && (
                <TextLink href={`/releases?applianceId=${appliance.id}&record=1`} size="sm">
                  {t("recordRelease")}
                </TextLink>
              )
            }
          >
            {t("noReleaseText")}
          </EmptyState>
        )}
        <Attention glance={glance} mayWork={mayWork} />
        <Divider color="var(--line)" />
        <DataAges
          sources={glance.sources}
          feeds={glance.feeds}
          zone={appliance.timeZone}
          applianceId={appliance.id}
        />
      </Stack>
    </Card>
  );
}

interface RolloutProgressProps {
  rollout: RolloutAtGlance;
  zone: string;
  /** Whose moves are the reader's own. */
  own: readonly Mover[];
  /** Part of it rests on a feed that does not speak of the present. */
  isStale: boolean;
}

function RolloutProgress({ rollout, zone, own, isStale }: RolloutProgressProps) {
  const members = rollout.cohort + rollout.late;
  const hrefs = stateHrefs({ rolloutId: rollout.id });
  return (
    <Stack gap="sm">
      <Group justify="space-between" gap="xs" align="baseline">
        <Group gap="xs" align="center">
          <TextLink href={`/rollouts/${rollout.id}`} fw={600}>
            {rollout.releaseName}
          </TextLink>
          <RolloutStatusBadge status={rollout.status} finished={rollout.finished} />
        </Group>
        <Text size="sm" c="var(--quiet)">
          {t("installed")} <When at={rollout.installedAt} zone={zone} />
        </Text>
      </Group>
      {members > 0 && (
        <StalePart when={isStale}>
          <Share part={rollout.counts.checked_in} of={members} word={t("checkedInOf", { total: members })} />
          <StateBar
            counts={rollout.counts}
            label={t("barLabel", { release: rollout.releaseName })}
            hrefs={hrefs}
            thickness={18}
          />
          <StateLegend counts={rollout.counts} hrefs={hrefs} />
          <MoverCounts rolloutId={rollout.id} counts={rollout.movers} own={own} />
          <Text size="xs" c="var(--quiet)">
            {t("countedAt")} <When at={rollout.freshness.readAt} zone={zone} as="exact" />
          </Text>
        </StalePart>
      )}
    </Stack>
  );
}
