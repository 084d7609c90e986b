"use client";
/** Whether a file lists every client of its kind, as far as the uploader knows. */
import { Group, Radio } from "@mantine/core";
import { useTranslations } from "use-intl";

const choices = ["unsaid", "yes", "no"] as const;
export type Completeness = (typeof choices)[number];

interface CompleteChoiceProps {
  value: Completeness;
  onChange(value: Completeness): void;
}

/** Renders the three answers; below them stands what the chosen one means. */
export function CompleteChoice({ value, onChange }: CompleteChoiceProps) {
  const t = useTranslations("imports");
  return (
    <Radio.Group
      label={t("complete")}
      description={`${t(`completeMeans.${value}`)} ${t("completeHint")}`}
      inputWrapperOrder={["label", "input", "description"]}
      value={value}
      onChange={(chosen) => onChange(choices.find((choice) => choice === chosen) ?? "unsaid")}
    >
      <Group gap="md" my={6}>
        {choices.map((choice) => (
          <Radio key={choice} value={choice} label={t(`completes.${choice}`)} />
        ))}
      </Group>
    </Radio.Group>
  );
}
