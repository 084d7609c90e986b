"use client";
/** In which a client is registered that no export lists. */
import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { Dialog } from "@/app/_components/dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { ZonedInput } from "@/app/_components/zoned-input.client";
import { instantOfLocal } from "@/app/_components/zoned-time";
import { type ClientKind, clientKinds } from "@/lib/core/client";

export interface AddClientProps {
  opened: boolean;
  onClose(): void;
  /** The appliances somebody may add clients to; at least one. */
  appliances: readonly { id: number; name: string; timeZone: string }[];
  /** The appliance that the page is about. */
  chosenApplianceId: number | null;
}

const emptyForm = { kind: "console" as ClientKind, name: "", hostname: "", group: "", inUseSince: "" };

export function AddClient({ opened, onClose, appliances, chosenApplianceId }: AddClientProps) {
  const t = useTranslations("clients");
  const common = useTranslations("common");
  const kindWord = useTranslations("kinds");
  const first = appliances.find(({ id }) => id === chosenApplianceId) ?? appliances[0];
  const [applianceId, setApplianceId] = useState(first?.id ?? 0);
  const [form, setForm] = useState(emptyForm);
  const deed = useDeed();
  const zone = appliances.find(({ id }) => id === applianceId)?.timeZone ?? "UTC";
  const set = (change: Partial<typeof form>) => setForm((before) => ({ ...before, ...change }));

  async function add() {
    const since = instantOfLocal(form.inUseSince, zone);
    const body = {
      applianceId,
      kind: form.kind,
      name: form.name.trim(),
      ...(form.hostname.trim() ? { hostname: form.hostname.trim() } : {}),
      ...(form.group.trim() ? { group: form.group.trim() } : {}),
      ...(since ? { inUseSince: new Date(since.at).toISOString() } : {}),
    };
    if (await deed.run(() => callApi("POST", "/api/v1/clients", body), t("added", { name: body.name }))) {
      setForm(emptyForm);
      onClose();
    }
  }

  return (
    <Dialog opened={opened} onClose={onClose} title={t("addTitle")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
      >
        <Stack gap="sm">
          <Text size="sm" c="var(--quiet)">
            {t("addHint")}
          </Text>
          {appliances.length > 1 && (
            <Select
              label={t("appliance")}
              data={appliances.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={String(applianceId)}
              onChange={(chosen) => setApplianceId(Number(chosen))}
              allowDeselect={false}
            />
          )}
          <Select
            label={t("kind")}
            data={clientKinds.map((kind) => ({ value: kind, label: kindWord(kind) }))}
            value={form.kind}
            onChange={(chosen) => set({ kind: chosen as ClientKind })}
            allowDeselect={false}
          />
          <TextInput
            label={t("addName")}
            value={form.name}
            onChange={(event) => set({ name: event.currentTarget.value })}
            required
            maxLength={128}
            data-autofocus
          />
          <TextInput
            label={t("addHost")}
            description={t("addHostHint")}
            value={form.hostname}
            onChange={(event) => set({ hostname: event.currentTarget.value })}
            maxLength={253}
          />
          <TextInput
            label={t("addGroup")}
            value={form.group}
            onChange={(event) => set({ group: event.currentTarget.value })}
            maxLength={200}
          />
          <ZonedInput
            label={t("addSince")}
            description={t("addSinceHint")}
            zone={zone}
            value={form.inUseSince}
            onChange={(inUseSince) => set({ inUseSince })}
          />
          <ProblemAlert problem={deed.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={deed.pending} disabled={form.name.trim() === ""}>
              {t("add")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
