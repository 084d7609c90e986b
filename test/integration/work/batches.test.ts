// Many at once on the work list: looked at before, done together, undone client by client.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { runJob } from "@/jobs/run";
import { pool } from "@/lib/platform/db";
import {
  closeRollCall,
  openRollCall,
  openSite,
  type Site,
  setClock,
  withSettings,
} from "@/test/support/roll-call";
import {
  clientsOfBatch,
  hire,
  listWork,
  readBatch,
  undo,
  work,
  workMany,
  workStates,
} from "@/test/support/work-calls";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterAll(closeRollCall);

async function openStranded(count: number): Promise<Site> {
  const site = await openSite();
  await site.release("24.1.1", "2026-03-02T02:00:00Z");
  const client = { type: "active", seen: "Offline since 2026-03-01 20:00:00" };
  await site.import(
    [
      ...Array.from({ length: count }, (_, index) => ({
        name: `pc${index + 1}`,
        ...client,
        unavailable: "uninstalled",
      })),
      { name: "waits", ...client },
    ],
    "2026-03-02T02:30:00Z",
  );
  return site;
}

async function audited(site: Site): Promise<string[]> {
  const { rows } = await pool().query<{ line: string }>(
    "SELECT deed || ' ' || subject_type AS line FROM audit WHERE appliance_id = $1 AND deed LIKE 'work.%' ORDER BY id",
    [site.id],
  );
  return rows.map(({ line }) => line);
}

describe("many at once", () => {
  it("says whom it would change and whom it would skip, and does just that, with one audit entry", async () => {
    const site = await openStranded(4);
    const tea = await hire("Tea", "technician", site);
    const lea = await hire("Lea", "lead", site);
    await work(lea, site, "pc1", "assign");
    const hostnames = ["pc1", "pc2", "PC3", "waits", "nowhere"].map((name) => site.host(name));
    const asked = { deed: "done", note: "all reinstalled", hostnames };
    const preview = await workMany(tea, site, { ...asked, preview: true });
    expect(preview).toMatchObject({
      status: 200,
      body: {
        preview: true,
        clients: 4,
        changed: 2,
        unknownHosts: [site.host("nowhere")],
        ambiguousHosts: [],
      },
    });
    expect(preview.body.skipped.map(({ code, clients }) => `${code} ${clients}`).sort()).toEqual([
      "held_by_other 1",
      "no_item 1",
    ]);
    expect(preview.body.examples.map(({ name }) => name).sort()).toEqual(["pc2", "pc3"]);
    expect(await workStates(site)).toEqual({ pc1: "open", pc2: "open", pc3: "open", pc4: "open" });

    const done = await workMany(tea, site, asked);
    expect(done.body).toMatchObject({ preview: false, changed: 2, clients: 4 });
    expect(await workStates(site)).toEqual({ pc1: "open", pc2: "done", pc3: "done", pc4: "open" });
    expect(await audited(site)).toEqual(["work.assign client", "work.done batch"]);
    const told = await clientsOfBatch(done.body.id);
    expect(told.map(({ status }) => status).sort()).toEqual(["changed", "changed", "skipped", "skipped"]);
    expect(told.every(({ status, sentence }) => (status === "skipped") === (sentence !== null))).toBe(true);
  });

  it("is undone but for whom somebody has touched since", async () => {
    const site = await openStranded(3);
    const lea = await hire("Lea", "lead", site);
    const tea = await hire("Tea", "technician", site);
    const given = await workMany(lea, site, { deed: "assign", assigneeId: tea.id, filter: {} });
    expect(given.body.changed).toBe(3);
    await work(tea, site, "pc2", "start");
    expect((await undo(given.body.id, tea)).body.code).toBe("not_yours");
    expect((await undo(given.body.id, lea)).body).toMatchObject({ undone: 2, kept: 1 });
    expect((await readBatch(given.body.id)).kept).toMatchObject([{ code: "changed_since", clients: 1 }]);
    const items = await listWork(site);
    expect(
      Object.fromEntries(items.map(({ name, assignee }) => [name, assignee?.name ?? null]).sort()),
    ).toEqual({
      pc1: null,
      pc2: "Tea",
      pc3: null,
    });
  });

  it("undoes another's deed only for who may give work to others", async () => {
    const site = await openStranded(1);
    const tea = await hire("Tea", "technician", site);
    const tom = await hire("Tom", "technician", site);
    const done = await work(tea, site, "pc1", "done");
    expect((await undo(done.body.batchId, tom)).body.code).toBe("not_yours");
    const lea = await hire("Lea", "lead", site);
    expect((await undo(done.body.batchId, lea)).status).toBe(200);
  });

  it("keeps nothing of a deed that changed nobody", async () => {
    const site = await openStranded(1);
    const tea = await hire("Tea", "technician", site);
    const answer = await workMany(tea, site, { deed: "back", filter: {}, reason: "for nothing" });
    expect(answer.body).toMatchObject({ id: null, changed: 0, skipped: [{ code: "not_held", clients: 1 }] });
    expect(await audited(site)).toEqual([]);
  });

  it.each([{}, { ids: [1], filter: {} }, { ids: [1], hostnames: ["a"] }])(
    "wants one way to say which: %o",
    async (which) => {
      const site = await openStranded(1);
      const tea = await hire("Tea", "technician", site);
      expect((await workMany(tea, site, { deed: "start", ...which })).status).toBe(422);
    },
  );
});

describe("a batch that is a job", () => {
  it("goes on after a kill where it was, is followed, and is undone as a job", async () => {
    const site = await openStranded(7);
    const lea = await hire("Lea", "lead", site);
    await withSettings({ ROLLCALL_BATCH_AT_ONCE: "5" }, async () => {
      const asked = await workMany(lea, site, { deed: "assign", filter: {} });
      expect(asked).toMatchObject({ status: 202, body: { status: "queued" } });
      expect((await undo(asked.body.id, lea)).body.code).toBe("still_running");
      // As a worker leaves it that was killed after some.
      await pool().query(
        "UPDATE batch_item SET status = 'skipped', skipped = 'not_held' WHERE batch_id = $1 AND client_id IN (SELECT min(client_id) FROM batch_item WHERE batch_id = $1)",
        [asked.body.id],
      );
      expect(await readBatch(asked.body.id)).toMatchObject({ status: "queued", left: 6 });
      await runJob("batch.run", { batchId: asked.body.id });
      expect(await readBatch(asked.body.id)).toMatchObject({ status: "done", left: 0, changed: 6 });
      expect((await listWork(site, `assignee=${lea.id}`)).length).toBe(6);
      expect((await undo(asked.body.id, lea)).status).toBe(202);
      await runJob("batch.run", { batchId: asked.body.id });
      expect(await readBatch(asked.body.id)).toMatchObject({ status: "undone", undone: 6 });
      expect((await listWork(site, "assignee=none")).length).toBe(7);
      expect(await audited(site)).toEqual(["work.assign batch", "work.assign batch"]);
    });
  });
});
