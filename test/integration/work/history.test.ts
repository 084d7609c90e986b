// What became of an item: who did what, when it was flagged, what closed it; and what somebody held that closed lately.
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import * as itemRoute from "@/app/api/v1/work-items/[id]/route";
import * as closedRoute from "@/app/api/v1/work-items/closed/route";
import { forgetEnv } from "@/lib/platform/env";
import { addPerson, signedInHeaders } from "@/test/support/cast";
import { ask, closeRollCall, openRollCall, openSite, type Site, setClock } from "@/test/support/roll-call";
import { type Hand, hire, work } from "@/test/support/work-calls";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterAll(closeRollCall);

const gone = { type: "active", seen: "Offline since 2026-03-01 20:00:00", unavailable: "uninstalled" };

interface Told {
  id: number | null;
  deed: string;
  by: string;
  at: string;
  state: string | null;
  reason: { code: string; sentence: string } | null;
  cause: string | null;
  detail: Record<string, unknown>;
}

async function historyOf(site: Site, name: string): Promise<Told[]> {
  const { id } = await site.client(name);
  return (await ask<{ history: Told[] }>(itemRoute.GET, `/api/v1/work-items/${id}`, { id })).body.history;
}

function closedOf(by: Hand | null, query = "") {
  return ask<{
    items: { name: string; state: string; doneBy: string | null; reason: { code: string } }[];
    total: number;
  }>(closedRoute.GET, `/api/v1/work-items/closed${query}`, by ? { headers: by.headers } : {});
}

it("tells what was done and what closed it, newest first", async () => {
  const site = await openSite();
  await site.import(
    [
      { name: "pc1", ...gone },
      { name: "pc2", ...gone },
    ],
    "2026-03-02T01:00:00Z",
  );
  await site.release("24.1.1", "2026-03-02T02:00:00Z");
  const tea = await hire("Tea", "technician", site);
  await work(tea, site, "pc1", "assign");
  await work(tea, site, "pc2", "assign");
  setClock("2026-03-02T04:00:00Z");
  await work(tea, site, "pc1", "start");
  setClock("2026-03-02T05:00:00Z");
  await work(tea, site, "pc1", "done");
  expect((await closedOf(tea)).body).toEqual({ items: [], total: 0, days: 7 });
  setClock("2026-03-02T07:00:00Z");
  await site.import(
    [
      { name: "pc1", type: "active", seen: "Online since 2026-03-02 05:30:00" },
      { name: "pc2", ...gone },
    ],
    "2026-03-02T06:00:00Z",
  );
  const told = await historyOf(site, "pc1");
  expect(told.map(({ deed, by, state }) => [deed, by, state])).toEqual([
    ["closed", "Rollcall", "checked_in"],
    ["done", "Tea", null],
    ["start", "Tea", null],
    ["assign", "Tea", null],
    ["flagged", "Rollcall", "needs_redeployment"],
  ]);
  // It was so as the rollout opened: that is no change of state, and why it was so then is not kept.
  expect(told.at(-1)).toMatchObject({ id: null, reason: null, cause: null, detail: { atOpening: true } });
  expect(told.at(-1)?.at.slice(0, 13)).toBe("2026-03-02T03");
  expect(told[0]).toMatchObject({
    id: null,
    reason: { code: "seen_after_release", sentence: expect.stringContaining("line") },
    cause: expect.stringMatching(/^import \d+$/),
  });

  const closed = await closedOf(tea);
  expect(closed.body).toMatchObject({
    total: 1,
    items: [{ name: "pc1", state: "checked_in", doneBy: "Tea", reason: { code: "seen_after_release" } }],
  });
  const tom = await hire("Tea", "technician", site);
  expect((await closedOf(tom)).body.total).toBe(0);
  expect((await closedOf(tom, `?assignee=${tea.id}`)).body.total).toBe(1);
  const stranger = await addPerson("Sol", "technician", []);
  expect(
    (await closedOf({ ...tea, headers: await signedInHeaders(stranger.email) }, `?assignee=${tea.id}`))
      .status,
  ).toBe(403);
  setClock("2026-03-10T08:00:00Z");
  expect((await closedOf(null, `?assignee=${tea.id}`)).body.total).toBe(0);
  process.env.ROLLCALL_WORK_CLOSED_DAYS = "14";
  forgetEnv();
  expect((await closedOf(null, `?assignee=${tea.id}`)).body).toMatchObject({ total: 1, days: 14 });
  delete process.env.ROLLCALL_WORK_CLOSED_DAYS;
  forgetEnv();
});

it("tells of who came later and was flagged at once when it came, and of nobody else that it was flagged as the rollout began", async () => {
  const site = await openSite();
  const fine = { name: "fine", type: "active", seen: "Offline since 2026-03-01 20:00:00" };
  await site.import([fine], "2026-03-02T01:00:00Z");
  await site.release("24.1.1", "2026-03-02T02:00:00Z");
  setClock("2026-03-02T07:00:00Z");
  await site.import([fine, { name: "late", ...gone }], "2026-03-02T06:00:00Z");
  expect(await historyOf(site, "fine")).toEqual([]);
  const told = await historyOf(site, "late");
  expect(told.map(({ deed, at }) => [deed, at.slice(0, 13)])).toEqual([["flagged", "2026-03-02T07"]]);
});
