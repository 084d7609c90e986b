"use client";
/** Opens the dialog in which a technician takes the next clients; the dialog is fetched then. */
import { Button } from "@mantine/core";
import { IconHandGrab } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { BatchDialogProps } from "./batch-dialog.client";

const BatchDialog = dynamic(() => import("./batch-dialog.client").then((module) => module.BatchDialog), {
  ssr: false,
});

export function BatchButton(props: Omit<BatchDialogProps, "opened" | "onClose">) {
  const t = useTranslations("slots");
  const [opened, setOpened] = useState<boolean | null>(null);
  return (
    <>
      <Button size="xs" leftSection={<IconHandGrab size={15} aria-hidden />} onClick={() => setOpened(true)}>
        {t("batch.button")}
      </Button>
      {opened !== null && <BatchDialog {...props} opened={opened} onClose={() => setOpened(false)} />}
    </>
  );
}
