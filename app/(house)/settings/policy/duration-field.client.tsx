"use client";
/** A duration of the policy, in a unit that a person chooses, that can be switched off. */
import { Checkbox, Group, NumberInput, Select } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";

interface DurationFieldProps {
  label: string;
  description: string;
  /** What stands beside the box that switches it off. */
  offLabel: string;
  /** Minutes; `null`: off. */
  value: number | null;
  /** What it becomes when it is switched on. */
  fallback: number;
  onChange(value: number | null): void;
}

const unitMinutes = { minutes: 1, hours: 60, days: 1440 } as const;
type Unit = keyof typeof unitMinutes;
const units = ["minutes", "hours", "days"] as const;

/** At most a year. */
const mostMinutes = 525_600;

function unitOf(minutes: number): Unit {
  if (minutes !== 0 && minutes % 1440 === 0 && minutes > 2 * 1440) return "days";
  return minutes % 60 === 0 ? "hours" : "minutes";
}

/** Renders the number, its unit and the box. The unit is its own: another `key` starts it from the value again. */
export function DurationField(props: DurationFieldProps) {
  const { label, description, offLabel, value, fallback, onChange } = props;
  const t = useTranslations("settings");
  const [unit, setUnit] = useState<Unit>(unitOf(value ?? 0));
  return (
    <div>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <NumberInput
          label={label}
          description={description}
          min={0}
          max={mostMinutes / unitMinutes[unit]}
          allowDecimal={false}
          disabled={value === null}
          value={value === null ? "" : value / unitMinutes[unit]}
          onChange={(next) => onChange(Math.round(Number(next) * unitMinutes[unit]))}
          style={{ flex: 1 }}
        />
        <Select
          aria-label={`${label}: ${t("policy.unit")}`}
          data={units.map((each) => ({ value: each, label: t(`policy.units.${each}`) }))}
          value={unit}
          onChange={(next) => {
            const chosen = next ?? "hours";
            const shown = Math.max(1, Math.round((value ?? 0) / unitMinutes[unit]));
            setUnit(chosen);
            if (value) onChange(shown * unitMinutes[chosen]);
          }}
          allowDeselect={false}
          disabled={value === null}
          w={120}
        />
      </Group>
      <Checkbox
        mt="xs"
        label={offLabel}
        checked={value === null}
        onChange={(event) => {
          setUnit(unitOf(fallback));
          onChange(event.currentTarget.checked ? null : fallback);
        }}
      />
    </div>
  );
}
