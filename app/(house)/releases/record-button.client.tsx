"use client";
/** Opens the dialog in which a release is recorded; the dialog is fetched then. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";

const ReleaseDialog = dynamic(
  () => import("./release-dialog.client").then((module) => module.ReleaseDialog),
  {
    ssr: false,
  },
);

interface RecordButtonProps {
  appliance: { id: number; name: string; timeZone: string };
  initiallyOpen: boolean;
  /** It is the next thing to do here. */
  primary: boolean;
}

export function RecordButton({ appliance, initiallyOpen, primary }: RecordButtonProps) {
  const t = useTranslations("releases");
  const [opened, setOpened] = useState<boolean | null>(initiallyOpen || null);
  return (
    <>
      <Button
        size={primary ? "sm" : "xs"}
        variant={primary ? "filled" : "default"}
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t("recordButton")}
      </Button>
      {opened !== null && (
        <ReleaseDialog appliance={appliance} opened={opened} onClose={() => setOpened(false)} />
      )}
    </>
  );
}
