"use client";
/** Narrows the work and chooses by what it is counted; everything chosen here stands in the address. */
import { Button, Group, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { useAddress } from "@/app/_components/use-address.client";
import type { ClientKind } from "@/lib/core/client";
import { type ItemState, itemStates } from "@/lib/core/work";
import type { WorkReader } from "./list-item";

interface Facet {
  key: string | null;
  label: string | null;
  items: number;
}

const filters = ["state", "assignee", "site", "kind", "reason", "os", "group"] as const;
type Filter = (typeof filters)[number];

interface WorkFiltersProps {
  facets: Record<Filter, readonly Facet[]>;
  /** What reasons are called. */
  reasonWords: Record<string, string>;
  reader: WorkReader;
  groupings: readonly Exclude<Filter, "state">[];
}

const any = {
  state: "anyState",
  assignee: "anyAssignee",
  site: "anySite",
  kind: "anyKind",
  reason: "anyReason",
  os: "anyOs",
  group: "anyGroup",
} as const;
const searchDelayMs = 250;

export function WorkFilters({ facets, reasonWords, reader, groupings }: WorkFiltersProps) {
  const t = useTranslations("work.filters");
  const groupingWord = useTranslations("work.groupings");
  const { params, go } = useAddress();
  const value = (name: string) => params.get(name);
  const isFiltered = ["q", ...filters].some((name) => params.has(name));
  return (
    <Group gap="xs" align="flex-end" component="search" aria-label={t("label")}>
      <Search />
      {filters.map((name) => (
        <FacetSelect key={name} name={name} facets={facets[name]} reasonWords={reasonWords} reader={reader} />
      ))}
      <Select
        label={t("groupBy")}
        placeholder={t("noGrouping")}
        data={groupings.map((each) => ({ value: each, label: groupingWord(each) }))}
        value={value("by")}
        onChange={(by) => go({ by })}
        clearable
        w={130}
        disabled={value("view") === "board"}
      />
      {isFiltered && (
        <Button
          variant="subtle"
          leftSection={<IconX size={14} aria-hidden />}
          onClick={() => go(Object.fromEntries(["q", ...filters].map((name) => [name, null])))}
        >
          {t("clear")}
        </Button>
      )}
    </Group>
  );
}

function Search() {
  const t = useTranslations("work.filters");
  const { params, go } = useAddress();
  const [text, setText] = useState(params.get("q") ?? "");
  const search = useDebouncedCallback((q: string) => go({ q }), searchDelayMs);
  return (
    <TextInput
      label={t("search")}
      placeholder={t("searchHint")}
      leftSection={<IconSearch size={15} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
      w={180}
    />
  );
}

interface FacetSelectProps {
  name: Filter;
  facets: readonly Facet[];
  reasonWords: Record<string, string>;
  reader: WorkReader;
}

function FacetSelect({ name, facets, reasonWords, reader }: FacetSelectProps) {
  const t = useTranslations("work.filters");
  const stateWord = useTranslations("work.states");
  const kindWord = useTranslations("kinds");
  const { params, go } = useAddress();
  const shown = facets.filter(({ key }) => key !== null || name === "assignee");
  const word = ({ key, label }: Facet): string => {
    if (key === null) return t("nobody");
    if (name === "assignee" && key === reader.id) return t("me");
    if (name === "state") return stateWord(key as ItemState);
    if (name === "kind") return kindWord(key as ClientKind);
    return name === "reason" ? (reasonWords[key] ?? key) : (label ?? key);
  };
  const asked = params.get(name);
  const chosen = asked === "me" ? reader.id : asked;
  if (shown.length < 2 && asked === null) return null;
  const optionOf = (value: string, label: string, count: number) => ({
    value,
    label: t("count", { label, count }),
  });
  // An address may ask for several at once; then they stand as one choice.
  const parts = name === "state" ? itemStates.filter((state) => asked?.split(",").includes(state)) : [];
  const among = facets.filter(({ key }) => parts.some((part) => part === key));
  const several =
    asked === null || parts.length < 2
      ? []
      : [
          optionOf(
            asked,
            parts.map((key) => stateWord(key)).join(", "),
            among.reduce((sum, { items }) => sum + items, 0),
          ),
        ];
  const options = [
    ...several,
    ...shown.map((facet) => optionOf(facet.key ?? "none", word(facet), facet.items)),
  ];
  const stands = options.find(({ value }) => value === chosen)?.label ?? "";
  return (
    <Select
      label={t(name)}
      placeholder={t(any[name])}
      data={options}
      value={chosen || null}
      onChange={(next) => go({ [name]: next })}
      searchable={shown.length > 8}
      clearable
      // What was chosen is read without opening it.
      w={`clamp(138px, calc(${stands.length}ch + 52px), min(100%, 400px))`}
    />
  );
}
