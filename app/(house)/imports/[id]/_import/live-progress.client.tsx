"use client";
import { Alert, Group, Progress, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { ApiProblem, callApi } from "@/app/_components/call-api";
/** How far a running import is, asked every second; when it stops running the page is renewed. */
import { percentOf } from "@/lib/core/percent";
import { bytesText } from "./bytes-text";

/** What the API says of an import, as far as it moves. */
export interface Standing {
  status: string;
  takingBack: boolean;
  progress: { phase: Phase; done: number; total: number | null; unit: "bytes" | "rows" } | null;
  rows: { accepted: number; rejected: number };
  waitsFor: "disk_space" | null;
}

const phases = ["reading", "comparing", "applying", "judging"] as const;
type Phase = (typeof phases)[number];

const askEveryMs = 1_000;
const runningStatuses = ["queued", "parsing", "applying"];

/** Renders the bar; its words are read out when the step changes and every ten percent. */
export function LiveProgress({ importId, initial }: { importId: number; initial: Standing }) {
  const t = useTranslations("import");
  const { standing, lost } = useStanding(importId, initial);
  const { progress, rows, status, takingBack, waitsFor } = standing;
  const phase = phaseOf(standing);
  const done = progress?.total ? percentOf(Math.min(progress.done, progress.total), progress.total) : null;
  const known = phase === progress?.phase && done !== null;
  const percent = known ? done : 100;
  const words = takingBack
    ? t("phases.takingBack")
    : phase === null
      ? t("phases.queued")
      : t(`phases.${phase}`);
  return (
    <Stack gap="xs">
      {waitsFor === "disk_space" && (
        <Alert
          color="orange"
          variant="light"
          title={t("diskFullTitle")}
          icon={<IconAlertCircle aria-hidden />}
          role="alert"
        >
          {t("diskFull")}
        </Alert>
      )}
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{words}</Text>
        {phase !== null && !takingBack && (
          <Text size="sm" c="var(--quiet)">
            {t("step", { step: phases.indexOf(phase) + 1, steps: phases.length })}
          </Text>
        )}
      </Group>
      <Progress
        value={percent}
        size="lg"
        striped={!known}
        animated={!known}
        transitionDuration={300}
        aria-label={words}
      />
      <Group justify="space-between" gap="xs" mih="1.4em">
        <Text size="sm" c="var(--quiet)">
          {known && progress && (
            <>
              {t("percent", { percent })}
              {" · "}
              {progress.unit === "bytes"
                ? t("bytesDone", { done: bytesText(progress.done), total: bytesText(progress.total ?? 0) })
                : t("rowsDone", { done: progress.done, total: progress.total ?? 0 })}
            </>
          )}
        </Text>
        {status !== "queued" && !takingBack && (
          <Text size="sm" c="var(--quiet)">
            {t("rowsSoFar", { accepted: rows.accepted, rejected: rows.rejected })}
          </Text>
        )}
      </Group>
      <VisuallyHidden role="status" aria-live="polite">
        {known ? `${words}, ${t("percent", { percent: Math.floor(percent / 10) * 10 })}` : words}
      </VisuallyHidden>
      {lost && (
        <Alert color="orange" p="xs">
          {t("lost")}
        </Alert>
      )}
    </Stack>
  );
}

/** Judging is part of the last transaction and cannot be seen from outside: it is what is left when all rows are written. */
function phaseOf({ status, progress }: Standing): Phase | null {
  if (status === "queued" || progress === null) return null;
  const { phase, done, total } = progress;
  return phase === "applying" && total !== null && done >= total ? "judging" : phase;
}

function isGoingOn({ status, takingBack }: Standing): boolean {
  return takingBack || runningStatuses.includes(status);
}

function useStanding(importId: number, initial: Standing): { standing: Standing; lost: boolean } {
  const router = useRouter();
  const [standing, setStanding] = useState(initial);
  const [lost, setLost] = useState(false);
  const over = useRef(false);
  const shown = useRef(initial.status);
  useEffect(() => {
    over.current = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const answer = await callApi<Standing>("GET", `/api/v1/imports/${importId}`).catch(
        (problem: unknown) => {
          // Signed out or gone: the page itself says what to do.
          if (problem instanceof ApiProblem && [401, 403, 404].includes(problem.status)) router.refresh();
          return null;
        },
      );
      if (over.current) return;
      setLost(answer === null);
      if (answer) setStanding(answer);
      // The rest of the page shows the status as well.
      if (answer && answer.status !== shown.current) router.refresh();
      if (answer) shown.current = answer.status;
      if (!answer || isGoingOn(answer)) timer = setTimeout(ask, askEveryMs);
      else router.refresh();
    };
    timer = setTimeout(ask, askEveryMs);
    return () => {
      over.current = true;
      clearTimeout(timer);
    };
  }, [importId, router]);
  return { standing, lost };
}
