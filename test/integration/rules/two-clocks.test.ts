// Rule 17: who comes back late and still needs the update is due a grace after its return; whose move it is, with every reason.
import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as csvRoute from "@/app/api/v1/clients.csv/route";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { rolloutPage } from "@/lib/rollout/queries";
import {
  ask,
  closeRollCall,
  correctRelease,
  type ListedClient,
  openRollCall,
  openSite,
  readClient,
  readRollout,
  runDueJobs,
  type Site,
  setClock,
  sweep,
  takeBackImport,
  withdrawRelease,
} from "@/test/support/roll-call";

const installedAt = "2026-03-02T02:00:00Z";
const away: ListedClient = {
  name: "pc",
  type: "active",
  needsUpdate: "1",
  seen: "Offline since 2026-03-01 20:00:00",
};
const back: ListedClient = { name: "pc", type: "active", needsUpdate: "1", seen: "Online" };

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-03T00:00:00Z"));
afterAll(closeRollCall);

async function standing(site: Site) {
  const { state, reason, dueAt } = await site.client("pc");
  return { state, code: reason?.code, mover: reason?.mover, dueAt };
}
const waiting = (dueAt: string) => ({ state: "waiting", code: "connected_but_old", mover: "nobody", dueAt });
const overdue = (dueAt: string) => ({
  state: "overdue",
  code: "connected_but_old",
  mover: "appliance_admin",
  dueAt,
});

describe("a client that comes back late", () => {
  it("is due a grace after it was seen first, and then late for another reason than before", async () => {
    const site = await openSite();
    await site.import([away], "2026-03-02T01:00:00Z");
    await site.release("24.1.1", installedAt);
    await site.import([away], "2026-03-02T05:00:00Z");
    expect(await standing(site)).toEqual({
      state: "overdue",
      code: "needs_update",
      mover: "end_user",
      dueAt: "2026-03-02T04:00:00.000Z",
    });

    setClock("2026-03-02T09:00:00Z");
    await site.import([back], "2026-03-02T08:30:00Z");
    expect(await standing(site)).toEqual(waiting("2026-03-02T10:30:00.000Z"));
    expect((await site.client("pc")).reason?.sentence).toContain(
      "It was here and did not upgrade: first seen connected after the release on 2 Mar 2026, 08:30",
    );

    // Being there again does not move the time on.
    await site.import([back], "2026-03-02T08:50:00Z");
    expect(await standing(site)).toEqual(waiting("2026-03-02T10:30:00.000Z"));
    setClock("2026-03-02T10:40:00Z");
    await sweep();
    expect(await standing(site)).toEqual({
      state: "waiting",
      code: "no_data_since_due",
      mover: "rollcall_admin",
      dueAt: "2026-03-02T10:30:00.000Z",
    });
    await site.import([back], "2026-03-02T10:35:00Z");
    expect(await standing(site)).toEqual(overdue("2026-03-02T10:30:00.000Z"));
    // Gone again: it was here all the same.
    await site.import([{ ...away, seen: "Offline since 2026-03-02 10:36:00" }], "2026-03-02T10:38:00Z");
    expect(await standing(site)).toEqual(overdue("2026-03-02T10:30:00.000Z"));
    await site.import([{ ...back, needsUpdate: "0" }], "2026-03-02T10:39:00Z");
    expect(await standing(site)).toMatchObject({ state: "checked_in", mover: "nobody" });
  });

  it("whatever comes in which order, and is taken back: the first time that stands counts", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import([back], "2026-03-02T20:00:00Z");
    expect(await standing(site)).toMatchObject({ dueAt: "2026-03-02T22:00:00.000Z" });
    const older = await site.import([back], "2026-03-02T09:00:00Z");
    expect(await standing(site)).toMatchObject({
      code: "connected_but_old",
      dueAt: "2026-03-02T11:00:00.000Z",
    });
    await takeBackImport(older.id);
    expect(await standing(site)).toMatchObject({ dueAt: "2026-03-02T22:00:00.000Z" });
    // A date in a later list says more than the list that showed it first.
    await site.import([{ ...back, seen: "Online since 2026-03-02 15:00:00" }], "2026-03-02T21:00:00Z");
    expect(await standing(site)).toMatchObject({ dueAt: "2026-03-02T17:00:00.000Z" });
  });

  it("that was old before the release is not late because of it", async () => {
    const site = await openSite();
    await site.changePolicy({
      jump_client_active: {
        dueAfterMinutes: 120,
        silentDays: null,
        missedReleases: null,
        failedAttempts: null,
        msiLockedDown: false,
        byHand: false,
      },
    });
    await site.release("24.1.0", "2026-03-01T02:00:00Z");
    await site.import([back], "2026-03-01T09:00:00Z");
    expect(await standing(site)).toMatchObject({
      dueAt: "2026-03-01T11:00:00.000Z",
    });
    await site.release("24.1.1", installedAt);
    await site.import([back], "2026-03-02T15:00:00Z");
    expect(await standing(site)).toMatchObject({
      dueAt: "2026-03-02T17:00:00.000Z",
    });
  });
});

describe("a release that is recorded, corrected or withdrawn later", () => {
  it("has who came back weighed from it, just as if it had been there", async () => {
    const site = await openSite();
    await site.import([away], "2026-03-01T21:00:00Z");
    for (const hour of ["08", "12", "16"]) await site.import([back], `2026-03-02T${hour}:00:00Z`);
    const late = await site.release("24.1.1", installedAt);
    expect(await standing(site)).toMatchObject({
      code: "connected_but_old",
      dueAt: "2026-03-02T10:00:00.000Z",
    });
    await correctRelease(late.id, { installedAt: "2026-03-02T10:00:00Z" });
    expect(await standing(site)).toMatchObject({ dueAt: "2026-03-02T14:00:00.000Z" });
    await correctRelease(late.id, { installedAt });
    expect(await standing(site)).toMatchObject({ dueAt: "2026-03-02T10:00:00.000Z" });
    const newer = await site.release("24.1.2", "2026-03-02T13:00:00Z");
    expect(await standing(site)).toMatchObject({ dueAt: "2026-03-02T18:00:00.000Z" });
    await withdrawRelease(newer.id);
    expect(await standing(site)).toMatchObject({
      code: "connected_but_old",
      dueAt: "2026-03-02T10:00:00.000Z",
    });
  });
});

describe("whose move it is", () => {
  it("is said with the deciding reason and with everything else that holds", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import([{ ...back, unavailable: "disabled" }], "2026-03-02T08:00:00Z");
    await site.import([{ ...back, unavailable: "disabled" }], "2026-03-02T11:00:00Z");
    const { id } = await site.client("pc");
    const { reason, otherReasons } = await readClient(id);
    expect(reason).toMatchObject({ code: "disabled_at_endpoint", mover: "technician" });
    expect(otherReasons).toMatchObject([
      {
        state: "overdue",
        code: "connected_but_old",
        mover: "appliance_admin",
        clear: expect.stringContaining("appliance"),
      },
    ]);
  });

  it("narrows lists and files, is counted exactly, and in the rollout", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const fleet = (needsUpdate: string): ListedClient[] => [
      { name: "old", type: "active", needsUpdate, seen: "Online" },
      { name: "away", type: "active", needsUpdate: "0", seen: "Offline since 2026-03-01 20:00:00" },
      { name: "here", type: "active", needsUpdate: "0", seen: "Online" },
      { name: "off", type: "active", needsUpdate: "0", seen: "Offline", unavailable: "disabled" },
      { name: "never", type: "active", needsUpdate: "0", seen: "Never connected" },
    ];
    await site.import(fleet("1"), "2026-03-02T08:00:00Z");
    await site.import(fleet("1"), "2026-03-02T11:00:00Z");
    const named = async (mover: string) => {
      const list = await site.clients(`mover=${mover}`);
      return [...list.keys()].sort();
    };
    expect(await named("appliance_admin")).toEqual(["old"]);
    expect(await named("end_user")).toEqual(["away"]);
    expect(await named("technician")).toEqual(["never", "off"]);
    expect(await named("rollcall_admin")).toEqual([]);
    expect(await named("nobody")).toEqual(["here"]);
    expect(await named("technician,end_user&state=overdue")).toEqual(["away", "never"]);
    expect((await readRollout(rollout)) as object).toMatchObject({
      movers: { nobody: 1, end_user: 1, technician: 2, appliance_admin: 1, rollcall_admin: 0 },
    });
    const page = await rolloutPage(await openContext(system), rollout, 5);
    expect(page.stragglers.map(({ name, mover }) => `${name} ${mover}`).sort()).toEqual([
      "away end_user",
      "never technician",
      "old appliance_admin",
    ]);
    const csv = await ask<string>(
      csvRoute.GET,
      `/api/v1/clients.csv?applianceId=${site.id}&mover=appliance_admin`,
    );
    expect(csv.body.trim().split("\r\n")).toHaveLength(2);
    expect(csv.body).toContain(",appliance_admin,");
    const wrong = await ask(csvRoute.GET, `/api/v1/clients.csv?mover=somebody`);
    expect(wrong.status).toBe(400);
  });
});

describe("an installation of the release before", () => {
  /** What the migration does to what is there; the columns are there already. */
  const carried = readFileSync("prisma/migrations/0012_two_clocks/migration.sql", "utf8").replace(
    /ALTER (TYPE|TABLE)[^;]*;/g,
    "",
  );

  it("has who was here and did not upgrade judged by both clocks, and leaves everybody else alone", async () => {
    setClock("2026-03-02T09:00:00Z");
    const [old, plain, closed] = [await openSite(), await openSite(), await openSite()];
    for (const site of [old, plain, closed]) await site.import([away], "2026-03-02T01:00:00Z");
    const { rollout } = await old.release("24.1.1", installedAt);
    const ofPlain = await plain.release("24.1.1", installedAt);
    await old.import([back], "2026-03-02T08:00:00Z");
    await plain.import([away], "2026-03-02T08:00:00Z");
    const before = await standing(old);
    expect(before).toMatchObject({ code: "connected_but_old", dueAt: "2026-03-02T10:00:00.000Z" });

    // As the release before left it: by one clock, and nothing weighed from any release.
    const ids = [old.id, plain.id, closed.id];
    await pool().query("UPDATE appliance SET weighed_from = NULL WHERE id = ANY($1)", [ids]);
    await pool().query("UPDATE client_now SET connected_old_at = NULL WHERE appliance_id = ANY($1)", [ids]);
    await pool().query(carried);
    const { rows } = await pool().query<{ id: number; at: number | null }>(
      "SELECT id, weighed_from AS at FROM appliance WHERE id = ANY($1) ORDER BY id",
      [ids],
    );
    expect(rows).toEqual([
      { id: old.id, at: null },
      { id: plain.id, at: Date.parse(installedAt) },
      { id: closed.id, at: null },
    ]);
    expect((await readRollout(rollout)).status).toBe("opening");
    expect((await readRollout(ofPlain.rollout)).status).toBe("open");
    await runDueJobs();
    expect((await readRollout(rollout)).status).toBe("open");
    expect(await standing(old)).toEqual(before);
  });
});
