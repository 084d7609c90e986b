// How long a freed slot lies idle, and how much of the cap is in use: slots that are asked for, and slots that are pushed.
import { Redis } from "ioredis";
import { type Ctx, openContext, system } from "@/lib/platform/context";
import { openPool, pool } from "@/lib/platform/db";
import { databaseUrl, forgetEnv } from "@/lib/platform/env";
import { closeQueues, prepareQueueStore } from "@/lib/platform/queue";
import { takeBatch } from "@/lib/rollout/cap/grant-queued";
import { setPushWebhook } from "@/lib/rollout/cap/push-webhook";
import { releaseSlot } from "@/lib/rollout/cap/release-slot";
import { type CapSite, quietContext } from "../support/cap-site";
import { watchCap } from "../support/cap-watch";
import { openSink } from "../support/http-sink";
import { hasRedis, startTestRedis } from "../support/redis";
import { killWorkerProcesses, startWorkerProcess } from "../support/worker-process";
import type { BareDatabase } from "./bare-work";
import { markdownTable } from "./figures";
import { ask, type GrantPlan, openDatabases, seedQueue } from "./queue-site";
import { type Percentiles, percentiles } from "./spread";

export interface Handover {
  how: "pushed, queue on PostgreSQL" | "pushed, queue on Redis" | "asked for";
  holdSeconds: number;
  handovers: number;
  freedToNextGrantMs: Percentiles;
  utilisationPercent: number;
  bareTransactions: number;
}

/** How long a freed slot lies idle, on the same kind of database. */
export async function benchHandovers(plan: GrantPlan): Promise<Handover[]> {
  const { bare, close } = await openDatabases(plan.databaseUrl);
  try {
    openPool(plan.lanes + 4);
    const handovers = [await benchAsked(bare, plan), await benchPushed("PostgreSQL", bare, plan)];
    if (hasRedis) handovers.push(await benchPushed("Redis", bare, plan));
    else plan.tell("There is no redis-server on this machine: figures for a queue on Redis are left out.");
    return handovers;
  } finally {
    await close();
  }
}

const warmUpMs = 15_000;

/** A fleet that asks: twice as many endpoints as the cap want a slot at any time and ask again when they are told to. */
async function benchAsked(bare: BareDatabase, plan: GrantPlan): Promise<Handover> {
  const site = await seedQueue(plan);
  await takeBatch(await quietContext(), { applianceId: site.applianceId, count: plan.cap });
  let stopped = false;
  let next = 0;
  const endpoint = async () => {
    // Not all at once: they were told to come back at different times.
    await pause(30_000 * Math.random());
    for (let clientId = site.clientIds[next++]; clientId && !stopped; ) {
      const outcome = await ask(site, clientId);
      if (outcome.kind === "refused" && outcome.retryAfterSeconds !== null) {
        await pause(outcome.retryAfterSeconds * 1_000);
      } else clientId = site.clientIds[next++];
    }
  };
  const asking = Promise.all(Array.from({ length: plan.cap * 2 }, endpoint));
  void asking.catch(() => undefined);
  const figures = await watchHandovers(site, bare, plan, plan.askedHoldSeconds, 45_000);
  stopped = true;
  return tellHandover({ how: "asked for", ...figures }, plan);
}

const pause = (ms: number) => new Promise((next) => setTimeout(next, ms).unref());

/** Holders give their slots back after a while. From the ledger: how long each number lay free, and how much of the cap was in use. */
async function watchHandovers(
  site: CapSite,
  bare: BareDatabase,
  plan: GrantPlan,
  holdSeconds: number,
  warmUp: number,
): Promise<Omit<Handover, "how">> {
  const stopHolders = playHolders(site, holdSeconds * 1_000);
  await new Promise((next) => setTimeout(next, warmUp));
  const watcher = await watchCap(databaseUrl(), site.applianceId, 50);
  const { rows: began } = await pool().query<{ now: number }>("SELECT clock_timestamp() AS now");
  await new Promise((next) => setTimeout(next, plan.seconds * 3_000));
  const seen = await watcher.stop();
  const figures = await readHandovers(site, began[0]?.now ?? 0);
  await stopHolders();
  if (seen.violations.length > 0) throw new Error(seen.violations.join("; "));
  const bareTransactions = await bare.transactions(plan.lanes, Math.min(5, plan.seconds));
  return { ...figures, holdSeconds, bareTransactions };
}

function tellHandover(handover: Handover, plan: GrantPlan): Handover {
  const { p50, p95 } = handover.freedToNextGrantMs;
  plan.tell(
    `${handover.how}: freed to next grant p50 ${p50} ms, p95 ${p95} ms, utilisation ${handover.utilisationPercent} % ` +
      `over ${handover.handovers} handovers`,
  );
  return handover;
}

/** A fleet that is pushed: a worker process gives what is free to the next. */
async function benchPushed(
  queue: "PostgreSQL" | "Redis",
  bare: BareDatabase,
  plan: GrantPlan,
): Promise<Handover> {
  const redis = queue === "Redis" ? await startTestRedis() : null;
  if (redis) process.env.REDIS_URL = redis.url;
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  forgetEnv();
  const sink = await openSink();
  try {
    await prepareQueueStore();
    const site = await seedQueue(plan);
    await setPushWebhook(await quietContext(), site.applianceId, { url: sink.url, enabled: true });
    const worker = await startWorkerProcess();
    const nudging: Ctx = await openContext(system);
    await nudging.enqueue("slot.grant", { applianceId: site.applianceId });
    const figures = await watchHandovers(site, bare, plan, plan.holdSeconds, warmUpMs);
    await worker.stop();
    return tellHandover({ how: `pushed, queue on ${queue}`, ...figures }, plan);
  } finally {
    await killWorkerProcesses();
    await closeQueues();
    await sink.close();
    if (redis) {
      new Redis(redis.url).disconnect();
      delete process.env.REDIS_URL;
      await redis.stop();
    }
    forgetEnv();
  }
}

/** Gives each slot back after a while; those of the beginning sooner, as if they had been held before. Returns what stops it. */
function playHolders(site: CapSite, meanHoldMs: number): () => Promise<void> {
  let stopped = false;
  const known = new Set<number>();
  const pending = new Set<Promise<unknown>>();
  const looking = (async () => {
    while (!stopped) {
      const { rows } = await pool().query<{ id: number; fence: number }>(
        "SELECT id, fence FROM slot WHERE appliance_id = $1 AND ended_at IS NULL",
        [site.applianceId],
      );
      for (const { id, fence } of rows) {
        if (known.has(id)) continue;
        known.add(id);
        const isOfTheBeginning = known.size <= site.cap;
        const holdMs = meanHoldMs * (isOfTheBeginning ? 1.5 * Math.random() : 0.5 + Math.random());
        const giveBack = new Promise((next) => setTimeout(next, holdMs).unref()).then(async () => {
          if (stopped) return;
          await releaseSlot(await openContext(system), id, fence, "done");
        });
        pending.add(giveBack);
        void giveBack.finally(() => pending.delete(giveBack));
      }
      await new Promise((next) => setTimeout(next, 200));
    }
  })();
  return async () => {
    stopped = true;
    await looking;
    // Those that still hold theirs find out later that nobody wants it back.
    await Promise.race([Promise.all(pending), new Promise((next) => setTimeout(next, 2_000))]);
  };
}

async function readHandovers(
  site: CapSite,
  beganAt: number,
): Promise<Pick<Handover, "handovers" | "freedToNextGrantMs" | "utilisationPercent">> {
  const { rows } = await pool().query<{ waitedMs: number }>(
    `SELECT EXTRACT(epoch FROM granted_at - freed_at)::float8 * 1000 AS "waitedMs" FROM (
       SELECT granted_at, lag(ended_at) OVER (PARTITION BY number ORDER BY fence) AS freed_at
         FROM slot WHERE appliance_id = $1) s
      WHERE freed_at >= $2::timestamptz`,
    [site.applianceId, new Date(beganAt).toISOString()],
  );
  const { rows: used } = await pool().query<{ percent: number }>(
    `WITH span AS (SELECT $2::timestamptz AS since, clock_timestamp() AS until)
     SELECT (100 * sum(EXTRACT(epoch FROM LEAST(COALESCE(s.ended_at, span.until), span.until) - GREATEST(s.granted_at, span.since)))
             / (a.cap * EXTRACT(epoch FROM span.until - span.since)))::float8 AS percent
       FROM slot s JOIN appliance a ON a.id = s.appliance_id, span
      WHERE s.appliance_id = $1 AND COALESCE(s.ended_at, span.until) > span.since
      GROUP BY a.cap, span.since, span.until`,
    [site.applianceId, new Date(beganAt).toISOString()],
  );
  return {
    handovers: rows.length,
    freedToNextGrantMs: percentiles(rows.map(({ waitedMs }) => Math.round(waitedMs))),
    utilisationPercent: Math.round((used[0]?.percent ?? 0) * 100) / 100,
  };
}

/** The table of how slots changed hands. */
export function handoverTable(handovers: readonly Handover[]): string[] {
  return markdownTable(
    ["slots", "held for", "freed to next grant, p50", "p95", "utilisation", "bare transactions/s"],
    handovers.map((each) => [
      each.how,
      `${each.holdSeconds} s`,
      `${each.freedToNextGrantMs.p50} ms`,
      `${each.freedToNextGrantMs.p95} ms`,
      `${each.utilisationPercent.toFixed(1)} %`,
      String(each.bareTransactions),
    ]),
  );
}
