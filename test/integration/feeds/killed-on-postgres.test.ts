/** Killed workers and feeds, with the queue on PostgreSQL. */
import { afterAll, beforeAll, describe } from "vitest";
import { pool } from "@/lib/platform/db";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";
import { testKilledFeeds } from "./killed-suite";

describe("feeds whose worker is killed, with the queue on PostgreSQL", () => {
  beforeAll(async () => {
    process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
    await openRollCall();
  });
  afterAll(async () => {
    await closeRollCall();
    delete process.env.ROLLCALL_OUTGOING_ALLOW;
  });
  testKilledFeeds(async () => {
    await pool().query("DROP SCHEMA IF EXISTS bullmq CASCADE");
  });
});
