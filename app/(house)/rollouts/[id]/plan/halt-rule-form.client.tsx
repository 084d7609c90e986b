"use client";
/** When Rollcall holds the rollout by itself. */
import { Button, Group, NumberInput, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { Card } from "@/app/_components/card";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { HaltRule } from "@/lib/core/halt";

interface HaltRuleFormProps {
  rolloutId: number;
  /** `null`: the standard one. */
  rule: HaltRule | null;
  standard: HaltRule;
  mayChange: boolean;
}

type Draft = Record<keyof HaltRule, number | string>;
const limits = { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 } as const;
const fields = ["failedPercent", "ofLast", "silentCount"] as const;

export function HaltRuleForm({ rolloutId, rule, standard, mayChange }: HaltRuleFormProps) {
  const t = useTranslations("slots");
  const common = useTranslations("common");
  const deed = useDeed();
  const [draft, setDraft] = useState<Draft | null>(null);
  const stands = rule ?? standard;

  async function save(haltRule: HaltRule | null) {
    const done = await deed.run(
      () => callApi("PATCH", `/api/v1/rollouts/${rolloutId}`, { haltRule }),
      t("haltRule.said"),
    );
    if (done) setDraft(null);
  }

  return (
    <Card
      title={t("haltRule.title")}
      aside={
        <Text size="xs" c="var(--quiet)">
          {t(rule === null ? "haltRule.isStandard" : "haltRule.isOwn")}
        </Text>
      }
    >
      {draft === null ? (
        <Stack gap="sm">
          <Text size="sm">{t("haltRule.text", { ...stands })}</Text>
          <Text size="sm" c="var(--quiet)">
            {t("haltRule.canary")}
          </Text>
          {mayChange && (
            <Group gap="xs">
              <Button variant="default" onClick={() => setDraft({ ...stands })}>
                {t("haltRule.change")}
              </Button>
              {rule !== null && (
                <Button variant="subtle" loading={deed.pending} onClick={() => void save(null)}>
                  {t("haltRule.toStandard")}
                </Button>
              )}
            </Group>
          )}
          <ProblemAlert problem={deed.problem} />
        </Stack>
      ) : (
        <ReadyForm
          onSubmit={() => {
            void save({
              failedPercent: Number(draft.failedPercent),
              ofLast: Number(draft.ofLast),
              silentCount: Number(draft.silentCount),
            });
          }}
        >
          <Stack gap="sm">
            {fields.map((field) => (
              <NumberInput
                key={field}
                label={t(`haltRule.${field}`)}
                required
                min={1}
                max={limits[field]}
                allowDecimal={false}
                {...(field === "failedPercent" ? { suffix: " %" } : {})}
                value={draft[field]}
                onChange={(value) => setDraft({ ...draft, [field]: value })}
              />
            ))}
            <ProblemAlert problem={deed.problem} />
            <Group gap="xs">
              <Button
                type="submit"
                loading={deed.pending}
                disabled={fields.some((field) => draft[field] === "")}
              >
                {common("save")}
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  deed.forget();
                  setDraft(null);
                }}
              >
                {common("cancel")}
              </Button>
            </Group>
          </Stack>
        </ReadyForm>
      )}
    </Card>
  );
}
