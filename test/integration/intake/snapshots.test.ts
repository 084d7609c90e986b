// Imports are snapshots: ordered by when they were made, the same bytes are the same import, incomplete ones lose nobody.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { importChanges } from "@/lib/intake/import-changes";
import { importDetail } from "@/lib/intake/queries";
import { openContext, system } from "@/lib/platform/context";
import {
  answerConfirmation,
  closeRollCall,
  openRollCall,
  openSite,
  readImport,
  readRollout,
  runDueJobs,
  type Site,
  setClock,
  takeBackImport,
  upload,
} from "@/test/support/roll-call";

const installedAt = "2026-03-02T02:00:00Z";

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-05T12:00:00Z");
});
afterAll(closeRollCall);

describe("an older file after a newer one", () => {
  const sunday = {
    at: "2026-03-01T20:00:00Z",
    rows: [
      { name: "moved", group: "Berlin", type: "active", seen: "Online since 2026-03-01 08:00:00" },
      { name: "gone", group: "Berlin", type: "active", seen: "Online since 2026-03-01 08:00:00" },
      {
        name: "behind",
        group: "Berlin",
        type: "active",
        needsUpdate: "1",
        seen: "Online since 2026-03-01 08:00:00",
      },
    ],
  };
  const monday = {
    at: "2026-03-02T09:00:00Z",
    rows: [
      { name: "moved", group: "Lisbon", type: "passive", seen: "Offline since 2026-03-02 07:00:00" },
      { name: "behind", group: "Berlin", seen: "Online since 2026-03-02 03:00:00" },
      { name: "new", group: "Lisbon", seen: "Online since 2026-03-02 03:00:00" },
    ],
  };
  const tuesday = { at: "2026-03-03T09:00:00Z", rows: monday.rows.slice(0, 2) };

  async function end(site: Site, rollout: number) {
    const { counts, cohort, late, left } = await readRollout(rollout);
    const clients = [...(await site.clients()).values()].map(
      ({
        name,
        group,
        connectionType,
        state,
        reason,
        lastSeenAt,
        dueAt,
        checkedInAt,
        late: isLate,
        left: hasLeft,
      }) => ({
        name,
        group,
        connectionType,
        state,
        code: reason?.code,
        lastSeenAt,
        dueAt,
        checkedInAt,
        isLate,
        hasLeft,
      }),
    );
    return { counts, cohort, late, left, clients };
  }

  it("adds only what it proves: every order ends the same", async () => {
    const orders = [
      [sunday, monday, tuesday],
      [monday, sunday, tuesday],
      [tuesday, monday, sunday],
      [tuesday, sunday, monday],
    ];
    const ends = [];
    for (const order of orders) {
      const site = await openSite();
      const { rollout } = await site.release("24.1.1", installedAt);
      for (const { rows, at } of order) await site.import(rows, at);
      ends.push(await end(site, rollout));
    }
    expect(ends[0]?.clients.map(({ name, state, code }) => `${name} ${state} ${code}`)).toEqual([
      "behind overdue connected_but_old",
      "gone overdue past_due",
      "moved checked_in seen_after_release",
      "new checked_in seen_after_release",
    ]);
    expect(ends[0]?.clients.find(({ name }) => name === "moved")).toMatchObject({
      group: "Lisbon",
      connectionType: "passive",
    });
    for (const other of ends) expect(other).toEqual(ends[0]);
  });
});

describe("the same bytes again", () => {
  it("are the same import while nothing differs; 409 when a parameter does; readAgain reads them again", async () => {
    const site = await openSite();
    const file = site.list([{ name: "a", seen: "Offline since 2026-03-01 10:00:00" }]);
    const parts = { applianceId: String(site.id), exportedAt: "2026-03-02T10:00:00Z" };
    const first = await upload(parts, file);
    expect(first.status).toBe(202);
    expect(await upload(parts, file, { fileFirst: true, fileName: "again.csv" })).toMatchObject({
      status: 200,
      body: { id: first.body.id },
    });
    await runDueJobs();
    expect(await upload({ ...parts, exportedAt: "2026-03-02T11:00:00+01:00" }, file)).toMatchObject({
      status: 200,
      body: { id: first.body.id, status: "done" },
    });
    const { id } = first.body;
    for (const differing of [
      { exportedAt: "2026-03-03T10:00:00Z" },
      { kind: "console" },
      { complete: "false" },
      { timeZone: "Europe/Lisbon" },
    ]) {
      expect(await upload({ ...parts, ...differing }, file)).toMatchObject({
        status: 409,
        body: { code: "import_differs", importId: id },
      });
    }
    const again = await upload({ ...parts, exportedAt: "2026-03-03T10:00:00Z", readAgain: "true" }, file);
    expect(again).toMatchObject({ status: 202 });
    await runDueJobs();
    expect(await readImport(id)).toMatchObject({ status: "taken_back" });
    expect(await readImport(again.body.id)).toMatchObject({
      status: "done",
      exportedAt: "2026-03-03T10:00:00.000Z",
    });
    expect((await site.clients()).size).toBe(1);
  });

  it("are a new import after the first failed, was cancelled or taken back, and on another appliance", async () => {
    const site = await openSite();
    const bad = "not a table at all\r\n";
    const failed = await site.send(bad);
    expect(failed.status).toBe("failed");
    const retried = await site.send(bad);
    expect(retried.id).not.toBe(failed.id);

    const file = site.list([{ name: "a", seen: "Offline since 2026-03-01 10:00:00" }]);
    const done = await site.send(file);
    await takeBackImport(done.id);
    const anew = await site.send(file);
    expect(anew).toMatchObject({ status: "done" });
    expect(anew.id).not.toBe(done.id);
    const other = await openSite();
    expect((await other.send(file)).id).not.toBe(anew.id);
  });

  it("sent by two at once are one import", async () => {
    const site = await openSite();
    const file = site.list([{ name: "a", seen: "Offline since 2026-03-01 10:00:00" }]);
    const answers = await Promise.all([1, 2, 3, 4].map(() => upload({ applianceId: String(site.id) }, file)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 202]);
    await runDueJobs();
  });
});

describe("an incomplete snapshot", () => {
  it("loses nobody, is no look, and is not what the next one is compared with", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const all = ["a", "b", "c"].map((name) => ({
      name,
      type: "active",
      seen: "Offline since 2026-03-01 10:00:00",
    }));
    const first = await site.import(all, "2026-03-02T03:00:00Z");
    const part = await site.import(all.slice(0, 1), "2026-03-02T10:00:00Z", { complete: "false" });
    expect(part.diff).toMatchObject({ missing: 0 });
    await site.import(all.slice(0, 1), "2026-03-02T11:00:00Z", { complete: "false" });
    expect(await readRollout(rollout)).toMatchObject({ left: 0, counts: { waiting: 3 } });
    expect(await site.states()).toMatchObject({
      a: "waiting no_data_since_due",
      b: "waiting no_data_since_due",
    });
    const next = await site.import(all, "2026-03-02T12:00:00Z");
    expect(next.diff).toMatchObject({ added: 0, returned: 0, missing: 0, previous: { importId: first.id } });
  });

  it("is also one that a person calls so when asked, and it says so from then on", async () => {
    const site = await openSite({ confirmChangePercent: 30 });
    const all = ["a", "b", "c"].map((name) => ({
      name,
      type: "active",
      seen: "Offline since 2026-03-01 10:00:00",
    }));
    await site.import(all, "2026-03-02T03:00:00Z");
    const asked = await site.send(site.list(all.slice(0, 1)), { exportedAt: "2026-03-02T10:00:00Z" });
    expect(asked).toMatchObject({ status: "needs_confirmation", diff: { missing: 2 } });
    const part = await answerConfirmation(asked.id, true, { complete: false });
    expect(part).toMatchObject({ status: "done", complete: false, diff: { missing: 0 } });
    expect(part.assumed).toContainEqual({
      what: "complete",
      value: "no",
      basis: "stated",
      sentence: "The file was taken as a part of the list, as stated.",
    });
    expect(part.assumed).toContainEqual(
      expect.objectContaining({ sentence: "Made at 2 Mar 2026, 10:00 UTC, as stated." }),
    );
  });
});

describe("the difference to the snapshot before", () => {
  it("counts who was added, returned, went missing, moved, changed, or is there twice", async () => {
    const site = await openSite();
    const seen = "Offline since 2026-03-01 10:00:00";
    const row = (name: string, more = {}) => ({ name, group: "Berlin", type: "active", seen, ...more });
    await site.import(
      [row("stays"), row("returns"), row("moves"), row("changes"), row("goes")],
      "2026-03-01T11:00:00Z",
    );
    const second = await site.import(
      [row("stays"), row("moves"), row("changes"), row("goes")],
      "2026-03-01T12:00:00Z",
    );
    expect(second.diff).toMatchObject({ added: 0, missing: 1 });
    const third = await site.import(
      [
        row("stays"),
        row("returns"),
        row("moves", { group: "Lisbon" }),
        row("changes", { type: "passive" }),
        row("comes"),
        row("comes twice", { host: site.host("comes") }),
      ],
      "2026-03-01T13:00:00Z",
    );
    expect(third.diff).toMatchObject({
      added: 2,
      returned: 1,
      missing: 1,
      moved: 1,
      changed: 1,
      duplicates: 1,
    });
  });

  it("is listed by name, whatever order the file has, and by id where names are the same", async () => {
    const site = await openSite();
    const seen = "Offline since 2026-03-01 10:00:00";
    const names = ["delta", "Bravo", "alpha", "Charlie", "alpha"];
    const done = await site.import(
      names.map((name, index) => ({ name, host: site.host(`pc${index}`), seen })),
      "2026-03-01T11:00:00Z",
    );
    const ctx = await openContext(system);
    const first = await importChanges(ctx, await importDetail(ctx, done.id), "added", { limit: 3, skip: 0 });
    const rest = await importChanges(ctx, await importDetail(ctx, done.id), "added", { limit: 3, skip: 3 });
    expect([...first, ...rest].map(({ name }) => name)).toEqual([
      "alpha",
      "alpha",
      "Bravo",
      "Charlie",
      "delta",
    ]);
    expect(first[0]?.clientId).toBeLessThan(first[1]?.clientId ?? 0);
  });

  it("is listed by the names in the file while it waits to be confirmed", async () => {
    const site = await openSite({ confirmChangePercent: 1 });
    const seen = "Offline since 2026-03-01 10:00:00";
    await site.import([{ name: "here", seen }], "2026-03-01T11:00:00Z");
    const waiting = await site.send(
      site.list(["here", "Zulu", "yankee", "Xray"].map((name) => ({ name, seen }))),
      { exportedAt: "2026-03-01T12:00:00Z" },
    );
    expect(waiting.status).toBe("needs_confirmation");
    const ctx = await openContext(system);
    const found = await importDetail(ctx, waiting.id);
    const added = await importChanges(ctx, found, "added", { limit: 50, skip: 0 });
    expect(added.map(({ name, known }) => [name, known])).toEqual([
      ["Xray", false],
      ["yankee", false],
      ["Zulu", false],
    ]);
  });
});
