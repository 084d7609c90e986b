"use client";
/** A point in time typed as the appliance's clock shows it, with what it means written below. */
import { Button, Group, Text, TextInput } from "@mantine/core";
import { useLocale, useTranslations } from "use-intl";
import { useClock } from "./clock.client";
import { exactText, relativeText } from "./instant-text";
import { instantOfLocal, localOfInstant } from "./zoned-time";

interface ZonedInputProps {
  label: string;
  description?: string;
  /** IANA zone the time is typed in. */
  zone: string;
  /** `YYYY-MM-DDTHH:mm` or empty. */
  value: string;
  onChange(local: string): void;
  required?: boolean;
  error?: string | null;
}

/** The label names the zone; below stands the same instant in UTC and how long ago it is. */
export function ZonedInput({ label, description, zone, value, onChange, required, error }: ZonedInputProps) {
  const t = useTranslations("common");
  const locale = useLocale();
  const now = useClock();
  const reading = instantOfLocal(value, zone);
  return (
    <div>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          type="datetime-local"
          label={`${label} (${zone})`}
          description={description}
          required={required ?? false}
          value={value}
          error={error}
          onChange={(event) => onChange(event.currentTarget.value)}
          style={{ flex: 1, minWidth: 0 }}
        />
        <Button
          variant="default"
          onClick={() => onChange(localOfInstant(Math.floor(Date.now() / 60_000) * 60_000, zone))}
        >
          {t("now")}
        </Button>
      </Group>
      <Text size="xs" c="var(--quiet)" mt={4} mih="1.2em" aria-live="polite">
        {reading &&
          t("meansInstant", {
            utc: exactText(reading.at, "UTC", locale),
            age: (now === null ? null : relativeText(reading.at, now, locale)) ?? t("justNow"),
          })}{" "}
        {reading?.twice && t("clockTwice")}
        {reading?.never && t("clockNever")}
      </Text>
    </div>
  );
}
