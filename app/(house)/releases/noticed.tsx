/** Releases that feeds have noticed: what was read of which unit and when, and what a person makes of it. */
import { Alert, Group, Stack, Text } from "@mantine/core";
import { IconPackageImport } from "@tabler/icons-react";
import { FeedLink } from "@/app/_components/feed-link";
import { When } from "@/app/_components/when.client";
import { asksSomebody } from "@/lib/core/release-proposal";
import type { FeedDetail } from "@/lib/feeds/queries";
import type { Appliance } from "@/lib/fleet/change-appliance";
import { words } from "@/lib/platform/words";
import type { ReleaseProposal } from "@/lib/rollout/releases/proposal-queries";
import { NoticedDeeds } from "./noticed-deeds.client";

const t = words("proposals");

interface NoticedProps {
  appliance: Appliance;
  /** Those that are open, the newest first. */
  proposals: readonly ReleaseProposal[];
  mayRecord: boolean;
}

/** Renders one notice for each; quieter where the release is recorded already. */
export function Noticed({ appliance, proposals, mayRecord }: NoticedProps) {
  if (proposals.length === 0) return null;
  return (
    <Stack gap="sm" mb="md">
      {proposals.map((proposal) => (
        <Notice key={proposal.id} proposal={proposal} appliance={appliance} mayRecord={mayRecord} />
      ))}
    </Stack>
  );
}

interface NoticeProps {
  proposal: ReleaseProposal;
  appliance: Appliance;
  mayRecord: boolean;
}

function Notice({ proposal, appliance, mayRecord }: NoticeProps) {
  const { id, version, build, unit, beforeVersion } = proposal;
  const asks = asksSomebody(proposal);
  return (
    <Alert
      id={`noticed-${id}`}
      component="section"
      aria-label={t("title", { version })}
      role="region"
      color={asks ? "orange" : "gray"}
      variant="light"
      icon={<IconPackageImport aria-hidden />}
      title={t("title", { version })}
    >
      <Text size="sm" inherit>
        {t("unitRuns", { unit: unit ?? "none", version, before: beforeVersion ?? "none" })}{" "}
        {build !== null && t("build", { build })}
      </Text>
      <Text size="sm" inherit>
        <Between proposal={proposal} zone={appliance.timeZone} />
      </Text>
      <Text size="sm" inherit>
        <NoticedBy proposal={proposal} />
      </Text>
      {!asks && (
        <Text size="sm" inherit>
          {t("recordedAlready", { version })}
        </Text>
      )}
      {mayRecord ? (
        <NoticedDeeds
          proposal={proposal}
          appliance={{ id: appliance.id, name: appliance.name, timeZone: appliance.timeZone }}
          asks={asks}
        />
      ) : (
        <Group mt="xs">
          <Text size="sm" inherit>
            {t("mayNot")}
          </Text>
        </Group>
      )}
    </Alert>
  );
}

/** Between which two readings it was installed. */
export function Between({ proposal, zone }: { proposal: ReleaseProposal; zone: string }) {
  const { notBefore, notAfter, version, beforeVersion } = proposal;
  const until = () => <When at={notAfter} zone={zone} as="exact" />;
  return notBefore === null
    ? t.rich("notLater", { version, until })
    : t.rich("between", {
        version,
        before: beforeVersion ?? "none",
        from: () => <When at={notBefore} zone={zone} as="exact" />,
        until,
      });
}

export function NoticedBy({
  proposal: { feedId, feedName, feedRemoved, applianceId },
}: {
  proposal: ReleaseProposal;
}) {
  if (feedId === null) return t("byRemoved");
  return t.rich("by", {
    feed: () => <FeedLink id={feedId} name={feedName} removed={feedRemoved} applianceId={applianceId} />,
  });
}

/** Of a release that was recorded by what a feed had noticed: between which readings it was installed. */
export function NoticedBefore({ proposal, zone }: { proposal: ReleaseProposal; zone: string }) {
  return (
    <Text size="xs" c="var(--quiet)" maw="24rem">
      <NoticedBy proposal={proposal} /> <Between proposal={proposal} zone={zone} />
    </Text>
  );
}

/** Which feeds notice releases here, and whether they record them by themselves. */
export function NoticingFeeds({ feeds }: { feeds: readonly FeedDetail[] }) {
  const noticing = feeds.filter(({ type, enabled }) => type === "command_api" && enabled);
  return noticing.map(({ id, name, applianceId, settings }) => (
    <Text key={id} size="xs" c="var(--quiet)" mt="xs">
      {t.rich(settings.recordReleases === true ? "feedRecords" : "feedProposes", {
        feed: () => <FeedLink id={id} name={name} removed={false} applianceId={applianceId} />,
      })}
    </Text>
  ));
}
