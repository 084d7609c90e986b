// Rules 3, 4, 5, 6 and 9: precedence, when somebody is overdue, who is out, who missed too much, and a person's word.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  changeRollout,
  closeRollCall,
  openRollCall,
  openSite,
  readClient,
  readRollout,
  setClock,
  sweep,
} from "@/test/support/roll-call";

const installedAt = "2026-03-02T02:00:00Z";
const offline = "Offline since 2026-03-01 20:00:00";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T03:00:00Z"));
afterAll(closeRollCall);

describe("rule 4, overdue needs a look", () => {
  it("waits with no_data_since_due until a complete snapshot taken after the due time", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "late", type: "active", seen: offline },
        { name: "coming", type: "active", seen: offline },
        { name: "gone", type: "active", seen: offline },
      ],
      "2026-03-02T02:30:00Z",
    );
    expect(await site.states()).toEqual({
      coming: "waiting not_due_yet",
      gone: "waiting not_due_yet",
      late: "waiting not_due_yet",
    });

    setClock("2026-03-02T05:00:00Z");
    await sweep();
    expect(await site.states()).toEqual({
      coming: "waiting no_data_since_due",
      gone: "waiting no_data_since_due",
      late: "waiting no_data_since_due",
    });
    expect((await site.client("late")).reason?.clear).toContain("Import an export made after");

    await site.import([{ name: "late", type: "active", seen: offline }], "2026-03-02T03:50:00Z", {
      complete: "false",
    });
    await site.import([{ name: "late", type: "active", seen: offline }], "2026-03-02T04:40:00Z", {
      complete: "false",
    });
    expect(await site.states()).toMatchObject({ late: "waiting no_data_since_due" });

    await site.import(
      [
        { name: "late", type: "active", seen: offline },
        { name: "coming", type: "active", seen: "Online since 2026-03-02 02:30:00" },
      ],
      "2026-03-02T04:50:00Z",
    );
    expect(await site.states()).toEqual({
      coming: "checked_in seen_after_release",
      gone: "overdue past_due",
      late: "overdue past_due",
    });
    const { counts } = await readRollout(rollout);
    expect(counts).toMatchObject({ overdue: 2, checked_in: 1 });
    expect((await site.client("late")).reason?.sentence).toMatch(
      /the export of 2 Mar 2026.*04:50.* still does not show it/,
    );

    const late = await readClient((await site.client("late")).id);
    expect(late.transitions.map(({ from, to }) => [from, to])).toContainEqual(["waiting", "overdue"]);
  });

  it("does not count a look taken exactly at the due time", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    setClock("2026-03-02T05:00:00Z");
    await site.import([{ name: "pc", type: "active", seen: offline }], "2026-03-02T04:00:00Z");
    expect(await site.states()).toEqual({ pc: "waiting no_data_since_due" });
  });

  it("goes by the clock for a kind without a source", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.register({ kind: "jumpoint", name: "dmz", inUseSince: "2026-01-01T00:00:00Z" });
    await site.import([{ name: "pc", type: "active", seen: offline }], "2026-03-02T02:30:00Z");
    expect(await site.states()).toEqual({ dmz: "waiting never_seen", pc: "waiting not_due_yet" });
    setClock("2026-03-02T04:00:01Z");
    await sweep();
    expect(await site.states()).toEqual({ dmz: "overdue never_seen", pc: "waiting no_data_since_due" });
  });
});

describe("rule 5, excluded", () => {
  it("only by a person with a reason, by planned retirement, or as a shadow", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    const list = ["person", "retired", "twin a", "twin b", "stays"].map((name) => ({
      name,
      type: "active",
      seen: name === "twin b" ? "Online since 2026-03-02 02:10:00" : offline,
      host: name.startsWith("twin") ? site.host("twin") : site.host(name.replace(" ", "")),
    }));
    await site.import(list, "2026-03-02T02:30:00Z");
    expect(await site.exclude("person", " ")).toMatchObject({ status: 422 });
    expect(await site.exclude("person", "a lab machine")).toMatchObject({ status: 201 });
    expect(await site.exclude("person", "again")).toMatchObject({
      status: 409,
      body: { code: "already_excluded" },
    });
    await site.setFacts("retired", { plannedRetirementOn: "2026-04-01" });
    expect(await site.states()).toEqual({
      person: "excluded excluded_by_person",
      retired: "excluded planned_retirement",
      stays: "waiting not_due_yet",
      "twin a": "excluded duplicate_shadow",
      "twin b": "checked_in seen_after_release",
    });
    expect((await site.client("person")).reason?.sentence).toContain("a lab machine");
    expect(await site.client("twin a")).toMatchObject({ survivorId: (await site.client("twin b")).id });
  });

  it("changes the survivor when the other one connects, and deletes nothing", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    const twin = (name: string, seen: string) => ({ name, type: "active", host: site.host("twin"), seen });
    await site.import(
      [twin("a", "Offline since 2026-03-01 10:00:00"), twin("b", "Offline since 2026-03-01 11:00:00")],
      "2026-03-02T02:20:00Z",
    );
    expect(await site.states()).toEqual({ a: "excluded duplicate_shadow", b: "waiting not_due_yet" });
    await site.import(
      [twin("a", "Online since 2026-03-02 02:25:00"), twin("b", "Offline since 2026-03-01 11:00:00")],
      "2026-03-02T02:30:00Z",
    );
    expect(await site.states()).toEqual({
      a: "checked_in seen_after_release",
      b: "excluded duplicate_shadow",
    });
  });

  it("does not follow from being disabled or uninstalled at the endpoint: that names the remedy", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "disabled", type: "active", seen: offline, unavailable: "disabled" },
        { name: "uninstalled", type: "active", seen: offline, unavailable: "uninstalled" },
      ],
      "2026-03-02T02:30:00Z",
    );
    expect(await site.states()).toEqual({
      disabled: "needs_redeployment disabled_at_endpoint",
      uninstalled: "needs_redeployment uninstalled_at_endpoint",
    });
    expect((await site.client("disabled")).reason?.sentence).toContain("Enable it again");
    expect((await site.client("uninstalled")).reason?.sentence).toContain("Install it again");
  });
});

describe("rule 6, missed releases", () => {
  it("counts distinct site versions since the client was last proven current", async () => {
    const site = await openSite();
    const list = [
      { name: "missed none", type: "active", seen: "Offline since 2026-02-20 12:00:00" },
      { name: "missed one", type: "active", seen: "Offline since 2026-02-05 12:00:00" },
      { name: "missed two", type: "passive", seen: "Offline since 2026-01-31 23:00:00" },
    ];
    setClock("2026-02-28T12:00:00Z");
    await site.release("23.3.1", "2026-02-01T00:00:00Z");
    await site.release("23.3.2", "2026-02-10T00:00:00Z");
    await site.import(list, "2026-02-28T10:00:00Z");
    const { rollout } = await site.release("24.1.1", "2026-02-28T11:00:00Z");
    expect(await site.states()).toEqual({
      "missed none": "waiting not_due_yet",
      "missed one": "needs_redeployment missed_releases",
      "missed two": "needs_redeployment missed_releases",
    });
    expect((await site.client("missed two")).reason?.sentence).toContain("Missed 3 site versions");
    expect((await site.client("missed one")).reason?.sentence).toContain("Missed 2 site versions");
    expect((await readRollout(rollout)).counts).toMatchObject({ needs_redeployment: 2, waiting: 1 });

    await site.import(
      [{ ...list[2], name: "missed two", seen: "Online since 2026-02-28 11:30:00" }],
      "2026-02-28T11:40:00Z",
      {
        complete: "false",
      },
    );
    expect(await site.states()).toMatchObject({ "missed two": "checked_in seen_after_release" });
  });

  it("does not count the second unit, nor base and license packages", async () => {
    const site = await openSite();
    await site.release("23.3.1", "2026-02-28T00:00:00Z", { unit: "A" });
    await site.release("23.3.1", "2026-02-28T06:00:00Z", { unit: "B" });
    await site.release("3.3.2", "2026-02-28T07:00:00Z", { kind: "base", name: "Base Software 3.3.2" });
    await site.release("1", "2026-02-28T08:00:00Z", { kind: "license", name: "License" });
    await site.import(
      [{ name: "pc", type: "active", seen: "Offline since 2026-02-27 20:00:00" }],
      "2026-03-01T00:00:00Z",
    );
    expect(await site.states()).toEqual({ pc: "overdue past_due" });
  });
});

describe("rule 3, precedence", () => {
  it("excluded beats checked in beats redeployment beats overdue", async () => {
    const site = await openSite();
    setClock("2026-03-02T05:00:00Z");
    await site.release("24.1.1", installedAt);
    const old = "Offline since 2026-01-15 20:00:00";
    const back = "Online since 2026-03-02 02:10:00";
    await site.import(
      [
        { name: "1 silent and disabled", type: "active", seen: old, unavailable: "disabled" },
        { name: "2 silent and overdue", type: "active", seen: old },
        { name: "3 disabled but back", type: "active", seen: back, unavailable: "disabled" },
        { name: "4 out but back", type: "active", seen: back },
        { name: "5 overdue", type: "active", seen: offline },
      ].map((row) => ({ ...row, host: site.host(`pc${row.name[0]}`) })),
      "2026-03-02T04:30:00Z",
    );
    await site.exclude("4 out but back", "not ours");
    expect(await site.states()).toEqual({
      "1 silent and disabled": "needs_redeployment disabled_at_endpoint",
      "2 silent and overdue": "needs_redeployment silent",
      "3 disabled but back": "checked_in seen_after_release",
      "4 out but back": "excluded excluded_by_person",
      "5 overdue": "overdue past_due",
    });
  });

  it("in control mode a member never granted is queued, not overdue", async () => {
    const site = await openSite();
    setClock("2026-03-02T05:00:00Z");
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(
      [
        { name: "late", type: "active", seen: offline },
        { name: "back", type: "active", seen: "Online since 2026-03-02 02:10:00" },
        { name: "silent", type: "active", seen: "Offline since 2026-01-15 20:00:00" },
      ],
      "2026-03-02T04:30:00Z",
    );
    expect(await changeRollout(rollout, { mode: "control" })).toMatchObject({
      status: 409,
      body: { code: "cap_missing" },
    });
    await site.change({ cap: 5 });
    expect(await changeRollout(rollout, { mode: "control" })).toMatchObject({ status: 200 });
    expect(await site.states()).toEqual({
      back: "checked_in seen_after_release",
      late: "queued wants_slot",
      silent: "needs_redeployment silent",
    });
    expect((await site.client("late")).dueAt).toBeNull();
    expect(await readRollout(rollout)).toMatchObject({
      mode: "control",
      counts: { queued: 1, checked_in: 1, needs_redeployment: 1 },
    });
    await changeRollout(rollout, { mode: "observe" });
    expect(await site.states()).toMatchObject({ late: "overdue past_due" });
  });
});

describe("rule 9, a person's word", () => {
  it("makes a kind without a source checked in", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.register({ kind: "connection_agent", name: "agent", inUseSince: "2026-01-01T00:00:00Z" });
    expect(await site.states()).toEqual({ agent: "needs_redeployment agent_by_hand" });
    expect(await site.attest("agent", rollout)).toMatchObject({ status: 201 });
    expect(await site.attest("agent", rollout)).toMatchObject({
      status: 409,
      body: { code: "already_attested" },
    });
    expect(await site.states()).toEqual({ agent: "checked_in attested" });
    expect((await site.client("agent")).reason?.sentence).toContain("Somebody's word");
    expect(await readRollout(rollout)).toMatchObject({ finished: true });
  });

  it("is believed for 24 h for a kind with a source, then judged as before", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    setClock("2026-03-02T05:00:00Z");
    await site.import(
      [
        { name: "pc", type: "active", seen: offline },
        { name: "silent", type: "active", seen: "Offline since 2026-01-15 20:00:00" },
      ],
      "2026-03-02T04:30:00Z",
    );
    expect(await site.states()).toEqual({ pc: "overdue past_due", silent: "needs_redeployment silent" });
    await site.attest("pc", rollout);
    await site.attest("silent", rollout);
    expect(await site.states()).toEqual({
      pc: "waiting attested_awaiting_sighting",
      silent: "waiting attested_awaiting_sighting",
    });
    setClock("2026-03-03T05:05:00Z");
    await sweep();
    expect(await site.states()).toEqual({ pc: "overdue past_due", silent: "needs_redeployment silent" });
  });

  it("is given again once it ran out, and only then, also by two at once", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(
      [{ name: "pc", type: "active", seen: "Offline since 2026-01-15 20:00:00" }],
      "2026-03-02T02:30:00Z",
    );
    setClock("2026-03-02T05:00:00Z");
    await site.attest("pc", rollout);
    setClock("2026-03-03T04:59:00Z");
    expect(await site.attest("pc", rollout)).toMatchObject({
      status: 409,
      body: { code: "already_attested" },
    });
    setClock("2026-03-03T05:05:00Z");
    await sweep();
    expect(await site.states()).toEqual({ pc: "needs_redeployment silent" });
    const answers = await Promise.all([1, 2, 3].map(() => site.attest("pc", rollout, "once more")));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    expect(await site.states()).toEqual({ pc: "waiting attested_awaiting_sighting" });
    const { attestations } = await readClient((await site.client("pc")).id);
    expect(attestations).toMatchObject([
      { note: "once more", removedAt: null },
      { removedAt: expect.any(String) },
    ]);
    setClock("2026-03-04T05:10:00Z");
    await sweep();
    expect(await site.states()).toEqual({ pc: "needs_redeployment silent" });
  });

  it("is judged again when the kind gets a source", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.register({ kind: "jumpoint", name: "dmz", inUseSince: "2026-01-01T00:00:00Z" });
    await site.attest("dmz", rollout);
    expect(await site.states()).toEqual({ dmz: "checked_in attested" });
    await site.import([{ name: "other", seen: offline }], "2026-03-02T02:30:00Z", { kind: "jumpoint" });
    expect(await site.states()).toMatchObject({ dmz: "waiting attested_awaiting_sighting" });
  });

  it("cannot be given for a rollout that is over", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", "2026-02-20T02:00:00Z");
    await site.import([{ name: "pc", type: "active", seen: offline }], "2026-03-02T02:30:00Z");
    await site.release("24.1.2", installedAt);
    expect(await site.attest("pc", rollout)).toMatchObject({ status: 409, body: { code: "rollout_over" } });
  });
});
