"use client";
/** Makes a key, which is shown once, and revokes one. */
import { Button, Group, Select, Stack, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { Dialog } from "@/app/_components/dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { OneTimeSecret } from "../one-time-secret.client";

const keyRoles = ["admin", "lead", "technician", "viewer", "agent"] as const;
type KeyRole = (typeof keyRoles)[number];

interface CreateKeyProps {
  appliances: readonly { id: number; name: string }[];
  /** It is the next thing to do here. */
  primary: boolean;
}

export function CreateKey({ appliances, primary }: CreateKeyProps) {
  const t = useTranslations("settings");
  const shell = useTranslations("shell");
  const deed = useDeed();
  const [opened, setOpened] = useState(false);
  const [name, setName] = useState("");
  const [role, setRole] = useState<KeyRole>("lead");
  const [applianceId, setApplianceId] = useState<string>("all");
  const [key, setKey] = useState<string | null>(null);

  function open() {
    deed.forget();
    setName("");
    setKey(null);
    setOpened(true);
  }

  async function create() {
    let made: { key: string } | null = null;
    await deed.run(async () => {
      made = await callApi<{ key: string }>("POST", "/api/v1/api-keys", {
        name,
        role,
        applianceId: applianceId === "all" ? null : Number(applianceId),
      });
    });
    setKey((made as { key: string } | null)?.key ?? null);
  }

  return (
    <>
      <Button
        size={primary ? "sm" : "xs"}
        variant={primary ? "filled" : "default"}
        leftSection={<IconPlus size={15} aria-hidden />}
        onClick={open}
      >
        {t("keys.create")}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("keys.create")}
        closeOnClickOutside={key === null}
      >
        {key ? (
          <OneTimeSecret label={t("keys.key")} value={key} onDone={() => setOpened(false)}>
            {t("keys.keyText")}
          </OneTimeSecret>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void create();
            }}
          >
            <Stack gap="md">
              <TextInput
                label={t("keys.name")}
                description={t("keys.nameHint")}
                required
                maxLength={120}
                data-autofocus
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <Select
                label={t("people.role")}
                description={t(`people.roleHints.${role}`)}
                inputWrapperOrder={["label", "input", "description", "error"]}
                data={keyRoles.map((value) => ({ value, label: shell(`roles.${value}`) }))}
                value={role}
                allowDeselect={false}
                onChange={(value) => {
                  setRole((value ?? "viewer") as KeyRole);
                  if (value === "agent" && applianceId === "all")
                    setApplianceId(String(appliances[0]?.id ?? "all"));
                }}
              />
              <Select
                label={t("keys.appliance")}
                data={[
                  ...(role === "agent" ? [] : [{ value: "all", label: t("people.everywhere") }]),
                  ...appliances.map(({ id, name: label }) => ({ value: String(id), label })),
                ]}
                value={applianceId}
                allowDeselect={false}
                onChange={(value) => setApplianceId(value ?? "all")}
              />
              <ProblemAlert problem={deed.problem} />
              <Group justify="flex-end">
                <Button type="submit" loading={deed.pending}>
                  {t("keys.make")}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Dialog>
    </>
  );
}

export function RevokeKey({ id, name }: { id: number; name: string }) {
  const t = useTranslations("settings");
  const deed = useDeed();
  const [opened, setOpened] = useState(false);
  async function revoke() {
    const done = await deed.run(
      () => callApi("DELETE", `/api/v1/api-keys/${id}`),
      t("keys.revokedSaid", { name }),
    );
    if (done) setOpened(false);
  }
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        color="red"
        onClick={() => setOpened(true)}
        aria-label={t("keys.revokeNamed", { name })}
      >
        {t("keys.revoke")}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("keys.revokeTitle", { name })}
        consequence={t("keys.revokeText")}
        deed={t("keys.revoke")}
        dangerous
        onConfirm={() => void revoke()}
        pending={deed.pending}
        problem={deed.problem}
      />
    </>
  );
}
