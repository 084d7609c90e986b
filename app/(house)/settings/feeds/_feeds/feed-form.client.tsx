"use client";
/** Adds a feed, or changes one: the fields of its type only. */
import { Button, Checkbox, Group, NumberInput, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { FeedType } from "@/lib/feeds/schema";
import { bodyOf, draftOf, type EditedFeed, type FeedDraft, hasPart, leadsElsewhere } from "./feed-draft";
import type { FieldProps } from "./field-props";
import { FileFields } from "./file-fields.client";
import { problemsAt } from "./problem-at";
import { SignInFields } from "./sign-in-fields.client";

/** What the API answers to a new feed; `url`: the address that is told once. */
export interface AddedFeed {
  id: number;
  url: string | null;
}

interface FeedFormProps {
  type: FeedType;
  applianceId: number;
  /** The appliance's time zone. */
  zone: string;
  /** The feed to change; absent: a new one. */
  feed?: EditedFeed;
  /** `added`: what a new feed was answered; null for a change. */
  onDone(added: AddedFeed | null): void;
}

export function FeedForm({ type, applianceId, zone, feed, onDone }: FeedFormProps) {
  const t = useTranslations("feeds");
  const deed = useDeed();
  const edited = feed ?? null;
  const [draft, setDraft] = useState<FeedDraft>(() => draftOf(edited));
  const problems = problemsAt(deed.problem);
  const isElsewhere = leadsElsewhere(draft, edited);
  const hasSecrets = edited?.hasSecrets === true;
  const fields: FieldProps = {
    type,
    draft,
    change: (part) => setDraft((before) => ({ ...before, ...part })),
    problems,
    keepsSecret: hasSecrets && !isElsewhere,
    asksAgain: hasSecrets && isElsewhere,
  };
  const name = draft.name.trim() || t(`types.${type}`);

  async function submit() {
    let added: AddedFeed | null = null;
    const body = bodyOf(type, draft, edited);
    const done = await deed.run(
      async () => {
        if (edited) await callApi("PATCH", `/api/v1/feeds/${edited.id}`, body);
        else added = await callApi<AddedFeed>("POST", "/api/v1/feeds", { applianceId, type, ...body });
      },
      t(edited ? "form.saved" : "form.added", { name }),
    );
    if (done) onDone(added);
  }

  return (
    <ReadyForm onSubmit={() => void submit()}>
      <Stack gap="md" maw={560}>
        <AddressFields {...fields} />
        {(hasPart(type, "account") || hasPart(type, "signIn") || hasPart(type, "user")) && (
          <SignInFields {...fields} />
        )}
        {hasPart(type, "file") && <FileFields {...fields} zone={zone} />}
        <TextInput
          label={t("form.name")}
          {...(edited ? {} : { description: t("form.nameHint", { type: t(`types.${type}`) }) })}
          required={edited !== null}
          maxLength={200}
          value={draft.name}
          error={problems.name}
          onChange={(event) => fields.change({ name: event.currentTarget.value })}
        />
        <PaceFields {...fields} />
        {Object.keys(problems).length === 0 && <ProblemAlert problem={deed.problem} />}
        <Group>
          <Button type="submit" loading={deed.pending}>
            {t(edited ? "form.save" : "form.add")}
          </Button>
        </Group>
      </Stack>
    </ReadyForm>
  );
}

/** Where it is read from. */
function AddressFields({ type, draft, change, problems }: FieldProps) {
  const t = useTranslations("feeds");
  if (hasPart(type, "folder")) {
    return (
      <TextInput
        label={t("form.path")}
        description={t("form.pathHint")}
        required
        maxLength={1_000}
        autoCapitalize="none"
        spellCheck={false}
        value={draft.path}
        error={problems.path}
        onChange={(event) => change({ path: event.currentTarget.value })}
      />
    );
  }
  if (!hasPart(type, "appliance") && !hasPart(type, "file-url")) return null;
  const isFile = hasPart(type, "file-url");
  return (
    <TextInput
      type="url"
      label={t(isFile ? "form.fileUrl" : "form.baseUrl")}
      description={t(isFile ? "form.fileUrlHint" : "form.baseUrlHint")}
      placeholder={isFile ? "https://files.example.com/jump-clients.csv" : "https://support.example.com"}
      required
      maxLength={2_000}
      value={draft.baseUrl}
      error={problems.baseUrl}
      onChange={(event) => change({ baseUrl: event.currentTarget.value })}
    />
  );
}

/** How often and how far it may go, and whom it trusts. */
function PaceFields({ type, draft, change, problems }: FieldProps) {
  const t = useTranslations("feeds");
  return (
    <>
      {hasPart(type, "interval") && (
        <NumberInput
          label={t("form.interval")}
          description={t("form.intervalHint")}
          min={1}
          max={10_080}
          allowDecimal={false}
          value={draft.intervalMinutes}
          error={problems.intervalMinutes}
          onChange={(value) => change({ intervalMinutes: value === "" ? "" : Number(value) })}
        />
      )}
      {hasPart(type, "command") && (
        <>
          <Checkbox
            label={t("form.recordReleases")}
            description={t("form.recordReleasesHint")}
            checked={draft.recordReleases}
            onChange={(event) => change({ recordReleases: event.currentTarget.checked })}
          />
          <Checkbox
            label={t("form.pushAgents")}
            description={t("form.pushAgentsHint")}
            checked={draft.pushAgentsAreJumpoints}
            onChange={(event) => change({ pushAgentsAreJumpoints: event.currentTarget.checked })}
          />
        </>
      )}
      {hasPart(type, "authority") && (
        <Textarea
          label={t("form.caPem")}
          description={t("form.caPemHint")}
          placeholder="-----BEGIN CERTIFICATE-----"
          autosize
          minRows={2}
          maxRows={8}
          maxLength={200_000}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
          value={draft.caPem}
          error={problems.caPem}
          onChange={(event) => change({ caPem: event.currentTarget.value })}
        />
      )}
    </>
  );
}
