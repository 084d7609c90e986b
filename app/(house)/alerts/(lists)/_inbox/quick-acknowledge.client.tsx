"use client";
/** Takes an incident on, from the list. */
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";

export function QuickAcknowledge({ id, title }: { id: number; title: string }) {
  const t = useTranslations("alerts");
  const deed = useDeed();
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={deed.pending}
        aria-label={`${t("deeds.acknowledge")}: ${title}`}
        onClick={() =>
          void deed.run(
            () => callApi("POST", `/api/v1/incidents/${id}/acknowledge`, {}),
            t("deeds.acknowledged"),
          )
        }
      >
        {t("deeds.acknowledge")}
      </Button>
      <ProblemAlert problem={deed.problem} />
    </>
  );
}
