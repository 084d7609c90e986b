"use client";
/** One cap within the cap: of a group or a kind. */
import { ActionIcon, Autocomplete, Group, NumberInput, Select } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { clientKinds } from "@/lib/core/client";

/** As it is typed: not yet named or numbered at first. */
export interface SubCap {
  of: "group" | "kind";
  name: string;
  limit: number | string;
}

interface SubCapLineProps {
  line: SubCap;
  /** What the line is called as long as it has no name. */
  unnamed: string;
  /** Groups that a cap can be proposed for. */
  groups: readonly string[];
  onChange(values: Partial<SubCap>): void;
  onRemove(): void;
}

export function SubCapLine({ line, unnamed, groups, onChange, onRemove }: SubCapLineProps) {
  const t = useTranslations("slots");
  const kindWord = useTranslations("kinds");
  const { of, name, limit } = line;
  return (
    <Group gap="xs" wrap="nowrap" align="flex-end">
      {of === "group" ? (
        <Autocomplete
          label={t("cap.group")}
          data={[...groups]}
          limit={30}
          required
          value={name}
          onChange={(value) => onChange({ name: value })}
          style={{ flex: 1, minWidth: 0 }}
        />
      ) : (
        <Select
          label={t("cap.kind")}
          data={clientKinds.map((kind) => ({ value: kind, label: kindWord(kind) }))}
          required
          value={name || null}
          onChange={(value) => onChange({ name: value ?? "" })}
          style={{ flex: 1, minWidth: 0 }}
        />
      )}
      <NumberInput
        label={t("cap.limit")}
        required
        min={0}
        max={1_000_000}
        allowDecimal={false}
        allowNegative={false}
        w={100}
        value={limit}
        onChange={(value) => onChange({ limit: value })}
      />
      <ActionIcon
        variant="default"
        size={36}
        aria-label={t("cap.removeLine", { name: name || unnamed })}
        onClick={onRemove}
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
