"use client";
/** What came of trying a feed out. */
import { Code, Group, Text } from "@mantine/core";
import { useTranslations } from "use-intl";
import { Terms } from "@/app/_components/terms";
import type { FeedTest } from "@/lib/feeds/feed-test";
import { TestOutcome } from "../../../test-outcome.client";
import { useSkewWords } from "../../_feeds/skew-words.client";

export function TestResult({ tested, running }: { tested: FeedTest | null; running: boolean }) {
  const t = useTranslations("feeds");
  return (
    <TestOutcome
      running={running ? t("deeds.testing") : null}
      outcome={tested && { ok: tested.ok, title: t(tested.ok ? "deeds.connected" : "deeds.failed") }}
    >
      {tested && (
        <>
          <Text size="sm">{tested.problem ?? tested.sentence}</Text>
          <Found tested={tested} />
        </>
      )}
    </TestOutcome>
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
