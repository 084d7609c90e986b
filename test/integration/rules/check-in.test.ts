// Rules 1, 2, 7, 8 and 16: what proves that a client runs the release, and when an export was made.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  closeRollCall,
  openRollCall,
  openSite,
  readImport,
  readRollout,
  runDueJobs,
  setClock,
  sweep,
  upload,
} from "@/test/support/roll-call";

const installedAt = "2026-03-02T02:00:00Z";

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T03:00:00Z");
});
afterAll(closeRollCall);

describe("rule 1, check-in", () => {
  it("needs a last connection strictly later than the installation", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "before", type: "active", seen: "Offline since 2026-03-02 01:59:59" },
        { name: "equal", type: "active", seen: "Offline since 2026-03-02 02:00:00" },
        { name: "after", type: "active", seen: "Offline since 2026-03-02 02:00:01" },
        { name: "online", type: "active", seen: "Online since 2026-02-01 08:00:00" },
      ],
      "2026-03-02T02:30:00Z",
    );
    expect(await site.states()).toEqual({
      after: "checked_in seen_after_release",
      before: "waiting not_due_yet",
      equal: "waiting not_due_yet",
      online: "checked_in seen_after_release",
    });
    expect(await readRollout(rollout)).toMatchObject({
      status: "open",
      cohort: 4,
      counts: { checked_in: 2, waiting: 2 },
    });
    const online = await site.client("online");
    expect(online.lastSeenAt).toBe("2026-03-02T02:30:00.000Z");
    expect(online.reason?.sentence).toContain("2 Mar 2026");
  });

  it("takes a time given to the minute as its first second", async () => {
    const site = await openSite();
    await site.release("24.1.1", "2026-03-02T02:00:30Z");
    await site.import(
      [
        { name: "same minute", type: "active", seen: "Offline since 2026-03-02 02:00" },
        { name: "next minute", type: "active", seen: "Offline since 2026-03-02 02:01" },
      ],
      "2026-03-02T02:30:00Z",
    );
    expect(await site.states()).toEqual({
      "next minute": "checked_in seen_after_release",
      "same minute": "waiting not_due_yet",
    });
  });

  it("takes a local time that daylight saving makes ambiguous as the earlier", async () => {
    setClock("2026-10-25T03:00:00Z");
    const site = await openSite({ timeZone: "Europe/Berlin" });
    await site.release("24.1.1", "2026-10-25T01:00:00Z");
    await site.import(
      [
        { name: "twice that night", type: "passive", seen: "Offline since 25/10/2026 02:30:00" },
        { name: "once", type: "passive", seen: "Offline since 25/10/2026 03:05:00" },
      ],
      "2026-10-25T02:30:00Z",
    );
    expect(await site.states()).toEqual({
      once: "checked_in seen_after_release",
      "twice that night": "waiting not_due_yet",
    });
    expect((await site.client("twice that night")).lastSeenAt).toBe("2026-10-25T00:30:00.000Z");
    setClock("2026-03-02T03:00:00Z");
  });

  it("does not take needs_update = false alone as proof, and lets true stand until a newer false", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    const seen = "Online since 2026-03-02 02:10:00";
    await site.import(
      [
        {
          name: "old but current",
          type: "active",
          needsUpdate: "0",
          seen: "Offline since 2026-03-01 20:00:00",
        },
        { name: "connected but old", type: "active", needsUpdate: "1", seen },
      ],
      "2026-03-02T02:20:00Z",
    );
    const before = {
      "connected but old": "waiting connected_but_old",
      "old but current": "waiting not_due_yet",
    };
    expect(await site.states()).toEqual(before);

    await site.import([{ name: "connected but old", type: "active", seen }], "2026-03-02T02:30:00Z", {
      complete: "false",
    });
    expect(await site.states()).toEqual(before);

    await site.import(
      [{ name: "connected but old", type: "active", needsUpdate: "0", seen }],
      "2026-03-02T02:40:00Z",
      {
        complete: "false",
      },
    );
    expect(await site.states()).toEqual({ ...before, "connected but old": "checked_in seen_after_release" });
  });
});

describe("rule 2, when an export was made", () => {
  const rows = [
    { name: "a", type: "active", seen: "Offline since 2026-03-02 01:00:00" },
    { name: "b", type: "active", seen: "Offline since 2026-03-02 02:10:00" },
    { name: "c", type: "active", seen: "Online" },
  ];

  it("is the newest date inside, where nobody says, and never the upload time", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    const made = await site.send(site.list(rows));
    expect(made).toMatchObject({
      status: "done",
      exportedAt: "2026-03-02T02:10:00.000Z",
      exportedAtBasis: "newest_date",
    });
    expect((await site.client("c")).lastSeenAt).toBe("2026-03-02T02:10:00.000Z");
    const stated = await site.send(site.list(rows.slice(0, 2)), { exportedAt: "2026-03-02T02:50:00Z" });
    expect(stated).toMatchObject({ exportedAt: "2026-03-02T02:50:00.000Z", exportedAtBasis: "stated" });
  });

  it("cannot lie in the future", async () => {
    const site = await openSite();
    const parts = { applianceId: String(site.id), exportedAt: "2026-03-02T03:30:00Z" };
    const answer = await upload(parts, site.list(rows));
    expect(answer).toMatchObject({ status: 422, body: { code: "exported_in_future" } });
    expect((await site.clients()).size).toBe(0);
  });

  it("cannot lie before the newest date inside", async () => {
    const site = await openSite();
    const early = { exportedAt: "2026-03-02T02:00:00Z" };
    // Times without a zone may be those of another one: asked first.
    expect(await site.send(site.list(rows), early)).toMatchObject({
      status: "needs_mapping",
      question: { kind: "time_zone", why: "after_export" },
    });
    const answer = await site.send(site.list(rows), { ...early, timeZone: "UTC", readAgain: "true" });
    expect(answer).toMatchObject({ status: "failed", problem: { code: "exported_before_newest_date" } });
    expect(answer.problem?.detail).toContain("2026-03-02T02:10:00");
    expect((await site.clients()).size).toBe(0);
  });

  it("is asked for a file without any date, unless it is said", async () => {
    const site = await openSite();
    const undated = site.list([{ name: "a", type: "active", seen: "Online" }]);
    expect(await site.send(undated)).toMatchObject({
      status: "needs_mapping",
      question: { kind: "exported_at" },
    });
    expect(await site.send(undated, { exportedAt: "2026-03-02T02:10:00Z", readAgain: "true" })).toMatchObject(
      {
        status: "done",
      },
    );
  });
});

describe("rule 7, silent and unknown", () => {
  it("calls a client that was never seen connected never_seen, not silent", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "never", type: "active", seen: "Never connected" },
        { name: "29 days", type: "active", seen: "Offline since 2026-02-01 03:30:00" },
        { name: "31 days", type: "active", seen: "Offline since 2026-01-30 03:00:00" },
      ],
      "2026-03-02T02:30:00Z",
    );
    expect(await site.states()).toEqual({
      "29 days": "waiting not_due_yet",
      "31 days": "needs_redeployment silent",
      never: "waiting never_seen",
    });
    expect((await site.client("31 days")).reason?.sentence).toContain("Silent for 30 days");
  });

  it("judges an unknown connection type as passive, and says so", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "untold", seen: "Offline since 2026-03-01 20:00:00" },
        { name: "passive", type: "passive", seen: "Offline since 2026-03-01 20:00:00" },
        { name: "active", type: "active", seen: "Offline since 2026-03-01 20:00:00" },
      ],
      "2026-03-02T02:30:00Z",
    );
    const { untold, passive, active } = Object.fromEntries(await site.clients());
    expect(untold).toMatchObject({
      connectionType: null,
      state: "waiting",
      dueAt: "2026-03-03T04:00:00.000Z",
    });
    expect(passive).toMatchObject({ connectionType: "passive", dueAt: "2026-03-03T04:00:00.000Z" });
    expect(active).toMatchObject({ connectionType: "active", dueAt: "2026-03-02T04:00:00.000Z" });
    expect(untold?.reason?.sentence).toContain("unknown, so it was judged as passive");
    expect(passive?.reason?.sentence).not.toContain("judged as passive");
  });
});

describe("rule 8, regressed", () => {
  it("goes back to waiting with a new due time that stays where it is", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    const row = { name: "pc", type: "active", seen: "Online since 2026-03-02 02:05:00" };
    await site.import([{ ...row, needsUpdate: "0" }], "2026-03-02T02:10:00Z");
    expect(await site.states()).toEqual({ pc: "checked_in seen_after_release" });

    await site.import([{ ...row, needsUpdate: "1" }], "2026-03-02T02:20:00Z");
    expect(await site.client("pc")).toMatchObject({
      state: "waiting",
      reason: { code: "regressed" },
      dueAt: "2026-03-02T04:20:00.000Z",
      checkedInAt: null,
    });

    await site.import([{ ...row, needsUpdate: "1" }], "2026-03-02T02:40:00Z");
    expect(await site.client("pc")).toMatchObject({
      reason: { code: "regressed" },
      dueAt: "2026-03-02T04:20:00.000Z",
    });

    setClock("2026-03-02T05:00:00Z");
    await sweep();
    expect(await site.states()).toEqual({ pc: "waiting no_data_since_due" });
    await site.import([{ ...row, needsUpdate: "1" }], "2026-03-02T04:50:00Z");
    expect(await site.states()).toEqual({ pc: "overdue regressed" });
    await site.import([{ ...row, needsUpdate: "0" }], "2026-03-02T04:55:00Z");
    expect(await site.states()).toEqual({ pc: "checked_in seen_after_release" });
    setClock("2026-03-02T03:00:00Z");
  });

  it("does not come from going offline, nor from an older export", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import(
      [{ name: "pc", type: "active", seen: "Online since 2026-03-02 02:05:00" }],
      "2026-03-02T02:20:00Z",
    );
    await site.import(
      [{ name: "pc", type: "active", seen: "Offline since 2026-03-02 02:30:00" }],
      "2026-03-02T02:40:00Z",
    );
    await site.import(
      [{ name: "pc", type: "active", needsUpdate: "1", seen: "Offline since 2026-03-01 20:00:00" }],
      "2026-03-02T01:00:00Z",
    );
    expect(await site.states()).toEqual({ pc: "waiting connected_but_old" });
    await site.import(
      [{ name: "pc", type: "active", needsUpdate: "0", seen: "Offline since 2026-03-02 02:30:00" }],
      "2026-03-02T02:50:00Z",
    );
    expect(await site.states()).toEqual({ pc: "checked_in seen_after_release" });
  });
});

describe("rule 16, the start taken for the end", () => {
  it("warns when many went offline within minutes after the recorded time", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const cut = Array.from({ length: 6 }, (_, pc) => ({
      name: `cut ${pc}`,
      type: "passive",
      seen: `Offline since 2026-03-02 02:0${pc + 1}:00`,
    }));
    const { id } = await site.import(cut, "2026-03-02T02:30:00Z");
    expect((await readRollout(rollout)).warnings).toMatchObject([
      { code: "installation_start_suspected", offlineSoonAfter: 6 },
    ]);
    expect((await readRollout(rollout)).warnings[0]?.sentence).toContain("6 clients are offline since");
    expect((await readImport(id)).status).toBe("done");
    await runDueJobs();
  });

  it("is silent when they are few", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(
      [{ name: "one", type: "passive", seen: "Offline since 2026-03-02 02:05:00" }],
      "2026-03-02T02:30:00Z",
    );
    expect((await readRollout(rollout)).warnings).toEqual([]);
  });
});
