/** The way of who works on clients to what they hold. */
import { Group, Paper, Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { LinkButton } from "@/app/_components/link.client";
import { words } from "@/lib/platform/words";

const t = words("work");

export function MyWorkCard({ held }: { held: number }) {
  return (
    <Paper withBorder p="md" bg="var(--surface)" component="section" aria-label={t("mine.title")}>
      <Group justify="space-between" gap="sm">
        <Group gap="sm" wrap="nowrap">
          <IconListCheck size={22} aria-hidden />
          <Text fw={600}>{t("mine.card", { count: held })}</Text>
        </Group>
        <LinkButton
          href={held > 0 ? "/work/mine" : "/work?assignee=none"}
          variant={held > 0 ? "filled" : "default"}
        >
          {held > 0 ? t("mine.open") : t("mine.emptyAction")}
        </LinkButton>
      </Group>
    </Paper>
  );
}
