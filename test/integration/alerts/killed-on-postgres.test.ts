/** Killed workers and deliveries, with the queue on PostgreSQL. */
import { afterAll, beforeAll, describe } from "vitest";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";
import { testKilledDeliveries } from "./killed-suite";

describe("deliveries whose worker is killed, with the queue on PostgreSQL", () => {
  beforeAll(async () => {
    process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
    await openRollCall();
  });
  afterAll(async () => {
    await closeRollCall();
    delete process.env.ROLLCALL_OUTGOING_ALLOW;
  });
  testKilledDeliveries();
});
