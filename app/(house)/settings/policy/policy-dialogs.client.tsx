"use client";
/** Changes one line of a policy, or puts the whole policy back to the default. */
import { Button, Checkbox, Group, NumberInput, Stack, Text } from "@mantine/core";
import { IconPencil, IconRestore } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { Dialog } from "@/app/_components/dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { defaultGrace, defaultPolicy, type KindPolicy, type PolicyLine } from "@/lib/core/policy";
import { DurationField } from "./duration-field.client";

interface EditLineProps {
  applianceId: number;
  line: PolicyLine;
  name: string;
  rules: KindPolicy;
  /** The default of this line. */
  standard: KindPolicy;
}

/** Every change is a new edition of the policy, and the members of the open rollout are judged by it at once. */
export function EditLine(props: EditLineProps) {
  const t = useTranslations("settings");
  const common = useTranslations("common");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPencil size={14} aria-hidden />}
        onClick={() => setOpened(true)}
        aria-label={t("policy.editNamed", { name: props.name })}
      >
        {common("edit")}
      </Button>
      <Dialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("policy.editNamed", { name: props.name })}
      >
        <LineForm {...props} onDone={() => setOpened(false)} />
      </Dialog>
    </>
  );
}

function LineForm({ applianceId, line, name, rules, standard, onDone }: EditLineProps & { onDone(): void }) {
  const t = useTranslations("settings");
  const deed = useDeed();
  const [draft, setDraft] = useState(rules);
  const [fills, setFills] = useState(0);
  const change = (part: Partial<KindPolicy>) => setDraft((before) => ({ ...before, ...part }));

  async function submit() {
    const done = await deed.run(
      () => callApi("PUT", `/api/v1/appliances/${applianceId}/policy`, { policy: { [line]: draft } }),
      t("policy.saved", { name }),
    );
    if (done) onDone();
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="md">
        <DurationField
          key={`due ${fills}`}
          label={t("policy.fields.dueAfterMinutes")}
          description={t("policy.dueHint")}
          offLabel={t("policy.noDeadline")}
          value={draft.dueAfterMinutes}
          fallback={standard.dueAfterMinutes ?? 1440}
          onChange={(dueAfterMinutes) => change({ dueAfterMinutes })}
        />
        {draft.dueAfterMinutes !== null && !draft.byHand && (
          <DurationField
            key={`grace ${fills}`}
            label={t("policy.fields.graceMinutes")}
            description={t("policy.graceHint")}
            offLabel={t("policy.noGrace")}
            value={draft.graceMinutes}
            fallback={defaultGrace(draft.dueAfterMinutes) ?? 0}
            onChange={(graceMinutes) => change({ graceMinutes })}
          />
        )}
        <Checkbox
          label={t("policy.fields.byHand")}
          description={t("policy.byHandHint")}
          checked={draft.byHand}
          onChange={(event) => change({ byHand: event.currentTarget.checked })}
        />
        {!draft.byHand && (
          <>
            <Limit
              field="silentDays"
              min={0}
              max={3_650}
              value={draft.silentDays}
              fallback={standard.silentDays ?? 30}
              onChange={(silentDays) => change({ silentDays })}
            />
            <Limit
              field="missedReleases"
              min={1}
              max={1_000}
              value={draft.missedReleases}
              fallback={standard.missedReleases ?? 2}
              onChange={(missedReleases) => change({ missedReleases })}
            />
            <Limit
              field="failedAttempts"
              min={1}
              max={1_000}
              value={draft.failedAttempts}
              fallback={standard.failedAttempts ?? 3}
              onChange={(failedAttempts) => change({ failedAttempts })}
            />
            {line === "console" && (
              <Checkbox
                label={t("policy.fields.msiLockedDown")}
                checked={draft.msiLockedDown}
                onChange={(event) => change({ msiLockedDown: event.currentTarget.checked })}
              />
            )}
          </>
        )}
        <Text size="xs" c="var(--quiet)">
          {t("policy.atOnceJudged")}
        </Text>
        <ProblemAlert problem={deed.problem} />
        <Group justify="space-between" gap="xs">
          <Button
            variant="subtle"
            onClick={() => {
              setDraft(standard);
              setFills((before) => before + 1);
            }}
          >
            {t("policy.toDefault")}
          </Button>
          <Button type="submit" loading={deed.pending}>
            {t("save")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface LimitProps {
  field: "silentDays" | "missedReleases" | "failedAttempts";
  min: number;
  max: number;
  value: number | null;
  /** What it becomes when the rule is switched on. */
  fallback: number;
  onChange(value: number | null): void;
}

/** A rule that can be switched off, with its number. */
function Limit({ field, min, max, value, fallback, onChange }: LimitProps) {
  const t = useTranslations("settings");
  return (
    <Group gap="sm" wrap="nowrap" justify="space-between">
      <Checkbox
        label={t(`policy.fields.${field}`)}
        checked={value !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? fallback : null)}
      />
      <NumberInput
        aria-label={t(`policy.fields.${field}`)}
        min={min}
        max={max}
        allowDecimal={false}
        w={110}
        disabled={value === null}
        value={value ?? ""}
        onChange={(next) => onChange(next === "" ? min : Number(next))}
      />
    </Group>
  );
}

/** Puts every line back; a new edition, so it can be seen and undone. */
export function ResetPolicy({ applianceId }: { applianceId: number }) {
  const t = useTranslations("settings");
  const deed = useDeed();
  const [opened, setOpened] = useState(false);
  async function reset() {
    const done = await deed.run(
      () => callApi("PUT", `/api/v1/appliances/${applianceId}/policy`, { policy: defaultPolicy }),
      t("policy.resetDone"),
    );
    if (done) setOpened(false);
  }
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconRestore size={15} aria-hidden />}
        onClick={() => {
          deed.forget();
          setOpened(true);
        }}
      >
        {t("policy.reset")}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t("policy.resetTitle")}
        consequence={t("policy.resetText")}
        deed={t("policy.reset")}
        onConfirm={() => void reset()}
        pending={deed.pending}
        problem={deed.problem}
      />
    </>
  );
}
