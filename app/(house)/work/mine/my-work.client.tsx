"use client";
/** What a technician holds, site by site, made for a phone: one thumb, one client after the other, or many at once. */
import { Button, Checkbox, Group, Paper, Stack, Text, Title, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { TextLink } from "@/app/_components/link.client";
import type { WorkDeed } from "@/lib/core/work";
import { type AskedDeed, DeedDialog } from "../_work/deed-dialog.client";
import { ItemFacts } from "../_work/item-facts.client";
import { ItemStateBadge } from "../_work/item-state.client";
import type { WorkListItem, WorkReader } from "../_work/list-item";
import classes from "../_work/work.module.css";

const deedsOf: Record<WorkListItem["state"], WorkDeed[]> = {
  open: ["start", "done", "failed", "back"],
  started: ["done", "failed", "back"],
  failed: ["start", "done", "back"],
  done: [],
};

export function MyWork({ items, reader }: { items: WorkListItem[]; reader: WorkReader }) {
  const t = useTranslations("work");
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set());
  const [asked, setAsked] = useState<AskedDeed | null>(null);
  const chosen = items.filter(({ id }) => selected.has(id));
  const sites = bySite(items);

  const select = (ids: readonly number[], on: boolean) => {
    const next = new Set(selected);
    for (const id of ids) on ? next.add(id) : next.delete(id);
    setSelected(next);
  };
  const ask = (deed: WorkDeed, some: readonly WorkListItem[]) => {
    const [first] = some;
    if (!first) return;
    setAsked({
      deed,
      which: { items: some.map(({ id, applianceId }) => ({ id, applianceId })) },
      name: some.length === 1 ? first.name : null,
      applianceId: first.applianceId,
      control: some.some(({ control }) => control),
    });
  };

  return (
    <>
      <Stack gap="lg">
        {sites.map(({ site, held }) => {
          const open = held.filter(({ state }) => state !== "done").map(({ id }) => id);
          return (
            <section key={site ?? ""} aria-label={site ?? t("mine.noSite")}>
              <Group justify="space-between" gap="xs" mb="xs" wrap="nowrap">
                <Title order={2} size="h3">
                  {site ?? t("mine.noSite")}{" "}
                  <Text span size="sm" c="var(--quiet)">
                    {t("mine.siteCount", { count: held.length })}
                  </Text>
                </Title>
                {open.length > 1 && (
                  <Checkbox
                    aria-label={t("selectSite", { site: site ?? t("mine.noSite") })}
                    label={t("selectAll")}
                    checked={open.every((id) => selected.has(id))}
                    indeterminate={
                      open.some((id) => selected.has(id)) && !open.every((id) => selected.has(id))
                    }
                    onChange={(event) => select(open, event.currentTarget.checked)}
                  />
                )}
              </Group>
              <Stack component="ul" gap="xs" className={classes.cards}>
                {held.map((item) => (
                  <ItemCard
                    key={item.id}
                    item={item}
                    selected={selected.has(item.id)}
                    onSelect={(on) => select([item.id], on)}
                    onDeed={(deed) => ask(deed, [item])}
                  />
                ))}
              </Stack>
            </section>
          );
        })}
      </Stack>
      {chosen.length > 0 && (
        <section className={classes.bar} aria-label={t("selected", { count: chosen.length })}>
          <Group justify="space-between" mb={6}>
            <Text size="sm" fw={600} role="status">
              {t("selected", { count: chosen.length })}
            </Text>
            <Button size="compact-sm" variant="subtle" onClick={() => setSelected(new Set())}>
              {t("clearSelection")}
            </Button>
          </Group>
          <div className={classes.barDeeds}>
            {(["done", "failed", "back"] as const).map((deed) => (
              <Button
                px="xs"
                key={deed}
                variant={deed === "done" ? "filled" : "default"}
                onClick={() => ask(deed, chosen)}
              >
                {t(`deeds.${deed}`)}
              </Button>
            ))}
          </div>
        </section>
      )}
      <DeedDialog
        asked={asked}
        reader={reader}
        onClose={() => setAsked(null)}
        onDone={() => {
          setAsked(null);
          setSelected(new Set());
        }}
      />
    </>
  );
}

/** They come in the order of a visit. */
function bySite(items: readonly WorkListItem[]): { site: string | null; held: WorkListItem[] }[] {
  const sites: { site: string | null; held: WorkListItem[] }[] = [];
  for (const item of items) {
    const last = sites.at(-1);
    if (last && last.site === item.site) last.held.push(item);
    else sites.push({ site: item.site, held: [item] });
  }
  return sites;
}

interface ItemCardProps {
  item: WorkListItem;
  selected: boolean;
  onSelect(on: boolean): void;
  onDeed(deed: WorkDeed): void;
}

function ItemCard({ item, selected, onSelect, onDeed }: ItemCardProps) {
  const t = useTranslations("work");
  const kindWord = useTranslations("kinds");
  const [opened, setOpened] = useState(item.state === "started");
  const deeds = deedsOf[item.state];
  const place = [kindWord(item.kind), item.host === item.name ? null : item.host, item.group, item.appliance];
  return (
    <Paper component="li" withBorder p="sm" bg="var(--surface)">
      <Stack gap="xs">
        <div className={classes.head}>
          {deeds.length > 0 && (
            <Checkbox
              size="md"
              aria-label={t("item.select", { name: item.name })}
              checked={selected}
              onChange={(event) => onSelect(event.currentTarget.checked)}
            />
          )}
          <div className={classes.name}>
            <TextLink href={`/clients/${item.id}`} fw={600} prefetch={false}>
              {item.name}
            </TextLink>
            <Text size="xs" c="var(--quiet)">
              {place.filter(Boolean).join(" · ")}
            </Text>
          </div>
          <ItemStateBadge state={item.state} />
        </div>
        {opened ? <ItemFacts item={item} showsHolder={false} /> : <Text size="sm">{item.remedy.title}</Text>}
        <UnstyledButton onClick={() => setOpened(!opened)} aria-expanded={opened} py={4}>
          <Text span size="sm" c="var(--mantine-color-anchor)">
            {opened ? <IconChevronUp size={14} aria-hidden /> : <IconChevronDown size={14} aria-hidden />}{" "}
            {t(opened ? "item.less" : "item.what")}
          </Text>
        </UnstyledButton>
        {deeds.length > 0 && (
          <div className={classes.deeds}>
            {deeds.map((deed) => (
              <Button
                key={deed}
                variant={deed === "done" ? "filled" : "default"}
                aria-label={t("deeds.of", { deed: t(`deeds.${deed}`), name: item.name })}
                onClick={() => onDeed(deed)}
              >
                {t(`deeds.${deed}`)}
              </Button>
            ))}
          </div>
        )}
      </Stack>
    </Paper>
  );
}
