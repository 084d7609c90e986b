import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  endLeftover,
  endPostgres,
  freePort,
  openCluster,
  startPostgres,
} from "../../../bin/start/postgres.js";
import { isRunning, signal, until } from "../../../bin/start/process-identity.js";
import { supervise } from "../../../bin/start/supervise.js";
import { runScript, scratchFolder } from "./scratch";

type Cluster = Awaited<ReturnType<typeof openCluster>>;

const { folder, remove } = scratchFolder();
const quiet = () => undefined;
let cluster: Cluster;

async function ask(url: string, sql: string): Promise<Record<string, unknown>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows[0] ?? {};
}

beforeAll(async () => {
  cluster = await openCluster(folder, quiet);
});
afterAll(async () => {
  await endLeftover(cluster.folder);
  remove();
});

describe("the embedded database", () => {
  it("is UTF-8 with a builtin locale, on the loopback, with scram passwords, and closed to others", async () => {
    const running = await startPostgres(cluster, await freePort());
    const facts = await ask(
      running.url,
      `SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider::text AS provider, datlocale AS locale,
         current_setting('listen_addresses') AS listens, current_setting('max_connections')::int AS connections,
         current_setting('password_encryption') AS passwords, current_setting('data_checksums') AS checksums
       FROM pg_database WHERE datname = current_database()`,
    );
    expect(facts).toEqual({
      encoding: "UTF8",
      provider: "b",
      locale: "C.UTF-8",
      listens: "127.0.0.1",
      connections: 100,
      passwords: "scram-sha-256",
      checksums: "on",
    });
    const rules = readFileSync(join(cluster.folder, "pg_hba.conf"), "utf8").replace(/^#.*\n/gm, "");
    expect(rules).not.toMatch(/\b(trust|password|md5)\b/);
    expect(statSync(cluster.folder).mode & 0o077).toBe(0);
    expect(statSync(join(folder, "postgres-password")).mode & 0o077).toBe(0);
    const wrong = new URL(running.url);
    wrong.password = "password";
    await expect(ask(wrong.href, "SELECT 1")).rejects.toThrow(/password authentication failed/);
    await endPostgres(running.pid);
    expect(await running.ended).toBe("exit code 0");
  });

  it("outlives a supervisor that is killed, keeps what was committed, and is ended by the next start", async () => {
    const port = await freePort();
    const killed = runScript(`
      import { openCluster, startPostgres } from "@bin/start/postgres.js";
      const cluster = await openCluster(${JSON.stringify(folder)}, () => undefined);
      const running = await startPostgres(cluster, ${port});
      console.log("url " + running.url + " end");
    `);
    await killed.said(" end");
    killed.child.kill("SIGKILL");
    await killed.ended;
    const url = /url (\S+) end/.exec(killed.output())?.[1] ?? "";
    await ask(url, "CREATE TABLE kept AS SELECT 42 AS answer");
    expect(await endLeftover(cluster.folder)).toBe(true);
    expect(await endLeftover(cluster.folder)).toBe(false);
    await expect(ask(url, "SELECT 1")).rejects.toThrow();
    const running = await startPostgres(cluster, await freePort());
    expect(await ask(running.url, "SELECT answer FROM kept")).toEqual({ answer: 42 });
    await endPostgres(running.pid);
  });

  it("that crashes is noticed, said, and back on the same port", async () => {
    const port = await freePort();
    const said: string[] = [];
    const gaveUp: string[] = [];
    const database = supervise({
      name: "The database",
      start: () => startPostgres(cluster, port),
      say: (line) => void said.push(line),
      giveUp: (sentence) => void gaveUp.push(sentence),
    });
    await database.launch();
    const first = database.pid() ?? 0;
    signal(first, "SIGKILL");
    await until(() => !database.isUp(), 10_000);
    await database.whenUp();
    expect(said[0]).toBe("The database ended unexpectedly (signal SIGKILL); it is started again in 0.5 s.");
    expect(database.pid()).not.toBe(first);
    const url = `postgresql://rollcall:${cluster.password}@127.0.0.1:${port}/rollcall`;
    expect(await ask(url, "SELECT 1 AS one")).toEqual({ one: 1 });
    expect(gaveUp).toEqual([]);
    const pid = database.pid() ?? 0;
    await database.stop(endPostgres);
    expect(isRunning(pid)).toBe(false);
  });

  it("that cannot start says so in its own words", async () => {
    await expect(startPostgres(cluster, await freePort(), { shared_buffers: "nonsense" })).rejects.toThrow(
      /^The database did not start \(exit code 1\): .*invalid value for parameter "shared_buffers"/,
    );
  });
});
