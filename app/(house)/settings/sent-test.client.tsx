"use client";
/** What came of a test message; read out when it is there. */
import { Alert, Group, Loader, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";

/** `answer`: the other side's own words; null: it had none. */
export interface Tried {
  ok: boolean;
  answer: string | null;
}

export function SentTest({ tried, running }: { tried: Tried | null; running: boolean }) {
  const t = useTranslations("channels");
  // The region stands before anything is in it: only then is what comes into it read out.
  return (
    <div role="status">
      {running && (
        <Group gap="xs" mt="md">
          <Loader size="xs" aria-hidden />
          <Text size="sm">{t("deeds.testing")}</Text>
        </Group>
      )}
      {tried && (
        <Alert
          color={tried.ok ? "teal" : "orange"}
          variant="light"
          mt="md"
          icon={tried.ok ? <IconCircleCheck aria-hidden /> : <IconCircleX aria-hidden />}
        >
          <Text size="sm" fw={650}>
            {t(tried.ok ? "deeds.taken" : "deeds.refused")}
          </Text>
          {tried.answer !== null && (
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {t("deeds.answer", { answer: tried.answer })}
            </Text>
          )}
        </Alert>
      )}
    </div>
  );
}
