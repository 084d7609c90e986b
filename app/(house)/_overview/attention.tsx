/** What needs somebody on this appliance, most pressing first, each with what to do and the way to it. */
import { Group, Text } from "@mantine/core";
import { IconCircleCheck, IconClockHour4, IconLock } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { TextLink } from "@/app/_components/link.client";
import type { Need, Verdict } from "@/lib/core/attention";
import { instantWords } from "@/lib/platform/instant-words";
import { words } from "@/lib/platform/words";
import type { ApplianceAtGlance } from "@/lib/rollout/overview/overview-queries";
import classes from "./attention.module.css";
import { needHref } from "./need-href";
import { needLook } from "./need-look";
import { needAction, needSentence } from "./need-words";

const t = words("attention");
const reasonWord = words("reasonTitles");

/** Renders the list, and where nobody is called what is expected next. */
export function Attention({ glance, mayWork }: { glance: ApplianceAtGlance; mayWork: boolean }) {
  // The card itself says that there is no release, with the way to record one.
  const needs = glance.attention.needs.filter(({ code }) => code !== "no_release");
  const { verdict } = glance.attention;
  if (needs.length === 0 && verdict === null) return null;
  return (
    <>
      {verdict && <VerdictLine verdict={verdict} zone={glance.appliance.timeZone} />}
      {needs.length > 0 && (
        <ul className={classes.list} aria-label={t("title")}>
          {needs.map((need) => (
            <NeedRow key={keyOf(need)} need={need} glance={glance} mayWork={mayWork} />
          ))}
        </ul>
      )}
    </>
  );
}

function keyOf(need: Need): string {
  if ("importId" in need) return `import ${need.importId}`;
  if ("feedId" in need) return `feed ${need.feedId}`;
  if ("proposalId" in need) return `release ${need.proposalId}`;
  return "kind" in need ? `${need.code} ${need.kind}` : need.code;
}

interface NeedRowProps {
  need: Need;
  glance: ApplianceAtGlance;
  mayWork: boolean;
}

function NeedRow({ need, glance, mayWork }: NeedRowProps) {
  const { tone, icon: Icon } = needLook[need.code];
  const href = needHref(need, glance, mayWork);
  return (
    <li className={classes.item} data-state={tone}>
      <span className={classes.icon}>
        <Icon size={17} aria-hidden />
      </span>
      <Text component="span" size="sm" className={classes.sentence}>
        {needSentence(need, glance)}
        {need.code === "needs_redeployment" && glance.rollout && (
          <>
            {" "}
            <span className={classes.reasons}>
              {glance.rollout.redeployments
                .map(({ code, members }) => `${reasonWord(code)}: ${members.toLocaleString("en")}`)
                .join(" · ")}
            </span>
          </>
        )}
      </Text>
      <TextLink href={href} size="sm" className={classes.action}>
        {needAction(need)}
      </TextLink>
    </li>
  );
}

/** A tick only where nothing needs anybody; a clock while somebody is still expected. */
function VerdictLine({ verdict, zone }: { verdict: Verdict; zone: string }) {
  const { icon, state, text } = verdictLook(verdict, zone);
  return (
    <Group gap="xs" wrap="nowrap" align="flex-start">
      <span className={classes.calm} data-state={state}>
        {icon}
      </span>
      <Text size="sm">{text}</Text>
    </Group>
  );
}

function verdictLook(verdict: Verdict, zone: string): { icon: ReactNode; state: string; text: string } {
  if (verdict.code === "calm") {
    const text = t("verdicts.calm", { withoutDeadline: verdict.withoutDeadline });
    return { icon: <IconCircleCheck size={18} aria-hidden />, state: "checked_in", text };
  }
  if (verdict.code === "closed") {
    return { icon: <IconLock size={18} aria-hidden />, state: "excluded", text: t("verdicts.closed") };
  }
  const { coming, byExport, upgrading, queued } = verdict;
  const parts = [
    ...(coming
      ? [
          t("verdicts.coming", {
            at: instantWords(coming.firstAt, zone),
            clients: coming.clients,
            byExport: byExport ? "yes" : "no",
          }),
        ]
      : []),
    ...(upgrading + queued > 0 ? [t("verdicts.queue", { upgrading, queued })] : []),
  ];
  const text = parts.length > 0 ? parts.join(" ") : t("verdicts.settling");
  return { icon: <IconClockHour4 size={18} aria-hidden />, state: "waiting", text };
}
