// Rollcall holds a rollout by itself when attempts fail, when clients fall silent together, and when a canary fails.
import { describe, expect, it } from "vitest";
import * as rolloutRoute from "@/app/api/v1/rollouts/[id]/route";
import { addKey } from "@/test/support/cast";
import { ask, changeRollout, readRollout, type Site, setClock } from "@/test/support/roll-call";
import {
  endWhatRanOut,
  giveBack,
  heldSlots,
  openControlled,
  playSlotsAtThree,
  someClients,
  takeNext,
  want,
} from "@/test/support/slot-calls";

playSlotsAtThree();

/** `name` takes a slot and gives it back as failed, some times. */
async function failTimes(site: Site, rollout: number, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { body } = await want(site, name);
    await giveBack(body.id, body.fence, "failed");
  }
  await endWhatRanOut(rollout);
}

const names = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => `pc${from + at}`);

interface Held {
  halt: { code: string; [more: string]: unknown } | null;
  heldReason: string | null;
  status: string;
}

async function halt(rollout: number): Promise<Held> {
  return (
    await ask<Held & { status: never }>(rolloutRoute.GET, `/api/v1/rollouts/${rollout}`, { id: rollout })
  ).body;
}

describe("too many failures", () => {
  it("hold the rollout with the reason; nobody else starts, who holds a slot may finish", async () => {
    const { site, rollout } = await openControlled(someClients(12), 9, {
      haltRule: { failedPercent: 30, ofLast: 10, silentCount: 100 },
    });
    const { body: working } = await want(site, "pc12");
    await failTimes(site, rollout, names(1, 2));
    expect((await readRollout(rollout)).status).toBe("open");
    await failTimes(site, rollout, ["pc3"]);
    const held = await halt(rollout);
    expect(held.status).toBe("held");
    expect(JSON.stringify(held)).toContain("too_many_failures");
    expect(await want(site, "pc5")).toMatchObject({
      status: 423,
      retryAfterSeconds: 60,
      body: { code: "held" },
    });
    expect(await takeNext(site, 2)).toMatchObject({ status: 423, body: { code: "held" } });
    expect((await want(site, "pc12")).status).toBe(200);
    expect((await giveBack(working.id, working.fence, "done")).status).toBe(200);
  });

  it("before a person resumed are forgotten, those after count anew", async () => {
    const { site, rollout } = await openControlled(someClients(12), 9, {
      haltRule: { failedPercent: 30, ofLast: 10, silentCount: 100 },
    });
    await failTimes(site, rollout, names(1, 3));
    expect((await readRollout(rollout)).status).toBe("held");
    setClock("2026-03-02T03:05:00Z");
    expect((await changeRollout(rollout, { held: false })).status).toBe(200);
    expect((await halt(rollout)).halt ?? null).toBeNull();
    await endWhatRanOut(rollout);
    expect((await readRollout(rollout)).status).toBe("open");
    setClock("2026-03-02T03:06:00Z");
    await failTimes(site, rollout, names(4, 5));
    expect((await readRollout(rollout)).status).toBe("open");
    await failTimes(site, rollout, ["pc6"]);
    expect((await readRollout(rollout)).status).toBe("held");
  });

  it("among enough that went well hold nothing", async () => {
    const { site, rollout } = await openControlled(someClients(12), 9, {
      haltRule: { failedPercent: 50, ofLast: 4, silentCount: 100 },
    });
    await failTimes(site, rollout, ["pc1"]);
    for (const name of names(2, 4)) {
      setClock(`2026-03-02T03:0${name.slice(2)}:00Z`);
      const { body } = await want(site, name);
      await giveBack(body.id, body.fence, "done");
    }
    setClock("2026-03-02T03:08:00Z");
    await failTimes(site, rollout, ["pc5"]);
    expect((await readRollout(rollout)).status).toBe("open");
  });

  it("do not hold a rollout that is only observed", async () => {
    const { site, rollout } = await openControlled(someClients(4), 9, {
      haltRule: { failedPercent: 10, ofLast: 1, silentCount: 100 },
    });
    const { body } = await want(site, "pc1");
    await changeRollout(rollout, { mode: "observe" });
    await giveBack(body.id, body.fence, "failed");
    await endWhatRanOut(rollout);
    expect((await readRollout(rollout)).status).toBe("open");
  });
});

describe("falling silent together", () => {
  it("holds the rollout; leases that run out hours apart do not", async () => {
    const rule = { failedPercent: 100, ofLast: 100, silentCount: 4 };
    const { site, rollout } = await openControlled(someClients(10), 9, { haltRule: rule });
    for (const hour of [3, 4, 5]) {
      setClock(`2026-03-02T0${hour}:00:00Z`);
      await want(site, `pc${hour}`);
      setClock(`2026-03-02T0${hour}:31:00Z`);
      await endWhatRanOut(rollout);
    }
    expect((await readRollout(rollout)).status).toBe("open");
    setClock("2026-03-02T07:00:00Z");
    expect((await takeNext(site, 4)).body.items).toHaveLength(4);
    setClock("2026-03-02T07:31:00Z");
    await endWhatRanOut(rollout);
    const held = await halt(rollout);
    expect(held.status).toBe("held");
    expect(JSON.stringify(held)).toContain("silent_together");
    expect(await heldSlots(site)).toEqual([]);
  });
});

describe("a canary wave", () => {
  it("holds the rollout with its first failure", async () => {
    const { site, rollout } = await openControlled(someClients(5, ["Lab", "Office"]), 9, {
      waves: [{ name: "canary", canary: true, filter: { groups: ["Lab"] } }, { name: "rest" }],
    });
    await failTimes(site, rollout, ["pc2"]);
    expect((await readRollout(rollout)).status).toBe("open");
    await failTimes(site, rollout, ["pc1"]);
    const held = await halt(rollout);
    expect(held.status).toBe("held");
    expect(JSON.stringify(held)).toContain("canary_failed");
  });
});

describe("resuming", () => {
  it("is a lead's, not an agent's or a technician's", async () => {
    const { site, rollout } = await openControlled(someClients(4), 9, {
      haltRule: { failedPercent: 100, ofLast: 1, silentCount: 100 },
    });
    await failTimes(site, rollout, ["pc1"]);
    expect((await readRollout(rollout)).status).toBe("held");
    for (const role of ["agent", "technician", "viewer"] as const) {
      const key = await addKey(role, role, site.id);
      const call = { method: "PATCH", id: rollout, body: { held: false }, headers: key.headers };
      expect((await ask(rolloutRoute.PATCH, `/api/v1/rollouts/${rollout}`, call)).status).toBe(403);
    }
    const lead = await addKey("lead", "lead", site.id);
    const call = { method: "PATCH", id: rollout, body: { held: false }, headers: lead.headers };
    expect((await ask(rolloutRoute.PATCH, `/api/v1/rollouts/${rollout}`, call)).status).toBe(200);
    expect((await want(site, "pc2")).status).toBe(201);
  });
});
