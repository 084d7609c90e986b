"use client";
/** One item of the work list: a row, or a card where the screen is too narrow for one. */
import { Button, Checkbox, Paper, Stack, TableTd, TableTr, Text, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { TextLink } from "@/app/_components/link.client";
import { When } from "@/app/_components/when.client";
import type { WorkDeed } from "@/lib/core/work";
import { ItemFacts } from "./item-facts.client";
import { ItemStateBadge } from "./item-state.client";
import { mayTouch, type WorkListItem, type WorkReader } from "./list-item";
import classes from "./work.module.css";

interface WorkRowProps {
  item: WorkListItem;
  reader: WorkReader;
  selected: boolean;
  /** The keys are at it. */
  here: boolean;
  opened: boolean;
  onOpen(): void;
  onSelect(isRange: boolean): void;
  onDeed(deed: WorkDeed): void;
}

function useKind(item: WorkListItem): string {
  const kindWord = useTranslations("kinds");
  return [kindWord(item.kind), item.host === item.name ? null : item.host, item.appliance]
    .filter(Boolean)
    .join(" · ");
}

export function WorkRow({
  place,
  item,
  reader,
  selected,
  here,
  opened,
  onOpen,
  onSelect,
  onDeed,
}: WorkRowProps & { place: number }) {
  const t = useTranslations("work");
  const kind = useKind(item);
  const mine = mayTouch(item, reader) && item.state !== "done";
  const Arrow = opened ? IconChevronDown : IconChevronRight;
  return (
    <>
      <TableTr data-row={place} data-here={here || undefined} data-selected={selected || undefined}>
        <TableTd>
          {mine && (
            <Checkbox
              aria-label={t("item.select", { name: item.name })}
              checked={selected}
              onChange={(event) => onSelect((event.nativeEvent as MouseEvent).shiftKey)}
            />
          )}
        </TableTd>
        <TableTd>
          <div className={classes.client}>
            <UnstyledButton
              aria-label={t("table.peek", { name: item.name })}
              aria-expanded={opened}
              onClick={onOpen}
            >
              <Arrow size={14} aria-hidden />
            </UnstyledButton>
            <div className={classes.name}>
              <TextLink href={`/clients/${item.id}`} size="sm" fw={600} prefetch={false}>
                {item.name}
              </TextLink>
              <Text size="xs" c="var(--quiet)" truncate title={kind}>
                {kind}
              </Text>
            </div>
          </div>
        </TableTd>
        <TableTd>
          <Text size="sm" truncate>
            {item.site ?? item.group ?? "–"}
          </Text>
        </TableTd>
        <TableTd>
          <Text size="sm" truncate title={item.remedy.title}>
            {item.remedy.title}
          </Text>
          {item.providers.length > 0 && (
            <Text size="xs" fw={600} truncate>
              {t("item.providers", { names: item.providers.join(", ") })}
            </Text>
          )}
        </TableTd>
        <TableTd>
          <Text size="sm" truncate title={item.sentence ?? undefined}>
            {item.reasonTitle}
          </Text>
        </TableTd>
        <TableTd>
          <ItemStateBadge state={item.state} />
        </TableTd>
        <TableTd>
          {item.assignee ? (
            <Text size="sm" truncate>
              {item.assignee.name}
            </Text>
          ) : reader.mayDo && reader.id !== null && item.state !== "done" ? (
            <Button
              size="compact-xs"
              variant="default"
              onClick={() => onDeed("assign")}
              aria-label={t("deeds.of", { deed: t("deeds.take"), name: item.name })}
            >
              {t("deeds.take")}
            </Button>
          ) : (
            "–"
          )}
        </TableTd>
        <TableTd>
          <Text span size="sm">
            <When at={item.since} zone={item.timeZone} />
          </Text>
        </TableTd>
      </TableTr>
      {opened && (
        <TableTr>
          <TableTd />
          <TableTd colSpan={7}>
            <Stack gap="xs" maw="75ch" pb="xs">
              <ItemFacts item={item} showsHolder />
            </Stack>
          </TableTd>
        </TableTr>
      )}
    </>
  );
}

export function WorkCard({ item, reader, selected, opened, onOpen, onSelect, onDeed }: WorkRowProps) {
  const t = useTranslations("work");
  const kind = useKind(item);
  const mine = mayTouch(item, reader) && item.state !== "done";
  return (
    <Paper component="li" withBorder p="sm" bg="var(--surface)">
      <Stack gap={6}>
        <div className={classes.head}>
          {mine && (
            <Checkbox
              size="md"
              aria-label={t("item.select", { name: item.name })}
              checked={selected}
              onChange={() => onSelect(false)}
            />
          )}
          <div className={classes.name}>
            <TextLink href={`/clients/${item.id}`} fw={600} prefetch={false}>
              {item.name}
            </TextLink>
            <Text size="xs" c="var(--quiet)">
              {[kind, item.site].filter(Boolean).join(" · ")}
            </Text>
          </div>
          <ItemStateBadge state={item.state} />
        </div>
        {opened ? <ItemFacts item={item} showsHolder /> : <Text size="sm">{item.remedy.title}</Text>}
        <div className={classes.deeds}>
          <Button variant="subtle" aria-expanded={opened} onClick={onOpen}>
            {t(opened ? "item.less" : "item.more")}
          </Button>
          {mine && item.assignee === null && reader.id !== null && (
            <Button
              variant="default"
              aria-label={t("deeds.of", { deed: t("deeds.take"), name: item.name })}
              onClick={() => onDeed("assign")}
            >
              {t("deeds.take")}
            </Button>
          )}
        </div>
      </Stack>
    </Paper>
  );
}
