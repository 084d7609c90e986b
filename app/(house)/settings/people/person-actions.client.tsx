"use client";
/** Changes what a person may do, lets them in or keeps them out, and gives them a way to a new password. */
import { ActionIcon, Button, Group, Menu, Stack } from "@mantine/core";
import {
  IconDeviceMobileOff,
  IconDots,
  IconKey,
  IconPencil,
  IconTrash,
  IconUserCheck,
  IconUserOff,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { Dialog } from "@/app/_components/dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { OneTimeSecret } from "../one-time-secret.client";
import { type RoleChoice, RoleFields } from "./role-fields.client";

interface PersonActionsProps {
  /** `mayResetStep`: there is a second step, and it is another's. */
  person: { id: string; name: string; disabled: boolean; mayResetStep: boolean } & RoleChoice;
  appliances: readonly { id: number; name: string }[];
}

type Asked = "change" | "disable" | "enable" | "password" | "remove" | "resetStep";

export function PersonActions({ person, appliances }: PersonActionsProps) {
  const t = useTranslations("settings");
  const deed = useDeed();
  const [dialog, setDialog] = useState<Asked | null>(null);
  const [choice, setChoice] = useState<RoleChoice>({ role: person.role, appliances: person.appliances });
  const [url, setUrl] = useState<string | null>(null);
  const { name } = person;
  const path = `/api/v1/people/${encodeURIComponent(person.id)}`;
  const close = () => setDialog(null);

  function ask(next: Asked) {
    deed.forget();
    setUrl(null);
    setChoice({ role: person.role, appliances: person.appliances });
    setDialog(next);
  }

  async function confirm() {
    if (dialog === "password") {
      let link: { url: string } | null = null;
      await deed.run(async () => {
        link = await callApi<{ url: string }>("POST", `${path}/password-links`, {});
      });
      setUrl((link as { url: string } | null)?.url ?? null);
      return;
    }
    const call = () =>
      dialog === "remove" || dialog === "resetStep"
        ? callApi("DELETE", dialog === "remove" ? path : `${path}/second-step`)
        : callApi("PATCH", path, dialog === "change" ? choice : { disabled: dialog === "disable" });
    if (await deed.run(call, t(`people.said.${dialog ?? "change"}`, { name }))) close();
  }

  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("people.actionsFor", { name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => ask("change")}>
            {t("people.changeRole")}
          </Menu.Item>
          {!person.disabled && (
            <Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => ask("password")}>
              {t("people.newPassword")}
            </Menu.Item>
          )}
          {person.mayResetStep && (
            <Menu.Item
              leftSection={<IconDeviceMobileOff size={16} aria-hidden />}
              onClick={() => ask("resetStep")}
            >
              {t("people.resetStep")}
            </Menu.Item>
          )}
          {person.disabled ? (
            <Menu.Item leftSection={<IconUserCheck size={16} aria-hidden />} onClick={() => ask("enable")}>
              {t("people.enable")}
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconUserOff size={16} aria-hidden />} onClick={() => ask("disable")}>
              {t("people.disable")}
            </Menu.Item>
          )}
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={16} aria-hidden />}
            onClick={() => ask("remove")}
          >
            {t("people.remove")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Dialog
        opened={dialog === "change" || (dialog === "password" && url !== null)}
        onClose={close}
        title={t(dialog === "password" ? "people.dialogs.password.title" : "people.changeTitle", { name })}
      >
        {url ? (
          <OneTimeSecret label={t("people.passwordLink")} value={url} onDone={close}>
            {t("people.passwordText", { name })}
          </OneTimeSecret>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void confirm();
            }}
          >
            <Stack gap="md">
              <RoleFields value={choice} onChange={setChoice} appliances={appliances} />
              <ProblemAlert problem={deed.problem} />
              <Group justify="flex-end">
                <Button type="submit" loading={deed.pending}>
                  {t("save")}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Dialog>
      {dialog && dialog !== "change" && url === null && (
        <ConfirmDialog
          opened
          onClose={close}
          title={t(`people.dialogs.${dialog}.title`, { name })}
          consequence={t(`people.dialogs.${dialog}.text`)}
          deed={t(`people.dialogs.${dialog}.deed`)}
          dangerous={dialog === "remove" || dialog === "resetStep"}
          onConfirm={() => void confirm()}
          pending={deed.pending}
          problem={deed.problem}
        />
      )}
    </>
  );
}
