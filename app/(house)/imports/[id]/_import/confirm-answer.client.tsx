"use client";
/** Answers whether a file is to be applied: as the whole list, as a part of it, or not at all. */
import { Button, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import { ProblemAlert } from "@/app/_components/problem-alert.client";
import { useDeed } from "@/app/_components/use-deed.client";
import type { CameBy } from "@/lib/intake/came-by";
import classes from "./answer-list.module.css";
import type { AllMeans, ConfirmAnswerKind } from "./confirm-answers";

interface ConfirmAnswerProps {
  importId: number;
  appliance: string;
  /** In their order; the first is the one to be taken. */
  answers: readonly ConfirmAnswerKind[];
  allMeans: AllMeans;
  cameBy: CameBy;
}

function bodyOf(answer: ConfirmAnswerKind, allMeans: AllMeans): { confirmed: boolean; complete?: boolean } {
  if (answer === "discard") return { confirmed: false };
  if (answer === "part") return { confirmed: true, complete: false };
  return allMeans === "whole" ? { confirmed: true, complete: true } : { confirmed: true };
}

/** Renders a button for each, with what it means beside it. */
export function ConfirmAnswer({ importId, appliance, answers, allMeans, cameBy }: ConfirmAnswerProps) {
  const t = useTranslations("import");
  const [given, setGiven] = useState<ConfirmAnswerKind | null>(null);
  const { pending, problem, run } = useDeed();
  const allWords = {
    whole: [t("confirmWhole"), t("confirmWholeHint")],
    rest: [t("confirmRest"), t("confirmRestHint")],
    elsewhere: [t("confirmElsewhere", { appliance }), ""],
    plain: [t("confirmYes"), ""],
  } as const;
  const wordsOf = {
    part: [t("confirmPart"), t("confirmPartHint")],
    all: allWords[allMeans],
    discard: [t("discard"), t("confirmDiscardHint", { cameBy })],
  } as const;
  return (
    <Stack gap="sm">
      <ProblemAlert problem={problem} />
      <ul className={classes.answers}>
        {answers.map((answer, place) => (
          <li key={answer} className={classes.answer}>
            <Button
              variant={place === 0 ? "filled" : "default"}
              loading={pending && given === answer}
              disabled={pending && given !== answer}
              onClick={() => {
                setGiven(answer);
                const call = () =>
                  callApi("POST", `/api/v1/imports/${importId}/confirmation`, bodyOf(answer, allMeans));
                void run(call, t(answer === "discard" ? "discarded" : "confirmed"));
              }}
            >
              {wordsOf[answer][0]}
            </Button>
            <Text size="sm" c="var(--quiet)">
              {wordsOf[answer][1]}
            </Text>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
