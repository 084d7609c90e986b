// Busy, out of disk and away are told apart; nobody who reads slowly keeps a connection from the others.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { problemResponse, tellable } from "@/app/_web/problem";
import * as appliances from "@/app/api/v1/appliances/route";
import * as clientsCsv from "@/app/api/v1/clients.csv/route";
import * as readyz from "@/app/readyz/route";
import { openContext, system } from "@/lib/platform/context";
import { closeDatabase, openPool, pool, type Tx } from "@/lib/platform/db";
import { noteDiskFull } from "@/lib/platform/disk";
import { forgetEnv } from "@/lib/platform/env";
import { instanceWarnings } from "@/lib/rollout/overview/instance-warnings";
import { callRoute } from "@/test/support/call-route";
import { addKey } from "@/test/support/cast";
import { createTestDatabase, type TestDatabase } from "@/test/support/database";

let database: TestDatabase;
let admin: Record<string, string>;
const connections = 3;

beforeAll(async () => {
  database = await createTestDatabase();
  process.env.ROLLCALL_BUSY_AFTER_MS = "200";
  forgetEnv();
  await pool().end();
  openPool(connections);
  admin = (await addKey("watcher", "admin", null)).headers;
  await pool().query(`
    INSERT INTO appliance (id, name, hostname, time_zone) VALUES (1, 'First', 'first.example.com', 'UTC');
    INSERT INTO client (appliance_id, kind, name, hostname, host_key, short_host, identity_basis)
    SELECT 1, 'jump_client', 'Client ' || n, 'host-' || n, 'host-' || n, 'host-' || n, 'hostname'
      FROM generate_series(1, 20000) n;
    INSERT INTO client_now (client_id, appliance_id, kind, stands, first_evidence_at)
    SELECT id, 1, kind, true, '2026-01-01Z' FROM client;
    INSERT INTO heartbeat (name, at) VALUES ('worker', now()), ('sweep', now()), ('slot_sweep', now());`);
});
afterAll(async () => {
  delete process.env.ROLLCALL_BUSY_AFTER_MS;
  forgetEnv();
  await closeDatabase();
  await database.drop();
});

const listAppliances = () => callRoute(appliances.GET, { path: "/api/v1/appliances", headers: admin });
const ready = async () => (await readyz.GET()).json() as Promise<{ status: string; database: string }>;

describe("downloads that nobody reads", () => {
  it("hold no connection: with more of them than connections everything else goes on", async () => {
    const readers = await Promise.all(
      Array.from({ length: 4 * connections }, async () => {
        const response = await callRoute(clientsCsv.GET, { path: "/api/v1/clients.csv", headers: admin });
        const reader = (response.body as ReadableStream<Uint8Array>).getReader();
        await reader.read();
        return reader;
      }),
    );
    const began = performance.now();
    expect((await listAppliances()).status).toBe(200);
    expect(await ready()).toMatchObject({ status: "ok", database: "ok" });
    expect(performance.now() - began).toBeLessThan(2_000);
    await expect.poll(() => pool().idleCount === pool().totalCount, { timeout: 10_000 }).toBe(true);
    await Promise.all(readers.map((reader) => reader.cancel()));
  });

  it("and one that is read slowly is whole in the end", async () => {
    const response = await callRoute(clientsCsv.GET, { path: "/api/v1/clients.csv", headers: admin });
    const text = await response.text();
    expect(text.trimEnd().split("\r\n")).toHaveLength(20_001);
    expect(new Set(text.match(/host-\d+/g)).size).toBe(20_000);
  });
});

describe("more asked than can be done", () => {
  it("is said at once with 503 and Retry-After, and is no reason to take the process out", async () => {
    const held: Tx[] = [];
    for (let n = 0; n < connections; n++) held.push(await pool().connect());
    const waiting = listAppliances();
    await expect.poll(async () => (await ready()).database, { timeout: 5_000 }).toBe("busy");
    const began = performance.now();
    const refused = await listAppliances();
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.json()).toMatchObject({ code: "overloaded" });
    expect((await readyz.GET()).status).toBe(200);
    for (const client of held) client.release();
    expect((await waiting).status).toBe(200);
    expect((await listAppliances()).status).toBe(200);
  });
});

describe("what the database says without a code of ours", () => {
  it.each([
    ["timeout exceeded when trying to connect", undefined, 503, "overloaded"],
    ["Connection terminated unexpectedly", undefined, 503, "database_unavailable"],
    [
      "Client has encountered a connection error and is not queryable",
      undefined,
      503,
      "database_unavailable",
    ],
    ["terminating connection due to administrator command", "57P01", 503, "database_unavailable"],
    ["could not extend file: No space left on device", "53100", 503, "disk_full"],
    ["something else", undefined, 500, "internal"],
  ])("%s", async (message, code, status, told) => {
    const error = Object.assign(new Error(message), code === undefined ? {} : { code });
    const response = problemResponse(tellable(error, "r1"), {});
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code: told });
  });

  it("a full disk is told by readiness, apart from a database that is away", async () => {
    await noteDiskFull(pool());
    expect(await ready()).toMatchObject({ status: "unavailable", database: "disk_full" });
  });

  it("and by the overview, above everything else", async () => {
    await noteDiskFull(pool());
    expect(await instanceWarnings(await openContext(system))).toContainEqual({ code: "disk_full" });
  });
});
