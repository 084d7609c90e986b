"use client";
/** The dialogs in which an appliance is registered or changed. */
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { Dialog } from "@/app/_components/dialog.client";
import { ApplianceForm, type ApplianceSettings } from "./appliance-form.client";

/** `primary`: it is the next thing to do here. */
export function RegisterAppliance({ primary }: { primary: boolean }) {
  const t = useTranslations("settings");
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        size={primary ? "sm" : "xs"}
        variant={primary ? "filled" : "default"}
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={open}
      >
        {t("appliances.registerButton")}
      </Button>
      <Dialog opened={opened} onClose={close} title={t("appliances.registerButton")} size={560}>
        <ApplianceForm onDone={close} />
      </Dialog>
    </>
  );
}

export function EditAppliance({ appliance }: { appliance: ApplianceSettings }) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPencil size={14} aria-hidden />}
        onClick={open}
        aria-label={t("appliances.editNamed", { name: appliance.name })}
      >
        {common("edit")}
      </Button>
      <Dialog
        opened={opened}
        onClose={close}
        title={t("appliances.editNamed", { name: appliance.name })}
        size={560}
      >
        <ApplianceForm appliance={appliance} onDone={close} />
      </Dialog>
    </>
  );
}
