"use client";
/** Makes or changes an alert rule, and shows what it would have done before it is saved. */
import { Alert, Button, Group, Stack } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { deadSteps, defaultTiming } from "@/lib/core/alerts/rule";
import { PreviewResult, type RulePreviewAnswer } from "./preview-result.client";
import { bodyOf, type RuleDraft } from "./rule-draft";
import { type Choices, RuleFields } from "./rule-fields.client";

interface RuleFormProps {
  /** `null`: a new one. */
  id: number | null;
  draft: RuleDraft;
  choices: Choices;
  /** Those whom the reader may only look at. */
  readOnly: boolean;
}

export function RuleForm({ id, draft: given, choices, readOnly }: RuleFormProps) {
  const t = useTranslations("alerts");
  const router = useRouter();
  const deed = useDeed();
  const [draft, setDraft] = useState(given);
  const [preview, setPreview] = useState<RulePreviewAnswer | null>(null);
  const [previewing, setPreviewing] = useState(false);
  const [removing, setRemoving] = useState(false);
  const path = id === null ? "/api/v1/alert-rules" : `/api/v1/alert-rules/${id}`;

  const { everyMinutes, repeatMinutes, channelIds, escalation } = bodyOf(draft);
  const warnings = deadSteps(
    {
      everyMinutes: everyMinutes ?? defaultTiming.everyMinutes,
      repeatMinutes: repeatMinutes ?? defaultTiming.repeatMinutes,
    },
    channelIds,
    escalation?.channelIds ?? null,
  );

  async function save() {
    const call = () => callApi(id === null ? "POST" : "PATCH", path, bodyOf(draft));
    if (await deed.run(call, t("rules.saved", { name: draft.name.trim() }))) router.push("/alerts/rules");
  }

  async function look() {
    setPreviewing(true);
    setPreview(null);
    const body = { ...bodyOf(draft), name: draft.name.trim() || "preview" };
    await deed.run(async () => {
      setPreview(await callApi<RulePreviewAnswer>("POST", "/api/v1/alert-rules/preview", body));
    });
    setPreviewing(false);
  }

  async function remove() {
    if (await deed.run(() => callApi("DELETE", path), t("rules.removed", { name: given.name }))) {
      router.push("/alerts/rules");
    }
  }

  return (
    <ReadyForm onSubmit={() => void save()}>
      <fieldset disabled={readOnly} style={{ border: 0, padding: 0, margin: 0 }}>
        <RuleFields
          draft={draft}
          choices={choices}
          onChange={(changed) => {
            setDraft({ ...draft, ...changed });
            setPreview(null);
          }}
        />
      </fieldset>
      {!readOnly && (
        <Stack gap="md" mt="lg">
          {warnings.map((step) => (
            <Alert key={step} variant="light" color="orange">
              {t(`rules.dead.${step}`)}
            </Alert>
          ))}
          <PreviewResult preview={preview} running={previewing} />
          {!removing && <ProblemAlert problem={deed.problem} />}
          <Group gap="xs">
            <Button
              type="submit"
              loading={deed.pending && !previewing}
              disabled={draft.name.trim() === "" || (draft.applianceIds.length === 0 && !choices.everywhere)}
            >
              {t("rules.save")}
            </Button>
            <Button variant="default" loading={previewing} onClick={() => void look()}>
              {t("rules.preview")}
            </Button>
            {id !== null && (
              <Button variant="default" onClick={() => setRemoving(true)}>
                {t("rules.remove")}
              </Button>
            )}
          </Group>
        </Stack>
      )}
      <ConfirmDialog
        opened={removing}
        onClose={() => setRemoving(false)}
        title={t("rules.removeTitle", { name: given.name })}
        consequence={t("rules.removeText")}
        deed={t("rules.remove")}
        dangerous
        onConfirm={() => void remove()}
        pending={deed.pending}
        problem={deed.problem}
      />
    </ReadyForm>
  );
}
