"use client";
/** What can be done about an incident: take it on, put it off, take that back, say something. */
import { Button, Checkbox, Group, NumberInput, Select, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";

interface IncidentDeedsProps {
  id: number;
  status: "open" | "acknowledged" | "snoozed" | "resolved";
}

const hours = ["1", "4", "12", "24", "72", "168", "none"] as const;
const hourMs = 3_600_000;

export function IncidentDeeds({ id, status }: IncidentDeedsProps) {
  const t = useTranslations("alerts");
  const deed = useDeed();
  const [opened, setOpened] = useState<"acknowledge" | "snooze" | "comment" | null>(null);
  const [note, setNote] = useState("");
  const [lasts, setLasts] = useState<number | string>(24);
  const [until, setUntil] = useState<string>("12");
  const [growsBy, setGrowsBy] = useState<number | string>("");
  const [rises, setRises] = useState(true);
  const path = `/api/v1/incidents/${id}`;
  const noted = note.trim() === "" ? {} : { note: note.trim() };

  function ask(which: "acknowledge" | "snooze" | "comment") {
    deed.forget();
    setNote("");
    setOpened(which);
  }

  async function run(place: string, body: object, said: string) {
    if (await deed.run(() => callApi("POST", `${path}/${place}`, body), said)) setOpened(null);
  }

  const snooze = {
    ...(until === "none" ? {} : { until: new Date(Date.now() + Number(until) * hourMs).toISOString() }),
    ...(typeof growsBy === "number" ? { growsBy } : {}),
    severityRises: rises,
    ...noted,
  };
  const noteField = (
    <Textarea
      label={t("deeds.note")}
      description={t("deeds.noteHint")}
      value={note}
      onChange={(event) => setNote(event.currentTarget.value)}
      autosize
      minRows={2}
      maxLength={2_000}
    />
  );
  return (
    <div>
      <Group gap="xs">
        {status !== "resolved" && status !== "acknowledged" && (
          <Button onClick={() => ask("acknowledge")}>{t("deeds.acknowledge")}</Button>
        )}
        {status !== "resolved" && status !== "snoozed" && (
          <Button variant="default" onClick={() => ask("snooze")}>
            {t("deeds.snooze")}
          </Button>
        )}
        {(status === "acknowledged" || status === "snoozed") && (
          <Button
            variant="default"
            loading={deed.pending}
            onClick={() => void run("reopen", {}, t("deeds.reopened"))}
          >
            {t("deeds.reopen")}
          </Button>
        )}
        <Button variant="default" onClick={() => ask("comment")}>
          {t("deeds.comment")}
        </Button>
      </Group>
      {opened === null && <ProblemAlert problem={deed.problem} />}
      <ConfirmDialog
        opened={opened === "acknowledge"}
        onClose={() => setOpened(null)}
        title={t("deeds.acknowledgeTitle")}
        consequence={t("deeds.acknowledgeText")}
        deed={t("deeds.acknowledge")}
        disabled={typeof lasts !== "number"}
        onConfirm={() => void run("acknowledge", { hours: lasts, ...noted }, t("deeds.acknowledged"))}
        pending={deed.pending}
        problem={deed.problem}
      >
        <NumberInput
          label={t("deeds.hours")}
          min={1}
          max={2_160}
          allowDecimal={false}
          value={lasts}
          onChange={setLasts}
        />
        {noteField}
      </ConfirmDialog>
      <ConfirmDialog
        opened={opened === "snooze"}
        onClose={() => setOpened(null)}
        title={t("deeds.snoozeTitle")}
        consequence={t("deeds.snoozeText")}
        deed={t("deeds.snooze")}
        disabled={until === "none" && typeof growsBy !== "number"}
        onConfirm={() => void run("snooze", snooze, t("deeds.snoozed"))}
        pending={deed.pending}
        problem={deed.problem}
      >
        <Select
          label={t("deeds.until")}
          data={hours.map((value) => ({ value, label: t(`deeds.untilChoices.${value}`) }))}
          value={until}
          onChange={(value) => setUntil(value ?? "none")}
          allowDeselect={false}
        />
        <NumberInput
          label={t("deeds.growsBy")}
          min={1}
          allowDecimal={false}
          value={growsBy}
          onChange={setGrowsBy}
        />
        <Checkbox
          label={t("deeds.severityRises")}
          checked={rises}
          onChange={(event) => setRises(event.currentTarget.checked)}
        />
        {noteField}
      </ConfirmDialog>
      <ConfirmDialog
        opened={opened === "comment"}
        onClose={() => setOpened(null)}
        title={t("deeds.commentTitle")}
        consequence={null}
        deed={t("deeds.comment")}
        disabled={note.trim() === ""}
        onConfirm={() => void run("comments", { note: note.trim() }, t("deeds.commented"))}
        pending={deed.pending}
        problem={deed.problem}
      >
        {noteField}
      </ConfirmDialog>
    </div>
  );
}
