/** How far a reading that is under way has come. */
import { Card, Progress, Text } from "@mantine/core";
import { percentOf } from "@/lib/core/percent";
import type { RunProgress } from "@/lib/feeds/run-progress";
import { words } from "@/lib/platform/words";

const t = words("feeds");

const phases = ["jump-client", "jumpoint", "nodes", "jump-group"] as const;

function phaseWords(phase: string): string {
  const known = phases.find((each) => each === phase);
  return known ? t(`phases.${known}`) : t("phases.other");
}

/** `progress` null: it does not tell. */
export function ReadingProgress({ progress }: { progress: RunProgress | null }) {
  const { done = null, total = null } = progress ?? {};
  const percent = done !== null && total ? percentOf(Math.min(done, total), total) : null;
  const phase = progress === null ? t("phases.other") : phaseWords(progress.phase);
  const text =
    done !== null && total !== null
      ? t("one.progress", { phase, done, total })
      : done !== null
        ? t("one.progressOpen", { phase, done })
        : phase;
  return (
    <Card withBorder p="md" bg="var(--surface)">
      <Text fw={600} mb={6}>
        {t("one.reading")}
      </Text>
      <Progress
        value={percent ?? 100}
        size="lg"
        striped={percent === null}
        animated={percent === null}
        aria-label={text}
      />
      <Text size="sm" c="var(--quiet)" mt={6}>
        {text}
      </Text>
      {progress !== null && progress.failures > 0 && (
        <Text size="sm" mt={6}>
          {t("one.unanswered", { failures: progress.failures })}
        </Text>
      )}
    </Card>
  );
}
