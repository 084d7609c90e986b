/** What needs somebody on this appliance, most pressing first, each with the way to it. */
import { Group, Text } from "@mantine/core";
import {
  IconAlertTriangleFilled,
  IconArchive,
  IconCircleCheck,
  IconClockHour4,
  IconClockQuestion,
  IconFileAlert,
  IconFileImport,
  IconFileUnknown,
  IconPlayerPause,
  IconTool,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { clientsHref } from "@/app/_components/clients-href";
import { TextLink } from "@/app/_components/link.client";
import type { MemberState } from "@/lib/core/member";
import { words } from "@/lib/platform/words";
import type { ApplianceAtGlance, ImportAtHand } from "@/lib/rollout/overview-queries";
import classes from "./attention.module.css";

const t = words("overview");
const reasonWord = words("reasonTitles");

interface Item {
  key: string;
  tone: MemberState;
  icon: ReactNode;
  sentence: ReactNode;
  href: string;
  action: string;
}

/** Renders the list; when there is nothing it says so, with what is expected next. */
export function Attention({ glance }: { glance: ApplianceAtGlance }) {
  const items = [...glance.imports.map(importItem), ...rolloutItems(glance)];
  if (items.length === 0) {
    if (!glance.rollout || glance.rollout.cohort + glance.rollout.late === 0) return null;
    return (
      <Group gap="xs" wrap="nowrap">
        <IconCircleCheck size={18} aria-hidden className={classes.calm} data-state="checked_in" />
        <Text size="sm">{t("nothing", { dueSoon: glance.rollout.dueSoon })}</Text>
      </Group>
    );
  }
  return (
    <ul className={classes.list} aria-label={t("attention")}>
      {items.map(({ key, tone, icon, sentence, href, action }) => (
        <li key={key} className={classes.item} data-state={tone}>
          <span className={classes.icon}>{icon}</span>
          <Text component="span" size="sm" className={classes.sentence}>
            {sentence}
          </Text>
          <TextLink href={href} size="sm" className={classes.action}>
            {action}
          </TextLink>
        </li>
      ))}
    </ul>
  );
}

function rolloutItems({ rollout, superseded, appliance }: ApplianceAtGlance): Item[] {
  const items: Item[] = [];
  if (rollout?.status === "held") {
    items.push({
      key: "held",
      tone: "overdue",
      icon: <IconPlayerPause size={17} aria-hidden />,
      sentence: t("held", { reason: rollout.heldReason ?? "none" }),
      href: `/rollouts/${rollout.id}`,
      action: t("toRollout"),
    });
  }
  if (rollout && isGoing(rollout.status)) {
    const { overdue, needs_redeployment } = rollout.counts;
    if (overdue > 0) {
      items.push({
        key: "overdue",
        tone: "overdue",
        icon: <IconAlertTriangleFilled size={17} aria-hidden />,
        sentence: t("overdue", { count: overdue }),
        href: clientsHref({ rolloutId: rollout.id, state: "overdue", sort: "dueAt" }),
        action: t("seeThem"),
      });
    }
    if (needs_redeployment > 0) {
      items.push({
        key: "redeploy",
        tone: "needs_redeployment",
        icon: <IconTool size={17} aria-hidden />,
        sentence: (
          <>
            {t("redeploy", { count: needs_redeployment })}{" "}
            <span className={classes.reasons}>
              {rollout.redeployments
                .map(({ code, members }) => `${reasonWord(code)}: ${members.toLocaleString("en")}`)
                .join(" · ")}
            </span>
          </>
        ),
        href: clientsHref({ rolloutId: rollout.id, state: "needs_redeployment" }),
        action: t("seeThem"),
      });
    }
    if (rollout.unknownSinceDue > 0) {
      items.push({
        key: "unknown",
        tone: "waiting",
        icon: <IconClockQuestion size={17} aria-hidden />,
        sentence: t("unknownSinceDue", { count: rollout.unknownSinceDue }),
        href: `/imports?applianceId=${appliance.id}`,
        action: t("dropExport"),
      });
    }
    if (items.length > 0 && rollout.dueSoon > 0) {
      items.push({
        key: "soon",
        tone: "waiting",
        icon: <IconClockHour4 size={17} aria-hidden />,
        sentence: t("dueSoon", { count: rollout.dueSoon }),
        href: clientsHref({ rolloutId: rollout.id, state: "waiting", sort: "dueAt" }),
        action: t("seeThem"),
      });
    }
  }
  if (superseded) {
    items.push({
      key: "superseded",
      tone: "excluded",
      icon: <IconArchive size={17} aria-hidden />,
      sentence: t("superseded", { version: superseded.version, count: superseded.behind }),
      href: `/rollouts/${superseded.rolloutId}`,
      action: t("toRollout"),
    });
  }
  return items;
}

function importItem({ id, status, fileName }: ImportAtHand): Item {
  const link = { key: `import ${id}`, href: `/imports/${id}` };
  if (status === "needs_mapping" || status === "needs_confirmation") {
    return {
      ...link,
      tone: "overdue",
      icon: <IconFileUnknown size={17} aria-hidden />,
      sentence: t(status, { file: fileName }),
      action: t("answer"),
    };
  }
  if (status === "failed") {
    return {
      ...link,
      tone: "needs_redeployment",
      icon: <IconFileAlert size={17} aria-hidden />,
      sentence: t("importFailed", { file: fileName }),
      action: t("seeWhy"),
    };
  }
  return {
    ...link,
    tone: "upgrading",
    icon: <IconFileImport size={17} aria-hidden />,
    sentence: t("importRunning", { file: fileName }),
    action: t("watch"),
  };
}

function isGoing(status: string): boolean {
  return status === "open" || status === "held" || status === "opening";
}
