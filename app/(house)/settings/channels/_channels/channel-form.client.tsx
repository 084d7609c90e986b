"use client";
/** Adds a channel, or changes one: the fields of its type only. */
import { Button, Checkbox, Group, PasswordInput, Stack, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { ChannelTypeName } from "@/lib/alerts/channels/channel-types";
import {
  bodyOf,
  type ChannelField,
  channelFields,
  draftOf,
  type EditedChannel,
  hasServer,
  isRequired,
} from "./channel-draft";

/** What the API answers to a new channel; `secret`: a webhook's, which is told once. */
interface AddedChannel {
  id: number;
  secret: string | null;
}

interface ChannelFormProps {
  type: ChannelTypeName;
  /** The channel to change; absent: a new one. */
  channel?: EditedChannel;
  /** `added`: what a new channel was answered; null for a change. */
  onDone(added: AddedChannel | null): void;
}

/** Codes that are about one field. */
const fieldOfCode: Readonly<Record<string, string>> = {
  channel_address_refused: "url",
  channel_name_taken: "name",
};

function problemsAt(problem: unknown): Record<string, string> {
  if (!(problem instanceof ApiProblem)) return {};
  const own = fieldOfCode[problem.code];
  return {
    ...Object.fromEntries(problem.errors.map(({ path, message }) => [path.split(".")[0] ?? "", message])),
    ...(own === undefined ? {} : { [own]: problem.detail }),
  };
}

export function ChannelForm({ type, channel, onDone }: ChannelFormProps) {
  const t = useTranslations("channels");
  const deed = useDeed();
  const edited = channel ?? null;
  const [draft, setDraft] = useState(() => draftOf(type, edited));
  const problems = problemsAt(deed.problem);

  async function submit() {
    let added: AddedChannel | null = null;
    const body = bodyOf(type, draft, edited);
    const done = await deed.run(
      async () => {
        if (edited) await callApi("PATCH", `/api/v1/channels/${edited.id}`, body);
        else added = await callApi<AddedChannel>("POST", "/api/v1/channels", { type, ...body });
      },
      t(edited ? "form.saved" : "form.added", { name: draft.name.trim() }),
    );
    if (done) onDone(added);
  }

  return (
    <ReadyForm onSubmit={() => void submit()}>
      <Stack gap="md" maw={560}>
        <TextInput
          label={t("form.name")}
          description={t("form.nameHint")}
          required
          maxLength={200}
          value={draft.name}
          error={problems.name}
          onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
        />
        {channelFields[type].map((field) => (
          <Field
            key={field}
            type={type}
            field={field}
            edited={edited}
            value={draft[field]}
            problem={problems[field]}
            onChange={(value) => setDraft((before) => ({ ...before, [field]: value }))}
          />
        ))}
        <Checkbox
          label={t("form.isDefault")}
          checked={draft.isDefault}
          onChange={(event) => setDraft({ ...draft, isDefault: event.currentTarget.checked })}
        />
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

interface FieldProps {
  type: ChannelTypeName;
  field: ChannelField;
  edited: EditedChannel | null;
  value: string;
  problem: string | undefined;
  onChange(value: string): void;
}

function Field({ type, field, edited, value, problem, onChange }: FieldProps) {
  const t = useTranslations("channels");
  const required = isRequired(type, field, edited);
  const given = { required, value, error: problem };
  const isServer = field === "url" && hasServer(type);
  if (field === "to") {
    return (
      <Textarea
        {...given}
        label={t("form.to")}
        description={t("form.toHint")}
        autosize
        minRows={2}
        maxRows={10}
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  if (isServer || field === "tag") {
    return (
      <TextInput
        {...given}
        label={t(isServer ? "form.server" : "form.tag")}
        description={t(isServer ? "form.serverHint" : "form.tagHint")}
        maxLength={2_000}
        autoCapitalize="none"
        spellCheck={false}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const hint = edited !== null ? "form.kept" : required ? "form.urlHint" : "form.optional";
  return (
    <PasswordInput
      {...given}
      label={t(`form.${field}`)}
      description={t(hint)}
      maxLength={2_000}
      autoComplete="off"
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
