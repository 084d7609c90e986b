"use client";
/** When a person wants the digest. */
import { Button, Checkbox, Chip, Group, NativeSelect, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { DigestInput } from "@/lib/alerts/digest/digest-store";

const days = [1, 2, 3, 4, 5, 6, 7] as const;
const hours = Array.from({ length: 24 }, (_, hour) => ({
  value: String(hour),
  label: `${String(hour).padStart(2, "0")}:00`,
}));

export function DigestForm({ digest }: { digest: DigestInput }) {
  const t = useTranslations("digest");
  const deed = useDeed();
  const label = useId();
  const [draft, setDraft] = useState(digest);
  const change = (part: Partial<DigestInput>) => setDraft((before) => ({ ...before, ...part }));
  const zoneProblem =
    deed.problem instanceof ApiProblem
      ? deed.problem.errors.find(({ path }) => path === "timeZone")?.message
      : undefined;

  return (
    <ReadyForm
      onSubmit={() =>
        void deed.run(() => callApi("PUT", "/api/v1/people/me/digest", draft), t("account.saved"))
      }
    >
      <Stack gap="md" maw={480}>
        <Switch
          label={t("account.enabled")}
          checked={draft.enabled}
          onChange={({ currentTarget: { checked } }) =>
            change({
              enabled: checked,
              // Whoever switches it on for the first time wants it by their own clock.
              ...(checked && draft.timeZone === "UTC"
                ? { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone }
                : {}),
            })
          }
        />
        {draft.enabled && (
          <>
            <div>
              <Text id={label} size="sm" fw={500} mb={4}>
                {t("account.weekdays")}
              </Text>
              <Group gap={6} role="group" aria-labelledby={label}>
                {days.map((day) => (
                  <Chip
                    key={day}
                    size="xs"
                    checked={draft.weekdays.includes(day)}
                    onChange={(isOn) =>
                      change({
                        weekdays: isOn
                          ? [...draft.weekdays, day].sort()
                          : draft.weekdays.filter((each) => each !== day),
                      })
                    }
                  >
                    {t(`account.days.${day}`)}
                  </Chip>
                ))}
              </Group>
            </div>
            <NativeSelect
              label={t("account.hour")}
              data={hours}
              value={String(draft.hour)}
              onChange={(event) => change({ hour: Number(event.currentTarget.value) })}
            />
            <TextInput
              label={t("account.zone")}
              placeholder="Europe/Lisbon"
              required
              maxLength={100}
              value={draft.timeZone}
              error={zoneProblem}
              onChange={(event) => change({ timeZone: event.currentTarget.value })}
            />
            <Checkbox
              label={t("account.evenIfQuiet")}
              checked={draft.evenIfQuiet}
              onChange={(event) => change({ evenIfQuiet: event.currentTarget.checked })}
            />
          </>
        )}
        {zoneProblem === undefined && <ProblemAlert problem={deed.problem} />}
        <Group>
          <Button
            type="submit"
            loading={deed.pending}
            disabled={draft.enabled && draft.weekdays.length === 0}
          >
            {t("account.save")}
          </Button>
        </Group>
      </Stack>
    </ReadyForm>
  );
}
