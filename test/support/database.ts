// A database of its own for each test file, cloned in a moment from the migrated template.
import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";
import { forgetEnv } from "@/lib/platform/env";
import { TEMPLATE_DATABASE } from "./cluster";

/** `url` of the database; `drop` throws it away with whatever is still connected. */
export type TestDatabase = { url: string; drop: () => Promise<void> };

async function asAdmin(run: (client: Client) => Promise<unknown>): Promise<void> {
  const client = new Client({ connectionString: inject("adminDatabaseUrl") });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

/**
 * Makes a database with all migrations applied (`empty`: with none) and points this process's DATABASE_URL at it.
 * Call it in beforeAll, before anything opens a pool; drop it in afterAll.
 */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asAdmin((client) =>
    client.query(`CREATE DATABASE ${name} TEMPLATE ${empty ? "template0" : TEMPLATE_DATABASE}`),
  );
  const address = new URL(inject("adminDatabaseUrl"));
  address.pathname = `/${name}`;
  process.env.DATABASE_URL = address.href;
  forgetEnv();
  return {
    url: address.href,
    drop: () => asAdmin((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
}
