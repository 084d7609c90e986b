// Slots over our own API: who is given one, who is not and why, leases, fences, and what becomes of the members.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as slotReleaseRoute from "@/app/api/v1/slots/[id]/release/route";
import * as slotRoute from "@/app/api/v1/slots/[id]/route";
import * as batchRoute from "@/app/api/v1/slots/batch/route";
import * as slotsRoute from "@/app/api/v1/slots/route";
import { runJob } from "@/jobs/run";
import { callRoute } from "@/test/support/call-route";
import { addKey } from "@/test/support/cast";
import {
  type Answer,
  ask,
  changeRollout,
  closeRollCall,
  openRollCall,
  openSite,
  type Problem,
  readRollout,
  type Site,
  setClock,
  sweep,
} from "@/test/support/roll-call";

const installedAt = "2026-03-02T02:00:00Z";
const offline = "Offline since 2026-03-01 20:00:00";

interface SlotAnswer extends Problem {
  id: number;
  clientId: number;
  number: number;
  fence: number;
  leaseUntil: string;
  items: SlotAnswer[];
  outcome: string | null;
}

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:01Z"));
afterAll(closeRollCall);

/** A site in control mode with clients `pc1` … `pcN`. */
async function controlled(count: number, cap: number, more: Record<string, unknown> = {}) {
  const site = await openSite({ cap, ...more });
  const { rollout } = await site.release("24.1.1", installedAt);
  await site.import(
    Array.from({ length: count }, (_, index) => ({
      name: `pc${index + 1}`,
      type: "active",
      seen: offline,
      group: `Group ${(index % 2) + 1}`,
    })),
    "2026-03-02T02:30:00Z",
  );
  expect((await changeRollout(rollout, { mode: "control" })).status).toBe(200);
  await runJob("slot.grant", { applianceId: site.id });
  return { site, rollout };
}

async function want(site: Site, name: string, headers?: Record<string, string>): Promise<Answer<SlotAnswer>> {
  const body = { applianceId: site.id, hostname: site.host(name) };
  return ask<SlotAnswer>(slotsRoute.POST, "/api/v1/slots", {
    method: "POST",
    body,
    ...(headers && { headers }),
  });
}

function renew(id: number, fence: number) {
  return ask<SlotAnswer>(slotRoute.PUT, `/api/v1/slots/${id}`, { method: "PUT", id, body: { fence } });
}

function giveBack(id: number, fence: number, outcome: "done" | "failed") {
  return ask<SlotAnswer>(slotRoute.DELETE, `/api/v1/slots/${id}?fence=${fence}&outcome=${outcome}`, {
    method: "DELETE",
    id,
  });
}

async function held(site: Site): Promise<SlotAnswer[]> {
  return (await ask<SlotAnswer>(slotsRoute.GET, `/api/v1/slots?applianceId=${site.id}`)).body.items;
}

describe("asking", () => {
  it("gives as many as the cap, the same again to whoever asks again, and 423 to the rest", async () => {
    const { site, rollout } = await controlled(5, 2);
    expect(await site.states()).toMatchObject({ pc1: "queued wants_slot" });
    const first = await want(site, "pc1");
    expect(first).toMatchObject({ status: 201, body: { number: 1, fence: 1 } });
    expect(await want(site, "pc1")).toMatchObject({ status: 200, body: { id: first.body.id, fence: 1 } });
    expect(await want(site, "pc2")).toMatchObject({ status: 201, body: { number: 2, fence: 2 } });
    expect(await want(site, "pc3")).toMatchObject({ status: 423, body: { code: "slots_full" } });
    expect(await site.states()).toMatchObject({ pc1: "upgrading holds_slot", pc3: "queued wants_slot" });
    expect((await readRollout(rollout)).counts).toMatchObject({ upgrading: 2, queued: 3 });
  });

  it("never gives more than the cap when everybody asks at once", async () => {
    const { site } = await controlled(30, 4);
    const names = Array.from({ length: 30 }, (_, index) => `pc${index + 1}`);
    const answers = await Promise.all([...names, ...names].map((name) => want(site, name)));
    const granted = answers.filter(({ status }) => status === 201);
    expect(granted).toHaveLength(4);
    expect(new Set(granted.map(({ body }) => body.number)).size).toBe(4);
    expect(new Set(granted.map(({ body }) => body.fence)).size).toBe(4);
    expect(await held(site)).toHaveLength(4);
  });

  it("refuses in observe mode, while held, without a rollout, a stranger, a foreign appliance's agent", async () => {
    const { site, rollout } = await controlled(2, 2);
    const other = await openSite({ cap: 1 });
    expect(await want(other, "pc1")).toMatchObject({ status: 404, body: { code: "not_found" } });
    const agent = await addKey("agent of another", "agent", other.id);
    expect(await want(site, "pc1", agent.headers)).toMatchObject({ status: 403 });
    await changeRollout(rollout, { held: true, heldReason: "change freeze" });
    expect(await want(site, "pc1")).toMatchObject({ status: 423, body: { code: "held" } });
    await changeRollout(rollout, { held: false, mode: "observe" });
    expect(await want(site, "pc1")).toMatchObject({ status: 423, body: { code: "observe_mode" } });
    await changeRollout(rollout, { mode: "control" });
    expect(await want(site, "pc1")).toMatchObject({ status: 201 });
    await changeRollout(rollout, { closed: { reason: "enough" } });
    expect(await want(site, "pc2")).toMatchObject({ status: 409, body: { code: "no_open_rollout" } });
  });

  it("refuses what no name can be, and ids in other spellings, and changes nothing", async () => {
    const { site } = await controlled(1, 1);
    const odd = { applianceId: site.id, hostname: "a\u0000b" };
    expect(
      await ask<SlotAnswer>(slotsRoute.POST, "/api/v1/slots", { method: "POST", body: odd }),
    ).toMatchObject({ status: 422, body: { code: "unkeepable_value" } });
    const { body: slot } = await want(site, "pc1");
    const path = `/api/v1/slots/0x${slot.id.toString(16)}?fence=${slot.fence}`;
    const response = await callRoute(slotRoute.DELETE, {
      method: "DELETE",
      path,
      headers: (await addKey("other spellings", "admin", null)).headers,
      params: { id: `0x${slot.id.toString(16)}` },
    });
    expect(response.status).toBe(404);
    expect(await held(site)).toHaveLength(1);
  });

  it("ranks among those who asked lately", async () => {
    const { site } = await controlled(3, 1);
    const first = await want(site, "pc1");
    expect((await want(site, "pc2")).body.code).toBe("slots_full");
    expect((await want(site, "pc3")).body.code).toBe("slots_full");
    await giveBack(first.body.id, first.body.fence, "done");
    const answers = [await want(site, "pc2"), await want(site, "pc3")];
    expect(answers.map(({ status, body }) => `${status} ${body.code ?? ""}`.trim()).sort()).toEqual(
      answers[0]?.status === 201 ? ["201", "423 slots_full"] : ["201", "423 not_its_turn"],
    );
  });
});

describe("leases and fences", () => {
  it("renews with the fence only, and not once it has run out", async () => {
    const { site } = await controlled(1, 1);
    const { body: slot } = await want(site, "pc1");
    expect(slot.leaseUntil).toMatch(/^2026-03-02T03:30/);
    setClock("2026-03-02T03:20:01Z");
    expect((await renew(slot.id, slot.fence)).body.leaseUntil).toMatch(/^2026-03-02T03:50/);
    expect(await renew(slot.id, slot.fence + 1)).toMatchObject({
      status: 409,
      body: { code: "stale_fence" },
    });
    setClock("2026-03-02T03:51:00Z");
    expect(await renew(slot.id, slot.fence)).toMatchObject({ status: 409, body: { code: "stale_fence" } });
    expect(await giveBack(slot.id, slot.fence, "done")).toMatchObject({ status: 409 });
  });

  it("counts a lease that ends without proof as a failed attempt; three need a person", async () => {
    const { site } = await controlled(2, 1);
    for (const hour of [3, 4, 5]) {
      setClock(`2026-03-02T0${hour}:00:00Z`);
      expect((await want(site, "pc1")).status).toBe(201);
      setClock(`2026-03-02T0${hour}:31:00Z`);
      await runJob("slot.expire", {});
    }
    expect(await site.states()).toMatchObject({
      pc1: "needs_redeployment attempts_exhausted",
      pc2: "queued wants_slot",
    });
    expect(await want(site, "pc1")).toMatchObject({ status: 409, body: { code: "attempts_exhausted" } });
    setClock("2026-03-02T06:00:00Z");
    await site.import(
      [
        { name: "pc1", type: "active", seen: "Online since 2026-03-02 05:40:00" },
        { name: "pc2", type: "active", seen: offline },
      ],
      "2026-03-02T05:45:00Z",
    );
    expect(await site.states()).toMatchObject({ pc1: "checked_in seen_after_release" });
  });

  it("takes an expired slot back in the ask itself, without the sweep", async () => {
    const { site } = await controlled(2, 1);
    const first = await want(site, "pc1");
    setClock("2026-03-02T03:31:00Z");
    const second = await want(site, "pc2");
    expect(second).toMatchObject({ status: 201, body: { number: 1, fence: first.body.fence + 1 } });
    expect(await site.states()).toMatchObject({ pc1: "queued wants_slot", pc2: "upgrading holds_slot" });
  });

  it("frees at a check-in, from whatever source", async () => {
    const { site } = await controlled(2, 1);
    await want(site, "pc1");
    setClock("2026-03-02T03:20:00Z");
    await site.import(
      [
        { name: "pc1", type: "active", seen: "Online since 2026-03-02 03:10:00" },
        { name: "pc2", type: "active", seen: offline },
      ],
      "2026-03-02T03:15:00Z",
    );
    expect(await held(site)).toEqual([]);
    expect(await site.states()).toMatchObject({ pc1: "checked_in seen_after_release" });
    expect(await want(site, "pc1")).toMatchObject({ status: 409, body: { code: "already_checked_in" } });
    expect((await want(site, "pc2")).status).toBe(201);
  });
});

describe("giving back", () => {
  it("done proves nothing: it waits for a sighting, and may ask again after its kind's allowance", async () => {
    const { site } = await controlled(1, 1);
    const { body: slot } = await want(site, "pc1");
    expect((await giveBack(slot.id, slot.fence, "done")).body.outcome).toBe("done");
    expect((await giveBack(slot.id, slot.fence, "done")).body.outcome).toBe("done");
    expect(await site.states()).toMatchObject({ pc1: "waiting not_due_yet" });
    expect(await want(site, "pc1")).toMatchObject({ status: 423, body: { code: "not_its_turn" } });
    setClock("2026-03-02T05:01:00Z");
    await sweep();
    expect(await site.states()).toMatchObject({ pc1: "waiting no_data_since_due" });
    expect((await want(site, "pc1")).status).toBe(201);
  });

  it("failed is an attempt; a person's taking back is none, and is told", async () => {
    const { site } = await controlled(1, 1);
    const { body: first } = await want(site, "pc1");
    await giveBack(first.id, first.fence, "failed");
    const { body: second } = await want(site, "pc1");
    const released = await ask<SlotAnswer>(slotReleaseRoute.POST, `/api/v1/slots/${second.id}/release`, {
      method: "POST",
      id: second.id,
      body: { reason: "the branch is closed" },
    });
    expect(released).toMatchObject({ status: 200, body: { outcome: "released", failedAttempt: false } });
    expect(await site.states()).toMatchObject({ pc1: "queued wants_slot" });
    const history = await ask<SlotAnswer>(slotsRoute.GET, `/api/v1/slots?applianceId=${site.id}&history=1`);
    expect(history.body.items.map(({ outcome }) => outcome)).toEqual(["released", "failed"]);
  });
});

describe("the cap", () => {
  it("drains when it is lowered and grants at once when it is raised", async () => {
    const { site } = await controlled(6, 4);
    const slots = [];
    for (const name of ["pc1", "pc2", "pc3", "pc4"]) slots.push((await want(site, name)).body);
    await site.change({ cap: 2 });
    expect((await want(site, "pc5")).body.code).toBe("slots_full");
    await giveBack(slots[0]?.id ?? 0, slots[0]?.fence ?? 0, "done");
    await giveBack(slots[1]?.id ?? 0, slots[1]?.fence ?? 0, "done");
    expect((await want(site, "pc5")).body.code).toBe("slots_full");
    await giveBack(slots[2]?.id ?? 0, slots[2]?.fence ?? 0, "done");
    expect(await want(site, "pc5")).toMatchObject({ status: 201 });
    await site.change({ cap: 3 });
    expect(await want(site, "pc6")).toMatchObject({ status: 201 });
  });

  it("needs a cap, and warns above what the appliance itself lets through", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    expect(await changeRollout(rollout, { mode: "control" })).toMatchObject({
      status: 409,
      body: { code: "cap_missing" },
    });
    await site.change({ cap: 501 });
    const { body } = await changeRollout(rollout, { mode: "control" });
    expect(body.warnings.map(({ code }) => code)).toContain("cap_above_vendor");
    await site.change({ cap: 500 });
    expect((await readRollout(rollout)).warnings).toEqual([]);
  });

  it("counts a group and a kind within it", async () => {
    const { site } = await controlled(6, 6, { subCaps: { groups: { "Group 1": 1 } } });
    expect((await want(site, "pc1")).status).toBe(201);
    expect(await want(site, "pc3")).toMatchObject({
      status: 423,
      body: { code: "slots_full", detail: "Group Group 1 is at its own cap of 1." },
    });
    expect((await want(site, "pc2")).status).toBe(201);
    expect((await want(site, "pc4")).status).toBe(201);
  });
});

describe("a technician's batch", () => {
  it("takes the next of the queue, interleaved by group, for as long as the day", async () => {
    const { site } = await controlled(8, 4);
    const { status, body } = await ask<SlotAnswer>(batchRoute.POST, "/api/v1/slots/batch", {
      method: "POST",
      body: { applianceId: site.id, count: 10, leaseMinutes: 480 },
    });
    expect(status).toBe(201);
    expect(body.items).toHaveLength(4);
    expect(body.items[0]?.leaseUntil).toMatch(/^2026-03-02T11:00/);
    const groups = [...(await site.clients("state=upgrading")).values()].map(({ group }) => group).sort();
    expect(groups).toEqual(["Group 1", "Group 1", "Group 2", "Group 2"]);
  });
});
