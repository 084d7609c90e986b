"use client";
/** Narrows the list of clients: everything chosen here stands in the address. */
import { Box, Button, Group, Loader, Pill, Select, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal, IconSearch, IconX } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { useAddress } from "@/app/_components/use-address.client";
import type { ClientKind } from "@/lib/core/client";
import { movers } from "@/lib/core/movers";
import classes from "./filter-bar.module.css";

/** A filter that has no field of its own, such as one that a chart's bar led to. */
export interface FixedFilter {
  label: string;
  /** The parameters to remove with it. */
  params: readonly string[];
}

interface FilterBarProps {
  appliances: readonly { id: number; name: string }[];
  kinds: readonly ClientKind[];
  groups: readonly { group: string; clients: number | null }[];
  fixed: readonly FixedFilter[];
  filtered: boolean;
}

const searchDelayMs = 250;
const filterParams = ["q", "kind", "group", "connectionType", "mover", "late", "left", "state"];

/** Renders search and selects; on a narrow screen the selects open on demand. */
export function FilterBar({ appliances, kinds, groups, fixed, filtered }: FilterBarProps) {
  const t = useTranslations("clients");
  const kindWord = useTranslations("kinds.plural");
  const moverWord = useTranslations("movers");
  const { params, go } = useAddress();
  const [opened, { toggle }] = useDisclosure(false);
  const value = (name: string) => params.get(name);
  // Several at once come from a link and stand beside the fields.
  const chosenMover = movers.find((mover) => mover === value("mover")) ?? null;
  const everything = [...filterParams, ...fixed.flatMap((filter) => filter.params)];
  const clear = (
    <Button
      variant="subtle"
      leftSection={<IconX size={14} aria-hidden />}
      onClick={() => go(Object.fromEntries(everything.map((name) => [name, null])))}
    >
      {t("clear")}
    </Button>
  );
  return (
    <Stack gap="xs" component="search" aria-label={t("filters")}>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <SearchField />
        <Button
          variant="default"
          hiddenFrom="md"
          leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
          onClick={toggle}
          aria-expanded={opened}
        >
          {t("filters")}
        </Button>
        <Box visibleFrom="md" style={{ visibility: filtered ? "visible" : "hidden" }}>
          {clear}
        </Box>
      </Group>
      <div className={classes.selects} data-opened={opened || undefined}>
        {appliances.length > 1 && (
          <Select
            label={t("appliance")}
            placeholder={t("anyAppliance")}
            data={appliances.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={value("applianceId")}
            onChange={(chosen) => go({ applianceId: chosen, group: null })}
            clearable
            searchable
          />
        )}
        <Select
          label={t("kind")}
          placeholder={t("anyKind")}
          data={kinds.map((kind) => ({ value: kind, label: kindWord(kind) }))}
          value={value("kind")}
          onChange={(chosen) => go({ kind: chosen })}
          clearable
        />
        <Select
          label={t("group")}
          placeholder={t("anyGroup")}
          data={groups.map(({ group, clients }) => ({
            value: group,
            label: clients === null ? group : t("groupCount", { group, count: clients }),
          }))}
          value={value("group") || null}
          onChange={(chosen) => go({ group: chosen })}
          nothingFoundMessage={t("nothingFound")}
          limit={100}
          clearable
          searchable
        />
        <Select
          label={t("connectionType")}
          placeholder={t("anyConnection")}
          data={(["active", "passive"] as const).map((type) => ({
            value: type,
            label: t(`connectionTypes.${type}`),
          }))}
          value={value("connectionType")}
          onChange={(chosen) => go({ connectionType: chosen })}
          clearable
        />
        <Select
          label={t("mover")}
          placeholder={t("anyMover")}
          data={movers.map((mover) => ({ value: mover, label: moverWord(mover) }))}
          value={chosenMover}
          onChange={(chosen) => go({ mover: chosen })}
          clearable
        />
        <Select
          label={t("flags")}
          placeholder={t("anyFlag")}
          data={[
            { value: "late", label: t("flag.late") },
            { value: "left", label: t("flag.left") },
          ]}
          value={value("left") === "true" ? "left" : value("late") === "true" ? "late" : null}
          onChange={(chosen) =>
            go({ late: chosen === "late" ? "true" : null, left: chosen === "left" ? "true" : null })
          }
          clearable
        />
      </div>
      {filtered && <Box hiddenFrom="md">{clear}</Box>}
      {fixed.length > 0 && (
        <Group gap="xs">
          <Text size="sm" c="var(--quiet)">
            {t("only")}
          </Text>
          {fixed.map((filter) => (
            <Pill
              key={filter.label}
              size="md"
              withRemoveButton
              onRemove={() => go(Object.fromEntries(filter.params.map((name) => [name, null])))}
              removeButtonProps={{
                "aria-label": t("removeFilter", { filter: filter.label }),
                tabIndex: 0,
                "aria-hidden": false,
              }}
            >
              {filter.label}
            </Pill>
          ))}
        </Group>
      )}
    </Stack>
  );
}

/** Finds as you type; what is typed goes into the address when the fingers rest. */
function SearchField() {
  const t = useTranslations("clients");
  const { params, go, pending } = useAddress();
  const asked = params.get("q") ?? "";
  const [text, setText] = useState(asked);
  const sent = useRef(asked);
  const send = useDebouncedCallback((typed: string) => {
    sent.current = typed.trim();
    go({ q: sent.current });
  }, searchDelayMs);

  // Another way than typing (the back button, "clear filters") changed the address.
  useEffect(() => {
    if (asked === sent.current) return;
    sent.current = asked;
    setText(asked);
  }, [asked]);

  return (
    <TextInput
      type="search"
      label={t("search")}
      placeholder={t("searchPlaceholder")}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={pending ? <Loader size={14} aria-hidden /> : null}
      value={text}
      maxLength={200}
      onChange={(event) => {
        setText(event.currentTarget.value);
        send(event.currentTarget.value);
      }}
      className={classes.search}
    />
  );
}
