"use client";
/** A link or key that is shown this once. */
import { Alert, Button, CopyButton, Group, Stack, TextInput } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useTranslations } from "use-intl";

interface OneTimeSecretProps {
  label: string;
  value: string;
  /** What to do with it, and that it is not shown again. */
  children: string;
  onDone(): void;
}

/** The field selects itself when focused, for browsers that may not copy. */
export function OneTimeSecret({ label, value, children, onDone }: OneTimeSecretProps) {
  const t = useTranslations("settings");
  return (
    <Stack gap="md">
      <Alert color="ink" variant="light" icon={<IconKey aria-hidden />} role="status">
        {children}
      </Alert>
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          label={label}
          value={value}
          readOnly
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
          style={{ flex: 1, minWidth: 0 }}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        />
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            >
              {t(copied ? "copied" : "copy")}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Group justify="flex-end">
        <Button onClick={onDone}>{t("secretKept")}</Button>
      </Group>
    </Stack>
  );
}
