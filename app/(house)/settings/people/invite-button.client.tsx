"use client";
/** Invites somebody by a one-time link that the inviter hands over. */
import { Button, Group, Stack, TextInput } from "@mantine/core";
import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { Dialog } from "@/app/_components/dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { OneTimeSecret } from "../one-time-secret.client";
import { type RoleChoice, RoleFields } from "./role-fields.client";

const atFirst: RoleChoice = { role: "technician", appliances: "all" };

export function InviteButton({ appliances }: { appliances: readonly { id: number; name: string }[] }) {
  const t = useTranslations("settings");
  const deed = useDeed();
  const [opened, setOpened] = useState(false);
  const [email, setEmail] = useState("");
  const [choice, setChoice] = useState(atFirst);
  const [url, setUrl] = useState<string | null>(null);

  function open() {
    deed.forget();
    setEmail("");
    setChoice(atFirst);
    setUrl(null);
    setOpened(true);
  }

  async function invite() {
    let link: { url: string } | null = null;
    await deed.run(async () => {
      link = await callApi<{ url: string }>("POST", "/api/v1/invitations", { email, ...choice });
    });
    setUrl((link as { url: string } | null)?.url ?? null);
  }

  return (
    <>
      <Button size="xs" variant="default" leftSection={<IconUserPlus size={15} aria-hidden />} onClick={open}>
        {t("people.invite")}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("people.invite")}
        closeOnClickOutside={url === null}
      >
        {url ? (
          <OneTimeSecret label={t("people.invitationLink")} value={url} onDone={() => setOpened(false)}>
            {t("people.invitationText", { email })}
          </OneTimeSecret>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              void invite();
            }}
          >
            <Stack gap="md">
              <TextInput
                type="email"
                label={t("people.email")}
                required
                autoComplete="off"
                data-autofocus
                value={email}
                onChange={(event) => setEmail(event.currentTarget.value)}
              />
              <RoleFields value={choice} onChange={setChoice} appliances={appliances} />
              <ProblemAlert problem={deed.problem} />
              <Group justify="flex-end">
                <Button type="submit" loading={deed.pending}>
                  {t("people.makeLink")}
                </Button>
              </Group>
            </Stack>
          </form>
        )}
      </Dialog>
    </>
  );
}
