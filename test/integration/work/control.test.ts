// The work list in control mode: starting takes a slot, and how the work ends is how the slot ends.
import { expect, it } from "vitest";
import * as slotsRoute from "@/app/api/v1/slots/route";
import { pool } from "@/lib/platform/db";
import { ask, changeRollout, type Site, setClock, sweep } from "@/test/support/roll-call";
import {
  endWhatRanOut,
  heldSlots,
  openControlled,
  playSlotsAtThree,
  someClients,
  takeNext,
  want,
} from "@/test/support/slot-calls";
import { hire, listWork, undo, work, workMany, workStates } from "@/test/support/work-calls";

playSlotsAtThree();

const gone = { unavailable: "uninstalled" };

async function openStranded(cap: number): Promise<{ site: Site; rollout: number }> {
  return openControlled(
    [...someClients(3).map((client) => ({ ...client, ...gone })), { name: "waits" }],
    cap,
  );
}

async function ledger(site: Site): Promise<string[]> {
  const { rows } = await pool().query<{ line: string }>(
    `SELECT c.name || ' ' || COALESCE(s.outcome, 'held') || CASE WHEN s.failed_attempt THEN ' counted' ELSE '' END AS line
       FROM slot s JOIN client c ON c.id = s.client_id WHERE s.appliance_id = $1 ORDER BY s.id`,
    [site.id],
  );
  return rows.map(({ line }) => line);
}

it("takes a slot at the start, is refused where there is none, and frees it when the work ends", async () => {
  const { site, rollout } = await openStranded(1);
  const tea = await hire("Tea", "technician", site);
  const started = await work(tea, site, "pc1", "start", { leaseMinutes: 240 });
  expect(started.body.item).toMatchObject({ state: "started", slot: { leaseUntil: expect.any(String) } });
  expect(await site.states()).toMatchObject({ pc1: "upgrading holds_slot" });
  const refused = await work(tea, site, "pc2", "start");
  expect(refused).toMatchObject({
    status: 409,
    body: { code: "no_slot", detail: "All 1 slots of this appliance are held." },
  });
  await changeRollout(rollout, { held: true });
  expect((await work(tea, site, "pc2", "start")).body.detail).toMatch(/held/);
  await changeRollout(rollout, { held: false });

  expect((await work(tea, site, "pc1", "done")).body.item?.state).toBe("done");
  expect(await ledger(site)).toEqual(["pc1 done"]);
  await work(tea, site, "pc2", "start");
  await work(tea, site, "pc2", "failed", { reason: "installer_failed" });
  await work(tea, site, "pc3", "start");
  await work(tea, site, "pc3", "back");
  expect(await ledger(site)).toEqual(["pc1 done", "pc2 failed counted", "pc3 released"]);
  expect(await workStates(site)).toEqual({ pc1: "done", pc2: "failed", pc3: "open" });
});

it("is undone as far as the ledger lets it: a start gives its slot back, an attempt that failed stays", async () => {
  const { site } = await openStranded(3);
  const tea = await hire("Tea", "technician", site);
  const started = await work(tea, site, "pc1", "start");
  expect((await undo(started.body.batchId, tea)).body).toMatchObject({ undone: 1 });
  expect(await ledger(site)).toEqual(["pc1 released"]);
  expect(await workStates(site)).toMatchObject({ pc1: "open" });
  await work(tea, site, "pc1", "start");
  const failed = await work(tea, site, "pc1", "failed");
  expect((await undo(failed.body.batchId, tea)).body).toMatchObject({ undone: 0, kept: 1 });
  expect(await workStates(site)).toMatchObject({ pc1: "failed" });
});

it("is open again when its slot runs out, and says so", async () => {
  const { site, rollout } = await openStranded(3);
  const tea = await hire("Tea", "technician", site);
  await work(tea, site, "pc1", "start", { leaseMinutes: 30 });
  setClock("2026-03-02T03:31:00Z");
  await endWhatRanOut(rollout);
  await sweep();
  const [item] = await listWork(site, "q=pc1");
  expect(item).toMatchObject({ state: "open", cameBack: "slot_over", assignee: { name: "Tea" }, slot: null });
});

it("shows a technician what they took in a batch, and ends it from there", async () => {
  const { site } = await openStranded(5);
  const tea = await hire("Tea", "technician", site);
  const taken = await takeNext(
    site,
    5,
    { states: ["queued", "needs_redeployment"] },
    { headers: tea.headers },
  );
  expect(taken.body.items).toHaveLength(4);
  const mine = await listWork(site, "assignee=me", tea);
  expect(mine.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
    "pc1 started",
    "pc2 started",
    "pc3 started",
    "waits started",
  ]);
  const ended = await workMany(tea, site, {
    deed: "back",
    ids: mine.map(({ id }) => id),
    reason: "tomorrow",
  });
  expect(ended.body).toMatchObject({ changed: 4, skipped: [] });
  expect(await heldSlots(site)).toEqual([]);
});

it("does not take an endpoint's own slot for a person's work", async () => {
  const { site } = await openControlled(someClients(1), 2);
  expect((await want(site, "pc1")).status).toBe(201);
  expect(await listWork(site)).toEqual([]);
  const { body } = await ask<{ items: unknown[] }>(slotsRoute.GET, `/api/v1/slots?applianceId=${site.id}`);
  expect(body.items).toHaveLength(1);
});

it("starts as many as the cap leaves, shows that before, and does nothing by looking", async () => {
  const { site } = await openStranded(2);
  const tea = await hire("Tea", "technician", site);
  const asked = { deed: "start", filter: { state: ["open"] } };
  const preview = await workMany(tea, site, { ...asked, preview: true });
  expect(preview.body).toMatchObject({ clients: 3, changed: 2, skipped: [{ code: "no_slot", clients: 1 }] });
  expect(await heldSlots(site)).toEqual([]);
  expect(await workStates(site)).toEqual({ pc1: "open", pc2: "open", pc3: "open" });
  expect((await workMany(tea, site, asked)).body).toMatchObject({ changed: 2 });
  expect(await heldSlots(site)).toHaveLength(2);
});
