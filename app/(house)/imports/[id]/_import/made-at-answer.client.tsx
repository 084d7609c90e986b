"use client";
/** Answers when a list was made. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useLocale, useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { useClock } from "@/app/_components/clock.client";
import { exactText } from "@/app/_components/instant-text";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { ReadyForm } from "@/app/_components/ready-form.client";
import { useDeed } from "@/app/_components/use-deed.client";
import { ZonedInput } from "@/app/_components/zoned-input.client";
import { instantOfLocal, localOfInstant } from "@/app/_components/zoned-time";
import { DiscardFile } from "./discard-file.client";

interface MadeAtAnswerProps {
  importId: number;
  /** The appliance's zone, in which the time is typed. */
  zone: string;
  /** The time in the file's name, epoch milliseconds; null: there is none. */
  proposal: number | null;
}

/** The page's clock moves in steps, and "now" must not lie after it. */
const clockStepMs = 60_000;

/** Renders the field, empty at first. */
export function MadeAtAnswer({ importId, zone, proposal }: MadeAtAnswerProps) {
  const t = useTranslations("import");
  const locale = useLocale();
  const [local, setLocal] = useState("");
  const { pending, problem, run } = useDeed();
  const now = useClock();
  const reading = instantOfLocal(local, zone);
  const isFuture = reading !== null && now !== null && reading.at > now + clockStepMs;
  return (
    <ReadyForm
      onSubmit={() => {
        if (reading === null) return;
        const answer = { exportedAt: new Date(reading.at).toISOString() };
        void run(() => callApi("POST", `/api/v1/imports/${importId}/mapping`, answer), t("answered"));
      }}
    >
      <Stack gap="md">
        {proposal !== null && (
          <Group gap="sm">
            <Text size="sm">
              {t("madeAtProposal", { at: `${exactText(proposal, zone, locale)} (${zone})` })}
            </Text>
            <Button
              variant="light"
              size="compact-sm"
              onClick={() => setLocal(localOfInstant(proposal, zone))}
            >
              {t("madeAtUse")}
            </Button>
          </Group>
        )}
        <div style={{ maxWidth: "26rem" }}>
          <ZonedInput label={t("madeAtLabel")} zone={zone} value={local} onChange={setLocal} required />
          {isFuture && (
            <Text size="sm" c="red" role="alert">
              {t("madeAtFuture")}
            </Text>
          )}
        </div>
        <ProblemAlert problem={problem} />
        <Group gap="xs">
          <Button type="submit" loading={pending} disabled={reading === null || isFuture}>
            {t("madeAtGo")}
          </Button>
          <DiscardFile importId={importId} />
        </Group>
      </Stack>
    </ReadyForm>
  );
}
