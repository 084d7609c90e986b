"use client";
/** The history of an item, in a dialog: what people did, when it was flagged, what closed it. */
import { Button, Loader, Stack, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { Dialog } from "@/app/_components/dialog.client";
import { TextLink } from "@/app/_components/link.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { When } from "@/app/_components/when.client";
import { readCause } from "@/lib/core/causes";
import type { MemberState } from "@/lib/core/member";
import { historyTitle, historyWords } from "./history-words";
import classes from "./work.module.css";

interface HistoryEvent {
  id: number | null;
  deed: string;
  at: string;
  by: string;
  detail: Record<string, unknown>;
  state: MemberState | null;
  reason: { sentence: string } | null;
  cause: string | null;
}

export interface HistoryOf {
  id: number;
  name: string;
  timeZone: string;
}

export function HistoryButton({ of }: { of: HistoryOf }) {
  const t = useTranslations("work.history");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconHistory size={14} aria-hidden />}
        aria-label={t("of", { name: of.name })}
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
      >
        {t("button")}
      </Button>
      <Dialog opened={opened} onClose={() => setOpened(false)} title={t("of", { name: of.name })}>
        {opened && <History of={of} />}
      </Dialog>
    </>
  );
}

function History({ of: { id, timeZone } }: { of: HistoryOf }) {
  const t = useTranslations("work");
  const [events, setEvents] = useState<HistoryEvent[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    let wanted = true;
    callApi<{ history: HistoryEvent[] }>("GET", `/api/v1/work-items/${id}`)
      .then(({ history }) => wanted && setEvents(history))
      .catch((thrown: unknown) => wanted && setProblem(thrown));
    return () => {
      wanted = false;
    };
  }, [id]);
  if (problem !== null) return <ProblemAlert problem={problem} />;
  if (events === null)
    return (
      <Text size="sm" c="var(--quiet)" role="status">
        <Loader size={12} mr={6} />
        {t("history.looking")}
      </Text>
    );
  if (events.length === 0) return <Text size="sm">{t("history.empty")}</Text>;
  return (
    <Stack component="ol" gap="sm" className={classes.history}>
      {events.map((event) => (
        <li key={`${event.id} ${event.deed} ${event.at}`}>
          <Text size="sm" fw={600}>
            {historyTitle(t, event)}
          </Text>
          <Words event={event} />
          <Text component="div" size="xs" c="var(--quiet)">
            <When at={Date.parse(event.at)} zone={timeZone} as="both" />
          </Text>
        </li>
      ))}
    </Stack>
  );
}

function Words({ event: { detail, reason, cause } }: { event: HistoryEvent }) {
  const words = reason?.sentence ?? historyWords(detail);
  return (
    <>
      {words && (
        <Text size="sm" c="var(--quiet)">
          {words}
        </Text>
      )}
      {cause !== null && <Cause cause={cause} />}
    </>
  );
}

/** What brought it about; an import or a feed is a link to it. */
function Cause({ cause }: { cause: string }) {
  const t = useTranslations("work.history");
  const causes = useTranslations("causes");
  const read = readCause(cause);
  const text = t("cause", { cause: read ? causes(read.form, { id: read.id, by: read.by }) : cause });
  const place = read?.form === "import" ? "/imports" : read?.form === "feed" ? "/settings/feeds" : null;
  if (read === null || place === null)
    return (
      <Text size="xs" c="var(--quiet)">
        {text}
      </Text>
    );
  return (
    <TextLink href={`${place}/${read.id}`} prefetch={false} size="xs" underline="always">
      {text}
    </TextLink>
  );
}
