"use client";
/** A deed that can be undone: done over the API, followed where it takes long, said, and undone from the notice. */
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "../call-api";
import { notify } from "../notices.client";
import { useProblemSentence } from "../problem-alert.client";
import { askMany, type ManyAnswer, type ManyPath, type Which } from "./ask-many";

interface Many {
  pending: boolean;
  problem: unknown;
  /** How far one that takes long has come. */
  progress: { done: number; clients: number } | null;
  forget(): void;
  /** One that answers with the batch it is undone by. True when it went well. */
  one(call: () => Promise<{ batchId: number }>, said: string): Promise<boolean>;
  /** `said`: what is said of so many that were changed. */
  many(
    path: ManyPath,
    which: Which,
    body: Record<string, unknown>,
    said: (count: number) => string,
  ): Promise<boolean>;
}

interface BatchState {
  status: string;
  clients: number;
  left: number;
  changed: number;
  skipped: { sentence: string; clients: number }[];
}

const lookEveryMs = 1_000;

export function useMany(): Many {
  const t = useTranslations("many");
  const common = useTranslations("common");
  const sentenceOf = useProblemSentence();
  const router = useRouter();
  const [running, setRunning] = useState(false);
  const [renewing, startRenewing] = useTransition();
  const [problem, setProblem] = useState<unknown>(null);
  const [progress, setProgress] = useState<Many["progress"]>(null);
  const close = common("close");
  const renew = () => startRenewing(() => router.refresh());

  async function undo(batchIds: readonly number[]): Promise<void> {
    try {
      let kept = 0;
      for (const id of batchIds) {
        const answer = await callApi<{ kept?: number }>("POST", `/api/v1/batches/${id}/undo`);
        kept += answer.kept ?? 0;
        if (answer.kept === undefined) await follow(id, () => undefined);
      }
      void notify({ message: kept === 0 ? t("undone") : t("undoneSome", { kept }), close });
    } catch (thrown) {
      void notify({ message: sentenceOf(thrown), color: "red", close });
    }
    renew();
  }

  function say(message: string, batchIds: readonly number[]): void {
    const action = { label: t("undo"), run: () => void undo(batchIds) };
    void notify({ message, close, autoClose: 12_000, ...(batchIds.length > 0 ? { action } : {}) });
  }

  async function run(work: () => Promise<void>): Promise<boolean> {
    setRunning(true);
    setProblem(null);
    try {
      await work();
    } catch (thrown) {
      setProblem(thrown);
      return false;
    } finally {
      setRunning(false);
      setProgress(null);
    }
    renew();
    return true;
  }

  /** A job answers when it is through. */
  async function whole(answer: ManyAnswer): Promise<Pick<ManyAnswer, "id" | "changed" | "skipped">> {
    if (answer.status !== "queued" || answer.id === null) return answer;
    const { changed, skipped } = await follow(answer.id, setProgress);
    return { id: answer.id, changed, skipped: skipped.map((each) => ({ ...each, examples: [] })) };
  }

  function sayMany(
    answers: readonly Pick<ManyAnswer, "id" | "changed" | "skipped">[],
    said: (count: number) => string,
  ) {
    const changed = answers.reduce((sum, answer) => sum + answer.changed, 0);
    const skipped = answers.flatMap((answer) => answer.skipped);
    const left = skipped.reduce((sum, { clients }) => sum + clients, 0);
    const words = changed === 0 ? t("nothing") : said(changed);
    const message =
      left === 0 ? words : t("skippedToo", { said: words, count: left, why: skipped[0]?.sentence ?? "" });
    say(
      message,
      answers.flatMap(({ id }) => (id === null ? [] : [id])),
    );
  }

  return {
    pending: running || renewing,
    problem,
    progress,
    forget: () => setProblem(null),
    one: (call, said) => run(async () => say(said, [(await call()).batchId])),
    many: (path, which, body, said) =>
      run(async () => sayMany(await Promise.all((await askMany(path, which, body)).map(whole)), said)),
  };
}

/** Looks every second until it is through. */
async function follow(id: number, onProgress: (progress: Many["progress"]) => void): Promise<BatchState> {
  for (;;) {
    const batch = await callApi<BatchState>("GET", `/api/v1/batches/${id}`);
    if (batch.status === "done" || batch.status === "undone" || batch.status === "failed") return batch;
    onProgress({ done: batch.clients - batch.left, clients: batch.clients });
    await new Promise((next) => setTimeout(next, lookEveryMs));
  }
}
