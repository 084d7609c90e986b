/** What an import did, or asks, or why it could not be used, in short. */
import { Text } from "@mantine/core";
import { Fragment } from "react";
import { TextLink } from "@/app/_components/link.client";
import { explainProblem } from "@/lib/intake/explain-import";
import type { ImportBrief } from "@/lib/intake/import-page-queries";
import { changeKinds, type ImportRow } from "@/lib/intake/queries";
import type { ImportOutcome } from "@/lib/intake/record-outcome";
import type { ImportDiff } from "@/lib/intake/store";
import { words } from "@/lib/platform/words";
import { importHref } from "./import-href";
import { leadingDoubt } from "./leading-doubt";
import { signedText, stateChanges } from "./outcome-counts";

const t = words("imports");
const states = words("states");
const common = words("common");

interface ListedOutcomeProps {
  row: ImportRow;
  brief: ImportBrief | undefined;
}

/** Renders numbers that are links, a question with its link, or a sentence. */
export function ListedOutcome({ row, brief }: ListedOutcomeProps) {
  const { status, problem, diff, cameBy } = row;
  if (status === "failed") {
    return (
      <Text size="sm" lineClamp={3}>
        {problem && explainProblem(problem, cameBy)}
      </Text>
    );
  }
  if (status === "needs_mapping" || status === "needs_confirmation")
    return <Question row={row} brief={brief} />;
  if (status !== "done") return t("noRows");
  return (
    <>
      {brief?.outcome && <StatesChanged row={row} outcome={brief.outcome} />}
      {diff && <Differences row={row} diff={diff} />}
    </>
  );
}

function Question({ row, brief }: ListedOutcomeProps) {
  const question = brief?.question;
  if (!question) return t("noRows");
  const doubt = question.kind === "confirmation" ? leadingDoubt(question.reasons) : undefined;
  return (
    <Text size="sm">
      {t(`asks.${doubt ?? question.kind}`)}{" "}
      <TextLink href={importHref(row)} size="sm" fw={600} underline="always" prefetch={false}>
        {t("answer")}
      </TextLink>
    </Text>
  );
}

function StatesChanged({ row, outcome }: { row: ImportRow; outcome: ImportOutcome }) {
  const changes = stateChanges(outcome).filter(({ net }) => net !== 0);
  if (changes.length === 0) return <Text size="sm">{t("noStates")}</Text>;
  return (
    <Text size="sm">
      {changes.map(({ state, net, entered }, place) => {
        const text = t("outcomePart", { net: signedText(net), state: states(state).toLowerCase() });
        return (
          <Fragment key={state}>
            {place > 0 && ", "}
            {entered > 0 ? (
              <TextLink
                href={importHref(row, { show: "outcome", state })}
                size="sm"
                underline="always"
                prefetch={false}
              >
                {text}
              </TextLink>
            ) : (
              text
            )}
          </Fragment>
        );
      })}
    </Text>
  );
}

function Differences({ row, diff }: { row: ImportRow; diff: ImportDiff }) {
  const parts = changeKinds
    .map((change) => ({ change, count: (change === "duplicate" ? diff.duplicates : diff[change]) ?? 0 }))
    .filter(({ count }) => count > 0);
  return (
    <Text size="xs" c="var(--quiet)">
      {parts.length === 0
        ? t("noChange")
        : parts.map(({ change, count }, place) => (
            <Fragment key={change}>
              {place > 0 && ", "}
              <TextLink
                href={importHref(row, { show: change })}
                size="xs"
                underline="always"
                prefetch={false}
              >
                {`${common("number", { value: count })} ${t(`changes.${change}`).toLowerCase()}`}
              </TextLink>
            </Fragment>
          ))}
    </Text>
  );
}
