"use client";
/** Cancels an import that is not applied yet, or takes one back that is. */
import { Button } from "@mantine/core";
import { IconArrowBackUp, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";

interface StopImportProps {
  importId: number;
  /** `takeBack`: it is applied already. */
  deed: "cancel" | "takeBack";
  /** Accepted rows, for the consequence. */
  rows: number;
}

/** Renders the button and asks first, naming the consequence. */
export function StopImport({ importId, deed, rows }: StopImportProps) {
  const t = useTranslations("import");
  const [opened, setOpened] = useState(false);
  const { pending, problem, forget, run } = useDeed();
  const takesBack = deed === "takeBack";
  const stop = () => callApi("DELETE", `/api/v1/imports/${importId}`);
  return (
    <>
      <Button
        variant="default"
        leftSection={takesBack ? <IconArrowBackUp size={16} aria-hidden /> : <IconX size={16} aria-hidden />}
        onClick={() => {
          forget();
          setOpened(true);
        }}
      >
        {t(deed)}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t(takesBack ? "takeBackTitle" : "cancelTitle")}
        consequence={takesBack ? t("takeBackText", { rows }) : t("cancelText")}
        deed={t(deed)}
        dangerous
        pending={pending}
        problem={problem}
        onConfirm={async () => {
          if (await run(stop, t(takesBack ? "takingBack" : "cancelled"))) setOpened(false);
        }}
      />
    </>
  );
}
