// A process that asks for jobs before the queue's store is there, as a web process beside a database that is only starting.
import { afterAll, beforeAll, expect, it } from "vitest";
import { pool } from "@/lib/platform/db";
import { closeQueues, enqueue, prepareQueueStore, startWorkers } from "@/lib/platform/queue";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";
import { until } from "@/test/support/worker-process";

beforeAll(openRollCall);
afterAll(async () => {
  await closeQueues();
  await closeRollCall();
});

it("its nudges arrive once the store is there", async () => {
  await pool().query("DROP SCHEMA IF EXISTS bullmq CASCADE");
  await enqueue("slot.grant", { applianceId: 1 });
  await prepareQueueStore();
  const ran: unknown[] = [];
  const workers = startWorkers(async (_, payload) => void ran.push(payload), {
    intake: 1,
    work: 1,
    push: 1,
    feeds: 1,
    alerts: 1,
  });
  try {
    await until("the nudge", async () => {
      await enqueue("slot.grant", { applianceId: 2 });
      return ran.length > 0;
    });
    expect(ran[0]).toEqual({ applianceId: 2 });
  } finally {
    await workers.close();
  }
});
