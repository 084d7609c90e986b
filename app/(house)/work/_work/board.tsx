/** The work by state: what waits, what somebody is at, what needs another way, what waits to be seen. */
import { Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import type { ItemState } from "@/lib/core/work";
import { words } from "@/lib/platform/words";
import { HistoryButton } from "./item-history.client";
import type { WorkListItem } from "./list-item";

const t = words("work");
const kindWord = words("kinds");

interface Column {
  state: ItemState;
  total: number;
  items: WorkListItem[];
}

export function Board({ columns }: { columns: readonly Column[] }) {
  return (
    <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} spacing="md">
      {columns.map(({ state, total, items }) => (
        <section key={state} aria-labelledby={`board-${state}`}>
          <Title order={2} size="h4" id={`board-${state}`}>
            {t(`states.${state}`)} <span style={{ color: "var(--quiet)" }}>{total.toLocaleString("en")}</span>
          </Title>
          <Text size="xs" c="var(--quiet)" mb="xs">
            {t(`stateHints.${state}`)}
          </Text>
          <Stack gap={6}>
            {items.length === 0 && (
              <Text size="sm" c="var(--quiet)">
                {t("board.empty")}
              </Text>
            )}
            {items.map((item) => (
              <Paper key={item.id} withBorder p="xs" bg="var(--surface)" style={{ overflowWrap: "anywhere" }}>
                <TextLink href={`/clients/${item.id}`} size="sm" fw={600} prefetch={false}>
                  {item.name}
                </TextLink>
                <Text size="xs" c="var(--quiet)">
                  {[kindWord(item.kind), item.site, item.appliance].filter(Boolean).join(" · ")}
                </Text>
                <Text size="xs">
                  {state === "failed" && item.failed
                    ? t(`failReasons.${item.failed.reason}`)
                    : item.remedy.title}
                </Text>
                {item.assignee && (
                  <Text size="xs" c="var(--quiet)">
                    {item.assignee.name}
                  </Text>
                )}
                <HistoryButton of={{ id: item.id, name: item.name, timeZone: item.timeZone }} />
              </Paper>
            ))}
            {total > items.length && (
              <Text size="sm" c="var(--quiet)">
                {t("board.more", { count: total - items.length })}
              </Text>
            )}
          </Stack>
        </section>
      ))}
    </SimpleGrid>
  );
}
