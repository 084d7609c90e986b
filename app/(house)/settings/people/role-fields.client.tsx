"use client";
/** What somebody may do, and on which appliances. */
import { MultiSelect, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useTranslations } from "use-intl";

export const personRoles = ["admin", "lead", "technician", "viewer"] as const;
export type PersonRole = (typeof personRoles)[number];

/** A role and where it holds. */
export interface RoleChoice {
  role: PersonRole;
  appliances: "all" | number[];
}

interface RoleFieldsProps {
  value: RoleChoice;
  onChange(value: RoleChoice): void;
  /** The appliances there are. */
  appliances: readonly { id: number; name: string }[];
}

/** Every role says in a sentence what it may do. */
export function RoleFields({ value, onChange, appliances }: RoleFieldsProps) {
  const t = useTranslations("settings");
  const shell = useTranslations("shell");
  return (
    <Stack gap="md">
      <Select
        label={t("people.role")}
        description={t(`people.roleHints.${value.role}`)}
        inputWrapperOrder={["label", "input", "description", "error"]}
        data={personRoles.map((role) => ({ value: role, label: shell(`roles.${role}`) }))}
        value={value.role}
        allowDeselect={false}
        onChange={(role) => onChange({ ...value, role: (role ?? "viewer") as PersonRole })}
      />
      <div>
        <Text component="div" size="sm" fw={500} mb={4} id="role-where">
          {t("people.appliances")}
        </Text>
        <SegmentedControl
          aria-labelledby="role-where"
          value={value.appliances === "all" ? "all" : "some"}
          onChange={(where) => onChange({ ...value, appliances: where === "all" ? "all" : [] })}
          data={[
            { value: "all", label: t("people.everywhere") },
            { value: "some", label: t("people.some") },
          ]}
        />
        {value.appliances !== "all" && (
          <MultiSelect
            mt="xs"
            aria-label={t("people.appliances")}
            placeholder={value.appliances.length === 0 ? t("people.choose") : ""}
            data={appliances.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={value.appliances.map(String)}
            onChange={(ids) => onChange({ ...value, appliances: ids.map(Number) })}
            searchable
          />
        )}
      </div>
    </Stack>
  );
}
