// The cap while everything breaks: workers killed in mid-work, their clocks wrong by minutes, the queue's store wiped, the
// database gone and back. Watched inside every grant and from outside.
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { closeDatabase, openPool, pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { closeQueues, prepareQueueStore } from "@/lib/platform/queue";
import { setPushWebhook } from "@/lib/rollout/cap/push-webhook";
import { type CapSite, neverExhausted, quietContext, seedCapSite } from "@/test/support/cap-site";
import { letTimePass, type Step, StepPlayer, seededRandom, verbDoor } from "@/test/support/cap-steps";
import { installGrantGuard, readGrantViolations, watchCap } from "@/test/support/cap-watch";
import { type HttpSink, openSink } from "@/test/support/http-sink";
import { type OwnDatabase, startOwnDatabase } from "@/test/support/own-database";
import { hasRedis, startTestRedis, type TestRedis } from "@/test/support/redis";
import {
  killWorkerProcesses,
  startWorkerProcess,
  until,
  type WorkerProcess,
} from "@/test/support/worker-process";

const cap = 6;
const fiveMinutesMs = 300_000;
let database: OwnDatabase;
let sink: HttpSink;

function startSkewedWorker(shiftMs: number): Promise<WorkerProcess> {
  return startWorkerProcess({
    NODE_OPTIONS: "--require ./test/support/shift-clock.cjs",
    TEST_CLOCK_SHIFT_MS: String(shiftMs),
    ROLLCALL_SLOT_SWEEP_SECONDS: "1",
    ROLLCALL_SWEEP_SECONDS: "2",
  });
}

function isDatabaseDown(error: unknown): boolean {
  const { code = "", message = "" } = error as { code?: string; message?: string };
  return (
    /^(57P0\d|08|ECONNREFUSED|ECONNRESET|EPIPE)/.test(code) || /connection|terminated|timeout/i.test(message)
  );
}

async function count(sql: string, site: CapSite): Promise<number> {
  const { rows } = await pool().query<{ count: number }>(sql, [site.applianceId]);
  return rows[0]?.count ?? 0;
}

/** Endpoints that ask, renew, give back or die, until told to stop; time passes every so often. */
function playEndpoints(site: CapSite): { stop: () => Promise<StepPlayer> } {
  const player = new StepPlayer(site, verbDoor(site), pool(), cap, isDatabaseDown);
  const random = seededRandom(7);
  const kinds = [
    "ask",
    "ask",
    "ask",
    "renew",
    "done",
    "done",
    "failed",
    "failed",
    "stale",
    "takeBack",
  ] as const;
  let stopped = false;
  const lane = async () => {
    while (!stopped) {
      const kind = kinds[random(kinds.length)] ?? "ask";
      const step: Step = { kind, who: random(1_000_000), amount: random(1_000_000) };
      await player.play(step);
      await new Promise((next) => setTimeout(next, 20));
    }
  };
  const time = async () => {
    while (!stopped) {
      await new Promise((next) => setTimeout(next, 1_500));
      await letTimePass(pool(), site.applianceId, 61).catch((error) => {
        if (!isDatabaseDown(error)) throw error;
      });
    }
  };
  const playing = Promise.all([lane(), lane(), lane(), time()]);
  return {
    async stop() {
      stopped = true;
      await playing;
      return player;
    },
  };
}

/** Registers the tests for one queue store; `wipe` throws everything in it away. */
function testChaos(wipe: () => Promise<void>): void {
  it("gives nothing out twice and loses nothing for longer than its lease", async () => {
    openPool(10);
    await prepareQueueStore();
    await installGrantGuard(database.url);
    const site = await seedCapSite({
      members: 300,
      cap,
      policy: neverExhausted,
      rollout: { haltRule: { failedPercent: 100, ofLast: 1_000, silentCount: 1_000 } },
    });
    await setPushWebhook(await quietContext(), site.applianceId, { url: sink.url, enabled: true });
    let watcher = await watchCap(database.url, site.applianceId, 5);
    const seen: string[] = [];
    let [ahead, behind] = await Promise.all([
      startSkewedWorker(fiveMinutesMs),
      startSkewedWorker(-fiveMinutesMs),
    ]);
    const endpoints = playEndpoints(site);
    try {
      await until("the first pushes", async () => sink.received.length > 3);
      await ahead.kill();
      ahead = await startSkewedWorker(fiveMinutesMs);
      await behind.kill();
      await wipe();
      behind = await startSkewedWorker(-fiveMinutesMs);
      seen.push(...(await watcher.stop()).violations);
      await database.crash();
      watcher = await watchCap(database.url, site.applianceId, 5);
      await ahead.kill();
      ahead = await startSkewedWorker(fiveMinutesMs);
    } finally {
      const player = await endpoints.stop();
      seen.push(...player.violations);
      expect(player.grants).toBeGreaterThan(10);
    }
    // Everybody who holds a slot is never heard of again; the workers alone must free and refill all of them.
    await letTimePass(pool(), site.applianceId, 120);
    const before = await count("SELECT slot_fence AS count FROM appliance WHERE id = $1", site);
    await until(
      "the end of every lease that ran out",
      async () =>
        (await count(
          "SELECT count(*) FROM slot WHERE appliance_id = $1 AND ended_at IS NULL AND lease_until < clock_timestamp()",
          site,
        )) === 0,
      40,
    );
    await until(
      "a full cap",
      async () =>
        (await count("SELECT count(*) FROM slot WHERE appliance_id = $1 AND ended_at IS NULL", site)) === cap,
      40,
    );
    expect(await count("SELECT slot_fence AS count FROM appliance WHERE id = $1", site)).toBeGreaterThan(
      before,
    );
    await until(
      "the judging of everybody",
      async () =>
        (await count("SELECT count(*) FROM slot WHERE appliance_id = $1 AND NOT judged", site)) === 0,
      40,
    );
    await watcher.look();
    seen.push(...(await watcher.stop()).violations);
    expect(seen).toEqual([]);
    expect(await readGrantViolations(database.url)).toEqual([]);
    // A slot is announced under its own message id; none of two slots shares one.
    const ids = new Set(sink.received.map(({ headers }) => String(headers["webhook-id"])));
    const pushed = await count(
      "SELECT count(*) FROM slot WHERE appliance_id = $1 AND asked_by = 'push'",
      site,
    );
    expect(ids.size).toBeLessThanOrEqual(pushed);
    expect(await Promise.all([ahead.stop(), behind.stop()])).toEqual([0, 0]);
  }, 150_000);
}

async function open(): Promise<void> {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  sink = await openSink();
  // The machine stays up, so what was committed needs no fsync to survive the crash.
  database = await startOwnDatabase({ fsync: "off" });
  forgetEnv();
}

async function close(): Promise<void> {
  await killWorkerProcesses();
  await closeQueues();
  await closeDatabase();
  await database.stop();
  await sink.close();
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
  forgetEnv();
}

describe("chaos with the queue on PostgreSQL", () => {
  beforeAll(open);
  afterAll(close);
  testChaos(async () => {
    // A running worker may hold what is to go; PostgreSQL then gives one of the two up.
    await until("the wipe", () =>
      pool()
        .query("DROP SCHEMA IF EXISTS bullmq CASCADE")
        .then(
          () => true,
          (error: { code?: string }) => {
            if (error.code !== "40P01") throw error;
            return false;
          },
        ),
    );
  });
});

describe.skipIf(!hasRedis)("chaos with the queue on Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis();
    process.env.REDIS_URL = redis.url;
    await open();
  });
  afterAll(async () => {
    await close();
    delete process.env.REDIS_URL;
    forgetEnv();
    await redis.stop();
  });
  testChaos(async () => {
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  });
});
