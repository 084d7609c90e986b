// The queue is only the alarm clock: where its store is gone, people are told all the same.
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { pool } from "@/lib/platform/db";
import { forgetEnv } from "@/lib/platform/env";
import { alertMessage } from "@/test/support/alert-message";
import { addChannel, openIncident, readDelivery, tell } from "@/test/support/alert-site";
import { type HttpSink, openSink } from "@/test/support/http-sink";
import { hasRedis, startTestRedis, type TestRedis } from "@/test/support/redis";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";
import { killWorkerProcesses, startWorkerProcess, until } from "@/test/support/worker-process";

describe.skipIf(!hasRedis)("while Redis is gone", () => {
  let redis: TestRedis;
  let sink: HttpSink;
  beforeAll(async () => {
    process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
    forgetEnv();
    redis = await startTestRedis();
    await openRollCall();
    sink = await openSink();
  });
  afterEach(killWorkerProcesses);
  afterAll(async () => {
    await sink.close();
    delete process.env.ROLLCALL_OUTGOING_ALLOW;
    forgetEnv();
    await closeRollCall();
  });

  it("what is due is sent by a worker that looks by itself", async () => {
    const { id } = await addChannel({ type: "webhook", url: sink.url });
    await startWorkerProcess({ REDIS_URL: redis.url, ROLLCALL_SWEEP_SECONDS: "1" });
    await redis.stop();
    const [delivery = 0] = await tell(await openIncident(), [id]);
    await pool().query("UPDATE delivery SET content = $2 WHERE id = $1", [
      delivery,
      JSON.stringify(alertMessage()),
    ]);
    await until("the delivery", async () => (await readDelivery(delivery)).status === "sent", 90);
    expect(sink.received).toHaveLength(1);
  }, 120_000);
});
