// One throw-away PostgreSQL for a whole test run, with a migrated template that every test file clones.
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { endPostgres, freePort, openCluster, postgresUrl, startPostgres } from "../../bin/start/postgres.js";
import { migrate } from "../../lib/platform/migrate";

declare module "vitest" {
  interface ProvidedContext {
    adminDatabaseUrl: string;
  }
}

/** The database that is cloned; nothing may stay connected to it. */
export const TEMPLATE_DATABASE = "rollcall_template";

/** Vitest global set-up: starts the cluster, migrates the template, provides `adminDatabaseUrl`; the returned function ends it. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "rollcall-test-"));
  chmodSync(folder, 0o711);
  const cluster = await openCluster(folder, () => undefined);
  const running = await startPostgres(cluster, await freePort(), {
    fsync: "off",
    full_page_writes: "off",
    synchronous_commit: "off",
    max_connections: "200",
  });
  const tearDown = async () => {
    await endPostgres(running.pid);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const adminUrl = postgresUrl(cluster.password, running.port, "postgres");
    const client = new Client({ connectionString: adminUrl });
    await client.connect();
    await client.query(`CREATE DATABASE ${TEMPLATE_DATABASE}`);
    await client.end();
    await migrate(postgresUrl(cluster.password, running.port, TEMPLATE_DATABASE));
    project.provide("adminDatabaseUrl", adminUrl);
  } catch (error) {
    await tearDown();
    throw error;
  }
  return tearDown;
}
