// In what order slots are given out, caps within the cap, and who may not use them at all.
import { describe, expect, it } from "vitest";
import * as slotsRoute from "@/app/api/v1/slots/route";
import * as fleetLock from "@/app/fleetlock/v1/pre-reboot/route";
import { callRoute } from "@/test/support/call-route";
import { addKey, addPerson, signedInHeaders } from "@/test/support/cast";
import { ask, type Site, setClock } from "@/test/support/roll-call";
import {
  giveBack,
  heldSlots,
  moveQueueOn,
  openControlled,
  playSlotsAtThree,
  renew,
  someClients,
  takeBack,
  takeNext,
  want,
} from "@/test/support/slot-calls";

playSlotsAtThree();

async function groupsOf(site: Site): Promise<string[]> {
  const clients = [...(await site.clients("state=upgrading")).values()];
  return clients.map(({ group }) => group ?? "").sort();
}

describe("the order", () => {
  it("takes the groups in turn, however large one of them is", async () => {
    const clients = [
      ...Array.from({ length: 40 }, (_, at) => ({ name: `big${at}`, group: "Big" })),
      ...Array.from({ length: 3 }, (_, at) => ({ name: `mid${at}`, group: "Mid" })),
      ...Array.from({ length: 2 }, (_, at) => ({ name: `small${at}`, group: "Small" })),
    ];
    const { site } = await openControlled(clients, 9);
    await takeNext(site, 6);
    expect(await groupsOf(site)).toEqual(["Big", "Big", "Mid", "Mid", "Small", "Small"]);
    await takeNext(site, 3);
    expect((await groupsOf(site)).filter((group) => group === "Big")).toHaveLength(4);
  });

  it("is the same each time it is worked out", async () => {
    const { site } = await openControlled(someClients(30, ["A", "B", "C"]), 30);
    const first = (await takeNext(site, 9)).body.items;
    for (const { id } of first) await takeBack(id);
    await moveQueueOn(site);
    const again = (await takeNext(site, 9)).body.items;
    expect(again.map(({ clientId }) => clientId)).toEqual(first.map(({ clientId }) => clientId));
  });

  it("takes a higher priority first, and a lower one last", async () => {
    const { site } = await openControlled(someClients(8), 9);
    await site.setFacts("pc3", { priority: 50 });
    await site.setFacts("pc6", { priority: 10 });
    await site.setFacts("pc1", { priority: -5 });
    await moveQueueOn(site);
    const ids = async (...names: string[]) =>
      Promise.all(names.map(async (name) => (await site.client(name)).id));
    const { body } = await takeNext(site, 7);
    expect(body.items.slice(0, 2).map(({ clientId }) => clientId)).toEqual(await ids("pc3", "pc6"));
    expect(body.items.map(({ clientId }) => clientId)).not.toContain((await ids("pc1"))[0]);
  });

  it("ranks those who asked in the last ten minutes, and nobody else", async () => {
    const { site } = await openControlled(someClients(4), 1);
    await site.setFacts("pc4", { priority: 50 });
    await moveQueueOn(site);
    const { body: first } = await want(site, "pc1");
    expect((await want(site, "pc4")).body.code).toBe("slots_full");
    await giveBack(first.id, first.fence, "done");
    const behind = await want(site, "pc2");
    expect(behind).toMatchObject({ status: 423, retryAfterSeconds: 30, body: { code: "not_its_turn" } });
    setClock("2026-03-02T03:10:30Z");
    expect((await want(site, "pc2")).status).toBe(201);
  });

  it("does not let one that a sub-cap stops hold up those behind it", async () => {
    const { site } = await openControlled(
      someClients(6, ["Branch", "Office"]),
      2,
      {},
      {
        subCaps: { groups: { Branch: 1 } },
      },
    );
    await site.setFacts("pc3", { priority: 50 });
    await moveQueueOn(site);
    expect((await want(site, "pc1")).status).toBe(201);
    expect((await want(site, "pc3")).body.detail).toContain("Branch");
    expect((await want(site, "pc2")).status).toBe(201);
  });
});

describe("caps within the cap", () => {
  it("hold in a batch, for groups and kinds, and follow a change", async () => {
    const { site } = await openControlled(
      someClients(12, ["Branch", "Office"]),
      10,
      {},
      {
        subCaps: { groups: { Branch: 2 }, kinds: { jump_client: 5 } },
      },
    );
    expect((await takeNext(site, 10)).body.items).toHaveLength(5);
    expect(await groupsOf(site)).toEqual(["Branch", "Branch", "Office", "Office", "Office"]);
    await site.change({ subCaps: { kinds: { jump_client: 6 }, groups: { Branch: 0 } } });
    expect((await takeNext(site, 10)).body.items).toHaveLength(1);
    expect((await groupsOf(site)).filter((group) => group === "Branch")).toHaveLength(2);
    expect((await heldSlots(site)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("hold when everybody asks at once", async () => {
    const { site } = await openControlled(
      someClients(24, ["Branch", "Office"]),
      8,
      {},
      {
        subCaps: { groups: { Branch: 3 } },
      },
    );
    const names = someClients(24).map(({ name }) => name);
    await Promise.all([...names, ...names].map((name) => want(site, name)));
    const groups = await groupsOf(site);
    expect(groups.filter((group) => group === "Branch").length).toBeLessThanOrEqual(3);
    expect(groups.length).toBeLessThanOrEqual(8);
  });
});

describe("without access", () => {
  it("every slot verb refuses, and nothing changes", async () => {
    const { site } = await openControlled(someClients(3), 2);
    const { site: other } = await openControlled(someClients(1), 2);
    const { body: slot } = await want(site, "pc1");
    const nobody = await addPerson("Nobody", "viewer", []);
    const foreign = await addPerson("Otto", "lead", [other.id]);
    const askers: Record<string, Record<string, string>> = {
      "an agent of another appliance": (await addKey("foreign agent", "agent", other.id)).headers,
      "a lead of another appliance": await signedInHeaders(foreign.email),
      "a person without an appliance": await signedInHeaders(nobody.email),
      "a viewer's key": (await addKey("viewer", "viewer", site.id)).headers,
    };
    for (const [who, asker] of Object.entries(askers)) {
      const answers = {
        ask: (await want(site, "pc2", asker)).status,
        renew: (await renew(slot.id, slot.fence, { headers: asker })).status,
        giveBack: (await giveBack(slot.id, slot.fence, "done", { headers: asker })).status,
        takeBack: (await takeBack(slot.id, { headers: asker })).status,
        batch: (await takeNext(site, 1, {}, { headers: asker })).status,
      };
      expect(answers, who).toEqual({ ask: 403, renew: 403, giveBack: 403, takeBack: 403, batch: 403 });
    }
    for (const who of [
      "an agent of another appliance",
      "a lead of another appliance",
      "a person without an appliance",
    ]) {
      const list = await ask(slotsRoute.GET, `/api/v1/slots?applianceId=${site.id}`, {
        headers: askers[who] ?? {},
      });
      expect(list.status, who).toBe(403);
    }
    const ownAgent = { headers: (await addKey("own agent", "agent", site.id)).headers };
    expect((await takeBack(slot.id, ownAgent)).status).toBe(403);
    expect((await takeNext(site, 1, {}, ownAgent)).status).toBe(403);
    const reading = await ask(slotsRoute.GET, `/api/v1/slots?applianceId=${site.id}`, ownAgent);
    expect(reading.status).toBe(403);
    expect((await renew(slot.id, slot.fence, ownAgent)).status).toBe(200);
    expect((await want(site, "pc2", {})).status).toBe(401);
    const lock = await callRoute(fleetLock.POST, {
      method: "POST",
      path: "/fleetlock/v1/pre-reboot",
      headers: { ...askers["an agent of another appliance"], "fleet-lock-protocol": "true" },
      body: { client_params: { id: site.host("pc2"), group: `${site.mark}.example.com` } },
    });
    expect(lock.status).toBeGreaterThanOrEqual(400);
    expect((await heldSlots(site)).map(({ id }) => id)).toEqual([slot.id]);
  });
});

describe("bad input", () => {
  it("is told so, and changes nothing", async () => {
    const { site } = await openControlled(someClients(2), 2);
    const { body: slot } = await want(site, "pc1");
    const { headers } = await addKey("clumsy", "admin", null);
    const post = async (body: unknown) => {
      const json = { ...headers, "content-type": "application/json" };
      return (await ask(slotsRoute.POST, "/api/v1/slots", { method: "POST", headers: json, body })).status;
    };
    expect(await post({ applianceId: site.id, hostname: "no-such-host" })).toBe(404);
    expect(await post({ applianceId: site.id, clientId: 2_000_000_000 })).toBe(404);
    expect(await post({ applianceId: 2_000_000_000, hostname: site.host("pc1") })).toBe(404);
    expect(await post({ applianceId: site.id })).toBe(422);
    expect(await post({ applianceId: site.id, hostname: site.host("pc1"), clientId: 1 })).toBe(422);
    expect(await post({ applianceId: site.id, hostname: site.host("pc1"), cap: 99 })).toBe(422);
    expect(await post("{")).toBe(400);
    expect(await post(`{"applianceId": ${site.id}, "hostname": "${"a".repeat(2_000_000)}"}`)).toBe(413);
    expect((await renew(slot.id, 0)).status).toBe(422);
    expect((await renew(9_007_199_254_740_991, 1)).status).toBe(404);
    expect((await takeNext(site, 0)).status).toBe(422);
    expect((await takeNext(site, 1_000_000)).status).toBe(422);
    expect((await takeNext(site, 1, { leaseMinutes: 10_000_000 })).status).toBe(422);
    expect((await heldSlots(site)).map(({ id }) => id)).toEqual([slot.id]);
  });

  it("replayed and reordered requests of a holder end in the same place", async () => {
    const { site } = await openControlled(someClients(2), 2);
    const { body: first } = await want(site, "pc1");
    await giveBack(first.id, first.fence, "failed");
    const { body: second } = await want(site, "pc1");
    // What was still under way for the first slot arrives late.
    expect((await renew(first.id, first.fence)).status).toBe(409);
    expect((await giveBack(first.id, first.fence, "done")).body).toMatchObject({ outcome: "failed" });
    expect((await giveBack(second.id, first.fence, "done")).status).toBe(409);
    expect((await heldSlots(site)).map(({ id }) => id)).toEqual([second.id]);
  });
});
