// The workers with their queue on Redis, where the machine has one.
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe } from "vitest";
import { forgetEnv } from "@/lib/platform/env";
import { hasRedis, startTestRedis, type TestRedis } from "@/test/support/redis";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";
import { testWorkers } from "./worker-suite";

describe.skipIf(!hasRedis)("workers with their queue on Redis", () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startTestRedis();
    process.env.REDIS_URL = redis.url;
    forgetEnv();
    await openRollCall();
  });
  afterAll(async () => {
    await closeRollCall();
    delete process.env.REDIS_URL;
    await redis.stop();
  });
  testWorkers(async () => {
    const client = new Redis(redis.url);
    await client.flushall();
    client.disconnect();
  });
});
