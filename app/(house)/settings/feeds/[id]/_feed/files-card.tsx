/** The files of a folder that Rollcall could not use, with the reason and what to do; and those that it never read. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { Card } from "@/app/_components/card";
import { When } from "@/app/_components/when.client";
import type { FeedDetail } from "@/lib/feeds/queries";
import { words } from "@/lib/platform/words";
import classes from "./files-card.module.css";

const t = words("feeds");

/** Nothing where every file was read. */
export function FilesCard({ feed: { files, timeZone } }: { feed: FeedDetail }) {
  if (files === null || (files.refused.length === 0 && files.leftOut === null)) return null;
  const { refused, more, leftOut } = files;
  return (
    <Stack gap="md">
      {leftOut !== null && (
        <Alert color="yellow" title={t("files.leftOut")} icon={<IconAlertTriangle aria-hidden />}>
          {leftOut.sentence}
        </Alert>
      )}
      {refused.length > 0 && (
        <Card title={t("files.title")}>
          <Text size="sm" c="var(--quiet)" maw="75ch">
            {t("files.text")}
          </Text>
          <ul className={classes.files} aria-label={t("files.title")}>
            {refused.map(({ name, why, since }) => (
              <li key={name}>
                <Text size="sm" fw={600}>
                  {name}
                </Text>
                <Text size="sm">{why}</Text>
                <Text component="div" size="xs" c="var(--quiet)">
                  {t.rich("files.since", { when: () => <When at={since} zone={timeZone} as="exact" /> })}
                </Text>
              </li>
            ))}
          </ul>
          {more > 0 && (
            <Text size="sm" mt="sm">
              {t("files.more", { count: more })}
            </Text>
          )}
        </Card>
      )}
    </Stack>
  );
}
