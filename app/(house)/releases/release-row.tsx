/** One release in the table: when it was installed, its rollout, who recorded it. */
import { Alert, Group, TableTd, TableTh, TableTr, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { TextLink } from "@/app/_components/link.client";
import { RolloutStatusBadge } from "@/app/_components/rollout-status";
import { StalePart } from "@/app/_components/stale-part";
import { When } from "@/app/_components/when.client";
import type { Appliance } from "@/lib/fleet/change-appliance";
import { words } from "@/lib/platform/words";
import type { ReleaseProposal } from "@/lib/rollout/releases/proposal-queries";
import type { ListedRelease } from "@/lib/rollout/releases/release-queries";
import { NoticedBefore } from "./noticed";
import { ReleaseActions } from "./release-actions.client";

const t = words("releases");

interface ReleaseRowProps {
  release: ListedRelease;
  appliance: Appliance;
  /** What a feed had noticed of it, where it was recorded by that. */
  noticed: ReleaseProposal | null;
  /** Newest first. */
  siteReleases: readonly ListedRelease[];
  mayChange: boolean;
  openCorrect: boolean;
  /** Part of what its rollout counts rests on a feed that does not speak of the present. */
  isStale: boolean;
}

export function ReleaseRow({
  release,
  appliance,
  noticed,
  siteReleases,
  mayChange,
  openCorrect,
  isStale,
}: ReleaseRowProps) {
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
        <Progress release={release} zone={appliance.timeZone} isStale={isStale} />
      </TableTd>
      <TableTd data-label={t("columns.recorded")}>
        <Text size="sm" component="span">
          {release.recordedBy},{" "}
        </Text>
        <Text size="sm" c="var(--quiet)" component="span">
          <When at={release.recordedAt} zone={appliance.timeZone} />
        </Text>
        {noticed && <NoticedBefore proposal={noticed} zone={appliance.timeZone} />}
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

interface ProgressProps {
  release: ListedRelease;
  zone: string;
  isStale: boolean;
}

/** How many have checked in; of a rollout that is over, as of when. */
function Progress({ release, zone, isStale }: ProgressProps) {
  const { rolloutId, rolloutStatus, checkedIn, members, endedAt } = release;
  if (rolloutId === null || rolloutStatus === null) {
    return (
      <Text size="sm" c="var(--quiet)" component="span">
        {t("noRollout")}
      </Text>
    );
  }
  return (
    <StalePart when={isStale}>
      <Group gap={6} display="inline-flex">
        <TextLink href={`/rollouts/${rolloutId}`} size="sm" prefetch={false}>
          {t("rolloutProgress", { checkedIn, members })}
        </TextLink>
        <RolloutStatusBadge status={rolloutStatus} finished={false} />
      </Group>
      {endedAt !== null && (
        <Text size="xs" c="var(--quiet)">
          {t.rich("rolloutAsOf", { when: () => <When at={endedAt} zone={zone} as="both" /> })}
        </Text>
      )}
    </StalePart>
  );
}
