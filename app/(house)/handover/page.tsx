/** The hand-over: what changed since one last looked, to be read, copied or printed. */
import { Group, List, ListItem, Stack, Text } from "@mantine/core";
import { IconChecks } from "@tabler/icons-react";
import type { Metadata } from "next";
import { Card } from "@/app/_components/card";
import { EmptyState } from "@/app/_components/empty-state";
import { exactText } from "@/app/_components/instant-text";
import { NothingToSee } from "@/app/_components/nothing-to-see";
import { PageHeader } from "@/app/_components/page-header";
import { RestsOn } from "@/app/_components/rests-on";
import { restsOnStale, StalePart } from "@/app/_components/stale-part";
import { When } from "@/app/_components/when.client";
import { pageContext } from "@/app/_web/session";
import { seesNothing } from "@/lib/access/may";
import type { ApplianceChanges, IncidentChange } from "@/lib/alerts/digest/changes";
import { readHandover } from "@/lib/alerts/digest/handover";
import type { Mover } from "@/lib/core/movers";
import { listSnapshotAges, type SnapshotAge } from "@/lib/fleet/appliance-queries";
import { type FeedAge, listFeedAges } from "@/lib/fleet/feed-ages";
import { words } from "@/lib/platform/words";
import { HandoverDeeds } from "./handover-deeds.client";
import { RolloutCard } from "./rollout-card";

const t = words("digest");
export const metadata: Metadata = { title: t("handover.title") };

export default async function HandoverPage() {
  const ctx = await pageContext();
  if (seesNothing(ctx.actor)) return <NothingToSee />;
  const [handover, sources, feeds] = await Promise.all([
    readHandover(ctx),
    listSnapshotAges(ctx),
    listFeedAges(ctx),
  ]);
  const { since, until, isFirst, isQuiet, text, appliances, own, incidents } = handover;
  return (
    <>
      <PageHeader title={t("handover.title")} description={t("handover.description")} />
      <Stack gap="md">
        <Group justify="space-between" gap="sm">
          <Text size="sm" c="var(--quiet)">
            {isFirst ? t("handover.firstTime") : t("handover.since", { when: exactText(since, "UTC", "en") })}
          </Text>
          <HandoverDeeds text={text} until={new Date(until).toISOString()} />
        </Group>
        {isQuiet && (
          <EmptyState title={t("handover.quietTitle")} icon={<IconChecks size={32} stroke={1.4} />}>
            {t("handover.quietText")}
          </EmptyState>
        )}
        {appliances.map((appliance) => (
          <ApplianceCard
            key={appliance.id}
            appliance={appliance}
            own={own}
            sources={sources.filter(({ applianceId }) => applianceId === appliance.id)}
            feeds={feeds.filter(({ applianceId }) => applianceId === appliance.id)}
          />
        ))}
        {incidents.length > 0 && (
          <Card title={t("itself")}>
            <Incidents incidents={incidents} zone="UTC" />
          </Card>
        )}
      </Stack>
    </>
  );
}

interface ApplianceCardProps {
  appliance: ApplianceChanges;
  /** The movers that the reader is. */
  own: readonly Mover[];
  /** Its own. */
  sources: readonly SnapshotAge[];
  feeds: readonly FeedAge[];
}

/** Nothing of an appliance of which there is nothing to tell. */
function ApplianceCard({ appliance, own, sources, feeds }: ApplianceCardProps) {
  const { name, timeZone, rollouts, releases, imports, incidents } = appliance;
  const also = [
    ...releases.map(({ kind, version, recordedBy }) =>
      t("release", { kind: t(`packages.${kind as "site" | "base" | "license"}`), version, by: recordedBy }),
    ),
    ...(imports.done > 0 ? [t("importsDone", { count: imports.done })] : []),
    ...(imports.failed > 0 ? [t("importsFailed", { count: imports.failed })] : []),
    ...(imports.waiting > 0 ? [t("importsWaiting", { count: imports.waiting })] : []),
  ];
  if (rollouts.length + also.length + incidents.length === 0) return null;
  return (
    <Card title={name}>
      <Stack gap="md">
        {rollouts.map((rollout) => (
          <StalePart key={rollout.id} when={restsOnStale(rollout, sources, feeds)}>
            <RolloutCard rollout={rollout} own={own} zone={timeZone} />
          </StalePart>
        ))}
        {rollouts.length > 0 && <RestsOn appliances={[appliance]} sources={sources} feeds={feeds} />}
        {incidents.length > 0 && <Incidents incidents={incidents} zone={timeZone} />}
        {also.length > 0 && (
          <List size="sm" spacing={4}>
            {also.map((line) => (
              <ListItem key={line}>{line}</ListItem>
            ))}
          </List>
        )}
      </Stack>
    </Card>
  );
}

function Incidents({ incidents, zone }: { incidents: readonly IncidentChange[]; zone: string }) {
  return (
    <div>
      <Text size="sm" fw={650}>
        {t("handover.incidents")}
      </Text>
      <List size="sm" spacing={4}>
        {incidents.map(({ id, rule, count, openedAt, resolvedAt }) => (
          <ListItem key={id}>
            {t("handover.incidentOpen", { rule, count })}{" "}
            <Text component="span" size="xs" c="var(--quiet)">
              {t.rich(resolvedAt === null ? "handover.opened" : "handover.over", {
                when: () => <When at={resolvedAt ?? openedAt} zone={zone} as="exact" />,
              })}
            </Text>
          </ListItem>
        ))}
      </List>
    </div>
  );
}
