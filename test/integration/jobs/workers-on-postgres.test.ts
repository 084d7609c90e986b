// The workers with their queue on PostgreSQL, as `npm start` has it.
import { afterAll, beforeAll, describe } from "vitest";
import { pool } from "@/lib/platform/db";
import { closeRollCall, openRollCall } from "@/test/support/roll-call";
import { until } from "@/test/support/worker-process";
import { testWorkers } from "./worker-suite";

describe("workers with their queue on PostgreSQL", () => {
  beforeAll(openRollCall);
  afterAll(closeRollCall);
  testWorkers(async () => {
    // A running worker may hold what is to go; PostgreSQL then gives one of the two up.
    await until("the wipe", () =>
      pool()
        .query("DROP SCHEMA IF EXISTS bullmq CASCADE")
        .then(
          () => true,
          (err: { code?: string }) => {
            if (err.code !== "40P01") throw err;
            return false;
          },
        ),
    );
  });
});
