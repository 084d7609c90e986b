"use client";
/** Which unit of a failover pair is meant, if the appliance is one. */
import { SegmentedControl, Text } from "@mantine/core";
import { useId } from "react";
import { useTranslations } from "use-intl";

export type UnitChosen = "none" | "A" | "B";

interface UnitChoiceProps {
  value: UnitChosen;
  onChange(unit: UnitChosen): void;
  hint: string;
}

export function UnitChoice({ value, onChange, hint }: UnitChoiceProps) {
  const t = useTranslations("releases");
  const id = useId();
  return (
    <div>
      <Text component="div" size="sm" fw={500} mb={4} id={id}>
        {t("unit")}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        value={value}
        onChange={(chosen) => onChange(chosen as UnitChosen)}
        data={[
          { value: "none", label: t("unitNone") },
          { value: "A", label: "A" },
          { value: "B", label: "B" },
        ]}
      />
      <Text size="xs" c="var(--quiet)" mt={4}>
        {hint}
      </Text>
    </div>
  );
}
