"use client";
/** What is done with a hand-over: copy it, print it, mark it as read. */
import { Button, CopyButton, Group } from "@mantine/core";
import { IconCheck, IconChecks, IconCopy, IconPrinter } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import classes from "./handover-deeds.module.css";

/** `until`: what the page shows ends there; what happens later is told the next time. */
export function HandoverDeeds({ text, until }: { text: string; until: string }) {
  const t = useTranslations("digest");
  const deed = useDeed();
  return (
    <Group gap="xs" className={classes.deeds ?? ""}>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button
            variant="default"
            size="xs"
            onClick={copy}
            leftSection={copied ? <IconCheck size={15} aria-hidden /> : <IconCopy size={15} aria-hidden />}
          >
            {t(copied ? "handover.copied" : "handover.copy")}
          </Button>
        )}
      </CopyButton>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconPrinter size={15} aria-hidden />}
        onClick={() => window.print()}
      >
        {t("handover.print")}
      </Button>
      <Button
        size="xs"
        leftSection={<IconChecks size={15} aria-hidden />}
        loading={deed.pending}
        onClick={() =>
          void deed.run(() => callApi("POST", "/api/v1/handover", { until }), t("handover.marked"))
        }
      >
        {t("handover.markRead")}
      </Button>
      <ProblemAlert problem={deed.problem} />
    </Group>
  );
}
