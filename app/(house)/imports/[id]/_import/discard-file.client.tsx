"use client";
/** Discards a file that waits for an answer: one of the answers to every question. */
import { Button } from "@mantine/core";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";

interface DiscardFileProps {
  importId: number;
  /** It is the answer that is most likely right. */
  isFirst?: boolean;
}

/** Nothing was applied yet, so nothing is asked again. */
export function DiscardFile({ importId, isFirst = false }: DiscardFileProps) {
  const t = useTranslations("import");
  const { pending, problem, run } = useDeed();
  return (
    <>
      <ProblemAlert problem={problem} />
      <Button
        variant={isFirst ? "filled" : "default"}
        loading={pending}
        onClick={() => void run(() => callApi("DELETE", `/api/v1/imports/${importId}`), t("discarded"))}
      >
        {t("discard")}
      </Button>
    </>
  );
}
