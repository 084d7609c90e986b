/** Killed workers and feeds, with the queue on Redis, where the machine has one. */
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe } from "vitest";
import { forgetEnv } from "@/lib/platform/env";
import { hasRedis, startTestRedis, type TestRedis } from "@/test/support/redis";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";
import { testKilledFeeds } from "./killed-suite";

describe.skipIf(!hasRedis)("feeds whose worker is killed, with the queue on Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis();
    process.env.REDIS_URL = redis.url;
    process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
    forgetEnv();
    await openRollCall();
  });
  afterAll(async () => {
    await closeRollCall();
    delete process.env.REDIS_URL;
    delete process.env.ROLLCALL_OUTGOING_ALLOW;
    await redis.stop();
  });
  testKilledFeeds(async () => {
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  });
});
