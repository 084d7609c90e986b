// The redeployment list: who is on it, what is done with an item, and how it closes.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { itemState } from "@/lib/core/work";
import { pool } from "@/lib/platform/db";
import { itemStateColumn } from "@/lib/work/item-source";
import { closeRollCall, openRollCall, openSite, type Site, setClock, sweep } from "@/test/support/roll-call";
import { groupsOf, hire, historyOf, listWork, undo, work, workStates } from "@/test/support/work-calls";

const installedAt = "2026-03-02T02:00:00Z";
const offline = "Offline since 2026-03-01 20:00:00";
const online = "Online since 2026-03-02 04:00:00";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterAll(closeRollCall);

const gone = { type: "active", seen: offline, unavailable: "uninstalled" };

/** A site where two were uninstalled, one is disabled and one only waits. */
async function openStranded(): Promise<{ site: Site; rollout: number }> {
  const site = await openSite();
  const { rollout } = await site.release("24.1.1", installedAt);
  await site.import(
    [
      { name: "alpha", ...gone },
      { name: "bravo", ...gone },
      { name: "charlie", type: "active", seen: offline, unavailable: "disabled" },
      { name: "delta", type: "active", seen: offline },
    ],
    "2026-03-02T02:30:00Z",
  );
  return { site, rollout };
}

describe("the list", () => {
  it("is every member that needs redeployment, with what to do, and nobody else", async () => {
    const { site } = await openStranded();
    expect(await workStates(site)).toEqual({ alpha: "open", bravo: "open", charlie: "open" });
    const [first] = await listWork(site, "q=charlie");
    expect(first).toMatchObject({ remedy: "enable", assignee: null, cameBack: null });
    expect(first?.instructions.length).toBeGreaterThan(1);
    expect(await groupsOf(site, "reason")).toEqual({ uninstalled_at_endpoint: 2, disabled_at_endpoint: 1 });
  });

  it("is in the order of what it blocks, and pages and filters leave nobody out", async () => {
    const { site } = await openStranded();
    await site.register({ kind: "connection_agent", name: "agent" });
    await site.register({ kind: "connection_agent", name: "ldap", securityProviders: ["LDAP"] });
    await site.setFacts("bravo", { priority: 5, site: "Porto" });
    await site.setFacts("alpha", { site: "Lisbon" });
    const names = (await listWork(site)).map(({ name }) => name);
    expect(names).toEqual(["ldap", "agent", "bravo", "alpha", "charlie"]);
    expect((await listWork(site, "order=visit")).map(({ name }) => name)).toEqual([
      "alpha",
      "bravo",
      "ldap",
      "agent",
      "charlie",
    ]);
    expect((await listWork(site, "kind=connection_agent")).length).toBe(2);
    expect((await listWork(site, "site=Porto")).map(({ name }) => name)).toEqual(["bravo"]);
    expect((await listWork(site, "site=")).length).toBe(3);
    expect((await listWork(site, "assignee=none")).length).toBe(5);
    expect(await groupsOf(site, "site")).toEqual({ null: 3, Lisbon: 1, Porto: 1 });
  });

  it.each(["rank", "visit"])(
    "pages in the order of %s without losing or repeating anybody",
    async (order) => {
      const { site } = await openStranded();
      for (const name of ["alpha", "bravo"]) await site.setFacts(name, { site: "Lisbon" });
      const { ask } = await import("@/test/support/roll-call");
      const { GET } = await import("@/app/api/v1/work-items/route");
      const seen: string[] = [];
      let cursor = "";
      do {
        const path = `/api/v1/work-items?applianceId=${site.id}&order=${order}&limit=1${cursor}`;
        const { body } = await ask<{ items: { name: string }[]; nextCursor: string | null; total: number }>(
          GET,
          path,
        );
        expect(body.total).toBe(3);
        seen.push(...body.items.map(({ name }) => name));
        cursor = body.nextCursor === null ? "" : `&cursor=${encodeURIComponent(body.nextCursor)}`;
      } while (cursor !== "");
      expect(seen).toEqual((await listWork(site, `order=${order}`)).map(({ name }) => name));
    },
  );
});

describe("an item", () => {
  it("is taken, started, reported done, and closes by itself when its client is seen", async () => {
    const { site, rollout } = await openStranded();
    const tea = await hire("Tea", "technician", site);
    expect((await work(tea, site, "alpha", "assign")).body.item?.assignee).toEqual({
      id: tea.id,
      name: "Tea",
    });
    expect((await work(tea, site, "alpha", "start")).body.item).toMatchObject({
      state: "started",
      startedBy: "Tea",
    });
    const done = await work(tea, site, "alpha", "done");
    expect(done).toMatchObject({
      status: 200,
      body: { item: { state: "done", doneBy: "Tea", note: "reinstalled" } },
    });
    expect(await site.states()).toMatchObject({ alpha: "waiting attested_awaiting_sighting" });
    expect((await listWork(site, "state=done&assignee=me", tea)).map(({ name }) => name)).toEqual(["alpha"]);
    setClock("2026-03-02T06:00:00Z");
    await site.import([{ name: "alpha", type: "active", seen: online }], "2026-03-02T05:00:00Z", {
      complete: "false",
    });
    expect(await workStates(site)).toEqual({ bravo: "open", charlie: "open" });
    const { id } = await site.client("alpha");
    expect((await historyOf(id)).map(({ deed, by }) => `${deed} ${by}`)).toEqual([
      "closed Rollcall",
      "done Tea",
      "start Tea",
      "assign Tea",
      "flagged Rollcall",
    ]);
    expect((await work(tea, site, "alpha", "done")).body.code).toBe("no_item");
    expect(rollout).toBeGreaterThan(0);
  });

  it("is open again when nobody saw it for a day, and says so; a second word is taken", async () => {
    const { site } = await openStranded();
    const tea = await hire("Tea", "technician", site);
    await work(tea, site, "alpha", "done");
    setClock("2026-03-03T03:10:00Z");
    await sweep();
    const [item] = await listWork(site, "q=alpha");
    expect(item).toMatchObject({ state: "open", cameBack: "not_seen", assignee: { name: "Tea" } });
    const lea = await hire("Lea", "lead", site);
    expect(await work(lea, site, "alpha", "done")).toMatchObject({
      status: 200,
      body: { item: { state: "done" } },
    });
  });

  it("is another's: whoever comes second is told, and a lead may give it to somebody", async () => {
    const { site } = await openStranded();
    const tea = await hire("Tea", "technician", site);
    const tom = await hire("Tom", "technician", site);
    const lea = await hire("Lea", "lead", site);
    const both = await Promise.all([work(tea, site, "alpha", "start"), work(tom, site, "alpha", "start")]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
    const winner = both[0].status === 200 ? tea : tom;
    const loser = winner === tea ? tom : tea;
    const refused = both.find(({ status }) => status === 409);
    expect(refused?.body.code).toBe("held_by_other");
    expect((await listWork(site, "q=alpha"))[0]?.assignee?.name).toBe(winner.name);
    expect((await work(loser, site, "alpha", "back")).body.code).toBe("held_by_other");
    expect((await work(loser, site, "alpha", "assign", { assigneeId: winner.id })).status).toBe(403);
    const given = await work(lea, site, "alpha", "assign", { assigneeId: loser.id });
    expect(given.body.item).toMatchObject({ state: "started", assignee: { name: loser.name } });
    expect((await work(lea, site, "alpha", "assign", { assigneeId: "nobody" })).body.code).toBe(
      "assignee_unknown",
    );
  });

  it("could not be done, is given back, and each is undone where the past can be restored", async () => {
    const { site } = await openStranded();
    const tea = await hire("Tea", "technician", site);
    const failed = await work(tea, site, "alpha", "failed", { reason: "unreachable", note: "switched off" });
    expect(failed.body.item).toMatchObject({
      state: "failed",
      failed: { reason: "unreachable", by: "Tea" },
      note: "switched off",
    });
    expect((await undo(failed.body.batchId, tea)).status).toBe(200);
    expect((await listWork(site, "q=alpha"))[0]).toMatchObject({
      state: "open",
      failed: null,
      assignee: null,
    });
    expect((await undo(failed.body.batchId, tea)).body.code).toBe("undone_already");

    await work(tea, site, "alpha", "start");
    const back = await work(tea, site, "alpha", "back");
    expect(back.body.item).toMatchObject({ state: "open", assignee: null });
    await undo(back.body.batchId, tea);
    expect((await listWork(site, "q=alpha"))[0]).toMatchObject({
      state: "started",
      assignee: { name: "Tea" },
    });

    const done = await work(tea, site, "alpha", "done");
    expect((await undo(done.body.batchId, tea)).status).toBe(200);
    expect(await site.states()).toMatchObject({ alpha: "needs_redeployment uninstalled_at_endpoint" });
    expect((await listWork(site, "q=alpha"))[0]).toMatchObject({ state: "started" });
  });

  it("moves to the next release with who holds it; what was done for the old one is open again", async () => {
    const { site, rollout } = await openStranded();
    const tea = await hire("Tea", "technician", site);
    await work(tea, site, "alpha", "done");
    await work(tea, site, "bravo", "failed");
    setClock("2026-03-02T09:00:00Z");
    const next = await site.release("24.2.1", "2026-03-02T08:00:00Z");
    const items = await listWork(site);
    expect(new Set(items.map(({ rolloutId }) => rolloutId))).toEqual(new Set([next.rollout]));
    expect(
      Object.fromEntries(items.map(({ name, state, cameBack }) => [name, `${state} ${cameBack}`])),
    ).toEqual({
      alpha: "open new_release",
      bravo: "failed null",
      charlie: "open null",
      delta: "open null",
    });
    expect(items.find(({ name }) => name === "alpha")?.assignee?.name).toBe("Tea");
    expect(next.rollout).not.toBe(rollout);
  });

  it("closes with its client's exclusion, and is back with it", async () => {
    const { site } = await openStranded();
    await site.exclude("alpha", "scrapped");
    expect(Object.keys(await workStates(site))).toEqual(["bravo", "charlie"]);
    await site.includeAgain("alpha");
    expect(Object.keys(await workStates(site))).toEqual(["alpha", "bravo", "charlie"]);
  });
});

it("is in SQL what it is in the rules", async () => {
  const states = ["needs_redeployment", "upgrading", "waiting"] as const;
  const rows = [null, "started", "failed", "done"] as const;
  for (const state of states)
    for (const stored of rows)
      for (const slotId of [null, 3]) {
        const { rows: found } = await pool().query<{ state: string }>(
          `SELECT ${itemStateColumn} AS state FROM (SELECT $1::text AS state) n, (SELECT $2::text AS state, $3::bigint AS slot_id) w`,
          [state, stored, slotId],
        );
        const member = {
          rolloutId: 1,
          state,
          reasonCode: "attested_awaiting_sighting" as const,
          heldByHand: true,
        };
        const row = { rolloutId: 1, state: stored, slotId, doneAt: null };
        expect(found[0]?.state, `${state} ${stored} ${slotId}`).toBe(itemState(member, row));
      }
});
