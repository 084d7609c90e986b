// Rules 10, 11 and 14: who a rollout is about, who came late, who left, and nobody before there is a release.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  closeRollCall,
  openRollCall,
  openSite,
  readRollout,
  type Site,
  setClock,
  takeBackImport,
} from "@/test/support/roll-call";

const installedAt = "2026-03-02T02:00:00Z";
const before = "Offline since 2026-03-01 20:00:00";
const after = "Online since 2026-03-02 02:10:00";

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T12:00:00Z");
});
afterAll(closeRollCall);

async function lateOnes(site: Site): Promise<string[]> {
  return [...(await site.clients("late=true")).keys()].sort();
}

describe("rule 14, before any site release", () => {
  it("a client has no member and its state is null", async () => {
    const site = await openSite();
    await site.import([{ name: "a", seen: before }], "2026-03-01T21:00:00Z");
    expect(await site.client("a")).toMatchObject({ state: null, reason: null, rolloutId: null, dueAt: null });
    const base = await site.release("3.3.2", installedAt, { kind: "base", name: "Base Software 3.3.2" });
    expect(base).toMatchObject({ status: 201, rolloutId: null });
    expect(await site.states()).toEqual({ a: "none" });
  });
});

describe("rule 10, the cohort", () => {
  it("is everybody with evidence at or before the installation when the export came first", async () => {
    const site = await openSite();
    const known = ["known", "too", "three"].map((name) => ({ name, seen: before }));
    await site.import(known, "2026-03-01T21:00:00Z");
    const { rollout } = await site.release("24.1.1", installedAt);
    expect(await readRollout(rollout)).toMatchObject({ cohort: 3, late: 0 });
    await site.import(
      [
        ...known,
        { name: "new", seen: after },
        { name: "old, unknown so far", seen: before, host: site.host("unknown") },
        { name: "dated exactly then", seen: "Offline since 2026-03-02 02:00:00", host: site.host("exactly") },
      ],
      "2026-03-02T02:30:00Z",
    );
    expect(await readRollout(rollout)).toMatchObject({ cohort: 5, late: 1 });
    expect(await lateOnes(site)).toEqual(["new"]);
  });

  it("is everybody in the first complete snapshot after it when the release came first, then it is frozen", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    expect(await readRollout(rollout)).toMatchObject({ status: "open", cohort: 0, late: 0 });
    await site.import([{ name: "part", seen: after }], "2026-03-02T02:20:00Z", { complete: "false" });
    expect(await readRollout(rollout)).toMatchObject({ cohort: 0, late: 1 });
    const first = [
      { name: "a", seen: after },
      { name: "b", seen: after },
      { name: "part", seen: after },
    ];
    await site.import(first, "2026-03-02T02:30:00Z");
    expect(await readRollout(rollout)).toMatchObject({ cohort: 3, late: 0 });
    await site.import([...first, { name: "c", seen: after }], "2026-03-02T02:40:00Z");
    expect(await readRollout(rollout)).toMatchObject({ cohort: 3, late: 1 });
    expect(await lateOnes(site)).toEqual(["c"]);
  });

  it("is the same whatever comes first: the release, the older or the newer export", async () => {
    const old = { rows: ["a", "b"], exportedAt: "2026-03-01T21:00:00Z", seen: before };
    const young = { rows: ["a", "b", "c"], exportedAt: "2026-03-02T02:30:00Z", seen: after };
    const orders = [
      ["release", "old", "young"],
      ["old", "release", "young"],
      ["young", "old", "release"],
      ["young", "release", "old"],
      ["release", "young", "old"],
      ["old", "young", "release"],
    ];
    const ends: unknown[] = [];
    for (const order of orders) {
      const site = await openSite();
      let rollout = 0;
      for (const step of order) {
        if (step === "release") rollout = (await site.release("24.1.1", installedAt)).rollout;
        else {
          const { rows, exportedAt, seen } = step === "old" ? old : young;
          await site.import(
            rows.map((name) => ({ name, seen })),
            exportedAt,
          );
        }
      }
      const { cohort, late, counts } = await readRollout(rollout);
      ends.push({ cohort, late, counts, lateOnes: await lateOnes(site), states: await site.states() });
    }
    expect(ends[0]).toMatchObject({ cohort: 2, late: 1, lateOnes: ["c"] });
    for (const end of ends) expect(end).toEqual(ends[0]);
  });

  it("counts the first snapshot of each kind for that kind", async () => {
    const site = await openSite();
    await site.import([{ name: "pc", seen: before }], "2026-03-01T21:00:00Z");
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import([{ name: "console", seen: after }], "2026-03-02T02:30:00Z", { kind: "console" });
    await site.import(
      [
        { name: "pc", seen: after },
        { name: "pc2", seen: after },
      ],
      "2026-03-02T02:30:00Z",
    );
    expect(await readRollout(rollout)).toMatchObject({ cohort: 2, late: 1 });
    expect(await lateOnes(site)).toEqual(["pc2"]);
  });

  it("takes in nobody of another kind who is new in a list that stands in for one kind only", async () => {
    const site = await openSite();
    await site.import([{ name: "known", kind: "jump_client", seen: before }], "2026-03-01T21:00:00Z");
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "known", kind: "jump_client", seen: after },
        { name: "new", kind: "jump_client", seen: after },
        { name: "desk", kind: "console", seen: after },
      ],
      "2026-03-02T02:30:00Z",
    );
    expect(await lateOnes(site)).toEqual(["new"]);
    expect(await readRollout(rollout)).toMatchObject({ cohort: 2, late: 1 });
  });

  it("takes a registered client in by the time since when it is known to exist", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.register({ kind: "button", name: "old button", inUseSince: "2026-01-01T00:00:00Z" });
    await site.register({ kind: "button", name: "new button" });
    expect(await lateOnes(site)).toEqual(["new button"]);
    expect(await readRollout(rollout)).toMatchObject({ cohort: 1, late: 1 });
  });
});

describe("rule 11, left", () => {
  it("is absent from two complete snapshots in a row; never upgraded, counted in its state, and back when seen again", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const stays = { name: "stays", seen: after };
    const goes = { name: "goes", seen: before };
    await site.import([stays, goes], "2026-03-02T02:30:00Z");
    await site.import([stays], "2026-03-02T03:30:00Z");
    expect(await readRollout(rollout)).toMatchObject({ left: 0, cohort: 2 });
    await site.import([stays], "2026-03-02T04:00:00Z", { complete: "false" });
    expect(await readRollout(rollout)).toMatchObject({ left: 0, cohort: 2 });
    const second = await site.import([stays], "2026-03-02T04:30:00Z");
    expect(await readRollout(rollout)).toMatchObject({
      left: 1,
      cohort: 2,
      counts: { checked_in: 1, waiting: 1 },
    });
    expect([...(await site.clients("left=true")).keys()]).toEqual(["goes"]);
    expect(await site.client("goes")).toMatchObject({ state: "waiting", left: true });

    await takeBackImport(second.id);
    expect(await readRollout(rollout)).toMatchObject({ left: 0, cohort: 2 });
    await site.import([stays], "2026-03-02T04:40:00Z");
    expect(await readRollout(rollout)).toMatchObject({ left: 1 });
    await site.import([stays, goes], "2026-03-02T05:30:00Z");
    expect(await readRollout(rollout)).toMatchObject({ left: 0, cohort: 2 });
  });

  it("marks a client that checked in before it left, and leaves it checked in", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "stays", seen: after },
        { name: "goes", seen: after },
      ],
      "2026-03-02T02:30:00Z",
    );
    await site.import([{ name: "stays", seen: after }], "2026-03-02T03:30:00Z");
    await site.import([{ name: "stays", seen: after }], "2026-03-02T04:30:00Z");
    expect(await site.client("goes")).toMatchObject({ state: "checked_in", left: true });
    expect(await readRollout(rollout)).toMatchObject({ left: 1, counts: { checked_in: 2 } });
  });
});
