/** How an incident is shown in a few words: how bad it is, and how it stands. */
import { Text } from "@mantine/core";
import { type Tone, ToneBadge } from "@/app/_components/tone-badge";
import { When } from "@/app/_components/when.client";
import type { IncidentSeen } from "@/lib/alerts/incidents/queries";
import type { Severity } from "@/lib/core/alerts/severity";
import { words } from "@/lib/platform/words";

const t = words("alerts");

const tones: Record<Severity, Tone> = { info: "quiet", warning: "attention", critical: "bad" };

export function SeverityBadge({ severity }: { severity: Severity }) {
  return <ToneBadge tone={tones[severity]}>{t(`severity.${severity}`)}</ToneBadge>;
}

const statusTones = { open: "attention", acknowledged: "busy", snoozed: "quiet", resolved: "good" } as const;

/** Open, or by whom and until when it was taken on or put off; and what keeps it from going on. */
export function IncidentStanding({ incident }: { incident: IncidentSeen }) {
  const status = incident.status === "pending" ? "open" : incident.status;
  return (
    <>
      <ToneBadge tone={statusTones[status]}>{t(`status.${status}`)}</ToneBadge>
      <Text component="div" size="xs" c="var(--quiet)" mt={4}>
        <Details incident={incident} />
      </Text>
      {incident.inhibitedBy !== null && (
        <Text component="div" size="xs" mt={4}>
          {t(`inhibited.${incident.inhibitedBy}`)}
        </Text>
      )}
      {incident.dead > 0 && (
        <Text component="div" size="xs" mt={4} c="var(--bad-text, var(--mantine-color-red-text))">
          {t("undelivered", { count: incident.dead })}
        </Text>
      )}
    </>
  );
}

function Details({ incident }: { incident: IncidentSeen }) {
  const { timeZone: zone, snooze } = incident;
  if (incident.status === "acknowledged") {
    return (
      <>
        {t("by", { name: incident.acknowledgedBy ?? "" })},{" "}
        {t.rich("until", { when: () => <When at={incident.acknowledgedUntil} zone={zone} as="exact" /> })}
      </>
    );
  }
  if (incident.status === "snoozed" && snooze !== null) {
    const ends = [
      snooze.until !== null &&
        t.rich("until", { when: () => <When at={snooze.until} zone={zone} as="exact" /> }),
      snooze.growsBy !== null && t("untilGrown", { count: snooze.growsBy }),
      snooze.severityRises && t("untilWorse"),
    ].filter(Boolean);
    return (
      <>
        {t("by", { name: snooze.by })}
        {ends.map((end, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never move
          <span key={place}>, {end}</span>
        ))}
      </>
    );
  }
  if (incident.status === "resolved") {
    return (
      <>
        {t.rich("resolvedAt", { when: () => <When at={incident.resolvedAt} zone={zone} /> })}
        {incident.resolvedBecause === "rule_off" && `: ${t("ruleOff")}`}
      </>
    );
  }
  if (incident.firstToldAt === null) return t("notTold");
  if (incident.messages === 0) return t("nobodyTold");
  return t.rich("toldLast", {
    when: () => <When at={incident.told?.at ?? incident.firstToldAt} zone={zone} />,
  });
}
