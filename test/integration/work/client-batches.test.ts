// POST /api/v1/clients/batch: facts, exclusions and attestations of many, looked at before and undone after.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as batchRoute from "@/app/api/v1/clients/batch/route";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  readClient,
  type Site,
  setClock,
  withSettings,
} from "@/test/support/roll-call";
import { type Hand, hire, type ManyAnswer, readBatch, undo } from "@/test/support/work-calls";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterAll(closeRollCall);

const offline = "Offline since 2026-03-01 20:00:00";

async function openFleet(count: number): Promise<Site> {
  const site = await openSite();
  await site.import(
    Array.from({ length: count }, (_, index) => ({
      name: `pc${index + 1}`,
      type: "active",
      seen: offline,
      group: index % 2 === 0 ? "Lisbon" : "Porto",
    })),
    "2026-03-02T01:00:00Z",
  );
  await site.release("24.1.1", "2026-03-02T02:00:00Z");
  return site;
}

function many(site: Site, body: object, by?: Hand) {
  return ask<ManyAnswer>(batchRoute.POST, "/api/v1/clients/batch", {
    method: "POST",
    body: { applianceId: site.id, ...body },
    ...(by ? { headers: by.headers } : {}),
  });
}

async function factsOf(site: Site, name: string) {
  const { id } = await site.client(name);
  const { site: place, owner, tags, priority } = await readClient(id);
  return { site: place, owner, tags, priority };
}

describe("facts of many", () => {
  it("are set by filter, added to and taken from lists, and undone but where somebody changed them since", async () => {
    const site = await openFleet(5);
    await site.setFacts("pc1", { tags: ["old", "keep"] });
    const set = { site: "Lisbon HQ", tags: { add: ["night"], remove: ["old"] }, priority: 3 };
    const preview = await many(site, { filter: { group: "Lisbon" }, set, preview: true });
    expect(preview.body).toMatchObject({ preview: true, clients: 3, changed: 3 });
    expect(await factsOf(site, "pc3")).toMatchObject({ site: null, tags: [] });
    const done = await many(site, { filter: { group: "Lisbon" }, set });
    expect(done.body).toMatchObject({ changed: 3, skipped: [] });
    expect(await factsOf(site, "pc1")).toEqual({
      site: "Lisbon HQ",
      owner: null,
      tags: ["keep", "night"],
      priority: 3,
    });
    expect(await factsOf(site, "pc2")).toMatchObject({ site: null });
    expect((await many(site, { filter: { group: "Lisbon" }, set })).body).toMatchObject({
      id: null,
      skipped: [{ code: "nothing_changes", clients: 3 }],
    });
    await site.setFacts("pc3", { site: "Porto HQ" });
    await site.setFacts("pc5", { owner: "Olga" });
    expect((await undo(done.body.id)).body).toMatchObject({ undone: 2, kept: 1 });
    expect(await factsOf(site, "pc1")).toEqual({
      site: null,
      owner: null,
      tags: ["old", "keep"],
      priority: 0,
    });
    expect(await factsOf(site, "pc3")).toMatchObject({ site: "Porto HQ" });
    expect(await factsOf(site, "pc5")).toMatchObject({ site: null, owner: "Olga" });
  });

  it("are judged by at once: retired clients are excluded, and back when it is undone", async () => {
    const site = await openFleet(2);
    const done = await many(site, { filter: {}, set: { plannedRetirementOn: "2026-03-01" } });
    expect(Object.values(await site.states())).toEqual([
      "excluded planned_retirement",
      "excluded planned_retirement",
    ]);
    await undo(done.body.id);
    expect(Object.values(await site.states())).toEqual(["waiting not_due_yet", "waiting not_due_yet"]);
  });
});

describe("decisions about many", () => {
  it("excludes pasted hosts, tells which are unknown, and takes it back", async () => {
    const site = await openFleet(3);
    await site.exclude("pc2", "a spare");
    const hostnames = [site.host("PC1"), site.host("pc2"), `${site.host("pc3")}.`, "elsewhere"];
    const done = await many(site, { hostnames, exclude: { reason: "scrapped" } });
    expect(done.body).toMatchObject({ clients: 3, changed: 2, unknownHosts: ["elsewhere"] });
    expect(done.body.skipped).toMatchObject([{ code: "excluded_already", clients: 1 }]);
    expect(Object.values(await site.states()).every((state) => state === "excluded excluded_by_person")).toBe(
      true,
    );
    await undo(done.body.id);
    expect(await site.states()).toMatchObject({
      pc1: "waiting not_due_yet",
      pc2: "excluded excluded_by_person",
    });
  });

  it("attests for the rollout that goes on, once", async () => {
    const site = await openFleet(2);
    const done = await many(site, { filter: {}, attest: { note: "all by hand" } });
    expect(done.body.changed).toBe(2);
    expect(await site.states()).toMatchObject({ pc1: "waiting attested_awaiting_sighting" });
    expect((await many(site, { filter: {}, attest: { note: "again" } })).body.skipped).toMatchObject([
      { code: "attested_already", clients: 2 },
    ]);
    expect((await undo(done.body.id)).body).toMatchObject({ undone: 2 });
    expect(await site.states()).toMatchObject({ pc1: "waiting not_due_yet" });
  });

  it("lets each do what they may: a technician attests and neither sets nor excludes", async () => {
    const site = await openFleet(1);
    const tea = await hire("Tea", "technician", site);
    expect((await many(site, { filter: {}, set: { site: "X" } }, tea)).status).toBe(403);
    expect((await many(site, { filter: {}, exclude: { reason: "x" } }, tea)).status).toBe(403);
    expect((await many(site, { filter: {}, attest: { note: "x" } }, tea)).status).toBe(200);
  });

  it.each([{}, { set: {} }, { set: { site: "X" }, exclude: { reason: "x" } }])(
    "wants one deed: %o",
    async (deed) => {
      const site = await openFleet(1);
      expect((await many(site, { filter: {}, ...deed })).status).toBe(422);
    },
  );
});

it("does thousands as a job that judges them together, with one audit entry, and undoes them", async () => {
  const site = await openFleet(403);
  await withSettings({ ROLLCALL_BATCH_AT_ONCE: "100" }, async () => {
    const asked = await many(site, { filter: {}, exclude: { reason: "the branch is closed" } });
    expect(asked).toMatchObject({ status: 202, body: { status: "queued", clients: 403 } });
    await runJob("batch.run", { batchId: asked.body.id });
    expect(await readBatch(asked.body.id)).toMatchObject({ status: "done", changed: 403, left: 0 });
    expect(new Set(Object.values(await site.states()))).toEqual(new Set(["excluded excluded_by_person"]));
    const { rows } = await pool().query(
      "SELECT 1 FROM audit WHERE appliance_id = $1 AND deed = 'client.exclude'",
      [site.id],
    );
    expect(rows).toHaveLength(1);
    await undo(asked.body.id);
    await runJob("batch.run", { batchId: asked.body.id });
    expect(new Set(Object.values(await site.states()))).toEqual(new Set(["waiting not_due_yet"]));
  });
});
