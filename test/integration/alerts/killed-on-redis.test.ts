/** Killed workers and deliveries, with the queue on Redis, where the machine has one. */
import { afterAll, beforeAll, describe } from "vitest";
import { forgetEnv } from "@/lib/platform/env";
import { hasRedis, startTestRedis, type TestRedis } from "@/test/support/redis";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";
import { testKilledDeliveries } from "./killed-suite";

describe.skipIf(!hasRedis)("deliveries whose worker is killed, with the queue on Redis", () => {
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
  testKilledDeliveries();
});
