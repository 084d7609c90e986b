/** What monitoring is told: with a key of whom, of which appliances, and on a port of its own. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveMetrics } from "@/app/_web/metrics-port";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { GET as getMetrics } from "@/app/metrics/route";
import type { Role } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { callRoute } from "../../support/call-route";
import { addKey } from "../../support/cast";
import { ask, closeRollCall, openRollCall, openSite, type Site, setClock } from "../../support/roll-call";

let site: Site;
let other: Site;
let hostname: string;
let otherHostname: string;
let port: Server;

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T12:00:00Z");
  site = await openSite();
  other = await openSite();
  [hostname, otherHostname] = (await Promise.all([site, other].map(hostnameOf))) as [string, string];
  await site.import(
    ["PC-1", "PC-2", "PC-3"].map((name) => ({ name, seen: "2026-03-01 11:00" })),
    "2026-03-01T12:00:00Z",
  );
  await site.release("26.1.1", "2026-03-02T06:00:00Z");
  for (const { id: applianceId } of [site, other])
    await ask(createFeed, "/api/v1/feeds", { method: "POST", body: { applianceId, type: "events" } });
  port = serveMetrics(0, "127.0.0.1");
  await new Promise((listening) => port.once("listening", listening));
});
afterAll(async () => {
  port?.close();
  await closeRollCall();
});

async function hostnameOf({ id }: Site): Promise<string> {
  const { rows } = await pool().query<{ hostname: string }>("SELECT hostname FROM appliance WHERE id = $1", [
    id,
  ]);
  return rows[0]?.hostname ?? "";
}

async function metricsAs(role: Role, applianceId: number | null) {
  const { headers } = await addKey(`monitor ${role}`, role, applianceId);
  const response = await callRoute(getMetrics, { path: "/metrics", headers });
  return { status: response.status, type: response.headers.get("content-type"), text: await response.text() };
}

describe("metrics", () => {
  it("tells a viewer's key of its appliance and of no other", async () => {
    const { status, type, text } = await metricsAs("viewer", site.id);
    expect({ status, type }).toEqual({ status: 200, type: "text/plain; version=0.0.4; charset=utf-8" });
    expect(text).toMatch(
      new RegExp(`rollcall_members\\{appliance="${hostname}",rollout="\\d+",state="waiting"\\} 3\\n`),
    );
    expect(text).toMatch(/rollcall_members\{[^}]+state="overdue"\} 0\n/);
    expect(text).toMatch(/rollcall_rollout_info\{[^}]+release="26\.1\.1",mode="observe",status="open"\} 1\n/);
    expect(text).toContain(`rollcall_slots_held{appliance="${hostname}"} 0\n`);
    expect(text).toContain('rollcall_imports{status="done"} 1\n');
    expect(text).toMatch(
      new RegExp(`rollcall_feed_failing\\{feed="\\d+",type="events",appliance="${hostname}"\\} 0\\n`),
    );
    expect(text).toMatch(/process_cpu_seconds_total \d/);
    expect(text).not.toContain(otherHostname);
    for (const line of text.trimEnd().split("\n"))
      expect(line).toMatch(/^(# (HELP|TYPE) .+|[a-z_]+(\{[^{}]*\})? [-+0-9.eInf]+)$/);
  });

  it("tells all of an admin's, and nothing to endpoints, technicians and nobody", async () => {
    expect((await metricsAs("admin", null)).text).toContain(otherHostname);
    expect((await metricsAs("technician", null)).status).toBe(403);
    expect((await metricsAs("agent", site.id)).status).toBe(403);
    expect((await callRoute(getMetrics, { path: "/metrics" })).status).toBe(401);
  });

  it("counts its own requests, by operation and class of status", async () => {
    const { text } = await metricsAs("lead", null);
    expect(text).toMatch(/rollcall_http_requests_total\{operation="getMetrics",status="2xx"\} [1-9]/);
    expect(text).toMatch(/rollcall_http_requests_total\{operation="getMetrics",status="4xx"\} [1-9]/);
    expect(text).toMatch(/rollcall_http_request_duration_seconds_count\{group="feeds"\} [1-9]/);
  });

  it("is open on a port of its own, where nothing else is", async () => {
    const base = `http://127.0.0.1:${(port.address() as AddressInfo).port}`;
    const open = await fetch(`${base}/metrics`);
    expect(open.status).toBe(200);
    expect(await open.text()).toContain(otherHostname);
    expect((await fetch(`${base}/api/v1/clients`)).status).toBe(404);
    expect((await fetch(`${base}/metrics`, { method: "POST" })).status).toBe(405);
  });
});
