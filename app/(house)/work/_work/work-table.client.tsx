"use client";
/** The work as a table: chosen with the mouse, a range with shift, or from the keyboard, one after the other or all that fit. */
import {
  Box,
  Button,
  Checkbox,
  Group,
  Paper,
  Stack,
  Table,
  TableTbody,
  TableTh,
  TableThead,
  TableTr,
  Text,
} from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconKeyboard } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useSelection } from "@/app/_components/many/use-selection.client";
import { ScrollRegion } from "@/app/_components/scroll-region";
import type { WorkDeed } from "@/lib/core/work";
import type { AskedDeed } from "./deed-dialog.client";
import { mayTouch, type WorkListItem, type WorkReader } from "./list-item";
import classes from "./work.module.css";
import { WorkCard, WorkRow } from "./work-row.client";

const DeedDialog = dynamic(() => import("./deed-dialog.client").then((module) => module.DeedDialog), {
  ssr: false,
});
const KeysDialog = dynamic(() => import("./keys-dialog.client").then((module) => module.KeysDialog), {
  ssr: false,
});

interface WorkTableProps {
  items: WorkListItem[];
  reader: WorkReader;
  /** How many fit, on all pages. */
  total: number;
  /** What asks for all of them; null: they are of several appliances. */
  allThatFit: { applianceId: number; filter: Record<string, unknown> } | null;
}

const deeds = ["assign", "start", "done", "failed", "back"] as const;
const keyOf: Record<WorkDeed, string> = { assign: "a", start: "s", done: "d", failed: "f", back: "b" };

export function WorkTable({ items, reader, total, allThatFit }: WorkTableProps) {
  const t = useTranslations("work");
  const router = useRouter();
  const touchable = items.filter((item) => mayTouch(item, reader) && item.state !== "done");
  const selection = useSelection(touchable.map(({ id }) => id));
  const [all, setAll] = useState(false);
  const [at, setAt] = useState(-1);
  const [opened, setOpened] = useState<number | null>(null);
  const [asked, setAsked] = useState<AskedDeed | null>(null);
  const [keysShown, setKeysShown] = useState(false);
  const rows = useRef<HTMLTableSectionElement>(null);
  const chosen = items.filter(({ id }) => selection.has(id));
  const here = items[at];

  useEffect(() => {
    if (at >= 0) rows.current?.querySelector(`[data-row="${at}"]`)?.scrollIntoView({ block: "nearest" });
  }, [at]);

  function ask(deed: WorkDeed, some: readonly WorkListItem[], isAll: boolean): void {
    const [first] = some;
    if (!first || !reader.mayDo) return;
    setAsked({
      deed,
      which:
        isAll && allThatFit
          ? { ...allThatFit, count: total }
          : { items: some.map(({ id, applianceId }) => ({ id, applianceId })) },
      name: !isAll && some.length === 1 ? first.name : null,
      applianceId: first.applianceId,
      control: some.some(({ control }) => control),
    });
  }

  /** The selection, or else the row that the keys are at. */
  function askHere(deed: WorkDeed): void {
    if (chosen.length > 0) ask(deed, chosen, all);
    else if (here && mayTouch(here, reader)) ask(deed, [here], false);
  }

  const move = (by: number) => setAt((place) => Math.min(items.length - 1, Math.max(0, place + by)));
  const toggle = (isRange: boolean) => {
    if (!here) return;
    setAll(false);
    selection.toggle(here.id, isRange);
  };
  useHotkeys([
    ["j", () => move(1)],
    ["k", () => move(-1)],
    ["x", () => toggle(false)],
    ["shift+x", () => toggle(true)],
    ["o", () => here && setOpened(opened === here.id ? null : here.id)],
    ["Enter", () => here && router.push(`/clients/${here.id}`)],
    ["Escape", () => clear()],
    ["shift+?", () => setKeysShown(true)],
    ["?", () => setKeysShown(true)],
    ...deeds.map((deed): [string, () => void] => [keyOf[deed], () => askHere(deed)]),
  ]);

  function clear(): void {
    setAll(false);
    selection.clear();
  }

  const onSelect = (id: number, isRange: boolean) => {
    setAll(false);
    selection.toggle(id, isRange);
  };
  const rowProps = (item: WorkListItem, place: number) => ({
    item,
    reader,
    selected: selection.has(item.id),
    here: place === at,
    opened: opened === item.id,
    onOpen: () => setOpened(opened === item.id ? null : item.id),
    onSelect: (isRange: boolean) => onSelect(item.id, isRange),
    onDeed: (deed: WorkDeed) => ask(deed, [item], false),
  });
  const isWhole = touchable.length > 0 && touchable.every(({ id }) => selection.has(id));
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Text size="sm" c="var(--quiet)">
          {t("table.rank")}
        </Text>
        <Button
          size="compact-sm"
          variant="subtle"
          visibleFrom="md"
          leftSection={<IconKeyboard size={15} aria-hidden />}
          title={t("table.keysHint")}
          onClick={() => setKeysShown(true)}
        >
          {t("table.keys")}
        </Button>
      </Group>
      <Box hiddenFrom="md">
        <Stack component="ul" gap="xs" className={classes.cards}>
          {items.map((item, place) => (
            <WorkCard key={item.id} {...rowProps(item, place)} />
          ))}
        </Stack>
      </Box>
      <Paper withBorder bg="var(--surface)" visibleFrom="md">
        <ScrollRegion label={t("table.label")}>
          <Table verticalSpacing={5} className={classes.table}>
            <TableThead>
              <TableTr>
                <TableTh data-column="select">
                  {reader.mayDo && (
                    <Checkbox
                      aria-label={t("table.selectPage")}
                      checked={isWhole}
                      indeterminate={chosen.length > 0 && !isWhole}
                      onChange={(event) => {
                        setAll(false);
                        event.currentTarget.checked ? selection.selectAll() : selection.clear();
                      }}
                    />
                  )}
                </TableTh>
                {(["client", "site", "todo", "why", "state", "holder", "since"] as const).map((name) => (
                  <TableTh key={name} data-column={name}>
                    {t(`table.${name}`)}
                  </TableTh>
                ))}
              </TableTr>
            </TableThead>
            <TableTbody ref={rows}>
              {items.map((item, place) => (
                <WorkRow key={item.id} place={place} {...rowProps(item, place)} />
              ))}
            </TableTbody>
          </Table>
        </ScrollRegion>
      </Paper>
      {chosen.length > 0 && (
        <section className={classes.bar} aria-label={t("table.actions")}>
          <Group justify="space-between" gap="xs">
            <Group gap="xs">
              <Text size="sm" fw={600} role="status">
                {all ? t("table.allFit", { count: total }) : t("selected", { count: chosen.length })}
              </Text>
              {!all && isWhole && allThatFit && total > items.length && (
                <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
                  {t("table.selectAllFit", { count: total })}
                </Button>
              )}
              <Button size="compact-sm" variant="subtle" onClick={clear}>
                {t("clearSelection")}
              </Button>
            </Group>
            <Group gap="xs">
              {deeds.map((deed) => (
                <Button
                  key={deed}
                  size="sm"
                  variant={deed === "assign" ? "filled" : "default"}
                  onClick={() => ask(deed, chosen, all)}
                >
                  {t(`deeds.${deed}`)}
                </Button>
              ))}
            </Group>
          </Group>
        </section>
      )}
      {asked && <DeedDialog asked={asked} reader={reader} onClose={() => setAsked(null)} onDone={done} />}
      {keysShown && <KeysDialog opened={keysShown} onClose={() => setKeysShown(false)} />}
    </>
  );

  function done(): void {
    setAsked(null);
    clear();
  }
}
