"use client";
/** Opens the dialog in which a release is recorded. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { Dialog } from "@/app/_components/dialog.client";
import { ReleaseForm } from "./release-form.client";

interface RecordButtonProps {
  appliance: { id: number; name: string; timeZone: string };
  initiallyOpen: boolean;
  /** It is the next thing to do here. */
  primary: boolean;
}

export function RecordButton({ appliance, initiallyOpen, primary }: RecordButtonProps) {
  const t = useTranslations("releases");
  const [opened, { open, close }] = useDisclosure(initiallyOpen);
  return (
    <>
      <Button
        size={primary ? "sm" : "xs"}
        variant={primary ? "filled" : "default"}
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={open}
      >
        {t("recordButton")}
      </Button>
      <Dialog opened={opened} onClose={close} title={t("recordOn", { appliance: appliance.name })} size={560}>
        <ReleaseForm appliance={appliance} onDone={close} />
      </Dialog>
    </>
  );
}
