// The limits of an API account, counted in PostgreSQL for all workers.
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRequestLimits } from "@/lib/feeds/appliance-api/request-limits";
import { closeDatabase, pool } from "@/lib/platform/db";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await pool().query(
    "CREATE TABLE counted (key text PRIMARY KEY, points integer NOT NULL DEFAULT 0, expire bigint)",
  );
});
afterAll(async () => {
  await closeDatabase();
  await database.drop();
});

it("workers share them, and a pause of one is a pause of all", async () => {
  const workers = [0, 1].map(() => openRequestLimits({ postgres: pool(), tableName: "counted" }));
  const waits = await Promise.all(
    workers.flatMap((limits) => Array.from({ length: 8 }, () => limits.take("feed-1"))),
  );
  expect(waits.filter((waitMs) => waitMs === 0)).toHaveLength(10);
  expect(waits.every((waitMs) => waitMs <= 1_000)).toBe(true);
  await workers[0]?.pause("feed-1", 60);
  expect(await workers[1]?.take("feed-1")).toBeGreaterThan(50_000);
  expect(await workers[1]?.take("feed-2")).toBe(0);
});
