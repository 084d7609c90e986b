/** The worker process: takes jobs from the queues until it is told to stop. Any number of them may run. */
import { firstOfEachChannel } from "@/lib/alerts/deliveries/due-deliveries";
import { listenForSyslog } from "@/lib/feeds/syslog/listen";
import { closeDatabase, databaseNow, openPool, pool } from "@/lib/platform/db";
import { env } from "@/lib/platform/env";
import { createLog, log } from "@/lib/platform/log";
import { closeQueues, prepareQueueStore, schedule, startWorkers } from "@/lib/platform/queue";
import { runJob } from "./run";
import { schedules } from "./schedules";

const heartbeatMs = 10_000;
openPool(env().ROLLCALL_WORKER_POOL);

async function beat(): Promise<void> {
  await pool()
    .query(
      "INSERT INTO heartbeat (name, at) VALUES ('worker', clock_timestamp()) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
    )
    .catch((err) => log.warn({ err }, "the worker's sign of life could not be written"));
}

/** The schedules are what finds lost work; when somebody wiped the queue's store under us they are made again. */
async function keepSchedules(): Promise<void> {
  await schedule(schedules())
    .catch(async () => {
      await prepareQueueStore();
      await schedule(schedules());
    })
    .catch((err) => log.warn({ err }, "the schedules could not be looked after"));
}

let lookingByItself = false;
let stopping = false;

/** The queue is only the alarm clock: where it fails to ring, the worker looks for due work by itself. */
async function sweepIfLate(): Promise<void> {
  if (lookingByItself) return;
  lookingByItself = true;
  try {
    const { rowCount } = await pool().query(
      "SELECT 1 FROM heartbeat WHERE name = 'sweep' AND at > clock_timestamp() - make_interval(secs => $1)",
      [lateAfterSeconds()],
    );
    if (rowCount) return;
    log.warn("no sweep was asked for in time; the worker does it by itself");
    await runJob("rollout.sweep", {});
    await runJob("slot.expire", {});
    await runJob("delivery.due", {});
    await sendDueDeliveries();
    await runJob("reconcile", {});
  } catch (err) {
    log.warn({ err }, "the worker could not look for due work by itself");
  } finally {
    lookingByItself = false;
  }
}

/** People are told also while the queue is away: of each channel the first at a look. */
async function sendDueDeliveries(): Promise<void> {
  const due = await firstOfEachChannel(pool(), await databaseNow(pool()));
  await Promise.all(due.map((deliveryId) => runJob("delivery.send", { deliveryId })));
}

/**
 * What a killed worker had in work: its job is locked in the queue for a while yet, and people look at a bar that stands
 * still. An import that another worker has in hand is left to it.
 */
async function resumeImports(): Promise<void> {
  try {
    const { rows } = await pool().query<{ id: number }>(
      "SELECT id FROM import WHERE status IN ('parsing', 'applying') OR wanted_taken_back_by IS NOT NULL ORDER BY id",
    );
    for (const { id } of rows) if (!stopping) await runJob("import.advance", { importId: id });
  } catch (err) {
    log.warn({ err }, "unfinished imports could not be taken up at once; the reconciliation does it");
  }
}

function lateAfterSeconds(): number {
  return Math.max(20, 3 * env().ROLLCALL_SWEEP_SECONDS);
}

await prepareQueueStore();
const workers = startWorkers(runJob, {
  intake: 2,
  work: 4,
  push: 4,
  feeds: 8,
  alerts: env().ROLLCALL_DELIVERIES_AT_ONCE,
});
await schedule(schedules());
await beat();
const heartbeat = setInterval(() => void Promise.all([beat(), keepSchedules(), sweepIfLate()]), heartbeatMs);
const syslog = await listenForSyslog().catch((err: unknown) => {
  log.error({ err }, "syslog cannot be listened for; everything else goes on");
  return null;
});
// Said whatever is logged: the start waits for this line.
createLog("info").info("worker ready");
void resumeImports();

async function stop(signal: string): Promise<void> {
  if (stopping) return;
  stopping = true;
  log.info({ signal }, "worker stops after its running jobs");
  clearInterval(heartbeat);
  await syslog?.close();
  await workers.close();
  await closeQueues();
  await closeDatabase();
  process.exit(0);
}
process.on("SIGTERM", () => void stop("SIGTERM"));
process.on("SIGINT", () => void stop("SIGINT"));
