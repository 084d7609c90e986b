"use client";
/** One deed on many clients: what it needs, whom it would change, and how far it has come. */
import { Stack, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { countOf, type Which } from "@/app/_components/many/ask-many";
import { AssigneeSelect } from "@/app/_components/many/assignee-select.client";
import { useMany } from "@/app/_components/many/use-many.client";
import { ManyProgress, WhatWouldChange } from "@/app/_components/many/what-would-change.client";
import { FactsForm, type FactsToSet, isNothing } from "./facts-form.client";
import type { ManyDeed, ManyHand } from "./many-hand";

interface ManyDialogProps {
  deed: ManyDeed;
  which: Which;
  applianceId: number;
  hand: ManyHand;
  onClose(): void;
  onDone(): void;
}

const labels = { exclude: "reason", attest: "note", retry: "noteIfAny" } as const;
const path = "/api/v1/clients/batch";

export function ManyDialog({ deed, which, applianceId, hand, onClose, onDone }: ManyDialogProps) {
  const t = useTranslations("many");
  const work = useMany();
  const [text, setText] = useState("");
  const [facts, setFacts] = useState<FactsToSet>({});
  const [assignee, setAssignee] = useState<string | null>(hand.id);
  const words = text.trim();
  const body: Record<ManyDeed, Record<string, unknown>> = {
    set: { set: facts },
    exclude: { exclude: { reason: words } },
    attest: { attest: { note: words } },
    assign: { assign: { assigneeId: assignee === "nobody" ? null : assignee } },
    retry: { retry: words === "" ? {} : { note: words } },
  };
  const isReady =
    deed === "set"
      ? !isNothing(facts)
      : deed === "assign"
        ? assignee !== null
        : deed === "retry" || words !== "";
  // What is only a reason does not change who would be changed.
  const looked = {
    ...body,
    exclude: { exclude: { reason: "-" } },
    attest: { attest: { note: "-" } },
    retry: { retry: {} },
  };

  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={t(`titles.${deed}`, { count: countOf(which) })}
      consequence={t(`texts.${deed}`)}
      deed={t(`deeds.${deed}`)}
      onConfirm={() => {
        void work
          .many(path, which, body[deed], (count) => t(`said.${deed}`, { count }))
          .then((went) => went && onDone());
      }}
      pending={work.pending}
      problem={work.problem}
      disabled={!isReady}
      dangerous={deed === "exclude"}
    >
      <Stack gap="sm">
        {deed === "set" && <FactsForm facts={facts} onChange={setFacts} />}
        {deed === "assign" && (
          <AssigneeSelect applianceId={applianceId} reader={hand} value={assignee} onChange={setAssignee} />
        )}
        {(deed === "exclude" || deed === "attest" || deed === "retry") && (
          <Textarea
            label={t(labels[deed])}
            required={deed !== "retry"}
            autosize
            minRows={2}
            maxLength={1_000}
            data-autofocus
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
        {!work.pending && (deed !== "set" || isReady) && (
          <WhatWouldChange path={path} which={which} body={looked[deed]} />
        )}
        <ManyProgress progress={work.progress} />
      </Stack>
    </ConfirmDialog>
  );
}
