"use client";
/** What a lead may do with a rollout: hold and resume, change its mode, close it with a reason, take the closing back. */
import { Button, Menu, Text, Textarea } from "@mantine/core";
import {
  IconChevronDown,
  IconLock,
  IconLockOpen,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";

interface RolloutControlsProps {
  rollout: {
    id: number;
    status: "opening" | "open" | "held" | "superseded" | "closed";
    mode: "observe" | "control";
    held: boolean;
    cap: number | null;
  };
  /** Members that are neither checked in nor excluded. */
  unfinished: number;
  finished: boolean;
  mayChange: boolean;
}

type Dialog = "hold" | "close" | "reopen" | "observe" | "control";

/** Nothing for those who may not change it, and for a superseded rollout, which nobody can change. */
export function RolloutControls({ rollout, unfinished, finished, mayChange }: RolloutControlsProps) {
  const t = useTranslations("rollout");
  const deed = useDeed();
  const [dialog, setDialog] = useState<Dialog | null>(null);
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
    if (dialog === "hold")
      return change({ held: true, ...(reason.trim() ? { heldReason: reason.trim() } : {}) }, t("said.held"));
    if (dialog === "close") return change({ closed: { reason: reason.trim() } }, t("said.closed"));
    if (dialog === "reopen") return change({ closed: null }, t("said.reopened"));
    return change({ mode: dialog }, t("said.mode"));
  }

  const closed = rollout.status === "closed";
  return (
    <>
      {!closed &&
        (rollout.held ? (
          <Button
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            loading={deed.pending && dialog === null}
            onClick={() => void change({ held: false }, t("said.resumed"))}
          >
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
            {(["observe", "control"] as const).map((mode) => {
              const capless = mode === "control" && rollout.cap === null;
              return (
                <Menu.Item
                  key={mode}
                  disabled={rollout.mode === mode || capless}
                  onClick={() => ask(mode)}
                  rightSection={rollout.mode === mode ? <Text size="xs">{t("currentMode")}</Text> : null}
                >
                  {t(`modeNames.${mode}`)}
                  <Text size="xs" c="var(--quiet)">
                    {capless ? t("capMissing") : t(`modeHints.${mode}`)}
                  </Text>
                </Menu.Item>
              );
            })}
            <Menu.Divider />
            <Menu.Item leftSection={<IconLock size={16} aria-hidden />} onClick={() => ask("close")}>
              {t("close")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {dialog && (
        <ConfirmDialog
          opened
          onClose={() => setDialog(null)}
          title={t(`dialogs.${dialog}.title`)}
          consequence={t(`dialogs.${dialog}.text`, {
            unfinished: finished ? 0 : unfinished,
            cap: rollout.cap ?? 0,
          })}
          deed={t(`dialogs.${dialog}.deed`)}
          onConfirm={() => void confirm()}
          pending={deed.pending}
          problem={deed.problem}
          disabled={dialog === "close" && reason.trim() === ""}
        >
          {(dialog === "hold" || dialog === "close") && (
            <Textarea
              label={t(dialog === "hold" ? "holdReason" : "closeReason")}
              required={dialog === "close"}
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
