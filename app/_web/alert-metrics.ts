/** What monitoring is told of alerts. Labels are words of a few: no rule, no channel, no client is one. */
import { channelTypeNames } from "@/lib/alerts/channels/channel-types";
import type { AlertCounts } from "@/lib/alerts/metrics-queries";
import { severities } from "@/lib/core/alerts/severity";
import { gauge, type Metric } from "@/lib/platform/metrics-text";

const statuses = ["open", "acknowledged", "snoozed"] as const;
const outcomes = ["pending", "sending", "sent", "dead", "cancelled"] as const;
const states = ["ok", "failing", "paused", "off"] as const;

/** Every combination of severity and status is told, 0 as well: a rule of monitoring must not go blind when the last incident is over. */
export function alertMetrics({ incidents, deliveries, channels, ...ages }: AlertCounts): Metric[] {
  const kinds = [...channelTypeNames, "digest" as const].filter((kind) =>
    deliveries.some((each) => each.kind === kind),
  );
  const usedTypes = channelTypeNames.filter((type) => channels.some((each) => each.type === type));
  const only = (name: string, help: string, value: number | null) =>
    gauge(name, help, value === null ? [] : [{ labels: {}, value }]);
  return [
    gauge(
      "rollcall_incidents",
      "Incidents that are not over, by severity and by what people did about them.",
      severities.flatMap((severity) =>
        statuses.map((status) => ({
          labels: { severity, status },
          value: incidents.find((each) => each.severity === severity && each.status === status)?.count ?? 0,
        })),
      ),
    ),
    gauge(
      "rollcall_deliveries",
      "Messages that are kept, by kind of channel and outcome.",
      kinds.flatMap((channel) =>
        outcomes.map((outcome) => ({
          labels: { channel, outcome },
          value: deliveries.find((each) => each.kind === channel && each.status === outcome)?.count ?? 0,
        })),
      ),
    ),
    gauge(
      "rollcall_delivery_overdue_seconds",
      "How long the first message that waits has been due, by kind of channel; missing where none waits.",
      deliveries.flatMap(({ kind, oldestSeconds }) =>
        oldestSeconds === null ? [] : [{ labels: { channel: kind }, value: oldestSeconds }],
      ),
    ),
    gauge(
      "rollcall_channels",
      "Channels by kind and state.",
      usedTypes.flatMap((channel) =>
        states.map((state) => ({
          labels: { channel, state },
          value: channels.find((each) => each.type === channel && each.state === state)?.count ?? 0,
        })),
      ),
    ),
    only(
      "rollcall_heartbeat_age_seconds",
      "How long ago the outbound heartbeat was last taken; missing while there is none.",
      ages.heartbeatAgeSeconds,
    ),
    only("rollcall_sweep_age_seconds", "How long ago members were last swept.", ages.sweepAgeSeconds),
  ];
}
