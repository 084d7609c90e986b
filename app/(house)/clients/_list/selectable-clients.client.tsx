"use client";
/** The list of clients with what can be done with those that were chosen: one by one, a range with shift, or all that fit. */
import { Button, Group, Text } from "@mantine/core";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Which } from "@/app/_components/many/ask-many";
import { useSelection } from "@/app/_components/many/use-selection.client";
import { ClientsTable } from "./clients-table.client";
import classes from "./clients-table.module.css";
import type { ClientListItem } from "./list-item";
import type { ManyDeed, ManyHand } from "./many-hand";

const ManyDialog = dynamic(() => import("./many-dialog.client").then((module) => module.ManyDialog), {
  ssr: false,
});

interface SelectableClientsProps {
  items: ClientListItem[];
  sort: string;
  /** How many fit, on all pages. */
  total: number;
  hand: ManyHand;
  /** What asks for all of them; null: they are of several appliances. */
  allThatFit: { applianceId: number; filter: Record<string, unknown> } | null;
}

export function SelectableClients({ items, sort, total, hand, allThatFit }: SelectableClientsProps) {
  const t = useTranslations("many");
  const selection = useSelection(items.map(({ id }) => id));
  const [all, setAll] = useState(false);
  const [asked, setAsked] = useState<ManyDeed | null>(null);
  const chosen = items.filter(({ id }) => selection.has(id));
  const isWhole = chosen.length === items.length;
  const which: Which =
    all && allThatFit
      ? { ...allThatFit, count: total }
      : { items: chosen.map(({ id, applianceId }) => ({ id, applianceId })) };

  function clear(): void {
    setAll(false);
    selection.clear();
  }

  return (
    <>
      <ClientsTable
        items={items}
        sort={sort}
        selection={
          hand.deeds.length === 0
            ? null
            : {
                has: selection.has,
                toggle: (id, isRange) => {
                  setAll(false);
                  selection.toggle(id, isRange);
                },
                whole: {
                  checked: isWhole,
                  some: chosen.length > 0,
                  set: (checked) => {
                    setAll(false);
                    checked ? selection.selectAll() : selection.clear();
                  },
                },
              }
        }
      />
      {chosen.length > 0 && (
        <section className={classes.bar} aria-label={t("bar")}>
          <Group justify="space-between" gap="xs">
            <Group gap="xs">
              <Text size="sm" fw={600} role="status">
                {all ? t("all", { count: total }) : t("selected", { count: chosen.length })}
              </Text>
              {!all && isWhole && allThatFit && total > items.length && (
                <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
                  {t("selectAll", { count: total })}
                </Button>
              )}
              <Button size="compact-sm" variant="subtle" onClick={clear}>
                {t("clear")}
              </Button>
            </Group>
            <Group gap="xs">
              {hand.deeds.map((deed) => (
                <Button key={deed} size="sm" variant="default" onClick={() => setAsked(deed)}>
                  {t(`deeds.${deed}`)}…
                </Button>
              ))}
            </Group>
          </Group>
        </section>
      )}
      {asked && (
        <ManyDialog
          deed={asked}
          which={which}
          applianceId={allThatFit?.applianceId ?? chosen[0]?.applianceId ?? 0}
          hand={hand}
          onClose={() => setAsked(null)}
          onDone={() => {
            setAsked(null);
            clear();
          }}
        />
      )}
    </>
  );
}
