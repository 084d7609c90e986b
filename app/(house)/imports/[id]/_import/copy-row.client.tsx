"use client";
/** Puts a row of a file on the clipboard, to be looked for in the file. */
import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslations } from "use-intl";

export function CopyRow({ raw, line }: { raw: string; line: number }) {
  const t = useTranslations("import");
  return (
    <CopyButton value={raw}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t("copied") : t("copyRow")}>
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={copy}
            aria-label={`${t("copyRow")}, ${t("line", { line: String(line) })}`}
          >
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
