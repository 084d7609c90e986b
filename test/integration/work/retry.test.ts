// Letting many try again: what failed, ran out or could not be delivered holds them back no longer, and it can be undone.
import { expect, it } from "vitest";
import * as batchRoute from "@/app/api/v1/clients/batch/route";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import { ask, type Site, setClock, sweep, withSettings } from "@/test/support/roll-call";
import {
  giveBack,
  ledger,
  openControlled,
  playSlotsAtThree,
  someClients,
  want,
} from "@/test/support/slot-calls";
import {
  type Hand,
  hire,
  historyOf,
  type ManyAnswer,
  readBatch,
  undo,
  work,
  workStates,
} from "@/test/support/work-calls";

playSlotsAtThree();

function retry(site: Site, which: object, more: object = {}, by?: Hand) {
  return ask<ManyAnswer & { undo: string }>(batchRoute.POST, "/api/v1/clients/batch", {
    method: "POST",
    body: { applianceId: site.id, ...which, retry: {}, ...more },
    ...(by ? { headers: by.headers } : {}),
  });
}

/** Three attempts of each: one that ran out, two that were said to have failed. */
async function useUp(site: Site, names: readonly string[]): Promise<void> {
  for (const hour of ["03", "04", "05"]) {
    setClock(`2026-03-02T${hour}:00:00Z`);
    for (const name of names) {
      const { body } = await want(site, name);
      if (hour !== "03") await giveBack(body.id, body.fence, "failed");
    }
    setClock(`2026-03-02T${hour}:31:00Z`);
    await runJob("slot.expire", {});
  }
}

const used = "needs_redeployment attempts_exhausted";

it("shows whom it would change and how far it can be undone, lets them stand in the queue again, and is undone", async () => {
  const { site } = await openControlled(someClients(4), 4);
  await useUp(site, ["pc1", "pc2"]);
  const held = await want(site, "pc3");
  expect(await site.states()).toMatchObject({ pc1: used, pc2: used, pc3: "upgrading holds_slot" });
  const tea = await hire("Tea", "technician", site);

  const preview = await retry(site, { filter: {} }, { preview: true }, tea);
  expect(preview.body).toMatchObject({
    changed: 2,
    undo: expect.stringMatching(/until a client is given its next slot/),
  });
  expect(Object.fromEntries(preview.body.skipped.map(({ code, clients }) => [code, clients]))).toEqual({
    holds_slot: 1,
    nothing_to_retry: 1,
  });
  expect(await site.states()).toMatchObject({ pc1: used });

  const done = await retry(site, { filter: {} }, { retry: { note: "the proxy is mended" } }, tea);
  expect(done.body).toMatchObject({ changed: 2 });
  expect(await site.states()).toMatchObject({ pc1: "queued wants_slot", pc2: "queued wants_slot" });
  const { rows } = await pool().query(
    "SELECT deed, after FROM audit WHERE appliance_id = $1 AND deed = 'client.retry'",
    [site.id],
  );
  expect(rows).toMatchObject([{ after: { note: "the proxy is mended", changed: 2 } }]);
  const { id } = await site.client("pc1");
  expect(await historyOf(id)).toMatchObject([
    { deed: "closed", by: "Rollcall", state: "queued" },
    { deed: "retry", by: "Tea", detail: { note: "the proxy is mended" } },
    { deed: "flagged" },
  ]);

  // The ledger is as it was, and one that has begun its next attempt stays where it is.
  const before = (await ledger(site)).length;
  expect((await want(site, "pc2")).status).toBe(201);
  expect((await undo(done.body.id, tea)).body).toMatchObject({
    undone: 1,
    kept: 1,
  });
  expect(await site.states()).toMatchObject({ pc1: used, pc2: "upgrading holds_slot" });
  expect((await ledger(site)).length).toBe(before);
  expect(held.status).toBe(201);
});

it("counts anew from then on: three more attempts use it up again", async () => {
  const { site } = await openControlled(someClients(1), 1);
  await useUp(site, ["pc1"]);
  await retry(site, { filter: {} });
  for (const left of [2, 1, 0]) {
    const { body } = await want(site, "pc1");
    await giveBack(body.id, body.fence, "failed");
    expect(await site.states()).toEqual({ pc1: left > 0 ? "queued wants_slot" : used });
  }
});

it("is one thing to the reader of few and of many", async () => {
  const { site } = await openControlled(someClients(3), 3);
  await useUp(site, ["pc1", "pc2"]);
  await retry(site, { hostnames: [site.host("pc1")] });
  setClock("2026-03-02T06:30:00Z");
  await site.import(
    someClients(3).map((client) => ({
      type: "active",
      seen: "Offline since 2026-03-01 20:00:00",
      ...client,
    })),
    "2026-03-02T06:00:00Z",
  );
  await sweep();
  expect(await site.states()).toMatchObject({ pc1: "queued wants_slot", pc2: used });
});

it("puts what somebody could not do on the list again, but not what another holds", async () => {
  const { site } = await openControlled(
    someClients(2).map((client) => ({ ...client, unavailable: "uninstalled" })),
    2,
  );
  const tea = await hire("Tea", "technician", site);
  const tom = await hire("Tom", "technician", site);
  await work(tea, site, "pc1", "failed");
  await work(tom, site, "pc2", "failed");
  const done = await retry(site, { filter: {} }, {}, tea);
  expect(done.body).toMatchObject({ changed: 1, skipped: [{ code: "held_by_other", clients: 1 }] });
  expect(await workStates(site)).toEqual({ pc1: "open", pc2: "failed" });
  await undo(done.body.id, tea);
  expect(await workStates(site)).toEqual({ pc1: "failed", pc2: "failed" });
});

it("does many as a job with one audit entry", async () => {
  const { site } = await openControlled(someClients(5), 5);
  await useUp(site, ["pc1", "pc2", "pc3"]);
  await withSettings({ ROLLCALL_BATCH_AT_ONCE: "2" }, async () => {
    const asked = await retry(site, { filter: {} });
    expect(asked).toMatchObject({ status: 202, body: { clients: 5 } });
    await runJob("batch.run", { batchId: asked.body.id });
    expect(await readBatch(asked.body.id)).toMatchObject({ status: "done", changed: 3, left: 0 });
    const { rows } = await pool().query(
      "SELECT 1 FROM audit WHERE appliance_id = $1 AND deed = 'client.retry'",
      [site.id],
    );
    expect(rows).toHaveLength(1);
    await undo(asked.body.id);
    await runJob("batch.run", { batchId: asked.body.id });
    expect(await site.states()).toMatchObject({ pc1: used, pc2: used, pc3: used });
  });
});
