"use client";
/** Confirms or discards a file that would change much. */
import { Button, Group, Stack } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";

/** Renders the two answers. */
export function ConfirmAnswer({ importId }: { importId: number }) {
  const t = useTranslations("import");
  const [asked, setAsked] = useState<boolean | null>(null);
  const { pending, problem, run } = useDeed();
  const answer = (confirmed: boolean) => {
    setAsked(confirmed);
    const call = () => callApi("POST", `/api/v1/imports/${importId}/confirmation`, { confirmed });
    void run(call, t(confirmed ? "confirmed" : "discarded"));
  };
  return (
    <Stack gap="sm">
      <ProblemAlert problem={problem} />
      <Group gap="xs">
        <Button
          onClick={() => answer(true)}
          loading={pending && asked === true}
          disabled={pending && asked !== true}
        >
          {t("confirmYes")}
        </Button>
        <Button
          variant="default"
          onClick={() => answer(false)}
          loading={pending && asked === false}
          disabled={pending && asked !== false}
        >
          {t("confirmNo")}
        </Button>
      </Group>
    </Stack>
  );
}
