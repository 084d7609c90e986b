/** What an import did to the states of clients, or would do, and the way on to the roll call. */
import { Alert, Stack, Text } from "@mantine/core";
import Link from "next/link";
import type { ReactNode } from "react";
import { Card } from "@/app/_components/card";
import { exactText } from "@/app/_components/instant-text";
import { LinkButton } from "@/app/_components/link.client";
import { StateIcon } from "@/app/_components/state-badge";
import type { MemberState } from "@/lib/core/member";
import type { JudgingRollout } from "@/lib/intake/import-page-queries";
import type { ImportDetail } from "@/lib/intake/queries";
import type { ImportOutcome } from "@/lib/intake/record-outcome";
import { words } from "@/lib/platform/words";
import { importHref } from "../../_list/import-href";
import { type StateChange, signedText, stateChanges } from "../../_list/outcome-counts";
import classes from "./outcome-card.module.css";

const t = words("import");
const states = words("states");

interface OutcomeCardProps {
  found: ImportDetail;
  /** The rollout that its clients were (or would be) judged in; null where there is none. */
  rollout: JudgingRollout | null;
  mayRecord: boolean;
  /** The reader may answer that the file is only a part of the list. */
  mayBePart: boolean;
  /** The state whose newcomers are listed in `children`. */
  open: MemberState | null;
  children: ReactNode;
}

/** Renders the numbers, each a link to its clients; before anything was applied it says what would be. */
export function OutcomeCard({ found, rollout, mayRecord, mayBePart, open, children }: OutcomeCardProps) {
  const isDone = found.status === "done";
  const { outcome } = found;
  return (
    <Card
      title={t(isDone ? "outcome" : "outcomeWould")}
      aside={
        isDone &&
        rollout && (
          <LinkButton href={`/rollouts/${rollout.id}?applianceId=${found.applianceId}`}>
            {t("rollCall")}
          </LinkButton>
        )
      }
    >
      {outcome === null ? (
        <NoOutcome found={found} rollout={rollout} mayRecord={mayRecord} />
      ) : (
        <Stack gap="sm">
          <Text size="sm" c="var(--quiet)">
            {rollout === null
              ? t("outcomeWithdrawn")
              : t("outcomeOf", {
                  release: rollout.release,
                  when: exactText(rollout.installedAt, found.timeZone, "en"),
                })}
          </Text>
          <Numbers found={found} outcome={outcome} open={open} />
          <Remarks found={found} outcome={outcome} rollout={rollout} mayBePart={mayBePart} />
          {children}
        </Stack>
      )}
    </Card>
  );
}

interface NumbersProps {
  found: ImportDetail;
  outcome: ImportOutcome;
  open: MemberState | null;
}

function Numbers({ found, outcome, open }: NumbersProps) {
  return (
    <ul className={classes.numbers}>
      {stateChanges(outcome).map((change) => (
        <li key={change.state}>
          <NumberOf found={found} change={change} isOpen={open === change.state} />
        </li>
      ))}
    </ul>
  );
}

function NumberOf({ found, change, isOpen }: { found: ImportDetail; change: StateChange; isOpen: boolean }) {
  const { state, entered, left, net } = change;
  const content = (
    <>
      <span className={classes.net}>{signedText(net)}</span>
      <span className={classes.state}>
        <StateIcon state={state} size={16} />
        {states(state)}
      </span>
      {entered > 0 && left > 0 && <span className={classes.small}>{t("cameIn", { entered, left })}</span>}
    </>
  );
  const look = { className: classes.number, "data-state": state, "data-empty": net === 0 || undefined };
  if (entered === 0) return <div {...look}>{content}</div>;
  return (
    <Link
      href={importHref(found, { show: "outcome", state })}
      scroll={false}
      prefetch={false}
      aria-current={isOpen ? "page" : undefined}
      {...look}
    >
      {content}
    </Link>
  );
}

/** What the numbers rest on, where that is easily overlooked. */
function Remarks({
  found,
  outcome,
  rollout,
  mayBePart,
}: Pick<OutcomeCardProps, "found" | "rollout" | "mayBePart"> & { outcome: ImportOutcome }) {
  const isDone = found.status === "done";
  const isUnchanged = stateChanges(outcome).every(({ entered, left }) => entered === 0 && left === 0);
  const { exportedAt } = found;
  const isTooOld = rollout !== null && exportedAt !== null && exportedAt <= rollout.installedAt;
  return (
    <>
      {isUnchanged && <Text size="sm">{t(isDone ? "outcomeNoneDone" : "outcomeNone")}</Text>}
      {isTooOld && (
        <Alert color="orange" variant="light" p="xs">
          {t(found.exportedAtBasis === "stated" ? "outcomeTooOld" : "outcomeEarliest", {
            cameBy: found.cameBy,
          })}
        </Alert>
      )}
      {!found.complete && <Text size="sm">{t("outcomePart")}</Text>}
      {mayBePart && <Text size="sm">{t("outcomeIfWhole")}</Text>}
    </>
  );
}

/** No release was recorded when the file was applied, so it changed no state: what to do, or why it does not matter now. */
function NoOutcome({ found, rollout, mayRecord }: Pick<OutcomeCardProps, "found" | "rollout" | "mayRecord">) {
  const { applianceId, applianceName: appliance } = found;
  if (rollout !== null) {
    return (
      <Text size="sm">
        {found.lines === null ? t("outcomeOld") : t("outcomeLater", { release: rollout.release })}
      </Text>
    );
  }
  if (found.lines === null) return <Text size="sm">{t("outcomeOld")}</Text>;
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">{t(mayRecord ? "outcomeNoRelease" : "outcomeNoReleaseAsk", { appliance })}</Text>
      {mayRecord && (
        <LinkButton href={`/releases?applianceId=${applianceId}&record=1`}>{t("recordRelease")}</LinkButton>
      )}
    </Stack>
  );
}
