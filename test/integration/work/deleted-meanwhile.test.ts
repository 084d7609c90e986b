// An appliance is deleted while something is done to many of its clients: neither waits for the other for ever, whichever came first.
import type { PoolClient } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import * as applianceRoute from "@/app/api/v1/appliances/[id]/route";
import * as undoRoute from "@/app/api/v1/batches/[id]/undo/route";
import * as batchRoute from "@/app/api/v1/clients/batch/route";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  type Site,
  setClock,
  withSettings,
} from "@/test/support/roll-call";
import type { ManyAnswer } from "@/test/support/work-calls";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterEach(async () => {
  for (const hold of held) await hold.letGo();
});
afterAll(closeRollCall);

const held = new Set<{ letGo: () => Promise<void> }>();

async function openFleet(count: number): Promise<Site> {
  const site = await openSite();
  await site.import(
    Array.from({ length: count }, (_, at) => ({
      name: `pc${at}`,
      type: "active",
      seen: "Offline since 2026-03-01 20:00:00",
    })),
    "2026-03-02T01:00:00Z",
  );
  return site;
}

const exclude = (site: Site, which: object) =>
  ask<ManyAnswer>(batchRoute.POST, "/api/v1/clients/batch", {
    method: "POST",
    body: { applianceId: site.id, ...which, exclude: { reason: "the branch is closed" } },
  });

const remove = async (site: Site) => {
  const { rows } = await pool().query<{ name: string }>("SELECT name FROM appliance WHERE id = $1", [
    site.id,
  ]);
  return ask(applianceRoute.DELETE, `/api/v1/appliances/${site.id}`, {
    method: "DELETE",
    id: site.id,
    body: { name: rows[0]?.name },
  });
};

/** Holds what is known of the client with the highest id: a deletion has the others by then, and waits for this one. */
async function holdLastOf(site: Site): Promise<{ letGo: () => Promise<void> }> {
  const client: PoolClient = await pool().connect();
  await client.query("BEGIN");
  await client.query(
    `SELECT 1 FROM client_now WHERE client_id = (SELECT max(id) FROM client WHERE appliance_id = $1) FOR UPDATE`,
    [site.id],
  );
  const hold = {
    async letGo() {
      if (!held.delete(hold)) return;
      await client.query("ROLLBACK");
      client.release();
    },
  };
  held.add(hold);
  return hold;
}

async function waiting(count: number): Promise<void> {
  for (let turn = 0; turn < 400; turn++) {
    const { rows } = await pool().query<{ waiting: number }>(
      "SELECT count(*) AS waiting FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if ((rows[0]?.waiting ?? 0) >= count) return;
    await new Promise((next) => setTimeout(next, 25));
  }
  throw new Error("nobody waits");
}

async function idsOf(site: Site): Promise<number[]> {
  const { rows } = await pool().query<{ id: number }>(
    "SELECT id FROM client WHERE appliance_id = $1 ORDER BY id",
    [site.id],
  );
  return rows.map(({ id }) => id);
}

async function isGone(site: Site): Promise<void> {
  for (const table of ["appliance WHERE id", "batch WHERE appliance_id", "client WHERE appliance_id"])
    expect((await pool().query(`SELECT 1 FROM ${table} = $1`, [site.id])).rows).toEqual([]);
}

it.each([
  ["a few", 3],
  ["so many that they take turns with imports", 201],
])("a deed on %s of its clients that comes while it is deleted finds no appliance", async (_what, count) => {
  const site = await openFleet(count + 2);
  const ids = (await idsOf(site)).slice(0, count);
  const last = await holdLastOf(site);
  const removal = remove(site);
  await waiting(1);
  const deed = exclude(site, { ids });
  await waiting(2);
  await last.letGo();
  expect((await removal).status).toBe(204);
  expect((await deed).status).toBe(404);
  await isGone(site);
});

it("a deed that is at work is done first, and the deletion takes what it wrote", async () => {
  const site = await openFleet(4);
  const last = await holdLastOf(site);
  const deed = exclude(site, { ids: await idsOf(site) });
  await waiting(1);
  const removal = remove(site);
  await waiting(2);
  await last.letGo();
  expect((await deed).body).toMatchObject({ changed: 4 });
  expect((await removal).status).toBe(204);
  await isGone(site);
});

it("a job on its clients, and one that is undone, come too late without an error", async () => {
  await withSettings({ ROLLCALL_BATCH_AT_ONCE: "2" }, async () => {
    const site = await openFleet(5);
    const done = await exclude(site, { filter: {} });
    await runJob("batch.run", { batchId: done.body.id });
    const later = await exclude(site, { filter: {} });
    const last = await holdLastOf(site);
    const removal = remove(site);
    await waiting(1);
    const job = runJob("batch.run", { batchId: later.body.id });
    const undoing = ask(undoRoute.POST, `/api/v1/batches/${done.body.id}/undo`, {
      method: "POST",
      id: done.body.id,
    });
    await waiting(3);
    await last.letGo();
    expect((await removal).status).toBe(204);
    await expect(job).resolves.toBeUndefined();
    expect((await undoing).status).toBe(404);
    await isGone(site);
  });
});
