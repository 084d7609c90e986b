"use client";
/** Deletes an appliance that was a mistake, once its name was typed: what goes is said, and cannot be brought back. */
import { ActionIcon, Text, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";

interface DeleteApplianceProps {
  appliance: { id: number; name: string };
}

interface Counts {
  clients: number;
  imports: number;
  rollouts: number;
}

/** How much there is of it, for whoever mistook one appliance for another. */
async function countWhatGoes(applianceId: number): Promise<Counts> {
  const totalOf = async (list: string) =>
    (await callApi<{ total: number }>("GET", `/api/v1/${list}?applianceId=${applianceId}&limit=1`)).total;
  const [clients, imports, rollouts] = await Promise.all(["clients", "imports", "rollouts"].map(totalOf));
  return { clients: clients ?? 0, imports: imports ?? 0, rollouts: rollouts ?? 0 };
}

export function DeleteAppliance({ appliance: { id, name } }: DeleteApplianceProps) {
  const t = useTranslations("settings");
  const deed = useDeed();
  const [opened, { open, close }] = useDisclosure(false);
  const [typed, setTyped] = useState("");
  const [counts, setCounts] = useState<Counts | null>(null);

  function ask() {
    deed.forget();
    setTyped("");
    setCounts(null);
    open();
    // The sentence without numbers says the same: a list that cannot be read must keep nobody from deleting.
    countWhatGoes(id).then(setCounts, () => undefined);
  }

  async function confirm() {
    const call = () => callApi("DELETE", `/api/v1/appliances/${id}`, { name: typed });
    if (await deed.run(call, t("appliances.deleted", { name }))) close();
  }

  return (
    <>
      <ActionIcon
        variant="subtle"
        color="gray"
        onClick={ask}
        aria-label={t("appliances.deleteNamed", { name })}
        aria-haspopup="dialog"
      >
        <IconTrash size={16} aria-hidden />
      </ActionIcon>
      <ConfirmDialog
        opened={opened}
        onClose={close}
        title={t("appliances.deleteNamed", { name })}
        consequence={
          <>
            <Text size="sm">{t("appliances.deleteText", { name })}</Text>
            {counts && (
              <Text size="sm" fw={600} mt="xs">
                {t("appliances.deleteCounts", { ...counts })}
              </Text>
            )}
          </>
        }
        deed={t("appliances.deleteDeed")}
        dangerous
        disabled={typed !== name}
        onConfirm={() => void confirm()}
        pending={deed.pending}
        problem={deed.problem}
      >
        <TextInput
          label={t("appliances.deleteType", { name })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          data-autofocus
        />
      </ConfirmDialog>
    </>
  );
}
