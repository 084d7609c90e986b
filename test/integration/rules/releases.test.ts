// Rules 12 and 13: one rollout goes at a time, releases come late and are corrected, and when a rollout is over.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openContext, system } from "@/lib/platform/context";
import { pool } from "@/lib/platform/db";
import { listReleases } from "@/lib/rollout/releases/release-queries";
import {
  changeRollout,
  closeRollCall,
  correctRelease,
  openRollCall,
  openSite,
  readRollout,
  type Site,
  setClock,
  sweep,
  withdrawRelease,
} from "@/test/support/roll-call";

const first = "2026-02-25T02:00:00Z";
const second = "2026-03-02T02:00:00Z";
const fleet = [
  { name: "current", type: "active", seen: "Offline since 2026-02-25 08:00:00" },
  { name: "behind", type: "active", seen: "Offline since 2026-02-24 08:00:00" },
];

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T12:00:00Z"));
afterAll(closeRollCall);

async function goingRollouts(site: Site): Promise<number> {
  const { rows } = await pool().query<{ going: number }>(
    "SELECT count(*) AS going FROM rollout WHERE appliance_id = $1 AND status IN ('opening', 'open', 'held')",
    [site.id],
  );
  return rows[0]?.going ?? 0;
}

describe("rule 12, supersession", () => {
  it("freezes the old rollout's states and has one rollout going", async () => {
    const site = await openSite();
    const old = await site.release("24.1.1", first);
    await site.import(fleet, "2026-02-25T09:00:00Z");
    expect(await site.states()).toEqual({
      behind: "overdue past_due",
      current: "checked_in seen_after_release",
    });
    const frozen = await readRollout(old.rollout);

    const young = await site.release("24.1.2", second);
    expect(await goingRollouts(site)).toBe(1);
    expect(await readRollout(old.rollout)).toMatchObject({ ...frozen, status: "superseded" });
    expect(await readRollout(young.rollout)).toMatchObject({
      status: "open",
      cohort: 2,
      late: 0,
      counts: { checked_in: 0 },
    });
    const listed = await listReleases(await openContext(system), site.id);
    expect(
      listed.map(({ version, rolloutStatus, checkedIn, members, endedAt }) => [
        version,
        rolloutStatus,
        `${checkedIn} of ${members}`,
        endedAt && new Date(endedAt).toISOString().slice(0, 16),
      ]),
    ).toEqual([
      ["24.1.2", "open", "0 of 2", null],
      ["24.1.1", "superseded", "1 of 2", "2026-03-02T12:00"],
    ]);
    const before = await site.states(`rolloutId=${old.rollout}`);
    expect(before).toEqual({ behind: "overdue past_due", current: "checked_in seen_after_release" });

    await site.import(
      fleet.map((client) => ({ ...client, seen: "Online since 2026-03-02 03:00:00" })),
      "2026-03-02T04:00:00Z",
    );
    setClock("2026-06-01T00:00:00Z");
    await sweep();
    expect(await site.states(`rolloutId=${old.rollout}`)).toEqual(before);
    expect(await readRollout(old.rollout)).toMatchObject({ counts: frozen.counts, cohort: frozen.cohort });
    expect(await readRollout(young.rollout)).toMatchObject({ counts: { checked_in: 2 }, finished: true });
    expect(await changeRollout(old.rollout, { held: true })).toMatchObject({
      status: 409,
      body: { code: "superseded" },
    });
  });

  it("answers 200 with the existing release for the same version, also on the second unit", async () => {
    const site = await openSite();
    const a = await site.release("24.1.1", first, { unit: "A" });
    const again = await site.release("24.1.1", first, { unit: "A" });
    const b = await site.release("24.1.1", "2026-02-25T06:00:00Z", { unit: "B" });
    expect(a.status).toBe(201);
    for (const repeated of [again, b]) {
      expect(repeated).toMatchObject({
        status: 200,
        id: a.id,
        rolloutId: a.rolloutId,
        installedAt: "2026-02-25T02:00:00.000Z",
      });
    }
    const { rows } = await pool().query(
      "SELECT unit FROM release_installation WHERE release_id = $1 ORDER BY unit",
      [a.id],
    );
    expect(rows).toEqual([{ unit: "A" }, { unit: "B" }]);
    expect(await goingRollouts(site)).toBe(1);
  });

  it("takes a release that is recorded late, and judges everybody by it", async () => {
    const site = await openSite();
    const newest = await site.release("24.1.3", second);
    await site.import(
      [{ name: "pc", type: "active", seen: "Offline since 2026-02-20 08:00:00" }],
      "2026-03-02T03:00:00Z",
    );
    expect(await site.states()).toEqual({ pc: "waiting no_data_since_due" });
    const late = await site.release("24.1.2", first);
    expect(await readRollout(late.rollout)).toMatchObject({ status: "superseded" });
    expect(await readRollout(newest.rollout)).toMatchObject({ status: "open" });
    expect(await site.states()).toEqual({ pc: "needs_redeployment missed_releases" });
    expect((await site.client("pc")).rolloutId).toBe(newest.rollout);
    expect(await goingRollouts(site)).toBe(1);
  });

  it("judges everybody again when a release is corrected", async () => {
    const site = await openSite();
    const release = await site.release("24.1.1", second);
    await site.import(
      [{ name: "pc", type: "active", seen: "Offline since 2026-03-02 01:00:00" }],
      "2026-03-02T05:00:00Z",
    );
    expect(await site.states()).toEqual({ pc: "overdue past_due" });
    expect(await correctRelease(release.id, { installedAt: "2026-03-02T00:30:00Z" })).toMatchObject({
      status: 200,
    });
    expect(await site.states()).toEqual({ pc: "checked_in seen_after_release" });
    expect(await readRollout(release.rollout)).toMatchObject({
      status: "open",
      release: { installedAt: "2026-03-02T00:30:00.000Z" },
    });
    await correctRelease(release.id, { installedAt: "2026-03-02T04:30:00Z" });
    expect(await site.client("pc")).toMatchObject({ state: "waiting", dueAt: "2026-03-02T06:30:00.000Z" });
  });

  it("lets the order of two releases change hands by a correction", async () => {
    const site = await openSite();
    const a = await site.release("24.1.1", first);
    await site.import(fleet, "2026-02-25T09:00:00Z");
    const b = await site.release("24.1.2", second);
    await correctRelease(b.id, { installedAt: "2026-02-20T02:00:00Z" });
    expect(await readRollout(a.rollout)).toMatchObject({ status: "open" });
    expect(await readRollout(b.rollout)).toMatchObject({ status: "superseded" });
    expect(await goingRollouts(site)).toBe(1);
    expect(await site.states()).toEqual({
      behind: "overdue past_due",
      current: "checked_in seen_after_release",
    });
    expect(await correctRelease(b.id, { version: "24.1.1" })).toMatchObject({
      status: 409,
      body: { code: "version_exists" },
    });
  });

  it("has the release before it going again when one is withdrawn", async () => {
    const site = await openSite();
    const a = await site.release("24.1.1", first);
    await site.import(fleet, "2026-02-25T09:00:00Z");
    const b = await site.release("24.1.2", second);
    expect(await withdrawRelease(b.id)).toBe(204);
    expect(await readRollout(a.rollout)).toMatchObject({ status: "open" });
    expect(await site.states()).toEqual({
      behind: "overdue past_due",
      current: "checked_in seen_after_release",
    });
    expect(await withdrawRelease(b.id)).toBe(404);
    expect(await withdrawRelease(a.id)).toBe(204);
    expect(await site.states()).toEqual({ behind: "none", current: "none" });
  });

  it("refuses what lies more than five minutes in the future", async () => {
    const site = await openSite();
    expect(await site.release("24.1.1", "2026-03-02T12:06:30Z")).toMatchObject({
      status: 422,
      code: "installed_in_future",
    });
    const soon = await site.release("24.1.1", "2026-03-02T12:04:00Z");
    expect(soon).toMatchObject({ status: 201 });
    expect(await correctRelease(soon.id, { installedAt: "2026-03-02T13:00:00Z" })).toMatchObject({
      status: 422,
    });
  });
});

describe("a site release less than 24 hours after the one before", () => {
  it("is accepted with a loud warning that names how many have not fetched the previous one", async () => {
    const site = await openSite();
    const a = await site.release("24.1.1", "2026-03-01T20:00:00Z");
    await site.import(
      [
        { name: "has it", type: "active", seen: "Offline since 2026-03-01 20:30:00", host: site.host("has") },
        {
          name: "not yet",
          type: "active",
          seen: "Offline since 2026-03-01 10:00:00",
          host: site.host("not"),
        },
        {
          name: "nor this",
          type: "passive",
          seen: "Offline since 2026-03-01 10:00:00",
          host: site.host("nor"),
        },
      ],
      "2026-03-01T21:00:00Z",
    );
    expect(a.warnings).toEqual([]);
    const b = await site.release("24.1.2", "2026-03-02T02:00:00Z");
    expect(b.status).toBe(201);
    expect(b.warnings).toMatchObject([
      { code: "previous_release_too_recent", clientsBehind: 2, hoursBetween: 6 },
    ]);
    expect(b.warnings[0]?.sentence).toContain("2 clients have not fetched 24.1.1");
    expect((await readRollout(b.rollout)).warnings).toMatchObject([
      { code: "previous_release_too_recent", clientsBehind: 2 },
    ]);
    const base = await site.release("3.3.2", "2026-03-02T03:00:00Z", {
      kind: "base",
      name: "Base Software 3.3.2",
    });
    expect(base.warnings).toEqual([]);
    const enough = await site.release("24.1.0", "2026-02-28T20:00:00Z");
    expect(enough.warnings).toEqual([]);
  });
});

describe("rule 13, the end of a rollout", () => {
  it("is finished when everybody but buttons is checked in or excluded", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", second);
    expect(await readRollout(rollout)).toMatchObject({ finished: false });
    await site.register({ kind: "button", name: "button", inUseSince: "2026-01-01T00:00:00Z" });
    await site.import(
      [
        { name: "done", type: "active", seen: "Online since 2026-03-02 02:10:00" },
        { name: "open", type: "active", seen: "Offline since 2026-03-01 20:00:00" },
      ],
      "2026-03-02T03:00:00Z",
    );
    expect(await readRollout(rollout)).toMatchObject({ finished: false });
    await site.exclude("open", "scrapped");
    expect(await readRollout(rollout)).toMatchObject({ finished: true, status: "open" });
  });

  it("may be closed by a person with a reason, and reopened", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", second);
    const row = { name: "pc", type: "active", seen: "Offline since 2026-03-01 20:00:00" };
    await site.import([row], "2026-03-02T03:00:00Z");
    expect(await changeRollout(rollout, { closed: { reason: " " } })).toMatchObject({ status: 422 });
    expect(await changeRollout(rollout, { closed: { reason: "the rest is scrap" } })).toMatchObject({
      status: 200,
    });
    expect(await readRollout(rollout)).toMatchObject({
      status: "closed",
      closed: { reason: "the rest is scrap", by: "roll call" },
    });
    expect(await changeRollout(rollout, { held: true })).toMatchObject({
      status: 409,
      body: { code: "closed" },
    });

    await site.import([{ ...row, seen: "Online since 2026-03-02 05:00:00" }], "2026-03-02T06:00:00Z");
    expect(await site.states()).toEqual({ pc: "waiting no_data_since_due" });
    expect(await changeRollout(rollout, { closed: null })).toMatchObject({ status: 200 });
    expect(await readRollout(rollout)).toMatchObject({ status: "open", closed: null });
    expect(await site.states()).toEqual({ pc: "checked_in seen_after_release" });
  });

  it("can be held, and goes on being judged meanwhile", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", second);
    await changeRollout(rollout, { held: true, heldReason: "a fault in the release" });
    expect(await readRollout(rollout)).toMatchObject({
      status: "held",
      held: true,
      heldReason: "a fault in the release",
    });
    await site.import(
      [{ name: "pc", type: "active", seen: "Online since 2026-03-02 02:10:00" }],
      "2026-03-02T03:00:00Z",
    );
    expect(await site.states()).toEqual({ pc: "checked_in seen_after_release" });
    await changeRollout(rollout, { held: false });
    expect(await readRollout(rollout)).toMatchObject({ status: "open", held: false, heldReason: null });
  });
});
