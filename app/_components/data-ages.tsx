/** How old what we know of an appliance is, kind by kind. */
import { Text } from "@mantine/core";
import type { SnapshotAge } from "@/lib/fleet/appliance-queries";
import { words } from "@/lib/platform/words";
import { DataAge } from "./data-age.client";
import classes from "./data-ages.module.css";
import { TextLink } from "./link.client";

const t = words("overview");
const kindWord = words("kinds");

/** Renders one line per kind that any export spoke about. */
export function DataAges({
  sources,
  zone,
  applianceId,
}: {
  sources: readonly SnapshotAge[];
  zone: string;
  applianceId: number;
}) {
  if (sources.length === 0) {
    return (
      <Text size="xs" c="var(--quiet)">
        {t("noData")}{" "}
        <TextLink href={`/imports?applianceId=${applianceId}`} size="xs">
          {t("dropFirst")}
        </TextLink>
      </Text>
    );
  }
  return (
    <dl className={classes.ages}>
      {sources.map((source) => (
        <div key={source.kind} className={classes.age}>
          <Text component="dt" size="xs" fw={600}>
            {kindWord(`plural.${source.kind}`)}
          </Text>
          <dd>
            <DataAge source={source} zone={zone} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
