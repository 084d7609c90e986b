"use client";
/** Changes one line of a policy, or puts the whole policy back to the default. */
import { Button, Checkbox, Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { IconPencil, IconRestore } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ConfirmDialog } from "@/app/_components/confirm-dialog.client";
import { Dialog } from "@/app/_components/dialog.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { defaultPolicy, type KindPolicy, type PolicyLine } from "@/lib/core/policy";

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

const unitMinutes = { minutes: 1, hours: 60, days: 1440 } as const;
type Unit = keyof typeof unitMinutes;

function unitOf(minutes: number): Unit {
  if (minutes !== 0 && minutes % 1440 === 0 && minutes > 2 * 1440) return "days";
  return minutes % 60 === 0 ? "hours" : "minutes";
}

function LineForm({ applianceId, line, name, rules, standard, onDone }: EditLineProps & { onDone(): void }) {
  const t = useTranslations("settings");
  const deed = useDeed();
  const [draft, setDraft] = useState(rules);
  const [unit, setUnit] = useState<Unit>(unitOf(rules.dueAfterMinutes ?? 0));
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
        <div>
          <Group gap="xs" align="flex-end" wrap="nowrap">
            <NumberInput
              label={t("policy.fields.dueAfterMinutes")}
              description={t("policy.dueHint")}
              min={0}
              max={525_600 / unitMinutes[unit]}
              allowDecimal={false}
              disabled={draft.dueAfterMinutes === null}
              value={draft.dueAfterMinutes === null ? "" : draft.dueAfterMinutes / unitMinutes[unit]}
              onChange={(value) => change({ dueAfterMinutes: Math.round(Number(value) * unitMinutes[unit]) })}
              style={{ flex: 1 }}
            />
            <Select
              aria-label={t("policy.unit")}
              data={(["minutes", "hours", "days"] as const).map((value) => ({
                value,
                label: t(`policy.units.${value}`),
              }))}
              value={unit}
              onChange={(value) => {
                const next = (value ?? "hours") as Unit;
                const shown = Math.max(1, Math.round((draft.dueAfterMinutes ?? 0) / unitMinutes[unit]));
                setUnit(next);
                if (draft.dueAfterMinutes) change({ dueAfterMinutes: shown * unitMinutes[next] });
              }}
              allowDeselect={false}
              disabled={draft.dueAfterMinutes === null}
              w={120}
            />
          </Group>
          <Checkbox
            mt="xs"
            label={t("policy.noDeadline")}
            checked={draft.dueAfterMinutes === null}
            onChange={(event) => {
              const fallback = standard.dueAfterMinutes ?? 1440;
              setUnit(unitOf(fallback));
              change({ dueAfterMinutes: event.currentTarget.checked ? null : fallback });
            }}
          />
        </div>
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
              setUnit(unitOf(standard.dueAfterMinutes ?? 0));
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
