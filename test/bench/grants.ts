// How fast slots are given out, beside the bare cost of as many transactions on the same database in the same run.
import { Redis } from "ioredis";
import { type Ctx, openContext, system } from "@/lib/platform/context";
import { closeDatabase, openPool, type Pool, pool } from "@/lib/platform/db";
import { databaseUrl, forgetEnv } from "@/lib/platform/env";
import { closeQueues, prepareQueueStore } from "@/lib/platform/queue";
import { askSlot } from "@/lib/rollout/cap/ask-slot";
import { takeBatch } from "@/lib/rollout/cap/grant-queued";
import { setPushWebhook } from "@/lib/rollout/cap/push-webhook";
import { releaseSlot } from "@/lib/rollout/cap/release-slot";
import type { HeldSlot } from "@/lib/rollout/cap/slot-store";
import { type CapSite, quietContext, seedCapSite } from "../support/cap-site";
import { watchCap } from "../support/cap-watch";
import { openSink } from "../support/http-sink";
import { startOwnDatabase } from "../support/own-database";
import { hasRedis, startTestRedis } from "../support/redis";
import { killWorkerProcesses, startWorkerProcess } from "../support/worker-process";

export interface GrantPlan {
  members: number;
  cap: number;
  seconds: number;
  lanes: number;
  /** How long a slot is held, in the mean: one that was pushed, and one that was asked for. */
  holdSeconds: number;
  askedHoldSeconds: number;
  tell: (line: string) => void;
}

/** Per second, of this many connections at once. */
export interface Rates {
  bareTransactions: number;
  grants: number;
  grantMs: Percentiles;
  refusals: number;
  batchedGrants: number;
}
export interface Percentiles {
  p50: number;
  p95: number;
}
export interface Handover {
  how: "pushed, queue on PostgreSQL" | "pushed, queue on Redis" | "asked for";
  holdSeconds: number;
  handovers: number;
  freedToNextGrantMs: Percentiles;
  utilisationPercent: number;
  bareTransactions: number;
}

function percentiles(values: number[]): Percentiles {
  const sorted = values.sort((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

/** Runs `work` again and again in `lanes` lanes for that long; gives runs per second. */
async function perSecond(lanes: number, seconds: number, work: () => Promise<number>): Promise<number> {
  const startedMs = performance.now();
  let done = 0;
  const lane = async () => {
    while (performance.now() - startedMs < seconds * 1000) {
      // Not `done += await …`: that reads the sum before it waits, and forgets what the other lanes add meanwhile.
      const count = await work();
      done += count;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return Math.round(done / ((performance.now() - startedMs) / 1000));
}

/** One row and a COMMIT. */
async function bareRate(db: Pool, lanes: number, seconds: number): Promise<number> {
  await db.query(
    "CREATE TABLE IF NOT EXISTS bench_row (id bigserial PRIMARY KEY, held_by integer NOT NULL, at timestamptz NOT NULL DEFAULT now())",
  );
  return perSecond(lanes, seconds, async () => {
    const client = await db.connect();
    try {
      await client.query("BEGIN");
      await client.query("INSERT INTO bench_row (held_by) VALUES (1)");
      await client.query("COMMIT");
    } finally {
      client.release();
    }
    return 1;
  });
}

async function ask(site: CapSite, clientId: number) {
  return askSlot(await quietContext(), { applianceId: site.applianceId, clientId }, "api");
}

/** Everything about grants, on a durable database of its own with a full queue. */
export async function benchGrants(plan: GrantPlan): Promise<{ rates: Rates; handovers: Handover[] }> {
  const database = await startOwnDatabase();
  forgetEnv();
  try {
    openPool(plan.lanes + 4);
    const startedMs = performance.now();
    const site = await seedQueue(plan);
    plan.tell(`${plan.members} members queued in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    const rates = await benchRates(site, plan);
    const handovers = [await benchAsked(plan), await benchPushed("PostgreSQL", plan)];
    if (hasRedis) handovers.push(await benchPushed("Redis", plan));
    else plan.tell("There is no redis-server on this machine: figures for a queue on Redis are left out.");
    return { rates, handovers };
  } finally {
    await closeDatabase();
    await database.stop();
  }
}

async function benchRates(site: CapSite, plan: GrantPlan): Promise<Rates> {
  const { lanes, seconds } = plan;
  const bareTransactions = await bareRate(pool(), lanes, seconds);
  plan.tell(`bare transactions: ${bareTransactions}/s`);
  let next = 0;
  const held: HeldSlot[] = await takeBatch(await quietContext(), {
    applianceId: site.applianceId,
    count: plan.cap,
  });
  const grantMs: number[] = [];
  // The cap stays full: each grant takes the place of a slot that was given back just before.
  const spares = site.clientIds.filter((id) => !held.some(({ clientId }) => clientId === id));
  const grants = await perSecond(lanes, seconds, async () => {
    const slot = held.shift();
    if (slot) await releaseSlot(await quietContext(), slot.id, slot.fence, "done");
    const clientId = spares[next++ % spares.length] ?? 0;
    // Somebody else may have been quicker; whoever is refused is ranked and asks again, as an endpoint would.
    for (;;) {
      const startedMs = performance.now();
      const outcome = await ask(site, clientId);
      if (outcome.kind === "refused") continue;
      grantMs.push(performance.now() - startedMs);
      if (outcome.fresh) held.push(outcome.slot);
      return outcome.fresh ? 1 : 0;
    }
  });
  plan.tell(`grants (each after a release): ${grants}/s`);
  const batchedGrants = await benchBatches(held, site, plan);
  plan.tell(`batched grants: ${batchedGrants}/s`);
  const refusals = await perSecond(lanes, seconds, async () => {
    const outcome = await ask(site, spares[next++ % spares.length] ?? 0);
    if (outcome.kind === "refused") return 1;
    if (outcome.fresh) throw new Error("a slot was given out over a full cap");
    return 0;
  });
  plan.tell(`refusals: ${refusals}/s`);
  return { bareTransactions, grants, grantMs: percentiles(grantMs), refusals, batchedGrants };
}

/** The whole cap at once, time and again; what is measured is the granting alone. */
async function benchBatches(held: HeldSlot[], site: CapSite, plan: GrantPlan): Promise<number> {
  let granted = 0;
  let tookMs = 0;
  for (let turn = 0; turn < 5; turn++) {
    await pool().query(
      `UPDATE slot SET ended_at = clock_timestamp(), outcome = 'released', judged = true WHERE appliance_id = $1 AND ended_at IS NULL`,
      [site.applianceId],
    );
    held.length = 0;
    const startedMs = performance.now();
    held.push(...(await takeBatch(await quietContext(), { applianceId: site.applianceId, count: plan.cap })));
    tookMs += performance.now() - startedMs;
    granted += held.length;
  }
  return Math.round(granted / (tookMs / 1000));
}

const warmUpMs = 15_000;

function seedQueue(plan: GrantPlan): Promise<CapSite> {
  return seedCapSite({
    members: plan.members,
    cap: plan.cap,
    groups: 50,
    rollout: { haltRule: { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 } },
  });
}

/** A fleet that asks: twice as many endpoints as the cap want a slot at any time and ask again when they are told to. */
async function benchAsked(plan: GrantPlan): Promise<Handover> {
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
  const figures = await watchHandovers(site, plan, plan.askedHoldSeconds, 45_000);
  stopped = true;
  return tellHandover({ how: "asked for", ...figures }, plan);
}

const pause = (ms: number) => new Promise((next) => setTimeout(next, ms).unref());

/** Holders give their slots back after a while. From the ledger: how long each number lay free, and how much of the cap was in use. */
async function watchHandovers(
  site: CapSite,
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
  const bareTransactions = await bareRate(pool(), plan.lanes, Math.min(5, plan.seconds));
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
async function benchPushed(queue: "PostgreSQL" | "Redis", plan: GrantPlan): Promise<Handover> {
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
    const figures = await watchHandovers(site, plan, plan.holdSeconds, warmUpMs);
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
