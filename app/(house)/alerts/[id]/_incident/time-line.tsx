/** What happened to an incident, by whom, and how its messages went. */
import { Text, Timeline, TimelineItem } from "@mantine/core";
import { When } from "@/app/_components/when.client";
import type { IncidentEvent } from "@/lib/alerts/incidents/queries";
import { instantWords } from "@/lib/platform/instant-words";
import { words } from "@/lib/platform/words";

const t = words("alerts");

/** What the words know; whatever else happened is shown as it is called. */
const known = [
  "opened",
  "told",
  "updated",
  "repeated",
  "escalated",
  "resolved",
  "acknowledged",
  "acknowledgement_ended",
  "snoozed",
  "snooze_ended",
  "reopened",
  "commented",
] as const;
type Known = (typeof known)[number];

const deliveries = ["pending", "sending", "sent", "dead", "cancelled"] as const;

export function TimeLine({ events, zone }: { events: readonly IncidentEvent[]; zone: string }) {
  return (
    <Timeline bulletSize={14} lineWidth={2} active={-1}>
      {events.map((event) => (
        <TimelineItem key={event.id} title={titleOf(event)}>
          <Text size="xs" c="var(--quiet)" component="div">
            <When at={event.at} zone={zone} as="both" />
            {event.by !== null && ` · ${t("by", { name: event.by })}`}
            {typeof event.data.untilAt === "number" &&
              ` · ${t("eventUntil", { when: instantWords(event.data.untilAt, zone) })}`}
          </Text>
          {event.note !== null && (
            <Text size="sm" mt={4} style={{ overflowWrap: "anywhere", whiteSpace: "pre-line" }}>
              {event.note}
            </Text>
          )}
          {isSaying(event.event) && event.told.length === 0 && (
            <Text size="xs" mt={2}>
              {t("nobodyTold")}
            </Text>
          )}
          {event.told.map(({ channel, status }) => (
            <Text key={channel} size="xs" mt={2}>
              {t(`told.${deliveries.find((one) => one === status) ?? "pending"}`, { channel })}
            </Text>
          ))}
        </TimelineItem>
      ))}
    </Timeline>
  );
}

const isSaying = (event: string) => ["told", "updated", "repeated", "escalated"].includes(event);

function titleOf({ event, count }: IncidentEvent): string {
  const isKnown = (known as readonly string[]).includes(event);
  return isKnown ? t(`events.${event as Known}`, { count }) : t("events.other", { event });
}
