"use client";
/** Withdraws an invitation that nobody has accepted. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";

export function InvitationActions({ id, email }: { id: number; email: string }) {
  const t = useTranslations("settings");
  const deed = useDeed();
  const [opened, setOpened] = useState(false);
  async function withdraw() {
    const done = await deed.run(
      () => callApi("DELETE", `/api/v1/invitations/${id}`),
      t("people.withdrawn", { email }),
    );
    if (done) setOpened(false);
  }
  return (
    <>
      <Button size="compact-sm" variant="subtle" color="red" onClick={() => setOpened(true)}>
        {t("people.withdraw")}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("people.withdrawTitle", { email })}
        consequence={t("people.withdrawText")}
        deed={t("people.withdraw")}
        dangerous
        onConfirm={() => void withdraw()}
        pending={deed.pending}
        problem={deed.problem}
      />
    </>
  );
}
