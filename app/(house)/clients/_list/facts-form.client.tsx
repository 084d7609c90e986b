"use client";
/** The facts that are set on many clients: each is chosen first, so that nothing is set by an empty field. */
import { Checkbox, Group, NumberInput, Select, SimpleGrid, TagsInput, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { installMethods } from "@/lib/core/client";

/** As the API takes it; what is absent stays as it is, null clears it. */
export type FactsToSet = Partial<{
  site: string | null;
  owner: string | null;
  installMethod: string | null;
  preReleaseMsiPushed: boolean | null;
  tags: { add?: string[]; remove?: string[] };
  securityProviders: { add?: string[]; remove?: string[] };
  plannedRetirementOn: string | null;
  priority: number;
}>;

export function isNothing(facts: FactsToSet): boolean {
  return Object.keys(facts).length === 0;
}

interface FactsFormProps {
  facts: FactsToSet;
  onChange(facts: FactsToSet): void;
}

export function FactsForm({ facts, onChange }: FactsFormProps) {
  const t = useTranslations("many.facts");
  const set = (change: FactsToSet) => onChange({ ...facts, ...change });
  const drop = (name: keyof FactsToSet) => {
    const { [name]: _gone, ...rest } = facts;
    onChange(rest);
  };
  const words = (name: "site" | "owner" | "plannedRetirementOn") => (
    <Clearable cleared={facts[name] === null} onClear={(on) => (on ? set({ [name]: null }) : drop(name))}>
      <TextInput
        label={t(name)}
        type={name === "plannedRetirementOn" ? "date" : "text"}
        disabled={facts[name] === null}
        value={facts[name] ?? ""}
        onChange={(event) => {
          const text = event.currentTarget.value;
          text.trim() === "" ? drop(name) : set({ [name]: text });
        }}
      />
    </Clearable>
  );
  const list = (name: "tags" | "securityProviders", how: "add" | "remove") => (
    <TagsInput
      label={t(`${name === "tags" ? "tags" : "providers"}${how === "add" ? "Add" : "Remove"}`)}
      description={t("listHint")}
      value={facts[name]?.[how] ?? []}
      onChange={(values) => {
        const { [how]: _before, ...other } = facts[name] ?? {};
        const next = values.length === 0 ? other : { ...other, [how]: values };
        Object.keys(next).length === 0 ? drop(name) : set({ [name]: next });
      }}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm">
      {words("site")}
      {words("owner")}
      {list("tags", "add")}
      {list("tags", "remove")}
      {list("securityProviders", "add")}
      {list("securityProviders", "remove")}
      <Clearable
        cleared={facts.installMethod === null}
        onClear={(on) => (on ? set({ installMethod: null }) : drop("installMethod"))}
      >
        <Select
          label={t("installMethod")}
          clearable
          disabled={facts.installMethod === null}
          data={installMethods.map((value) => ({ value, label: t(`methods.${value}`) }))}
          value={facts.installMethod ?? null}
          onChange={(value) => (value === null ? drop("installMethod") : set({ installMethod: value }))}
        />
      </Clearable>
      <Select
        label={t("preReleaseMsiPushed")}
        clearable
        data={[
          { value: "yes", label: t("yes") },
          { value: "no", label: t("no") },
        ]}
        value={facts.preReleaseMsiPushed === undefined ? null : facts.preReleaseMsiPushed ? "yes" : "no"}
        onChange={(value) =>
          value === null ? drop("preReleaseMsiPushed") : set({ preReleaseMsiPushed: value === "yes" })
        }
      />
      {words("plannedRetirementOn")}
      <NumberInput
        label={t("priority")}
        min={-100}
        max={100}
        allowDecimal={false}
        value={facts.priority ?? ""}
        onChange={(value) => (typeof value === "number" ? set({ priority: value }) : drop("priority"))}
      />
    </SimpleGrid>
  );
}

function Clearable({
  cleared,
  onClear,
  children,
}: {
  cleared: boolean;
  onClear(on: boolean): void;
  children: ReactNode;
}) {
  const t = useTranslations("many.facts");
  return (
    <div>
      {children}
      <Group mt={4}>
        <Checkbox
          size="xs"
          label={t("clear")}
          checked={cleared}
          onChange={(event) => onClear(event.currentTarget.checked)}
        />
      </Group>
    </div>
  );
}
