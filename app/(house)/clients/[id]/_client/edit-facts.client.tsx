"use client";
/** In which somebody changes what people have said about a client. */
import { Button, Group, NumberInput, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { Dialog } from "@/app/_components/dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { type ClientKind, type InstallMethod, installMethods } from "@/lib/core/client";

/** What can be changed, with whose it is. */
export interface SetFacts {
  id: number;
  name: string;
  kind: ClientKind;
  installMethod: InstallMethod | null;
  preReleaseMsiPushed: boolean | null;
  site: string | null;
  owner: string | null;
  tags: string[];
  securityProviders: string[];
  plannedRetirementOn: string | null;
  priority: number;
}

export interface EditFactsProps {
  client: SetFacts;
  opened: boolean;
  onClose(): void;
}

/** Each opening begins with what is known now. */
export function EditFacts({ client, opened, onClose }: EditFactsProps) {
  const t = useTranslations("client");
  const common = useTranslations("common");
  const [form, setForm] = useState(client);
  const deed = useDeed();
  const set = (change: Partial<SetFacts>) => setForm((before) => ({ ...before, ...change }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that is renewed meanwhile takes nothing from the form
  useEffect(() => {
    if (!opened) return;
    setForm(client);
    deed.forget();
  }, [opened]);

  async function save() {
    const { id, name, kind: _kind, ...facts } = form;
    const body = {
      ...facts,
      site: orNull(facts.site),
      owner: orNull(facts.owner),
      plannedRetirementOn: orNull(facts.plannedRetirementOn),
    };
    if (await deed.run(() => callApi("PATCH", `/api/v1/clients/${id}`, body), t("saved", { name })))
      onClose();
  }

  return (
    <Dialog opened={opened} onClose={onClose} title={t("editTitle")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack gap="sm">
          {client.kind === "console" && <ConsoleFields form={form} set={set} />}
          <TextInput
            label={t("site")}
            value={form.site ?? ""}
            maxLength={200}
            onChange={(event) => set({ site: event.currentTarget.value })}
          />
          <TextInput
            label={t("owner")}
            value={form.owner ?? ""}
            maxLength={200}
            onChange={(event) => set({ owner: event.currentTarget.value })}
          />
          <NumberInput
            label={t("priority")}
            description={t("priorityHint")}
            value={form.priority}
            min={-100}
            max={100}
            allowDecimal={false}
            onChange={(value) => set({ priority: Number(value) || 0 })}
          />
          <TagsInput
            label={t("tags")}
            description={t("tagsHint")}
            value={form.tags}
            maxTags={50}
            onChange={(tags) => set({ tags })}
          />
          {client.kind === "connection_agent" && (
            <TagsInput
              label={t("securityProviders")}
              description={t("securityProvidersHint")}
              value={form.securityProviders}
              maxTags={50}
              onChange={(securityProviders) => set({ securityProviders })}
            />
          )}
          <TextInput
            type="date"
            label={t("plannedRetirementOn")}
            description={t("plannedRetirementHint")}
            value={form.plannedRetirementOn ?? ""}
            onChange={(event) => set({ plannedRetirementOn: event.currentTarget.value })}
          />
          <ProblemAlert problem={deed.problem} />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              {common("cancel")}
            </Button>
            <Button type="submit" loading={deed.pending}>
              {common("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

/** Only consoles are installed by MSI. */
function ConsoleFields({ form, set }: { form: SetFacts; set(change: Partial<SetFacts>): void }) {
  const t = useTranslations("client");
  const common = useTranslations("common");
  return (
    <>
      <Select
        label={t("installMethod")}
        data={[
          { value: "none", label: t("installMethods.none") },
          ...installMethods.map((method) => ({ value: method, label: t(`installMethods.${method}`) })),
        ]}
        value={form.installMethod ?? "none"}
        allowDeselect={false}
        onChange={(value) => set({ installMethod: value === "none" ? null : (value as InstallMethod) })}
      />
      <Select
        label={t("preReleaseMsiPushed")}
        description={t("preReleaseMsiHint")}
        data={[
          { value: "unknown", label: common("unknown") },
          { value: "yes", label: common("yes") },
          { value: "no", label: common("no") },
        ]}
        value={form.preReleaseMsiPushed === null ? "unknown" : form.preReleaseMsiPushed ? "yes" : "no"}
        allowDeselect={false}
        onChange={(value) => set({ preReleaseMsiPushed: value === "unknown" ? null : value === "yes" })}
      />
    </>
  );
}

function orNull(text: string | null): string | null {
  return text === null || text.trim() === "" ? null : text.trim();
}
