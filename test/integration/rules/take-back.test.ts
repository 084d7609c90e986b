// Rule 15: what is taken back leaves exactly the answers from before, computed again from what remains.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  changeRollout,
  closeRollCall,
  correctRelease,
  openRollCall,
  openSite,
  readClient,
  readRollout,
  type Site,
  setClock,
  takeBackImport,
  withdrawRelease,
} from "@/test/support/roll-call";

const installedAt = "2026-03-02T02:00:00Z";
const offline = "Offline since 2026-03-01 20:00:00";
const online = "Online since 2026-03-02 02:10:00";

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T12:00:00Z");
});
afterAll(closeRollCall);

/** Every answer about the fleet, without what has to differ: since when, and the history. */
async function everything(site: Site, rollout: number | null): Promise<unknown> {
  const clients = [];
  for (const { id } of (await site.clients()).values()) {
    const { stateSince, transitions, judgeAfter, exclusions, attestations, ...client } = await readClient(id);
    clients.push(client);
  }
  clients.sort((a, b) => a.id - b.id);
  return { clients, rollout: rollout === null ? null : await readRollout(rollout) };
}

const night = [
  { name: "alpha", group: "Berlin", type: "active", seen: offline, id: "" },
  { name: "bravo", group: "Berlin", type: "active", seen: online, id: "" },
  { name: "charlie", group: "Lisbon", type: "passive", seen: offline, id: "" },
  { name: "delta", group: "Lisbon", seen: "Never connected", id: "" },
];

describe("an import taken back", () => {
  it("undoes check-ins, moves, renames, ids, words about the endpoint, newcomers and the look", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(night, "2026-03-02T03:00:00Z");
    const before = await everything(site, rollout);
    const morning = await site.import(
      [
        {
          name: "alpha renamed",
          host: site.host("alpha"),
          group: "Porto",
          type: "passive",
          seen: online,
          id: "ID-1",
        },
        { name: "bravo", group: "Porto", type: "active", seen: online, needsUpdate: "1" },
        { name: "delta", seen: offline, unavailable: "disabled" },
        { name: "echo", group: "Porto", seen: online },
      ],
      "2026-03-02T11:00:00Z",
    );
    expect(await site.states()).toMatchObject({
      "alpha renamed": "checked_in seen_after_release",
      bravo: "waiting regressed",
      delta: "needs_redeployment disabled_at_endpoint",
      echo: "checked_in seen_after_release",
    });
    expect(await takeBackImport(morning.id)).toMatchObject({ status: 200, body: { status: "taken_back" } });
    expect(await everything(site, rollout)).toEqual(before);
  });

  it("undoes columns that no other file has", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import([{ name: "alpha", seen: offline }], "2026-03-02T03:00:00Z");
    const before = await everything(site, rollout);
    const wide = `Name,Hostname,FQDN,Group,Client ID,Comments,Rack,Status Details\r\nalpha,${site.host("alpha")},${site.host("alpha")}.example.com,Porto,V-1,hello,7,${online}\r\n`;
    const { id } = await site.send(wide, { exportedAt: "2026-03-02T04:00:00Z" });
    expect(await site.client("alpha")).toMatchObject({
      group: "Porto",
      vendorId: "V-1",
      state: "checked_in",
    });
    await takeBackImport(id);
    expect(await everything(site, rollout)).toEqual(before);
  });

  it("from between two others leaves what those two alone would say", async () => {
    const files = [
      { rows: night, at: "2026-03-02T03:00:00Z" },
      {
        rows: night.map((row) => ({ ...row, group: "Oslo", needsUpdate: "1", seen: online })),
        at: "2026-03-02T04:00:00Z",
      },
      { rows: night.slice(0, 3), at: "2026-03-02T05:00:00Z" },
    ];
    const answers: unknown[] = [];
    for (const withMiddle of [true, false]) {
      const site = await openSite();
      const { rollout } = await site.release("24.1.1", installedAt);
      let middle: number | null = null;
      for (const [place, { rows, at }] of files.entries()) {
        if (place === 1 && !withMiddle) continue;
        const { id } = await site.import(rows, at);
        if (place === 1) middle = id;
      }
      if (middle !== null) await takeBackImport(middle);
      const { counts, cohort, late, left } = await readRollout(rollout);
      const clients = [...(await site.clients()).values()].map(
        ({ name, group, state, reason, lastSeenAt, dueAt, left }) => ({
          name,
          group,
          state,
          code: reason?.code,
          lastSeenAt,
          dueAt,
          left,
        }),
      );
      answers.push({ counts, cohort, late, left, clients });
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  it("undoes what a row that could not be read shows of a kind that no other row is of", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import([{ name: "pc", kind: "jump_client", seen: online }], "2026-03-02T03:00:00Z");
    const before = await everything(site, rollout);
    const { id } = await site.import(
      [
        { name: "pc", kind: "jump_client", seen: online },
        { name: "desk", kind: "console", seen: "Offline since 2026-13-45 08:00:00" },
      ],
      "2026-03-02T04:00:00Z",
    );
    expect(await site.states()).toMatchObject({ desk: "waiting row_unreadable" });
    await takeBackImport(id);
    expect(await everything(site, rollout)).toEqual(before);
  });

  it("undoes a shadow", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const twin = { name: "twin a", host: site.host("twin"), seen: offline, id: "A" };
    await site.import([twin], "2026-03-02T03:00:00Z");
    const before = await everything(site, rollout);
    const { id } = await site.import(
      [twin, { ...twin, name: "twin b", id: "B", seen: online }],
      "2026-03-02T04:00:00Z",
    );
    expect(await site.states()).toEqual({
      "twin a": "excluded duplicate_shadow",
      "twin b": "checked_in seen_after_release",
    });
    await takeBackImport(id);
    expect(await everything(site, rollout)).toEqual(before);
  });

  it("of the only file leaves nobody; the same file again makes the same clients with the same numbers", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const empty = await everything(site, rollout);
    const file = site.list(night);
    const { id } = await site.send(file, { exportedAt: "2026-03-02T03:00:00Z" });
    const before = (await everything(site, rollout)) as { clients: { id: number; state: string }[] };
    await takeBackImport(id);
    expect(await everything(site, rollout)).toEqual(empty);
    const again = await site.send(file, { exportedAt: "2026-03-02T03:00:00Z" });
    expect(again).toMatchObject({ status: "done" });
    expect(again.id).not.toBe(id);
    const after = (await everything(site, rollout)) as typeof before;
    expect(after.clients.map(({ id: client, state }) => [client, state])).toEqual(
      before.clients.map(({ id: client, state }) => [client, state]),
    );
  });

  it("leaves no trace in a client that comes again under a shorter name", async () => {
    const site = await openSite();
    const file = `Name,Hostname,Group,Status Details\r\npc,${site.host("pc")}.example.com,Porto,${offline}\r\n`;
    const { id } = await site.send(file, { exportedAt: "2026-03-02T03:00:00Z" });
    await takeBackImport(id);
    await site.import([{ name: "pc", seen: offline }], "2026-03-02T03:00:00Z");
    expect(await site.client("pc")).toMatchObject({
      fqdn: null,
      group: null,
      identityBasis: "hostname",
      hostname: site.host("pc"),
    });
  });

  it("is done once however often it is asked for", async () => {
    const site = await openSite();
    const { id } = await site.import(night, "2026-03-02T03:00:00Z");
    await takeBackImport(id);
    expect(await takeBackImport(id)).toMatchObject({ status: 200, body: { status: "taken_back" } });
  });
});

describe("a release taken back", () => {
  it("leaves the answers from before it", async () => {
    const site = await openSite();
    const first = await site.release("24.1.1", "2026-02-25T02:00:00Z");
    await site.import(night, "2026-03-02T03:00:00Z");
    const before = await everything(site, first.rollout);
    const next = await site.release("24.1.2", installedAt);
    expect(await everything(site, first.rollout)).not.toEqual(before);
    await withdrawRelease(next.id);
    expect(await everything(site, first.rollout)).toEqual(before);
  });

  it("leaves states null where it was the only one", async () => {
    const site = await openSite();
    await site.import(night, "2026-03-02T03:00:00Z");
    const before = await everything(site, null);
    const { id } = await site.release("24.1.1", installedAt);
    await withdrawRelease(id);
    expect(await everything(site, null)).toEqual(before);
  });

  it("and a correction of it leave the answers from before as well", async () => {
    const site = await openSite();
    const { id, rollout } = await site.release("24.1.1", installedAt);
    await site.import(night, "2026-03-02T03:00:00Z");
    const before = await everything(site, rollout);
    await correctRelease(id, { installedAt: "2026-03-01T02:00:00Z", version: "24.1.9" });
    expect(await everything(site, rollout)).not.toEqual(before);
    await correctRelease(id, { installedAt: installedAt, version: "24.1.1" });
    expect(await everything(site, rollout)).toEqual(before);
  });
});

describe("a person's deeds taken back", () => {
  it("leave the answers from before: exclusion, attestation, facts, closing", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    await site.import(night, "2026-03-02T11:00:00Z");
    await site.register({ kind: "connection_agent", name: "agent", inUseSince: "2026-01-01T00:00:00Z" });
    const before = await everything(site, rollout);

    await site.exclude("alpha", "a lab machine");
    await site.attest("agent", rollout);
    await site.attest("charlie", rollout);
    await site.setFacts("delta", { plannedRetirementOn: "2026-05-01" });
    await changeRollout(rollout, { closed: { reason: "enough" } });
    expect(await everything(site, rollout)).not.toEqual(before);

    await changeRollout(rollout, { closed: null });
    await site.setFacts("delta", { plannedRetirementOn: null });
    expect(await site.takeAttestationBack("charlie")).toMatchObject({ status: 204 });
    expect(await site.takeAttestationBack("agent")).toMatchObject({ status: 204 });
    expect(await site.includeAgain("alpha")).toMatchObject({ status: 204 });
    expect(await everything(site, rollout)).toEqual(before);
    expect(await site.includeAgain("alpha")).toMatchObject({ status: 404 });
  });
});
