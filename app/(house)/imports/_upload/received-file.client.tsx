"use client";
/** What becomes of a file that was received: asked until nothing more happens to it by itself. */
import { Anchor, Text } from "@mantine/core";
import Link from "next/link";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { callApi } from "@/app/_components/call-api";
import type { MemberState } from "@/lib/core/member";
import { importHref } from "../_list/import-href";
import { type Doubt, leadingDoubt } from "../_list/leading-doubt";
import { signedText, stateChanges } from "../_list/outcome-counts";

/** What the API says of it, as far as it is shown. */
interface Standing {
  status: string;
  question: { kind: QuestionKind; reasons?: { code: Doubt }[] } | null;
  problem: { detail: string } | null;
  outcome: {
    rolloutId: number;
    counts: Partial<Record<MemberState, { entered: number; left: number }>>;
  } | null;
}
type QuestionKind = "mapping" | "date_order" | "time_zone" | "exported_at" | "other_list" | "confirmation";

const askEveryMs = 1_500;
const runningStatuses = ["queued", "parsing", "applying"];

/** Renders one line: being read, what it did, what it asks, or why it could not be used. */
export function ReceivedFile({ importId, applianceId }: { importId: number; applianceId: number }) {
  const t = useTranslations("imports");
  const standing = useStanding(importId);
  const href = importHref({ id: importId, applianceId });
  const isAsking = standing?.status === "needs_mapping" || standing?.status === "needs_confirmation";
  return (
    <Text size="sm" mt={4}>
      <Told standing={standing} />{" "}
      <Anchor component={Link} href={href} size="sm" underline="always" {...(isAsking && { fw: 600 })}>
        {isAsking ? t("answer") : t("openImport", { id: String(importId) })}
      </Anchor>
    </Text>
  );
}

function Told({ standing }: { standing: Standing | null }) {
  const t = useTranslations("imports");
  const states = useTranslations("states");
  if (standing === null || runningStatuses.includes(standing.status)) return t("readingFile");
  const { status, question, problem, outcome } = standing;
  if (question !== null) return t(`asks.${leadingDoubt(question.reasons ?? []) ?? question.kind}`);
  if (problem !== null) return t("failedRead", { sentence: problem.detail });
  if (status !== "done") return t("statuses.cancelled");
  const changes = outcome === null ? [] : stateChanges(outcome).filter(({ net }) => net !== 0);
  const parts = changes.map(({ state, net }) =>
    t("outcomePart", { net: signedText(net), state: states(state).toLowerCase() }),
  );
  return `${t("statuses.done")}: ${parts.length === 0 ? t("noStates") : parts.join(", ")}.`;
}

/** Null until the first answer. */
function useStanding(importId: number): Standing | null {
  const [standing, setStanding] = useState<Standing | null>(null);
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const ask = async () => {
      const answer = await callApi<Standing>("GET", `/api/v1/imports/${importId}`).catch(() => null);
      if (over) return;
      if (answer) setStanding(answer);
      if (!answer || runningStatuses.includes(answer.status)) timer = setTimeout(ask, askEveryMs);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [importId]);
  return standing;
}
