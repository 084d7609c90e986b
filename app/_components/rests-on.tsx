/** How old what numbers rest on is, below the numbers themselves: of one appliance, or of each. */
import { Stack, Text } from "@mantine/core";
import type { SnapshotAge } from "@/lib/fleet/appliance-queries";
import type { FeedAge } from "@/lib/fleet/feed-ages";
import { words } from "@/lib/platform/words";
import { DataAges } from "./data-ages";

const t = words("overview");

/** An appliance whose clients are counted. */
export interface CountedAppliance {
  id: number;
  name: string;
  timeZone: string;
}

interface RestsOnProps {
  appliances: readonly CountedAppliance[];
  sources: readonly SnapshotAge[];
  feeds: readonly FeedAge[];
}

/** Renders the ages of one appliance; those of several are folded away, with how many of them are not current any more. */
export function RestsOn({ appliances, sources, feeds }: RestsOnProps) {
  const [one, another] = appliances;
  if (!one) return null;
  const agesOf = ({ id, timeZone }: CountedAppliance) => (
    <DataAges
      sources={sources.filter(({ applianceId }) => applianceId === id)}
      feeds={feeds.filter(({ applianceId }) => applianceId === id)}
      zone={timeZone}
      applianceId={id}
    />
  );
  if (!another) {
    return (
      <Stack component="section" gap={4} aria-label={t("restsOn")}>
        <Text size="xs" fw={600}>
          {t("restsOn")}
        </Text>
        {agesOf(one)}
      </Stack>
    );
  }
  const stale = appliances.filter(({ id }) =>
    feeds.some(({ applianceId, stale: why }) => applianceId === id && why !== null),
  ).length;
  return (
    <details>
      <summary>
        <Text component="span" size="xs">
          {t("restsOnMany", { count: appliances.length, stale })}
        </Text>
      </summary>
      <Stack gap="sm" mt="xs">
        {appliances.map((appliance) => (
          <section key={appliance.id} aria-label={appliance.name}>
            <Text size="xs" fw={600}>
              {appliance.name}
            </Text>
            {agesOf(appliance)}
          </section>
        ))}
      </Stack>
    </details>
  );
}
