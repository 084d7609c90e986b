/** Runs one job: a context for Rollcall itself, the verb, one log line. */

import { messageOfContent } from "@/lib/alerts/deliveries/content-message";
import { findDueDeliveries } from "@/lib/alerts/deliveries/due-deliveries";
import { type MessageMaker, sendDelivery } from "@/lib/alerts/deliveries/send-delivery";
import { makeDueDigests } from "@/lib/alerts/digest/make-digests";
import { pingHeartbeat } from "@/lib/alerts/heartbeat/ping-heartbeat";
import { messageOf } from "@/lib/alerts/incidents/message-of";
import { watchAlerts } from "@/lib/alerts/incidents/watch-alerts";
import { fillSearch } from "@/lib/evidence/fill-search";
import { askDueFeeds } from "@/lib/feeds/ask-due-feeds";
import { pollFeed } from "@/lib/feeds/poll-feed";
import { settleMessages } from "@/lib/feeds/settle-messages";
import { thinLists } from "@/lib/feeds/thin-lists";
import { advanceImport } from "@/lib/intake/advance-import";
import { reconcile } from "@/lib/intake/reconcile";
import { retain } from "@/lib/intake/retain";
import { type Ctx, openContext, system } from "@/lib/platform/context";
import { isDiskFull, noteDiskFull } from "@/lib/platform/disk";
import { env } from "@/lib/platform/env";
import type { JobName, JobPayload } from "@/lib/platform/job-catalog";
import { advanceQueue } from "@/lib/rollout/cap/advance-queue";
import { deliverPush } from "@/lib/rollout/cap/deliver-push";
import { expireSlots } from "@/lib/rollout/cap/expire-slots";
import { haltRollout } from "@/lib/rollout/cap/halt-rollout";
import { sweepMembers } from "@/lib/rollout/members/sweep-members";
import { openRollout } from "@/lib/rollout/open-rollout";
import { forgetBatches, resumeBatches, runBatch } from "@/lib/work/batch/run-batch";

/** What was given its text when it was made says that; of an incident is told what is so when it is sent. */
const makeMessage: MessageMaker = async (ctx, delivery) => {
  const { incidentId, message, createdAt } = delivery;
  if (incidentId === null || message === "test" || message === "digest") return messageOfContent(delivery);
  return messageOf(ctx, { incidentId, message, at: createdAt });
};

/** Which verb a job is. */
const verbs: { [N in JobName]: (ctx: Ctx, payload: JobPayload<N>) => Promise<unknown> } = {
  "import.advance": (ctx, { importId }) => advanceImport(ctx, importId),
  "rollout.open": (ctx, { rolloutId }) => openRollout(ctx, rolloutId),
  "rollout.sweep": (ctx) => sweepMembers(ctx),
  "slot.grant": (ctx, { applianceId }) => advanceQueue(ctx, applianceId),
  "slot.expire": (ctx) => expireSlots(ctx),
  "push.deliver": (ctx, { slotId }) => deliverPush(ctx, slotId),
  "rollout.haltCheck": (ctx, { rolloutId }) => haltRollout(ctx, rolloutId),
  "feed.settle": (ctx, { feedId }) => settleMessages(ctx, feedId),
  "feed.poll": (ctx, { feedId }) => pollFeed(ctx, feedId),
  "feed.due": (ctx) => askDueFeeds(ctx),
  "search.fill": (ctx, { applianceId }) => fillSearch(ctx, applianceId),
  "alerts.watch": (ctx) => watchAlerts(ctx),
  "delivery.send": (ctx, { deliveryId }) => sendDelivery(ctx, deliveryId, makeMessage),
  "delivery.due": (ctx) => findDueDeliveries(ctx),
  "heartbeat.ping": (ctx) => pingHeartbeat(ctx),
  "digest.due": (ctx) => makeDueDigests(ctx),
  "batch.run": (ctx, { batchId }) => runBatch(ctx, batchId),
  reconcile: async (ctx) => ({ ...(await reconcile(ctx)), batches: await resumeBatches(ctx) }),
  retention: async (ctx) => ({
    ...(await retain(ctx)),
    feedLists: await thinLists(ctx),
    batches: await forgetBatches(ctx, env().ROLLCALL_RETAIN_BATCHES_DAYS),
  }),
};

/** Jobs that come round every few seconds are worth a line only when they are slow. */
const quietJobs: readonly JobName[] = [
  "rollout.sweep",
  "feed.due",
  "feed.settle",
  "alerts.watch",
  "reconcile",
  "slot.expire",
  "slot.grant",
  "push.deliver",
  "rollout.haltCheck",
  "search.fill",
  "delivery.send",
  "delivery.due",
  "heartbeat.ping",
  "digest.due",
];
const slowMs = 1_000;

/** @throws whatever the verb throws, after saying so; the queue then tries again */
export async function runJob<N extends JobName>(name: N, payload: JobPayload<N>): Promise<void> {
  const startedMs = performance.now();
  const ctx = await openContext(system, { job: name, ...payload });
  try {
    const outcome = await verbs[name](ctx, payload);
    const ms = Math.round(performance.now() - startedMs);
    const level = quietJobs.includes(name) && ms < slowMs ? "debug" : "info";
    ctx.log[level]({ ms, outcome }, "job done");
  } catch (err) {
    if (isDiskFull(err)) await noteDiskFull(ctx.db);
    ctx.log.error({ err, ms: Math.round(performance.now() - startedMs) }, "job failed");
    throw err;
  }
}
