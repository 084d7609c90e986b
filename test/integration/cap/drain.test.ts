// A rollout that drains, one that is superseded while slots are held, and one that is withdrawn.
import { expect, it } from "vitest";
import { runJob } from "@/jobs/run";
import { changeRollout, readRollout, setClock } from "@/test/support/roll-call";
import {
  giveBack,
  heldSlots,
  moveQueueOn,
  openControlled,
  playSlotsAtThree,
  renew,
  someClients,
  takeNext,
  want,
} from "@/test/support/slot-calls";

playSlotsAtThree();

it("draining gives nothing more out, lets leases be renewed, and holds the rollout with the last slot", async () => {
  const { site, rollout } = await openControlled(someClients(5), 3);
  const { body: one } = await want(site, "pc1");
  const { body: two } = await want(site, "pc2");
  expect((await changeRollout(rollout, { draining: true })).status).toBe(200);
  expect(await want(site, "pc3")).toMatchObject({
    status: 423,
    retryAfterSeconds: 60,
    body: { code: "held" },
  });
  expect((await want(site, "pc3")).body.detail).toContain("draining");
  expect(await takeNext(site, 1)).toMatchObject({ status: 423, body: { code: "held" } });
  expect((await want(site, "pc1")).status).toBe(200);
  expect((await renew(one.id, one.fence)).status).toBe(200);
  await giveBack(one.id, one.fence, "done");
  await moveQueueOn(site);
  expect((await readRollout(rollout)).status).toBe("open");
  await giveBack(two.id, two.fence, "done");
  await moveQueueOn(site);
  expect(await readRollout(rollout)).toMatchObject({ status: "held" });
  expect((await changeRollout(rollout, { held: false })).status).toBe(200);
  expect((await want(site, "pc3")).status).toBe(201);
});

it("draining can be taken back before it is through", async () => {
  const { site, rollout } = await openControlled(someClients(3), 3);
  await want(site, "pc1");
  await changeRollout(rollout, { draining: true });
  await changeRollout(rollout, { draining: false });
  expect((await want(site, "pc2")).status).toBe(201);
  expect((await readRollout(rollout)).status).toBe("open");
});

it("drains also past a holder that died: its lease runs out", async () => {
  const { site, rollout } = await openControlled(someClients(3), 3);
  await want(site, "pc1");
  await changeRollout(rollout, { draining: true });
  setClock("2026-03-02T03:31:00Z");
  await runJob("slot.expire", {});
  await moveQueueOn(site);
  expect((await readRollout(rollout)).status).toBe("held");
});

it("a superseded rollout's slots run out and count against the cap until then; its states stay", async () => {
  const { site, rollout } = await openControlled(someClients(5), 3);
  const { body: one } = await want(site, "pc1");
  await want(site, "pc2");
  const before = (await readRollout(rollout)).counts;
  setClock("2026-03-02T03:10:00Z");
  const next = await site.release("24.2.1", "2026-03-02T03:05:00Z");
  expect((await changeRollout(next.rollout, { mode: "control" })).status).toBe(200);
  await moveQueueOn(site);
  expect((await readRollout(rollout)).status).toBe("superseded");
  // Two of three are still held for the old rollout.
  expect((await want(site, "pc3")).status).toBe(201);
  expect((await want(site, "pc4")).body.code).toBe("slots_full");
  expect(await heldSlots(site)).toHaveLength(3);
  // One of its holders finishes, the other is never heard of again.
  expect((await renew(one.id, one.fence)).status).toBe(200);
  expect((await giveBack(one.id, one.fence, "done")).status).toBe(200);
  expect((await want(site, "pc4")).status).toBe(201);
  setClock("2026-03-02T03:31:00Z");
  await runJob("slot.expire", {});
  expect((await want(site, "pc5")).status).toBe(201);
  expect((await readRollout(rollout)).counts).toEqual(before);
});

it("a client that holds a slot of the old rollout is answered with it, not with a second one", async () => {
  const { site } = await openControlled(someClients(2), 2);
  const { body: old } = await want(site, "pc1");
  setClock("2026-03-02T03:10:00Z");
  const next = await site.release("24.2.1", "2026-03-02T03:05:00Z");
  await changeRollout(next.rollout, { mode: "control" });
  await moveQueueOn(site);
  expect(await want(site, "pc1")).toMatchObject({ status: 200, body: { id: old.id, fence: old.fence } });
  expect(await heldSlots(site)).toHaveLength(1);
});

it("closing the rollout gives nothing more out; what is held runs out", async () => {
  const { site, rollout } = await openControlled(someClients(2), 2);
  await want(site, "pc1");
  await changeRollout(rollout, { closed: { reason: "enough" } });
  expect(await want(site, "pc2")).toMatchObject({ status: 409, body: { code: "no_open_rollout" } });
  setClock("2026-03-02T03:31:00Z");
  await runJob("slot.expire", {});
  expect(await heldSlots(site)).toEqual([]);
});
