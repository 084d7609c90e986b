"use client";
/** What a deed would change, and whom it would leave out, before it is done. */
import { List, Loader, Progress, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { ProblemAlert } from "../problem-alert.client";
import { askMany, type ManyAnswer, type ManyPath, type Which } from "./ask-many";

interface WhatWouldChangeProps {
  path: ManyPath;
  which: Which;
  body: Record<string, unknown>;
}

const typingMs = 400;
const shownNames = 5;

export function WhatWouldChange({ path, which, body }: WhatWouldChangeProps) {
  const t = useTranslations("many");
  const [answers, setAnswers] = useState<ManyAnswer[] | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  const key = JSON.stringify([path, which, body]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew when anything is asked differently
  useEffect(() => {
    let wanted = true;
    const tell = (found: ManyAnswer[], thrown: unknown) => {
      if (!wanted) return;
      setAnswers(found);
      setProblem(thrown);
    };
    const timer = setTimeout(() => {
      askMany(path, which, { ...body, preview: true })
        .then((found) => tell(found, null))
        .catch((thrown: unknown) => tell([], thrown));
    }, typingMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [key]);
  if (problem !== null) return <ProblemAlert problem={problem} />;
  if (answers === null)
    return (
      <Text size="sm" c="var(--quiet)" role="status">
        <Loader size={12} mr={6} />
        {t("looking")}
      </Text>
    );
  const skipped = answers.flatMap((answer) => answer.skipped);
  const unknown = answers.flatMap(({ unknownHosts }) => unknownHosts);
  const ambiguous = answers.flatMap(({ ambiguousHosts }) => ambiguousHosts);
  return (
    <div role="status">
      <Text size="sm" fw={600}>
        {t("willChange", { count: answers.reduce((sum, answer) => sum + answer.changed, 0) })}
      </Text>
      <List size="sm" mt={4}>
        {skipped.map(({ sentence, clients, examples }) => (
          <List.Item key={sentence}>
            {t("skipped", { count: clients, why: sentence })} {namesOf(examples.map(({ name }) => name))}
          </List.Item>
        ))}
        {unknown.length > 0 && (
          <List.Item>
            {t("unknownHosts", { count: unknown.length })} {namesOf(unknown)}
          </List.Item>
        )}
        {ambiguous.length > 0 && (
          <List.Item>
            {t("ambiguousHosts", { count: ambiguous.length })} {namesOf(ambiguous)}
          </List.Item>
        )}
      </List>
      {answers.some(({ changed }) => changed > 0) && (
        <Text size="sm" c="var(--quiet)" mt={4}>
          {answers[0]?.undo}
        </Text>
      )}
    </div>
  );
}

function namesOf(names: readonly string[]) {
  if (names.length === 0) return null;
  const more = names.length > shownNames ? " …" : "";
  return (
    <Text span size="sm" c="var(--quiet)">
      ({names.slice(0, shownNames).join(", ")}
      {more})
    </Text>
  );
}

/** How far a deed that takes long has come. */
export function ManyProgress({ progress }: { progress: { done: number; clients: number } | null }) {
  const t = useTranslations("many");
  if (progress === null) return null;
  const { done, clients } = progress;
  return (
    <div role="status">
      <Text size="sm">{t("progress", { done, clients })}</Text>
      <Progress value={(done / Math.max(1, clients)) * 100} aria-label={t("progress", { done, clients })} />
    </div>
  );
}
