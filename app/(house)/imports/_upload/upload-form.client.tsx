"use client";
/** Takes exports: what they are, the files, and how far each is. */
import { Button, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import "@mantine/dropzone/styles.css";
import { IconFileUpload } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { instantOfLocal } from "@/app/_components/zoned-time";
import { type ClientKind, clientKinds } from "@/lib/core/client";
import { importHref } from "../_list/import-href";
import { CompleteChoice, type Completeness } from "./complete-choice.client";
import { DateOptions, type DateOptionValues } from "./date-options.client";
import { FileRow } from "./file-row.client";
import type { UploadSettings } from "./send-export";
import { useUploadQueue } from "./upload-queue.client";

/** An appliance that exports can be dropped on. */
export interface UploadTarget {
  id: number;
  name: string;
  timeZone: string;
  dateOrder: "ymd" | "dmy" | "mdy" | null;
}

interface UploadFormProps {
  targets: readonly UploadTarget[];
  /** The appliance that the page is about. */
  chosenApplianceId: number | null;
  maxMib: number;
  timeZones: readonly string[];
}

const noDates: DateOptionValues = { exportedAt: "", timeZone: null, dateOrder: null };

/** Renders the form; one new file leads to its import's page, several stay here with their links. */
export function UploadForm({ targets, chosenApplianceId, maxMib, timeZones }: UploadFormProps) {
  const t = useTranslations("imports");
  const kindWord = useTranslations("kinds.plural");
  const router = useRouter();
  const chosen = targets.find(({ id }) => id === chosenApplianceId);
  const [applianceId, setApplianceId] = useState<number | null>(
    chosen?.id ?? (targets.length === 1 ? (targets[0]?.id ?? null) : null),
  );
  const [kind, setKind] = useState<ClientKind>("jump_client");
  const [complete, setComplete] = useState<Completeness>("unsaid");
  const [dates, setDates] = useState(noDates);
  const [refused, setRefused] = useState<string[]>([]);
  const queue = useUploadQueue();
  const openFiles = useRef<() => void>(null);
  const target = targets.find(({ id }) => id === applianceId);
  const waiting = queue.files.filter(({ status }) => status === "waiting" || status === "failed").length;

  function settings(): UploadSettings | null {
    if (!target) return null;
    const zone = dates.timeZone ?? target.timeZone;
    return {
      applianceId: target.id,
      kind,
      complete: complete === "unsaid" ? null : complete === "yes",
      exportedAt: instantOfLocal(dates.exportedAt, zone)?.at ?? null,
      timeZone: dates.timeZone,
      dateOrder: dates.dateOrder,
      readAgain: false,
    };
  }

  async function start() {
    const said = settings();
    if (!said) return;
    const importId = await queue.send(said);
    if (importId === null) router.refresh();
    else router.push(importHref({ id: importId, applianceId: said.applianceId }));
  }

  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        {targets.length > 1 && (
          <Select
            label={t("appliance")}
            data={targets.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={applianceId === null ? null : String(applianceId)}
            onChange={(value) => setApplianceId(value === null ? null : Number(value))}
            error={waiting > 0 && !target ? t("chooseAppliance") : null}
            searchable
            required
          />
        )}
        <Select
          label={t("kind")}
          description={t("kindHint")}
          inputWrapperOrder={["label", "input", "description"]}
          data={clientKinds.map((each) => ({ value: each, label: kindWord(each) }))}
          value={kind}
          onChange={(value) => setKind(value as ClientKind)}
          allowDeselect={false}
        />
      </SimpleGrid>
      <CompleteChoice value={complete} onChange={setComplete} />
      <DateOptions values={dates} onChange={setDates} target={target ?? null} timeZones={timeZones} />
      <Dropzone
        onDrop={(files) => {
          setRefused([]);
          queue.add(files);
        }}
        onReject={(rejections) => setRefused(rejections.map(({ file }) => file.name))}
        maxSize={maxMib * 1024 * 1024}
        openRef={openFiles}
        activateOnKeyboard={false}
        tabIndex={-1}
        inputProps={{ "aria-label": t("choose"), tabIndex: -1 }}
        p="lg"
      >
        <Stack align="center" gap={6} ta="center">
          <IconFileUpload size={36} stroke={1.4} aria-hidden color="var(--quiet)" />
          <Text fw={600}>{t("dropTitle")}</Text>
          <Text size="sm" c="var(--quiet)" maw="34rem">
            {t("dropText")}
          </Text>
          <Button
            variant="default"
            mt={4}
            style={{ pointerEvents: "all" }}
            onClick={(event) => {
              event.stopPropagation();
              openFiles.current?.();
            }}
          >
            {t("choose")}
          </Button>
        </Stack>
      </Dropzone>
      {refused.length > 0 && (
        <Text size="sm" c="red" role="alert">
          {t("dropTooLarge", { names: refused.join(", "), limit: maxMib })}
        </Text>
      )}
      {queue.files.length > 0 && (
        <Stack component="ul" gap={6} p={0} m={0} style={{ listStyle: "none" }} aria-live="polite">
          {queue.files.map((queued) => (
            <FileRow
              key={queued.key}
              queued={queued}
              applianceId={applianceId}
              onRemove={() => queue.remove(queued.key)}
              onReadAgain={async () => {
                const said = settings();
                if (said) await queue.readAgain(queued.key, said);
                router.refresh();
              }}
            />
          ))}
        </Stack>
      )}
      <Group justify="flex-end">
        <Button onClick={() => void start()} loading={queue.busy} disabled={waiting === 0 || !target}>
          {t("start", { count: waiting })}
        </Button>
      </Group>
    </Stack>
  );
}
