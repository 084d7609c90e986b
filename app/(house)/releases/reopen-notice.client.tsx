"use client";
/** Lets a release that was noticed and dismissed wait for a person again. Nothing is recorded by that, so nothing is asked first. */
import { Button, Stack } from "@mantine/core";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";

export function ReopenNotice({ id, version }: { id: number; version: string }) {
  const t = useTranslations("proposals");
  const deed = useDeed();
  return (
    <Stack gap={4} align="flex-end">
      <Button
        size="xs"
        variant="default"
        loading={deed.pending}
        aria-label={t("reopenNamed", { version })}
        onClick={() =>
          void deed.run(
            () => callApi("POST", `/api/v1/release-proposals/${id}`, { decision: "reopen" }),
            t("reopened", { version }),
          )
        }
      >
        {t("reopen")}
      </Button>
      <ProblemAlert problem={deed.problem} />
    </Stack>
  );
}
