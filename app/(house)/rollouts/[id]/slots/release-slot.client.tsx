"use client";
/** Takes a slot back from whoever holds it, with a reason. */
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";

export function ReleaseSlot({ slotId, client }: { slotId: number; client: string }) {
  const t = useTranslations("slots");
  const deed = useDeed();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");

  async function release() {
    const done = await deed.run(
      () => callApi("POST", `/api/v1/slots/${slotId}/release`, { reason: reason.trim() }),
      t("release.said", { client }),
    );
    if (done) setAsking(false);
  }

  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        aria-label={t("release.of", { client })}
        onClick={() => {
          deed.forget();
          setReason("");
          setAsking(true);
        }}
      >
        {t("release.button")}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t("release.title", { client })}
        consequence={t("release.text")}
        deed={t("release.deed")}
        onConfirm={() => void release()}
        pending={deed.pending}
        problem={deed.problem}
        disabled={reason.trim() === ""}
      >
        <Textarea
          label={t("release.reason")}
          required
          maxLength={500}
          autosize
          minRows={2}
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </>
  );
}
