"use client";
/** Recovery codes, shown this once. */
import { Alert, Button, CopyButton, Group, Stack } from "@mantine/core";
import { IconCheck, IconCopy, IconKey } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import classes from "./recovery-codes.module.css";

/** `onKept`: the person says that they have them. The focus comes here, for what was before is gone. */
export function RecoveryCodes({ codes, onKept }: { codes: readonly string[]; onKept(): void }) {
  const t = useTranslations("access");
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => list.current?.focus(), []);
  return (
    <Stack gap="md">
      <Alert
        color="ink"
        variant="light"
        icon={<IconKey aria-hidden />}
        title={t("recoveryTitle")}
        role="status"
      >
        {t("recoveryText")}
      </Alert>
      <ul ref={list} className={classes.codes} aria-label={t("recoveryCodes")} tabIndex={-1}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group justify="space-between">
        <CopyButton value={codes.join("\n")}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            >
              {t(copied ? "codesCopied" : "copyCodes")}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onKept}>{t("codesKept")}</Button>
      </Group>
    </Stack>
  );
}
