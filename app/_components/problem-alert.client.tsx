"use client";
/** Shows a person what the API said, in its own words. */
import { Alert, List } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useTranslations } from "use-intl";
import { ApiProblem } from "./call-api";

/** The sentence for any failure of a call: the API's own, or the catalogue's where there was no readable answer. */
export function useProblemSentence(): (problem: unknown) => string {
  const t = useTranslations("common");
  return (problem) => {
    if (!(problem instanceof ApiProblem) || problem.code === "unreachable") return t("problemUnreachable");
    return problem.detail || t("problemUnreadable", { status: problem.status });
  };
}

/** An alert with the problem's sentence and, below it, each wrong field; nothing when there is no problem. */
export function ProblemAlert({ problem }: { problem: unknown }) {
  const t = useTranslations("common");
  const sentenceOf = useProblemSentence();
  if (problem === null || problem === undefined) return null;
  const sentence = sentenceOf(problem);
  const errors = (problem instanceof ApiProblem ? problem.errors : []).filter(
    (error) => !sentence.includes(error.message),
  );
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertCircle aria-hidden />}
      title={t("problemTitle")}
      role="alert"
    >
      {sentence}
      {errors.length > 0 && (
        <List size="sm" mt="xs">
          {errors.map((error) => (
            <List.Item key={`${error.path} ${error.message}`}>{error.message}</List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
