"use client";
/** Registers an installer package that somebody has made. */
import { Button, Select, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { instantOfLocal, localOfInstant } from "@/app/_components/zoned-time";
import { clientKinds } from "@/lib/core/client";
import { platforms } from "@/lib/core/installer";

interface AddInstallerProps {
  appliances: readonly { id: number; name: string; timeZone: string }[];
  /** The page's instant, epoch milliseconds. */
  now: number;
}

export function AddInstaller({ appliances, now }: AddInstallerProps) {
  const t = useTranslations("installers");
  const kindWord = useTranslations("kinds");
  const deed = useDeed();
  const [opened, setOpened] = useState(false);
  const [appliance, setAppliance] = useState<string | null>(
    appliances.length === 1 ? String(appliances[0]?.id) : null,
  );
  const [kind, setKind] = useState<string | null>("jump_client");
  const [platform, setPlatform] = useState<string | null>("windows");
  const [texts, setTexts] = useState({
    group: "",
    madeFor: "",
    location: "",
    note: "",
    madeAt: "",
    validUntil: "",
  });
  const zone = appliances.find(({ id }) => String(id) === appliance)?.timeZone ?? "UTC";
  const madeAt = instantOfLocal(texts.madeAt, zone)?.at ?? null;
  const validUntil = texts.validUntil === "" ? null : (instantOfLocal(texts.validUntil, zone)?.at ?? null);
  const isReady = appliance !== null && kind !== null && platform !== null && madeAt !== null;
  const field = (name: keyof typeof texts) => ({
    label: t(`fields.${name}`, { zone }),
    value: texts[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTexts((before) => ({ ...before, [name]: value }));
    },
  });

  function open(): void {
    deed.forget();
    setTexts({
      group: "",
      madeFor: "",
      location: "",
      note: "",
      madeAt: localOfInstant(now, zone).slice(0, 16),
      validUntil: "",
    });
    setOpened(true);
  }

  async function register(): Promise<void> {
    const given = Object.entries({
      group: texts.group,
      madeFor: texts.madeFor,
      location: texts.location,
      note: texts.note,
    });
    const went = await deed.run(
      () =>
        callApi("POST", "/api/v1/installer-packages", {
          applianceId: Number(appliance),
          kind,
          platform,
          madeAt: new Date(madeAt ?? 0).toISOString(),
          ...(validUntil === null ? {} : { validUntil: new Date(validUntil).toISOString() }),
          ...Object.fromEntries(given.filter(([, text]) => text.trim() !== "")),
        }),
      t("added"),
    );
    if (went) setOpened(false);
  }

  return (
    <>
      <Button leftSection={<IconPlus size={15} aria-hidden />} onClick={open}>
        {t("add")}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("addTitle")}
        consequence={t("addText")}
        deed={t("addDeed")}
        onConfirm={() => void register()}
        pending={deed.pending}
        problem={deed.problem}
        disabled={!isReady}
      >
        <Stack gap="sm">
          {appliances.length > 1 && (
            <Select
              label={t("fields.appliance")}
              required
              data-autofocus
              searchable
              data={appliances.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={appliance}
              onChange={setAppliance}
            />
          )}
          <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
            <Select
              label={t("fields.kind")}
              required
              allowDeselect={false}
              data={clientKinds.map((value) => ({ value, label: kindWord(value) }))}
              value={kind}
              onChange={setKind}
            />
            <Select
              label={t("fields.platform")}
              required
              allowDeselect={false}
              data={platforms.map((value) => ({ value, label: t(`platforms.${value}`) }))}
              value={platform}
              onChange={setPlatform}
            />
            <TextInput type="datetime-local" required {...field("madeAt")} />
            <TextInput type="datetime-local" {...field("validUntil")} />
            <TextInput description={t("groupHint")} {...field("group")} />
            <TextInput description={t("madeForHint")} {...field("madeFor")} />
          </SimpleGrid>
          <TextInput description={t("locationHint")} {...field("location")} />
          <Textarea autosize minRows={2} {...field("note")} />
        </Stack>
      </ConfirmDialog>
    </>
  );
}
