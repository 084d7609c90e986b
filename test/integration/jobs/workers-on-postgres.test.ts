// The workers with their queue on PostgreSQL, as `npm start` has it.
import { afterAll, beforeAll, describe } from "vitest";
import { pool } from "@/lib/platform/db";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";
import { testWorkers } from "./worker-suite";

describe("workers with their queue on PostgreSQL", () => {
  beforeAll(openRollCall);
  afterAll(closeRollCall);
  testWorkers(async () => {
    await pool().query("DROP SCHEMA bullmq CASCADE");
  });
});
