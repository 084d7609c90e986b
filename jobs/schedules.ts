/** Every repeating job, on one screen. Each finds its work in the database, so a missed or doubled run does no harm. */
import { env, isDemo } from "@/lib/platform/env";
import type { JobName } from "@/lib/platform/job-catalog";

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

/** Names and milliseconds between runs. */
export function schedules(): { name: JobName; everyMs: number }[] {
  return [
    { name: "rollout.sweep", everyMs: env().ROLLCALL_SWEEP_SECONDS * second },
    { name: "slot.expire", everyMs: env().ROLLCALL_SLOT_SWEEP_SECONDS * second },
    { name: "feed.due", everyMs: (isDemo() ? 1 : 5) * second },
    { name: "alerts.watch", everyMs: env().ROLLCALL_ALERT_SECONDS * second },
    { name: "delivery.due", everyMs: (isDemo() ? 1 : 3) * second },
    { name: "digest.due", everyMs: 30 * second },
    { name: "heartbeat.ping", everyMs: 15 * second },
    { name: "reconcile", everyMs: 15 * second },
    { name: "retention", everyMs: hour },
  ];
}
