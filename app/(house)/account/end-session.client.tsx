"use client";
/** Ends one's own sessions elsewhere, one or all. */
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";

const path = "/api/v1/people/me/sessions";

/** `label`: which one, for who does not see the row. */
export function EndSession({ id, label }: { id: string; label: string }) {
  const t = useTranslations("access");
  const deed = useDeed();
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        aria-label={label}
        loading={deed.pending}
        onClick={() => void deed.run(() => callApi("DELETE", `${path}/${id}`), t("sessionEnded"))}
      >
        {t("endSession")}
      </Button>
      <ProblemAlert problem={deed.problem} />
    </>
  );
}

export function EndOthers() {
  const t = useTranslations("access");
  const deed = useDeed();
  const [opened, setOpened] = useState(false);
  async function end() {
    if (await deed.run(() => callApi("DELETE", path), t("othersEnded"))) setOpened(false);
  }
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        {t("endOthers")}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("endOthersTitle")}
        consequence={t("endOthersText")}
        deed={t("endOthers")}
        onConfirm={() => void end()}
        pending={deed.pending}
        problem={deed.problem}
      />
    </>
  );
}
