/** An appliance that is asked: what Rollcall says of its clients is what is true of them, by the stand-in's own word. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { GET as getFeed } from "@/app/api/v1/feeds/[id]/route";
import { POST as runFeed } from "@/app/api/v1/feeds/[id]/run/route";
import { POST as testFeed } from "@/app/api/v1/feeds/[id]/test/route";
import { POST as createFeed } from "@/app/api/v1/feeds/route";
import { truth } from "@/demo/fleet/truth";
import { openStandIn, type StandIn } from "@/demo/stand-in";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  runDueJobs,
  type Site,
  setClock,
  withdrawRelease,
} from "../../support/roll-call";
import { noRates } from "../../support/stand-in-caller";

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse("2026-03-02T00:00:00Z");

let standIn: StandIn;
let site: Site;

beforeAll(async () => {
  process.env.ROLLCALL_OUTGOING_ALLOW = "127.0.0.1";
  await openRollCall();
  standIn = await openStandIn({ clients: 400, seed: 7, start, paused: true, rates: noRates });
  setClock(new Date(start).toISOString());
  site = await openSite({ confirmChangePercent: 100 });
});
afterAll(async () => {
  await standIn.close();
  await closeRollCall();
  delete process.env.ROLLCALL_OUTGOING_ALLOW;
});

async function create(more: Record<string, unknown>): Promise<number> {
  const { clientId, clientSecret } = standIn.credentials;
  const answer = await ask<{ id: number }>(createFeed, "/api/v1/feeds", {
    method: "POST",
    body: { applianceId: site.id, baseUrl: standIn.url, clientId, clientSecret, ...more },
  });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.id;
}

interface FeedAnswer {
  status: string;
  problem: { code: string; sentence: string } | null;
  known: Record<string, unknown>;
  counts: Record<string, number>;
  snapshotAt: string | null;
  nextRunAt: string | null;
}

async function look(id: number): Promise<FeedAnswer> {
  return (await ask<FeedAnswer>(getFeed, `/api/v1/feeds/${id}`, { id })).body;
}

/** Lets time come to an instant, on both sides, and has the feeds read. */
async function comeTo(instant: number, ...feeds: number[]): Promise<void> {
  standIn.jumpTo(instant);
  setClock(new Date(instant).toISOString());
  for (const id of feeds) {
    await ask(runFeed, `/api/v1/feeds/${id}/run`, { method: "POST", id });
    for (let turn = 0; turn < 20; turn++) {
      await runJob("feed.poll", { feedId: id });
      const { rows } = await pool().query(
        "SELECT 1 FROM feed WHERE id = $1 AND run IS NOT NULL AND type = 'config_api'",
        [id],
      );
      if (rows.length === 0) break;
    }
  }
  await runDueJobs();
  await runJob("rollout.sweep", {});
}

/** Of Jump Clients and Jumpoints: whom Rollcall takes to have checked in, and who has. */
async function compare(): Promise<{ wrong: string[]; compared: number }> {
  const wrong: string[] = [];
  let compared = 0;
  const states = await pool().query<{ vendorId: string; kind: string; state: string }>(
    `SELECT c.vendor_id AS "vendorId", c.kind, n.state FROM client c JOIN client_now n ON n.client_id = c.id
      WHERE c.appliance_id = $1 AND c.vendor_id IS NOT NULL`,
    [site.id],
  );
  const known = new Map(states.rows.map(({ kind, vendorId, state }) => [`${kind} ${vendorId}`, state]));
  for (const { kind, vendorId, checkedIn, nature } of truth(standIn.fleet).clients) {
    if (kind !== "jump_client" && kind !== "jumpoint") continue;
    const state = known.get(`${kind} ${vendorId}`);
    compared++;
    if ((state === "checked_in") !== checkedIn && state !== "excluded")
      wrong.push(`${kind} ${vendorId} (${nature}) is ${state}, checked in: ${checkedIn}`);
  }
  return { wrong, compared };
}

describe("the Configuration API", () => {
  it("is tried out, walked, and what it lists is imported", async () => {
    const id = await create({ type: "config_api" });
    expect(await ask(testFeed, `/api/v1/feeds/${id}/test`, { method: "POST", id })).toMatchObject({
      status: 200,
      body: {
        ok: true,
        problem: null,
        apiVersion: expect.stringMatching(/^\d/),
        sentence: expect.stringContaining("may read"),
      },
    });
    await comeTo(start + hour, id);
    expect(await look(id)).toMatchObject({ status: "ok", problem: null, snapshotAt: expect.any(String) });
    const listed = truth(standIn.fleet).clients.filter(
      ({ kind }) => kind === "jump_client" || kind === "jumpoint",
    );
    const { rows } = await pool().query("SELECT 1 FROM client WHERE appliance_id = $1", [site.id]);
    expect(rows).toHaveLength(listed.length);
  });

  it("who checks in after an upgrade is told as it is, hour by hour", async () => {
    const { rows } = await pool().query<{ id: number }>("SELECT id FROM feed WHERE type = 'config_api'");
    const id = rows[0]?.id ?? 0;
    const [first] = standIn.fleet.releases.filter(({ installedAt }) => installedAt > start);
    if (!first) throw new Error("there is no release to come");
    await comeTo(first.installedAt - hour, id);
    await comeTo(first.installedAt + 60_000, id);
    const nextReading = async () => Date.parse((await look(id)).nextRunAt ?? "") - first.installedAt;
    await runJob("feed.due", {});
    expect(await nextReading()).toBeGreaterThan(50 * minute);
    await site.release(first.version, new Date(first.installedAt).toISOString());
    await runJob("feed.due", {});
    // It was to be read in an hour, and a release is going out now.
    expect(await nextReading()).toBeLessThan(5 * minute);
    expect((await look(id)).known).toMatchObject({ requests: expect.any(Number) });
    for (const hours of [1, 3, 8, 26, 50]) {
      await comeTo(first.installedAt + hours * hour, id);
      const { wrong, compared } = await compare();
      expect(wrong).toEqual([]);
      expect(compared).toBeGreaterThan(300);
    }
  });

  it.each([600, -600])(
    "a clock that is %i seconds off is told as it was measured, ahead or behind",
    async (value) => {
      const { rows } = await pool().query<{ id: number }>("SELECT id FROM feed WHERE type = 'config_api'");
      const id = rows[0]?.id ?? 0;
      standIn.faults.set("clockSkew", { value });
      await comeTo(standIn.clock.now() + minute, id);
      standIn.faults.clearAll();
      const { skewMs, aheadMs } = (await look(id)).known as { skewMs: number; aheadMs: number };
      expect(Math.abs(skewMs - value * 1_000)).toBeLessThan(2_000);
      // What is taken off is no less than it may be ahead; what is behind proves nothing too much.
      expect(aheadMs).toBeGreaterThanOrEqual(Math.max(0, skewMs));
      expect(aheadMs).toBeLessThan(Math.max(0, skewMs) + 15_000);
      await comeTo(standIn.clock.now() + minute, id);
    },
  );

  it("a list that says the same again makes no import and moves on", async () => {
    const { rows } = await pool().query<{ id: number }>("SELECT id FROM feed WHERE type = 'config_api'");
    const id = rows[0]?.id ?? 0;
    const imports = async () =>
      (await pool().query("SELECT id FROM import WHERE feed_id = $1", [id])).rows.length;
    const before = await imports();
    const { sameLists = 0 } = (await look(id)).counts;
    const now = standIn.clock.now();
    // Time stands still at the appliance, and goes on here.
    setClock(new Date(now + 60_000).toISOString());
    await ask(runFeed, `/api/v1/feeds/${id}/run`, { method: "POST", id });
    await runJob("feed.poll", { feedId: id });
    await runDueJobs();
    expect(await imports()).toBe(before);
    expect((await look(id)).counts).toMatchObject({ sameLists: sameLists + 2 });
    expect((await compare()).wrong).toEqual([]);
  });
});

describe("the Command API", () => {
  it("consoles check in by whoever is connected, and a version that changes is told", async () => {
    const id = await create({ type: "command_api", settings: { recordReleases: true } });
    expect(await ask(testFeed, `/api/v1/feeds/${id}/test`, { method: "POST", id })).toMatchObject({
      body: { ok: true, problem: null, sentence: expect.stringContaining("it runs") },
    });
    await comeTo(standIn.clock.now() + hour, id);
    expect(await look(id)).toMatchObject({
      status: "ok",
      known: {
        units: expect.any(Object),
        // Both units of the pair, of which one has answered.
        site: {
          units: [
            { failoverRole: "primary", accepting: true },
            { failoverRole: "backup", accepting: false },
          ],
        },
        connectedJumpClients: { count: expect.any(Number) },
      },
    });
    const online = truth(standIn.fleet).clients.filter((each) => each.kind === "console" && each.online);
    const known = await site.clients("kind=console");
    const hosts = new Set([...known.values()].map(({ hostname }) => hostname));
    for (const { hostname } of online) expect(hosts).toContain(hostname.toLowerCase());
  });

  it("a release is recorded by itself where the feed is set to, once, at the first reading that shows it", async () => {
    const { rows } = await pool().query<{ id: number }>("SELECT id FROM feed WHERE type = 'command_api'");
    const id = rows[0]?.id ?? 0;
    const next = standIn.fleet.releases.find(({ installedAt }) => installedAt > standIn.clock.now());
    if (!next) throw new Error("there is no release to come");
    await comeTo(next.installedAt - hour, id);
    await comeTo(next.installedAt + 10 * 60_000, id);
    await comeTo(next.installedAt + 20 * 60_000, id);
    const releases = await pool().query(
      "SELECT version, installed_at FROM release WHERE appliance_id = $1 AND version = $2",
      [site.id, next.version],
    );
    expect(releases.rows).toHaveLength(1);
    const proposals = await pool().query(
      "SELECT status FROM release_proposal WHERE version = $1 AND status = 'confirmed'",
      [next.version],
    );
    expect(proposals.rows).toHaveLength(1);
    await comeTo(next.installedAt + 30 * hour, id);
    const wrong: string[] = [];
    const known = await site.clients("kind=console");
    const byHost = new Map([...known.values()].map((client) => [client.hostname, client]));
    for (const { kind, hostname, checkedIn, online } of truth(standIn.fleet).clients) {
      if (kind !== "console" || !online) continue;
      const state = byHost.get(hostname.toLowerCase())?.state;
      if ((state === "checked_in") !== checkedIn)
        wrong.push(`${hostname} is ${state}, checked in: ${checkedIn}`);
    }
    expect(wrong).toEqual([]);
  });
});

describe("a pair that was swapped to a unit without the release", () => {
  it("nothing of what it says is taken in until it runs the release", async () => {
    const { rows } = await pool().query<{ id: number; type: string }>(
      "SELECT id, type FROM feed WHERE type IN ('config_api', 'command_api') ORDER BY id LIMIT 2",
    );
    const before = await site.states();
    const newer = await site.release("99.1.1", new Date(standIn.clock.now() - hour).toISOString());
    await comeTo(standIn.clock.now() + hour, ...rows.map(({ id }) => id));
    for (const { id } of rows)
      expect(await look(id)).toMatchObject({ status: "failing", problem: { code: "older_unit" } });
    expect(Object.values(await site.states()).filter((state) => state.startsWith("checked_in"))).toEqual([]);
    expect(await withdrawRelease(newer.id)).toBe(204);
    await runDueJobs();
    expect(await site.states()).toEqual(before);
  });
});

describe("an appliance that does not answer as it should", () => {
  it.each([
    ["tooMany", { value: 7 }, "rate_limited"],
    ["serverError", {}, "server_error"],
    ["forbidden", {}, "no_permission"],
    ["redirect", {}, "redirect"],
    ["truncated", {}, "not_json|truncated"],
    ["hugeBody", {}, "too_large"],
    ["down", {}, "unreachable"],
  ] as const)("%s: the feed says so, keeps what was known, and comes back", async (fault, more, code) => {
    const id = await create({ type: "config_api" });
    const before = await compare();
    standIn.faults.set(fault, { ...more, path: "/api/config" });
    await ask(runFeed, `/api/v1/feeds/${id}/run`, { method: "POST", id });
    for (let turn = 0; turn < 12; turn++) {
      await pool().query(
        "UPDATE feed SET next_run_at = now() - interval '30 years', run = jsonb_set(run, '{notBefore}', 'null') WHERE id = $1",
        [id],
      );
      await runJob("feed.poll", { feedId: id });
      if ((await look(id)).problem !== null) break;
    }
    standIn.faults.clearAll();
    // What it asked us to wait is over.
    await pool().query("DELETE FROM api_request_count");
    const failed = await look(id);
    expect(failed).toMatchObject({ status: "failing" });
    expect(`${failed.problem?.code} ${failed.problem?.sentence}`).toMatch(
      new RegExp(`${code}|walk_incomplete`),
    );
    expect(JSON.stringify(failed)).not.toContain(standIn.credentials.clientSecret);
    expect(await compare()).toEqual(before);
    await comeTo(standIn.clock.now(), id);
    expect(await look(id)).toMatchObject({ status: "ok", problem: null });
  });
});
