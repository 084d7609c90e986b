"use client";
/** What came of trying a feed out; read out when it is there. */
import { Alert, Code, Group, Loader, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { Terms } from "@/app/_components/terms";
import type { FeedTest } from "@/lib/feeds/feed-test";
import { useSkewWords } from "../../_feeds/skew-words.client";

export function TestResult({ tested, running }: { tested: FeedTest | null; running: boolean }) {
  const t = useTranslations("feeds");
  // The region stands before anything is in it: only then is what comes into it read out.
  return (
    <div role="status">
      {running && (
        <Group gap="xs" mt="md">
          <Loader size="xs" aria-hidden />
          <Text size="sm">{t("deeds.testing")}</Text>
        </Group>
      )}
      {tested && (
        <Alert
          color={tested.ok ? "teal" : "orange"}
          variant="light"
          mt="md"
          icon={tested.ok ? <IconCircleCheck aria-hidden /> : <IconCircleX aria-hidden />}
        >
          <Stack gap="xs">
            <Text size="sm" fw={650}>
              {t(tested.ok ? "deeds.connected" : "deeds.failed")}
            </Text>
            <Text size="sm">{tested.problem ?? tested.sentence}</Text>
            <Found tested={tested} />
          </Stack>
        </Alert>
      )}
    </div>
  );
}

function Found({ tested: { ok, apiVersion, permissions, skewMs } }: { tested: FeedTest }) {
  const t = useTranslations("feeds");
  const skewWords = useSkewWords();
  const terms = [
    ...(apiVersion === null ? [] : [[t("deeds.apiVersion"), apiVersion] as const]),
    ...(skewMs === null ? [] : [[t("deeds.clock"), skewWords(skewMs)] as const]),
    // Whoever could not be asked has told nothing of permissions.
    ...(permissions === null || (!ok && apiVersion === null)
      ? []
      : [[t("deeds.permissions"), <Permissions key="may" permissions={permissions} />] as const]),
  ];
  return terms.length > 0 && <Terms terms={terms} />;
}

/** By the other side's own names. */
export function Permissions({ permissions }: { permissions: Readonly<Record<string, string>> }) {
  return (
    <Group gap={6}>
      {Object.entries(permissions).map(([name, value]) => (
        <Code key={name}>
          {name}: {value}
        </Code>
      ))}
    </Group>
  );
}
