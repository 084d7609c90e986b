"use client";
/** Switches a rollout between observe and control; control asks for the cap it needs. */
import { NumberInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { HighCap } from "@/app/_components/cap-form.client";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";

interface ModeDialogProps {
  rolloutId: number;
  applianceId: number;
  /** The mode to switch to. */
  mode: "observe" | "control";
  /** The appliance's cap as it is. */
  cap: number | null;
  onClose(): void;
}

export function ModeDialog({ rolloutId, applianceId, mode, cap, onClose }: ModeDialogProps) {
  const t = useTranslations("rollout");
  const slots = useTranslations("slots");
  const deed = useDeed();
  const [wanted, setWanted] = useState<number | string>(cap ?? "");
  const next = mode === "control" && wanted !== "" ? Number(wanted) : cap;

  async function change() {
    const done = await deed.run(async () => {
      if (next !== cap) await callApi("PATCH", `/api/v1/appliances/${applianceId}`, { cap: next });
      await callApi("PATCH", `/api/v1/rollouts/${rolloutId}`, { mode });
    }, t("said.mode"));
    if (done) onClose();
  }

  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t(`dialogs.${mode}.title`)}
      consequence={t(`dialogs.${mode}.text`)}
      deed={t(`dialogs.${mode}.deed`)}
      onConfirm={() => void change()}
      pending={deed.pending}
      problem={deed.problem}
      disabled={mode === "control" && wanted === ""}
    >
      {mode === "control" && (
        <NumberInput
          label={slots("cap.cap")}
          description={slots("cap.capHint")}
          required
          min={0}
          max={1_000_000}
          allowDecimal={false}
          allowNegative={false}
          data-autofocus
          value={wanted}
          onChange={setWanted}
        />
      )}
      {mode === "control" && next !== null && <HighCap cap={next} />}
    </ConfirmDialog>
  );
}
