"use client";
/** Announces an upgrade. */
import { Button, Group, Select, SimpleGrid, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { ZonedInput } from "@/app/_components/zoned-input.client";
import { instantOfLocal } from "@/app/_components/zoned-time";

interface AnnounceFormProps {
  appliances: readonly { id: number; name: string; timeZone: string }[];
  chosen: number | null;
}

export function AnnounceForm({ appliances, chosen }: AnnounceFormProps) {
  const t = useTranslations("alerts");
  const deed = useDeed();
  const [applianceId, setApplianceId] = useState(
    appliances.find(({ id }) => id === chosen)?.id ?? appliances[0]?.id ?? 0,
  );
  const [starts, setStarts] = useState("");
  const [ends, setEnds] = useState("");
  const [version, setVersion] = useState("");
  const [note, setNote] = useState("");
  const appliance = appliances.find(({ id }) => id === applianceId);
  const zone = appliance?.timeZone ?? "UTC";
  const startsAt = instantOfLocal(starts, zone)?.at;
  const endsAt = instantOfLocal(ends, zone)?.at;

  async function announce() {
    if (startsAt === undefined || endsAt === undefined) return;
    const body = {
      startsAt: new Date(startsAt).toISOString(),
      endsAt: new Date(endsAt).toISOString(),
      ...(version.trim() === "" ? {} : { version: version.trim() }),
      ...(note.trim() === "" ? {} : { note: note.trim() }),
    };
    const said = t("upgrades.announced", { appliance: appliance?.name ?? "" });
    if (
      await deed.run(() => callApi("POST", `/api/v1/appliances/${applianceId}/upgrade-windows`, body), said)
    ) {
      setStarts("");
      setEnds("");
      setVersion("");
      setNote("");
    }
  }

  return (
    <ReadyForm onSubmit={() => void announce()}>
      <Stack gap="md" maw="46rem">
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label={t("upgrades.appliance")}
            data={appliances.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={String(applianceId)}
            onChange={(value) => setApplianceId(Number(value))}
            allowDeselect={false}
          />
          <TextInput
            label={t("upgrades.version")}
            description={t("upgrades.versionHint")}
            value={version}
            onChange={(event) => setVersion(event.currentTarget.value)}
            maxLength={100}
          />
          <ZonedInput label={t("upgrades.starts")} zone={zone} value={starts} onChange={setStarts} required />
          <ZonedInput label={t("upgrades.ends")} zone={zone} value={ends} onChange={setEnds} required />
        </SimpleGrid>
        <Textarea
          label={t("upgrades.note")}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          autosize
          minRows={1}
          maxLength={2_000}
        />
        <ProblemAlert problem={deed.problem} />
        <Group>
          <Button
            type="submit"
            loading={deed.pending}
            disabled={startsAt === undefined || endsAt === undefined}
          >
            {t("upgrades.add")}
          </Button>
        </Group>
      </Stack>
    </ReadyForm>
  );
}
