"use client";
/** A chosen file: how far its upload is, what became of it, and what to decide about it. */
import { ActionIcon, Anchor, Button, Group, Paper, Progress, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { useProblemSentence } from "@/app/_components/problem-alert.client";
import { EarlierReading } from "./earlier-reading.client";
import { ReceivedFile } from "./received-file.client";
import type { QueuedFile } from "./upload-queue.client";

interface FileRowProps {
  queued: QueuedFile;
  /** Whose list it is; null until one is chosen. */
  applianceId: number | null;
  onRemove(): void;
  onReadAgain(): Promise<void>;
}

/** Renders one row of the queue. */
export function FileRow({ queued, applianceId, onRemove, onReadAgain }: FileRowProps) {
  const t = useTranslations("imports");
  const sentenceOf = useProblemSentence();
  const { file, status, percent, importId, problem } = queued;
  const isReceived = status === "sent" || status === "existing";
  return (
    <Paper component="li" withBorder p="xs" bg="var(--surface)">
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere", minWidth: 0 }}>
          {file.name}
        </Text>
        <Group gap="xs" wrap="nowrap" style={{ flex: "none" }}>
          <Text size="sm" c="var(--quiet)">
            {status === "sending" && t("sending", { percent })}
            {status === "waiting" && t("waiting")}
            {status === "sent" && t("sent")}
            {status === "failed" && t("failedFile")}
            {status === "existing" && t("existing", { id: String(importId) })}
          </Text>
          {status !== "sending" && (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("removeFile", { name: file.name })}
              onClick={onRemove}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      </Group>
      {isReceived && importId !== null && applianceId !== null && (
        <ReceivedFile importId={importId} applianceId={applianceId} />
      )}
      {status === "sending" && <Progress value={percent} mt={6} size="sm" aria-label={file.name} />}
      {status === "failed" && (
        <Text size="sm" c="red" mt={4} role="alert">
          {sentenceOf(problem)}
        </Text>
      )}
      {status === "differs" && (
        <Group gap="xs" mt={6} justify="space-between">
          <Text size="sm" style={{ flex: "1 1 20rem" }}>
            {t("differs", { id: String(importId) })}{" "}
            {importId !== null && <EarlierReading importId={importId} />} {t("differsAsk")}{" "}
            <Anchor component={Link} href={`/imports/${importId}`} size="sm" underline="always">
              {t("openImport", { id: String(importId) })}
            </Anchor>
          </Text>
          <Group gap="xs">
            <Button variant="default" size="compact-sm" onClick={onRemove}>
              {t("keepOld")}
            </Button>
            <Button size="compact-sm" onClick={() => void onReadAgain()}>
              {t("readAgain")}
            </Button>
          </Group>
        </Group>
      )}
    </Paper>
  );
}
