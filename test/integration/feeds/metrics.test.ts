/** What monitoring is told: with a key of whom, of which appliances, and on a port of its own. */
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveMetrics } from "@/app/_web/metrics-port";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { GET as getMetrics } from "@/app/metrics/route";
import type { Role } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { addChannel, openIncident, tell } from "../../support/alert-site";
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

  it("tells of incidents, messages and channels by words of a few, and of Rollcall itself only to who sees everything", async () => {
    const incident = await openIncident(site.id);
    const taken = await openIncident(other.id);
    await pool().query("UPDATE incident SET status = 'acknowledged', severity = 'warning' WHERE id = $1", [
      taken,
    ]);
    await openIncident();
    const { id: channel } = await addChannel({ type: "email", to: ["ada@example.com"] });
    const [waits] = await tell(incident, [channel]);
    const [dead] = await tell(taken, [channel]);
    await pool().query("UPDATE delivery SET status = 'dead', ended_at = now() WHERE id = $1", [dead]);
    await pool().query(
      "UPDATE delivery SET next_at = clock_timestamp() - interval '2 minutes' WHERE id = $1",
      [waits],
    );
    await pool().query("UPDATE channel SET paused_at = now() WHERE id = $1", [channel]);
    await pool().query(
      "INSERT INTO heartbeat (name, at) VALUES ('sweep', clock_timestamp()) ON CONFLICT (name) DO UPDATE SET at = excluded.at",
    );
    const one = (await metricsAs("viewer", site.id)).text;
    expect(one).toContain('rollcall_incidents{severity="critical",status="open"} 1\n');
    expect(one).toContain('rollcall_incidents{severity="warning",status="acknowledged"} 0\n');
    expect(one).toContain('rollcall_deliveries{channel="email",outcome="pending"} 1\n');
    expect(one).toContain('rollcall_deliveries{channel="email",outcome="dead"} 0\n');
    expect(one).toMatch(/rollcall_delivery_overdue_seconds\{channel="email"\} 1[2-9]\d(\.\d+)?\n/);
    expect(one).not.toMatch(/^rollcall_(channels\{|sweep_age_seconds |heartbeat_age_seconds )/m);
    const all = (await metricsAs("admin", null)).text;
    expect(all).toContain('rollcall_incidents{severity="critical",status="open"} 2\n');
    expect(all).toContain('rollcall_incidents{severity="warning",status="acknowledged"} 1\n');
    expect(all).toContain('rollcall_deliveries{channel="email",outcome="dead"} 1\n');
    expect(all).toContain('rollcall_channels{channel="email",state="paused"} 1\n');
    expect(all).toMatch(/^rollcall_sweep_age_seconds \d/m);
    expect(all).not.toMatch(/^rollcall_heartbeat_age_seconds /m);
    await pool().query(
      `INSERT INTO setting (name, value, changed_by, changed_at) VALUES ('heartbeat', '{"place": "example.com", "everyMinutes": 5}', 'Ada', now()),
         ('heartbeat_state', jsonb_build_object('pingedAt', round(extract(epoch FROM clock_timestamp()) * 1000 - 90000)), 'Ada', now())`,
    );
    expect((await metricsAs("admin", null)).text).toMatch(/^rollcall_heartbeat_age_seconds 9\d/m);
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
