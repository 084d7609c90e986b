"use client";
/** What a lead may do with a rollout: hold, drain and resume, change its mode, close it with a reason, take the closing back. */
import { Button, Menu, Text, Textarea } from "@mantine/core";
import {
  IconChevronDown,
  IconHourglassEmpty,
  IconLock,
  IconLockOpen,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";

const ModeDialog = dynamic(() => import("./mode-dialog.client").then((module) => module.ModeDialog), {
  ssr: false,
});

interface RolloutControlsProps {
  rollout: {
    id: number;
    applianceId: number;
    status: "opening" | "open" | "held" | "superseded" | "closed";
    mode: "observe" | "control";
    held: boolean;
    /** Held by Rollcall itself. */
    halted: boolean;
    draining: boolean;
    cap: number | null;
    /** Slots held on the appliance. */
    heldSlots: number;
  };
  /** Members that are neither checked in nor excluded. */
  unfinished: number;
  finished: boolean;
  mayChange: boolean;
}

type Dialog = "hold" | "drain" | "resume" | "close" | "reopen";
const withReason = { hold: "holdReason", drain: "drainReason", close: "closeReason" } as const;

/** Nothing for those who may not change it, and for a superseded rollout, which nobody can change. */
export function RolloutControls({ rollout, unfinished, finished, mayChange }: RolloutControlsProps) {
  const t = useTranslations("rollout");
  const deed = useDeed();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const [newMode, setNewMode] = useState<"observe" | "control" | null>(null);
  const [reason, setReason] = useState("");
  if (!mayChange || rollout.status === "superseded") return null;

  function ask(next: Dialog) {
    deed.forget();
    setReason("");
    setDialog(next);
  }

  async function change(body: Record<string, unknown>, said: string) {
    if (await deed.run(() => callApi("PATCH", `/api/v1/rollouts/${rollout.id}`, body), said)) setDialog(null);
  }

  function confirm() {
    const given = reason.trim();
    const heldReason = given ? { heldReason: given } : {};
    if (dialog === "hold") return change({ held: true, ...heldReason }, t("said.held"));
    if (dialog === "drain") return change({ draining: true, ...heldReason }, t("said.draining"));
    if (dialog === "resume")
      return change(rollout.held ? { held: false } : { draining: false }, t("said.resumed"));
    if (dialog === "close") return change({ closed: { reason: given } }, t("said.closed"));
    return change({ closed: null }, t("said.reopened"));
  }

  const closed = rollout.status === "closed";
  const stopped = rollout.held || rollout.draining;
  const reasonAsked = dialog !== null && dialog in withReason ? (dialog as keyof typeof withReason) : null;
  return (
    <>
      {!closed &&
        (stopped ? (
          <Button leftSection={<IconPlayerPlay size={16} aria-hidden />} onClick={() => ask("resume")}>
            {t("resume")}
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconPlayerPause size={16} aria-hidden />}
            onClick={() => ask("hold")}
          >
            {t("hold")}
          </Button>
        ))}
      {closed ? (
        <Button
          variant="default"
          leftSection={<IconLockOpen size={16} aria-hidden />}
          onClick={() => ask("reopen")}
        >
          {t("reopen")}
        </Button>
      ) : (
        <Menu position="bottom-end" width={300}>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={15} aria-hidden />}>
              {t("more")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("modeLabel")}</Menu.Label>
            {(["observe", "control"] as const).map((mode) => (
              <Menu.Item
                key={mode}
                disabled={rollout.mode === mode}
                onClick={() => setNewMode(mode)}
                rightSection={rollout.mode === mode ? <Text size="xs">{t("currentMode")}</Text> : null}
              >
                {t(`modeNames.${mode}`)}
                <Text size="xs" c="var(--quiet)">
                  {t(`modeHints.${mode}`)}
                </Text>
              </Menu.Item>
            ))}
            <Menu.Divider />
            {rollout.mode === "control" && !stopped && (
              <Menu.Item
                leftSection={<IconHourglassEmpty size={16} aria-hidden />}
                onClick={() => ask("drain")}
              >
                {t("drain")}
              </Menu.Item>
            )}
            <Menu.Item leftSection={<IconLock size={16} aria-hidden />} onClick={() => ask("close")}>
              {t("close")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {newMode && (
        <ModeDialog
          rolloutId={rollout.id}
          applianceId={rollout.applianceId}
          mode={newMode}
          cap={rollout.cap}
          onClose={() => setNewMode(null)}
        />
      )}
      {dialog && (
        <ConfirmDialog
          opened
          onClose={() => setDialog(null)}
          title={t(`dialogs.${dialog}.title`)}
          consequence={t(`dialogs.${dialog}.text`, {
            unfinished: finished ? 0 : unfinished,
            held: rollout.heldSlots,
            halted: String(rollout.halted),
          })}
          deed={t(`dialogs.${dialog}.deed`)}
          onConfirm={() => void confirm()}
          pending={deed.pending}
          problem={deed.problem}
          disabled={dialog === "close" && reason.trim() === ""}
        >
          {reasonAsked && (
            <Textarea
              label={t(withReason[reasonAsked])}
              required={reasonAsked === "close"}
              maxLength={500}
              autosize
              minRows={2}
              data-autofocus
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </ConfirmDialog>
      )}
    </>
  );
}
