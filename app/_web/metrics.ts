/** Everything that is told to monitoring, as one text. */
import { countAlerts } from "@/lib/alerts/metrics-queries";
import { type FeedDetail, listFeeds } from "@/lib/feeds/queries";
import { countImports } from "@/lib/intake/queries";
import type { Ctx } from "@/lib/platform/context";
import { gauge, type Metric, metricsText } from "@/lib/platform/metrics-text";
import { processMetrics } from "@/lib/platform/process-metrics";
import { countJobs } from "@/lib/platform/queue";
import { requestMetrics } from "@/lib/platform/request-metrics";
import {
  type GoingRollout,
  listGoingRollouts,
  listSlotUse,
  type SlotUse,
} from "@/lib/rollout/metrics-queries";
import { alertMetrics } from "./alert-metrics";

/** Of the appliances that the actor may see; jobs, requests and the process belong to none. */
export async function collectMetrics(ctx: Ctx): Promise<string> {
  const [rollouts, slots, feeds, imports, jobs, alerts] = await Promise.all([
    listGoingRollouts(ctx),
    listSlotUse(ctx),
    listFeeds(ctx),
    countImports(ctx),
    countJobs(),
    countAlerts(ctx),
  ]);
  return metricsText([
    ...rolloutMetrics(rollouts),
    ...slotMetrics(slots),
    ...feedMetrics(feeds, ctx.now),
    ...alertMetrics(alerts),
    gauge(
      "rollcall_imports",
      "Imports by status.",
      Object.entries(imports).map(([status, value]) => ({ labels: { status }, value })),
    ),
    gauge(
      "rollcall_queue_jobs",
      "Jobs by queue and state; a queue that cannot be reached is missing.",
      jobs.map(({ queue, state, count }) => ({ labels: { queue, state }, value: count })),
    ),
    ...requestMetrics(),
    ...processMetrics(),
  ]);
}

function rolloutMetrics(rollouts: readonly GoingRollout[]): Metric[] {
  return [
    gauge(
      "rollcall_members",
      "Members of the rollouts that go, by state.",
      rollouts.flatMap(({ id, appliance, counts }) =>
        Object.entries(counts).map(([state, value]) => ({
          labels: { appliance, rollout: id, state },
          value,
        })),
      ),
    ),
    gauge(
      "rollcall_rollout_info",
      "1 for each rollout that goes, with its release, mode and status.",
      rollouts.map(({ id, appliance, release, mode, status }) => ({
        labels: { appliance, rollout: id, release, mode, status },
        value: 1,
      })),
    ),
  ];
}

function slotMetrics(slots: readonly SlotUse[]): Metric[] {
  return [
    gauge(
      "rollcall_slots_held",
      "Slots that are held.",
      slots.map(({ appliance, held }) => ({ labels: { appliance }, value: held })),
    ),
    gauge(
      "rollcall_slots_cap",
      "The cap of an appliance; missing where it has none.",
      slots.flatMap(({ appliance, cap }) => (cap === null ? [] : [{ labels: { appliance }, value: cap }])),
    ),
  ];
}

/** `feed`: the number that addresses have. */
function feedMetrics(feeds: readonly FeedDetail[], now: number): Metric[] {
  const labels = ({ id, type, applianceHostname: appliance }: FeedDetail) => ({ feed: id, type, appliance });
  const each = (value: (feed: FeedDetail) => number) =>
    feeds.map((feed) => ({ labels: labels(feed), value: value(feed) }));
  return [
    gauge(
      "rollcall_feed_age_seconds",
      "How long ago a feed was last read or last brought something; missing while it never was.",
      feeds.flatMap((feed) =>
        feed.lastReadAt === null
          ? []
          : [{ labels: labels(feed), value: Math.max(0, now - feed.lastReadAt) / 1_000 }],
      ),
    ),
    gauge(
      "rollcall_feed_failing",
      "1 while a feed goes wrong.",
      each(({ status }) => (status === "failing" ? 1 : 0)),
    ),
    gauge(
      "rollcall_feed_paused",
      "1 while a feed is paused.",
      each(({ enabled }) => (enabled ? 0 : 1)),
    ),
    gauge(
      "rollcall_feed_waiting_messages",
      "Messages that a feed sent and that are not taken in yet.",
      each(({ waiting }) => waiting),
    ),
  ];
}
