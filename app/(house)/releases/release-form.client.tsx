"use client";
/** Records a release, or corrects one that was recorded. */
import { Alert, Button, Checkbox, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { ZonedInput } from "@/app/_components/zoned-input.client";
import { instantOfLocal, localOfInstant } from "@/app/_components/zoned-time";
import { type PackageKind, packageKinds } from "@/lib/core/release";
import { UnitChoice, type UnitChosen } from "./unit-choice.client";

/** A release as it was recorded. `installedAt` in epoch milliseconds. */
export interface RecordedRelease {
  id: number;
  kind: PackageKind;
  name: string;
  version: string;
  installedAt: number;
  agentsUpdateThemselves: boolean;
}

interface ReleaseFormProps {
  appliance: { id: number; name: string; timeZone: string };
  /** The release to correct; absent: a new one. */
  release?: RecordedRelease;
  /** Called when it is recorded and there is nothing left to read. */
  onDone?(): void;
}

interface Answer {
  warnings?: { code: string; sentence: string }[];
}

/** Warnings in the answer stay on the screen until they are put away. */
export function ReleaseForm({ appliance, release, onDone }: ReleaseFormProps) {
  const t = useTranslations("releases");
  const deed = useDeed();
  const [kind, setKind] = useState<PackageKind>(release?.kind ?? "site");
  const [name, setName] = useState(release?.name ?? "");
  const [version, setVersion] = useState(release?.version ?? "");
  const [versionTyped, setVersionTyped] = useState(release !== undefined);
  const [installed, setInstalled] = useState(
    release ? localOfInstant(release.installedAt, appliance.timeZone) : "",
  );
  const [unit, setUnit] = useState<UnitChosen>("none");
  const [byThemselves, setByThemselves] = useState(release?.agentsUpdateThemselves ?? false);
  const [warnings, setWarnings] = useState<string[]>([]);

  function changeName(text: string) {
    setName(text);
    if (!versionTyped) setVersion(text.match(/\d+(\.\d+)+/)?.[0] ?? "");
  }

  async function submit() {
    const reading = instantOfLocal(installed, appliance.timeZone);
    if (!reading) return;
    const fields = { name, version, installedAt: new Date(reading.at).toISOString() };
    const agents = kind === "site" ? { agentsUpdateThemselves: byThemselves } : {};
    let answer: Answer | null = null;
    const done = await deed.run(
      async () => {
        answer = release
          ? await callApi<Answer>("PATCH", `/api/v1/releases/${release.id}`, { ...fields, ...agents })
          : await callApi<Answer>("POST", `/api/v1/appliances/${appliance.id}/releases`, {
              kind,
              ...fields,
              ...agents,
              ...(unit === "none" ? {} : { unit }),
            });
      },
      t(release ? "corrected" : "recorded", { name }),
    );
    if (!done) return;
    const sentences = ((answer as Answer | null)?.warnings ?? []).map(({ sentence }) => sentence);
    setWarnings(sentences);
    if (sentences.length === 0) onDone?.();
  }

  if (warnings.length > 0) return <Warnings sentences={warnings} {...(onDone ? { onDone } : {})} />;
  return (
    <ReadyForm
      onSubmit={() => {
        void submit();
      }}
    >
      <Stack gap="md" maw={520}>
        {!release && (
          <div>
            <Text component="div" size="sm" fw={500} mb={4} id="release-kind">
              {t("kind")}
            </Text>
            <SegmentedControl
              aria-labelledby="release-kind"
              value={kind}
              onChange={(value) => setKind(value as PackageKind)}
              data={packageKinds.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            />
            <Text size="xs" c="var(--quiet)" mt={4}>
              {t(`kindHints.${kind}`)}
            </Text>
          </div>
        )}
        <TextInput
          label={t("name")}
          description={t("nameHint")}
          placeholder={kind === "base" ? "Base Software 3.3.2" : "Bomgar-12.2.0"}
          required
          maxLength={200}
          value={name}
          onChange={(event) => changeName(event.currentTarget.value)}
        />
        <TextInput
          label={t("version")}
          description={release ? null : t("versionHint")}
          required
          maxLength={100}
          value={version}
          onChange={(event) => {
            setVersionTyped(true);
            setVersion(event.currentTarget.value);
          }}
        />
        <ZonedInput
          label={t("installedAt")}
          description={t("installedAtHint")}
          zone={appliance.timeZone}
          value={installed}
          onChange={setInstalled}
          required
        />
        {!release && <UnitChoice value={unit} onChange={setUnit} hint={t("unitHint")} />}
        {kind === "site" && (
          <Checkbox
            label={t("agentsUpdateThemselves")}
            description={t("agentsHint")}
            checked={byThemselves}
            onChange={(event) => setByThemselves(event.currentTarget.checked)}
          />
        )}
        <ProblemAlert problem={deed.problem} />
        <Group>
          <Button type="submit" loading={deed.pending}>
            {t(release ? "correct" : "record")}
          </Button>
        </Group>
      </Stack>
    </ReadyForm>
  );
}

function Warnings({ sentences, onDone }: { sentences: readonly string[]; onDone?(): void }) {
  const t = useTranslations("releases");
  return (
    <Stack gap="md">
      <Alert
        color="orange.8"
        variant="filled"
        icon={<IconAlertTriangle aria-hidden />}
        title={t("warningTitle")}
        role="alert"
      >
        {sentences.map((sentence) => (
          <Text key={sentence} size="sm" inherit>
            {sentence}
          </Text>
        ))}
      </Alert>
      {onDone && (
        <Group justify="flex-end">
          <Button onClick={onDone}>{t("understood")}</Button>
        </Group>
      )}
    </Stack>
  );
}
