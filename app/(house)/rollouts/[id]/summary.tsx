/** The roll call in one look: the share that has answered, everybody by state, and who the rollout is about. */
import { Group, Stack, Text } from "@mantine/core";
import { Card } from "@/app/_components/card";
import { clientsHref } from "@/app/_components/clients-href";
import { EmptyState } from "@/app/_components/empty-state";
import { LinkButton, TextLink } from "@/app/_components/link.client";
import { Share } from "@/app/_components/share";
import { restsOnStale, StalePart } from "@/app/_components/stale-part";
import { StateBar, StateLegend } from "@/app/_components/state-bar";
import { When } from "@/app/_components/when.client";
import type { MemberState } from "@/lib/core/member";
import { words } from "@/lib/platform/words";
import type { RolloutPage } from "@/lib/rollout/queries";

const t = words("rollout");

/** Renders the card; a rollout without members teaches the next step. */
export function Summary({ page, hrefs }: { page: RolloutPage; hrefs: Record<MemberState, string> }) {
  const { rollout, counts, cohort, late, left, finished } = page;
  const members = cohort + late;
  if (members === 0) {
    return (
      <Card title={t("progress")}>
        <EmptyState
          order={3}
          title={t(rollout.status === "opening" ? "openingTitle" : "emptyTitle")}
          action={
            rollout.status !== "opening" && (
              <LinkButton href={`/imports?applianceId=${rollout.applianceId}`}>
                {t("importExport")}
              </LinkButton>
            )
          }
        >
          {t(rollout.status === "opening" ? "openingText" : "emptyText")}
        </EmptyState>
      </Card>
    );
  }
  return (
    <Card title={t("progress")}>
      <Stack gap="sm">
        <StalePart when={restsOnStale(rollout, page.sources, page.feeds)}>
          <Share part={counts.checked_in} of={members} word={t("checkedInOf", { total: members })} />
          <StateBar counts={counts} label={t("barLabel")} hrefs={hrefs} thickness={22} />
          <StateLegend counts={counts} hrefs={hrefs} all />
        </StalePart>
        <Group gap="lg" style={{ rowGap: 4 }}>
          <Text size="sm" c="var(--quiet)">
            {t("cohort", { count: cohort })}
          </Text>
          {late > 0 && (
            <TextLink href={clientsHref({ rolloutId: rollout.id, late: true })} size="sm">
              {t("late", { count: late })}
            </TextLink>
          )}
          {left > 0 && (
            <TextLink href={clientsHref({ rolloutId: rollout.id, left: true })} size="sm">
              {t("left", { count: left })}
            </TextLink>
          )}
          <Text size="sm" c="var(--quiet)">
            {t(finished ? "finished" : "unfinished")}
          </Text>
          <Text size="sm" c="var(--quiet)">
            {t("countedAt")} <When at={page.freshness.readAt} zone={rollout.timeZone} as="exact" />
          </Text>
        </Group>
      </Stack>
    </Card>
  );
}
