/** What somebody held and what closed it, so that nobody goes there again. */
import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { TextLink } from "@/app/_components/link.client";
import { StateBadge } from "@/app/_components/state-badge";
import { When } from "@/app/_components/when.client";
import { words } from "@/lib/platform/words";
import { explain } from "@/lib/rollout/members/explain";
import type { ClosedItem } from "@/lib/work/closed-items";
import { HistoryButton } from "../_work/item-history.client";
import classes from "../_work/work.module.css";

const t = words("work");
const kindWord = words("kinds");

interface ClosedItemsProps {
  items: readonly ClosedItem[];
  total: number;
  /** How far back. */
  days: number;
  /** Whether there are several appliances to tell apart. */
  several: boolean;
}

export function ClosedItems({ items, total, days, several }: ClosedItemsProps) {
  return (
    <section aria-labelledby="closed-lately" style={{ marginTop: "var(--mantine-spacing-xl)" }}>
      <Title order={2} size="h3" id="closed-lately">
        {t("mine.closedTitle")}
      </Title>
      <Text size="sm" c="var(--quiet)" mb="xs">
        {t("mine.closedText", { days })}
      </Text>
      <Stack component="ul" gap="xs" className={classes.cards}>
        {items.map((item) => (
          <ClosedCard key={item.id} item={item} several={several} />
        ))}
      </Stack>
      {total > items.length && (
        <Text size="sm" c="var(--quiet)" mt="xs">
          {t("mine.closedMore", { count: total - items.length })}
        </Text>
      )}
    </section>
  );
}

function ClosedCard({ item, several }: { item: ClosedItem; several: boolean }) {
  const { id, name, kind, site, applianceName, timeZone, state, reason, closedAt, doneAt, doneBy } = item;
  return (
    <Paper component="li" withBorder p="sm" bg="var(--surface)">
      <div className={classes.head}>
        <div className={classes.name}>
          <TextLink href={`/clients/${id}`} fw={600} prefetch={false}>
            {name}
          </TextLink>
          <Text size="xs" c="var(--quiet)">
            {[kindWord(kind), site, several ? applianceName : null].filter(Boolean).join(" · ")}
          </Text>
        </div>
        <StateBadge state={state} />
      </div>
      <Text size="sm" mt={6}>
        {explain(reason, timeZone).sentence}
      </Text>
      {doneBy !== null && (
        <Text component="div" size="sm" c="var(--quiet)">
          {t.rich("mine.closedWordOf", { name: doneBy, when: () => <When at={doneAt} zone={timeZone} /> })}
        </Text>
      )}
      <Group justify="space-between" gap="xs">
        <Text component="div" size="xs" c="var(--quiet)">
          {t.rich("mine.closedAt", { when: () => <When at={closedAt} zone={timeZone} as="both" /> })}
        </Text>
        <HistoryButton of={{ id, name, timeZone }} />
      </Group>
    </Paper>
  );
}
