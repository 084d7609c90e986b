/** Numbers that rest on a feed which does not speak of the present: greyed, and said so. */
import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { SnapshotAge } from "@/lib/fleet/appliance-queries";
import type { FeedAge } from "@/lib/fleet/feed-ages";
import { words } from "@/lib/platform/words";
import type { RolloutHead } from "@/lib/rollout/queries";
import classes from "./stale-part.module.css";

const t = words("overview");

/** Whether the newest list of any kind came from such a feed, while the rollout that is counted is still judged. */
export function restsOnStale(
  { status }: Pick<RolloutHead, "status">,
  sources: readonly SnapshotAge[],
  feeds: readonly FeedAge[],
): boolean {
  if (status === "superseded" || status === "closed") return false;
  return sources.some(({ feedId }) => feeds.some(({ id, stale }) => id === feedId && stale !== null));
}

/** Renders what is inside as it is, or greyed. */
export function StalePart({ when, children }: { when: boolean; children: ReactNode }) {
  return (
    <Stack gap="sm" {...(when ? { className: classes.stale } : {})}>
      {children}
      {when && (
        <Text size="xs" c="var(--quiet)">
          {t("stale")}
        </Text>
      )}
    </Stack>
  );
}
