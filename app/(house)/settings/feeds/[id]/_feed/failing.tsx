/** What is wrong with a feed, since when, and when it is tried again. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { When } from "@/app/_components/when.client";
import type { FeedDetail } from "@/lib/feeds/queries";
import { isPolled } from "@/lib/feeds/schema";
import { words } from "@/lib/platform/words";

const t = words("feeds");

export function Failing({ feed }: { feed: FeedDetail }) {
  const { problem, failingSince, failures, nextRunAt, timeZone, type, enabled } = feed;
  if (problem === null) return null;
  const polled = isPolled(type);
  const when = (at: number | null, as?: "exact") => () => (
    <When at={at} zone={timeZone} as={as ?? "relative"} />
  );
  return (
    <Alert
      color="red"
      variant="light"
      title={t(polled ? "failing.title" : "failing.titleSender")}
      icon={<IconAlertCircle aria-hidden />}
      role="alert"
    >
      <Stack gap={4}>
        <Text size="sm">{problem.sentence}</Text>
        <Text component="div" size="sm" c="var(--quiet)">
          {polled
            ? t.rich("failing.since", { failures, when: when(failingSince, "exact") })
            : t.rich("failing.sinceSender", { when: when(failingSince, "exact") })}{" "}
          {polled && enabled && nextRunAt !== null && t.rich("failing.next", { when: when(nextRunAt) })}
        </Text>
      </Stack>
    </Alert>
  );
}
