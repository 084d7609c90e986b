// What the overview says needs somebody, from imports, clock, mode and slots as they are; and when it says that nothing does.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Need } from "@/lib/core/attention";
import { type Actor, openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { type ApplianceAtGlance, overview } from "@/lib/rollout/overview/overview-queries";
import {
  changeRollout,
  closeRollCall,
  type ListedClient,
  openRollCall,
  openSite,
  readRollout,
  type Site,
  setClock,
  sweep,
} from "@/test/support/roll-call";
import { moveQueueOn, takeNext } from "@/test/support/slot-calls";

beforeAll(openRollCall);
afterAll(closeRollCall);
beforeEach(async () => {
  setClock("2026-03-02T03:00:00Z");
  await workersAlive("1 day");
});

/** As if worker and sweeps had said so that long from now. */
async function workersAlive(ahead: string): Promise<void> {
  await pool().query(
    `INSERT INTO heartbeat (name, at) SELECT name, clock_timestamp() + $1::interval FROM unnest('{worker,sweep,slot_sweep}'::text[]) name
     ON CONFLICT (name) DO UPDATE SET at = excluded.at`,
    [ahead],
  );
}

const installedAt = "2026-03-02T02:00:00Z";
const before = "Offline since 2026-03-01 20:00:00";
const after = "Online since 2026-03-02 02:10:00";
const fleet = (seen: string, count = 4): ListedClient[] =>
  Array.from({ length: count }, (_, index) => ({ name: `pc${index + 1}`, type: "active", seen }));

/** The overview's card of a site, read anew. */
async function glance(site: Site, actor: Actor = system): Promise<ApplianceAtGlance> {
  delete (globalThis as { rollcallReadings?: unknown }).rollcallReadings;
  const [found] = await overview(await openContext(actor), site.id);
  if (!found) throw new Error(`appliance ${site.id} is not on the overview`);
  return found;
}

const codes = (needs: readonly Need[]) => needs.map(({ code }) => code);

describe("data", () => {
  it("is asked for until it is newer than the release and than the newest due time; only then nothing needs anybody", async () => {
    const site = await openSite();
    expect((await glance(site)).attention).toEqual({ needs: [{ code: "no_release" }], verdict: null });
    await site.release("24.1.1", installedAt);
    expect((await glance(site)).attention).toEqual({ needs: [{ code: "no_clients" }], verdict: null });

    await site.import(fleet(before), "2026-03-02T01:00:00Z");
    expect((await glance(site)).attention).toEqual({
      needs: [
        {
          code: "export_older",
          kind: "jump_client",
          clients: 4,
          exportedAt: Date.parse("2026-03-02T01:00:00Z"),
          basis: "stated",
        },
        { code: "due_soon", clients: 4 },
      ],
      verdict: null,
    });

    await site.import(fleet(before), "2026-03-02T02:30:00Z");
    const dueAt = Date.parse("2026-03-02T04:00:00Z");
    expect((await glance(site)).attention).toEqual({
      needs: [],
      verdict: {
        code: "on_its_way",
        coming: { clients: 4, firstAt: dueAt },
        byExport: true,
        upgrading: 0,
        queued: 0,
      },
    });

    setClock("2026-03-02T04:00:10Z");
    await sweep();
    expect((await glance(site)).attention).toEqual({
      needs: [
        {
          code: "no_data_since_due",
          kind: "jump_client",
          clients: 4,
          exportedAt: Date.parse("2026-03-02T02:30:00Z"),
          basis: "stated",
        },
      ],
      verdict: null,
    });

    setClock("2026-03-02T05:00:00Z");
    const [late, ...others] = fleet(after);
    await site.import([{ ...late, name: "pc1", seen: before }, ...others], "2026-03-02T04:30:00Z");
    expect((await glance(site)).attention).toEqual({
      needs: [{ code: "overdue", clients: 1 }],
      verdict: null,
    });

    await site.import(fleet(after), "2026-03-02T04:45:00Z");
    expect((await glance(site)).attention).toEqual({
      needs: [],
      verdict: { code: "calm", withoutDeadline: 0 },
    });
    await pool().query("UPDATE import SET cut_off = true WHERE id = (SELECT max(id) FROM import)");
    expect((await glance(site)).attention.needs).toMatchObject([{ code: "export_doubtful", clients: 0 }]);
    await pool().query("UPDATE import SET cut_off = false WHERE id = (SELECT max(id) FROM import)");
    await workersAlive("-5 minutes");
    expect((await glance(site)).attention).toEqual({ needs: [{ code: "not_watched" }], verdict: null });
  });

  it("of a kind that was only ever imported in part makes nobody late, and says so", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import(fleet(before), "2026-03-02T02:30:00Z", { complete: "false" });
    const { needs } = (await glance(site)).attention;
    expect(needs).toContainEqual({ code: "no_complete_export", kind: "jump_client", clients: 4 });
  });

  it("is not asked for where a kind has no source: it goes by the clock", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.register({ kind: "jumpoint", name: "Gate", inUseSince: "2026-03-01T00:00:00Z" });
    expect((await glance(site)).attention.verdict).toMatchObject({ code: "on_its_way", byExport: false });
    setClock("2026-03-02T04:00:10Z");
    await sweep();
    expect((await glance(site)).attention.needs).toEqual([{ code: "overdue", clients: 1 }]);
  });

  it("that nobody can read is told, in control mode too", async () => {
    const site = await openSite({ cap: 2 });
    const { rollout } = await site.release("24.1.1", installedAt);
    const [first, ...others] = fleet(after);
    await site.import(
      [
        { ...first, name: "pc1", needsUpdate: "perhaps" },
        ...others.map((each) => ({ ...each, needsUpdate: "0" })),
      ],
      "2026-03-02T02:30:00Z",
    );
    expect((await glance(site)).attention.needs).toContainEqual({ code: "unread", clients: 1 });
    await changeRollout(rollout, { mode: "control" });
    expect((await readRollout(rollout)).counts).toMatchObject({ queued: 1, checked_in: 3 });
    expect((await glance(site)).attention.needs).toContainEqual({ code: "unread", clients: 1 });
  });

  it("is judged by what the actor may see", async () => {
    const site = await openSite();
    const other = await openSite();
    const actor: Actor = { type: "key", id: "0", name: "viewer", role: "viewer", appliances: [other.id] };
    expect(await overview(await openContext(actor), site.id)).toEqual([]);
    expect(await overview(await openContext(actor), null)).toHaveLength(1);
  });
});

/** Four that are overdue by five o'clock, with a cap of two. */
async function lateSite(more: Record<string, unknown> = {}): Promise<{ site: Site; rollout: number }> {
  const site = await openSite({ cap: 2, ...more });
  const { rollout } = await site.release("24.1.1", installedAt);
  await site.import(fleet(before), "2026-03-02T02:30:00Z");
  setClock("2026-03-02T05:00:00Z");
  await site.import(fleet(before), "2026-03-02T04:30:00Z");
  return { site, rollout };
}

describe("control mode", () => {
  it("hides nobody: who is overdue is shown as queued and overdue, and back again", async () => {
    const { site, rollout } = await lateSite();
    expect((await glance(site)).attention.needs).toEqual([{ code: "overdue", clients: 4 }]);
    await changeRollout(rollout, { mode: "control" });
    expect((await readRollout(rollout)).counts).toMatchObject({ queued: 4, overdue: 0 });
    expect((await glance(site)).attention).toEqual({
      needs: [{ code: "queued_overdue", clients: 4 }],
      verdict: null,
    });
    await changeRollout(rollout, { mode: "observe" });
    expect((await glance(site)).attention.needs).toEqual([{ code: "overdue", clients: 4 }]);
  });

  it("hides no missing data either", async () => {
    const site = await openSite({ cap: 2 });
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(fleet(before), "2026-03-02T02:30:00Z");
    await changeRollout(rollout, { mode: "control" });
    expect((await glance(site)).attention).toMatchObject({ needs: [], verdict: { queued: 4 } });
    setClock("2026-03-02T04:30:00Z");
    expect((await glance(site)).attention.needs).toContainEqual({
      code: "no_data_since_due",
      kind: "jump_client",
      clients: 4,
      exportedAt: Date.parse("2026-03-02T02:30:00Z"),
      basis: "stated",
    });
  });

  it("says that the queue stands still a quarter of an hour after anything last happened in it", async () => {
    const { site, rollout } = await lateSite();
    await changeRollout(rollout, { mode: "control" });
    await moveQueueOn(site);
    setClock("2026-03-02T05:14:30Z");
    expect(codes((await glance(site)).attention.needs)).toEqual(["queued_overdue"]);
    setClock("2026-03-02T05:15:30Z");
    const [still] = (await glance(site)).attention.needs;
    expect(still).toMatchObject({ code: "stands_still", clients: 4, free: 2, asked: false });
    const since = still?.code === "stands_still" ? still.quietSince : 0;
    expect(Math.abs(since - Date.parse("2026-03-02T05:00:00Z"))).toBeLessThan(60_000);

    expect((await takeNext(site, 1)).status).toBe(201);
    expect(await glance(site)).toMatchObject({
      attention: { needs: [{ code: "queued_overdue", clients: 3 }] },
      rollout: { counts: { upgrading: 1 } },
    });
    setClock("2026-03-02T05:29:00Z");
    expect(codes((await glance(site)).attention.needs)).toEqual(["queued_overdue"]);
    setClock("2026-03-02T05:31:00Z");
    expect((await glance(site)).attention.needs[0]).toMatchObject({
      code: "stands_still",
      clients: 3,
      free: 1,
    });
    expect((await takeNext(site, 1)).status).toBe(201);
    setClock("2026-03-02T05:44:00Z");
    expect(codes((await glance(site)).attention.needs)).toEqual(["queued_overdue"]);
  });

  it("says when the window opens, when a cap is missing, and when it is held", async () => {
    const { site, rollout } = await lateSite();
    const windows = [{ weekdays: [1], from: "22:00", to: "23:00", timeZone: "UTC" }];
    await changeRollout(rollout, { mode: "control", waves: [{ name: "Night", filter: {}, windows }] });
    await moveQueueOn(site);
    setClock("2026-03-02T06:00:00Z");
    expect((await glance(site)).attention.needs).toEqual([
      { code: "queued_overdue", clients: 4 },
      {
        code: "queue_waits",
        clients: 4,
        because: "outside_window",
        wave: "Night",
        until: Date.parse("2026-03-02T22:00:00Z"),
      },
    ]);
    await site.change({ cap: 0 });
    expect((await glance(site)).attention.needs[0]).toEqual({ code: "no_slots", clients: 4, cap: 0 });
    await changeRollout(rollout, { held: true, heldReason: "lunch" });
    expect(codes((await glance(site)).attention.needs)).toEqual(["held", "queued_overdue"]);
  });

  it("counts a push that nobody took as no movement, and names a webhook that is left alone", async () => {
    const { site, rollout } = await lateSite();
    await changeRollout(rollout, { mode: "control" });
    await moveQueueOn(site);
    const { id: clientId } = await site.client("pc1");
    await pool().query(
      `INSERT INTO slot (appliance_id, rollout_id, client_id, number, fence, asked_by, asked_by_name, kind, wave, granted_at,
                         lease_minutes, lease_until, ended_at, outcome, judged)
       VALUES ($1, $2, $3, 1, 1, 'push', 'Rollcall', 'jump_client', 0, '2026-03-02T05:19:00Z', 30, '2026-03-02T05:49:00Z',
               '2026-03-02T05:19:30Z', 'undelivered', true)`,
      [site.id, rollout, clientId],
    );
    setClock("2026-03-02T05:20:00Z");
    expect(codes((await glance(site)).attention.needs)).toEqual(["stands_still", "queued_overdue"]);
    await pool().query(
      `INSERT INTO push_webhook (appliance_id, url, secret_encrypted, changed_by, changed_at, paused_until, last_problem)
       VALUES ($1, 'https://tool.example.com', 'x', 'test', now(), '2026-03-02T05:30:00Z', 'HTTP 502')`,
      [site.id],
    );
    expect((await glance(site)).attention.needs[0]).toEqual({
      code: "push_paused",
      clients: 4,
      until: Date.parse("2026-03-02T05:30:00Z"),
      problem: "HTTP 502",
    });
  });
});
