"use client";
/** Withdraws an announced upgrade, or says what became of it. */
import { Button, Group } from "@mantine/core";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { LinkButton } from "@/app/_components/link.client";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";

interface WindowDeedsProps {
  window: { id: number; applianceId: number; status: string };
}

export function WindowDeeds({ window: { id, applianceId, status } }: WindowDeedsProps) {
  const t = useTranslations("alerts");
  const deed = useDeed();
  const path = `/api/v1/upgrade-windows/${id}`;
  const isOver = status === "asked";
  if (!isOver && status !== "going" && status !== "coming") return null;
  return (
    <>
      <Group gap="xs" mt="xs">
        {status !== "coming" && (
          <LinkButton size="compact-sm" href={`/releases?applianceId=${applianceId}`}>
            {t("upgrades.record")}
          </LinkButton>
        )}
        {status !== "coming" && (
          <Button
            size="compact-sm"
            variant="default"
            loading={deed.pending}
            onClick={() =>
              void deed.run(
                () => callApi("POST", `${path}/answer`, { answer: "not_installed" }),
                t("upgrades.answered"),
              )
            }
          >
            {t("upgrades.notInstalled")}
          </Button>
        )}
        {!isOver && (
          <Button
            size="compact-sm"
            variant="default"
            loading={deed.pending}
            onClick={() => void deed.run(() => callApi("DELETE", path), t("upgrades.withdrawn"))}
          >
            {t("upgrades.withdraw")}
          </Button>
        )}
      </Group>
      <ProblemAlert problem={deed.problem} />
    </>
  );
}
