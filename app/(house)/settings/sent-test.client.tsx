"use client";
/** What came of a test message. */
import { Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { TestOutcome } from "./test-outcome.client";

/** `answer`: the other side's own words; null: it had none. */
export interface Tried {
  ok: boolean;
  answer: string | null;
}

export function SentTest({ tried, running }: { tried: Tried | null; running: boolean }) {
  const t = useTranslations("channels");
  return (
    <TestOutcome
      running={running ? t("deeds.testing") : null}
      outcome={tried && { ok: tried.ok, title: t(tried.ok ? "deeds.taken" : "deeds.refused") }}
    >
      {tried && tried.answer !== null && (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t("deeds.answer", { answer: tried.answer })}
        </Text>
      )}
    </TestOutcome>
  );
}
