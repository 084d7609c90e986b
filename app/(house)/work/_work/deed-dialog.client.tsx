"use client";
/** Asks what a deed needs, shows for many whom it changes and whom it leaves out, and does it. */
import { Select, Stack, Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { countOf, type Which } from "@/app/_components/many/ask-many";
import { AssigneeSelect } from "@/app/_components/many/assignee-select.client";
import { useMany } from "@/app/_components/many/use-many.client";
import { ManyProgress, WhatWouldChange } from "@/app/_components/many/what-would-change.client";
import { failReasons, type WorkDeed } from "@/lib/core/work";
import type { WorkReader } from "./list-item";

const path = "/api/v1/work-items/batch";

export interface AskedDeed {
  deed: WorkDeed;
  which: Which;
  /** Of the only one. */
  name: string | null;
  applianceId: number;
  control: boolean;
}

interface DeedDialogProps {
  asked: AskedDeed | null;
  reader: WorkReader;
  onClose(): void;
  onDone(): void;
}

const leases = ["default", "120", "480", "1440"] as const;

export function DeedDialog({ asked, reader, onClose, onDone }: DeedDialogProps) {
  const t = useTranslations("work");
  const work = useMany();
  const [last, setLast] = useState<AskedDeed | null>(asked);
  const [text, setText] = useState("");
  const [reason, setReason] = useState<string | null>(null);
  const [lease, setLease] = useState<string>("default");
  const [assignee, setAssignee] = useState<string | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: each asking begins anew
  useEffect(() => {
    if (!asked) return;
    work.forget();
    setLast(asked);
    setText(asked.deed === "done" ? t("dialog.doneDefault") : "");
    setReason(null);
    setAssignee(reader.id);
  }, [asked]);

  const shown = asked ?? last;
  if (!shown) return null;
  const { deed, which, name } = shown;
  const count = countOf(which);
  const deedWord = t(`deeds.${deed}`);
  const body = bodyOf();
  const isReady =
    deed === "done" || deed === "back" ? text.trim() !== "" : deed === "failed" ? reason !== null : true;

  function bodyOf(): Record<string, unknown> {
    switch (deed) {
      case "done":
        return { note: text.trim() };
      case "failed":
        return { reason, ...(text.trim() === "" ? {} : { note: text.trim() }) };
      case "back":
        return { reason: text.trim() };
      case "start":
        return lease === "default" || !shown?.control ? {} : { leaseMinutes: Number(lease) };
      default:
        return { assigneeId: assignee === "nobody" ? null : assignee };
    }
  }

  function run(): Promise<boolean> {
    const only = "items" in which && which.items.length === 1 ? which.items[0] : undefined;
    if (!only)
      return work.many(path, which, { deed, ...body }, (changed) => t(`said.${deed}`, { count: changed }));
    return work.one(
      () => callApi("POST", `/api/v1/work-items/${only.id}/${deed}`, body),
      t(`said.${deed}`, { count: 1 }),
    );
  }

  return (
    <ConfirmDialog
      opened={asked !== null}
      onClose={onClose}
      title={
        name === null
          ? t("dialog.titleMany", { deed: deedWord, count })
          : t("dialog.titleOne", { deed: deedWord, name })
      }
      consequence={consequence()}
      deed={deedWord}
      onConfirm={() => {
        void run().then((went) => went && onDone());
      }}
      pending={work.pending}
      problem={work.problem}
      disabled={!isReady}
    >
      <Stack gap="sm">
        {deed === "failed" && (
          <Select
            label={t("dialog.failedReason")}
            required
            data-autofocus
            data={failReasons.map((value) => ({ value, label: t(`failReasons.${value}`) }))}
            value={reason}
            onChange={setReason}
          />
        )}
        {deed === "start" && shown.control && (
          <Select
            label={t("dialog.lease")}
            data={leases.map((value) => ({ value, label: t(`dialog.leases.${value}`) }))}
            value={lease}
            onChange={(value) => setLease(value ?? "default")}
            allowDeselect={false}
          />
        )}
        {deed === "assign" && (
          <AssigneeSelect
            applianceId={shown.applianceId}
            reader={reader}
            value={assignee}
            onChange={setAssignee}
          />
        )}
        {(deed === "done" || deed === "failed" || deed === "back") && (
          <Textarea
            label={t(
              deed === "done"
                ? "dialog.doneNote"
                : deed === "failed"
                  ? "dialog.failedNote"
                  : "dialog.backReason",
            )}
            required={deed !== "failed"}
            autosize
            minRows={2}
            maxLength={500}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {name === null && asked && !work.pending && (
          <WhatWouldChange path={path} which={which} body={{ deed, ...withoutWords(deed, body) }} />
        )}
        <ManyProgress progress={work.progress} />
      </Stack>
    </ConfirmDialog>
  );

  function consequence(): string {
    if (deed === "start") return shown?.control ? t("dialog.startSlot") : t("dialog.startText");
    return t(`dialog.${deed}Text`);
  }
}

/** What is only a note does not change who would be changed. */
function withoutWords(deed: WorkDeed, body: Record<string, unknown>): Record<string, unknown> {
  if (deed === "failed") return { reason: "something_else" };
  return deed === "done" ? { note: "-" } : deed === "back" ? { reason: "-" } : body;
}
