// Two clients that a person makes one, and splits again: what counts where, what is refused, and that nothing is lost.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as auditRoute from "@/app/api/v1/audit/route";
import type { MergeChanges } from "@/app/api/v1/clients/[id]/merges/route";
import * as mergesRoute from "@/app/api/v1/clients/[id]/merges/route";
import * as clientRoute from "@/app/api/v1/clients/[id]/route";
import type { ClientAnswer } from "@/app/api/v1/clients/client-answer";
import * as clientsRoute from "@/app/api/v1/clients/route";
import { pool } from "@/lib/platform/db";
import { addKey, type Cast, makeCast } from "@/test/support/cast";
import { listedRows } from "@/test/support/listed-rows";
import {
  type Answer,
  ask,
  changeRollout,
  closeRollCall,
  type ListedClient,
  openRollCall,
  openSite,
  type Problem,
  readClient,
  readRollout,
  type Site,
  setClock,
  takeBackImport,
} from "@/test/support/roll-call";
import { moveQueueOn, want } from "@/test/support/slot-calls";

const installedAt = "2026-03-02T02:00:00Z";
const before = "Offline since 2026-03-01 20:00:00";
const dead = "Offline since 2026-02-20 08:00:00";
const after = "Offline since 2026-03-02 02:30:00";

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-02T12:00:00Z");
});
afterAll(closeRollCall);

type Asked = { headers?: Record<string, string> };

function merge(id: number, into: number, { headers }: Asked = {}): Promise<Answer<{ id: number } & Problem>> {
  return ask(mergesRoute.POST, `/api/v1/clients/${id}/merges`, {
    method: "POST",
    id,
    body: { into },
    ...(headers && { headers }),
  });
}

function split(id: number, { headers }: Asked = {}): Promise<Answer<Problem>> {
  const call = { method: "DELETE", id, ...(headers && { headers }) };
  return ask(mergesRoute.DELETE, `/api/v1/clients/${id}/merges`, call);
}

async function previewOfMerge(id: number, into: number): Promise<MergeChanges["clients"]> {
  const { status, body } = await ask<MergeChanges>(mergesRoute.POST, `/api/v1/clients/${id}/merges`, {
    method: "POST",
    id,
    body: { into, dryRun: true },
  });
  expect(status).toBe(200);
  return body.clients;
}

async function previewOfSplit(id: number): Promise<MergeChanges["clients"]> {
  const path = `/api/v1/clients/${id}/merges?dryRun=true`;
  const { status, body } = await ask<MergeChanges>(mergesRoute.DELETE, path, { method: "DELETE", id });
  expect(status).toBe(200);
  return body.clients;
}

/** Ids of all clients of a site ever registered, merged and hidden ones too, the oldest first. */
async function idsOf(site: Site): Promise<number[]> {
  const { rows } = await pool().query<{ id: number }>(
    "SELECT id FROM client WHERE appliance_id = $1 ORDER BY id",
    [site.id],
  );
  return rows.map(({ id }) => id);
}

type SaidOfClient = ClientAnswer & Record<string, unknown>;

interface Everything {
  clients: SaidOfClient[];
  listed: string[];
  rollout: unknown;
}

/** Everything the API says about the fleet but its history, and the counts. */
async function everything(site: Site, rollout: number): Promise<Everything> {
  const clients: SaidOfClient[] = [];
  for (const id of await idsOf(site)) {
    const { transitions, merges, judgeAfter, ...client } = await readClient(id);
    clients.push(client);
  }
  return { clients, listed: [...(await site.clients()).keys()].sort(), rollout: await readRollout(rollout) };
}

function ubuntus(site: Site): ListedClient[] {
  const name = site.host("ubuntu");
  return [
    { name, host: "", group: "Berlin", type: "active", seen: dead },
    { name, host: "", group: "Lisbon", type: "active", seen: after },
    { name: "other", group: "Berlin", type: "active", seen: before },
  ];
}

/** Two entries of one machine without a host, as the console shows them after a reinstallation. */
async function twoUbuntus() {
  const site = await openSite();
  const { rollout } = await site.release("24.1.1", installedAt);
  await site.import(ubuntus(site), "2026-03-02T05:00:00Z");
  const [first = 0, second = 0, other = 0] = await idsOf(site);
  return { site, rollout, first, second, other };
}

describe("merging", () => {
  it("lets one client stand for both: what is known of the other counts for it", async () => {
    const { site, rollout, first, second } = await twoUbuntus();
    expect(await readClient(first)).toMatchObject({ state: "overdue", possibleDuplicate: true });
    expect(await readClient(second)).toMatchObject({ state: "checked_in", possibleDuplicate: true });
    expect(await merge(second, first)).toEqual({ status: 201, body: { id: expect.any(Number) } });

    expect(await readClient(first)).toMatchObject({
      state: "checked_in",
      lastSeenAt: "2026-03-02T02:30:00.000Z",
      group: "Lisbon",
      possibleDuplicate: false,
      mergedIntoId: null,
      relatives: [{ id: second, relation: "merged" }],
      merges: [{ clientId: second, intoId: first, madeBy: "roll call", removedAt: null }],
    });
    expect(await readClient(second)).toMatchObject({
      state: null,
      reason: null,
      mergedIntoId: first,
      firstEvidenceAt: null,
      relatives: [{ id: first, relation: "mergedInto" }],
    });
    const listed = [...(await site.clients()).values()].map(({ id }) => id);
    expect(listed).toContain(first);
    expect(listed).not.toContain(second);
    expect(await readRollout(rollout)).toMatchObject({
      cohort: 2,
      late: 0,
      counts: { checked_in: 1, overdue: 1 },
    });
  });

  it("is the same the other way round: the entry that connected last speaks, whichever stands", async () => {
    const { first, second } = await twoUbuntus();
    await merge(first, second);
    expect(await readClient(second)).toMatchObject({ state: "checked_in", group: "Lisbon" });
  });

  it("says before what will change, for both and for others on their endpoints, and changes nothing", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const host = site.host("pc");
    await site.import(
      [
        { id: "1", name: "oldest", host, type: "active", seen: dead },
        { id: "2", name: "older", host, type: "active", seen: before },
        { id: "3", name: "newest", host, type: "active", seen: after },
        { id: "4", name: "elsewhere", type: "active", seen: before },
      ],
      "2026-03-02T05:00:00Z",
    );
    const [oldest = 0, older = 0, newest = 0, elsewhere = 0] = await idsOf(site);
    const untouched = await everything(site, rollout);
    const changes = await previewOfMerge(newest, elsewhere);
    expect(changes.map(({ id }) => id)).toEqual([newest, elsewhere, oldest, older]);
    expect(changes).toMatchObject([
      {
        name: "newest",
        now: {
          state: "checked_in",
          reason: { sentence: expect.stringContaining("2 Mar 2026") },
          mergedIntoId: null,
        },
        after: { state: null, reason: null, survivorId: null, mergedIntoId: elsewhere },
      },
      {
        name: "elsewhere",
        now: { state: "overdue", lastSeenAt: "2026-03-01T20:00:00.000Z" },
        after: { state: "checked_in", lastSeenAt: "2026-03-02T02:30:00.000Z", possibleDuplicate: false },
      },
      { now: { survivorId: newest }, after: { survivorId: older } },
      { now: { state: "excluded", survivorId: newest }, after: { state: "overdue", survivorId: null } },
    ]);
    expect(await everything(site, rollout)).toEqual(untouched);

    await merge(newest, elsewhere);
    for (const { id, after: then } of changes) expect(await readClient(id)).toMatchObject(then);
    const back = await previewOfSplit(newest);
    expect(back.map(({ now, after: then }) => [then, now])).toEqual(
      changes.map((each) => [each.now, each.after]),
    );
    await split(newest);
    const { clients } = await everything(site, rollout);
    expect(clients.map(hardened)).toEqual(untouched.clients.map(hardened));
  });

  it("never holds the client back by what a dead entry says, in whichever file", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const living = {
      id: "2",
      name: "living",
      host: site.host("pc"),
      type: "active",
      seen: after,
      needsUpdate: "false",
    };
    const gone = {
      id: "1",
      name: "gone",
      host: site.host("old"),
      type: "active",
      seen: dead,
      needsUpdate: "true",
    };
    await site.import([living, gone], "2026-03-02T03:00:00Z");
    const [stands = 0, merged = 0] = await idsOf(site);
    await merge(merged, stands);
    expect(await readClient(stands)).toMatchObject({
      state: "checked_in",
      facts: { needsUpdate: { value: false } },
    });
    await site.import([{ ...gone, unavailable: "disabled" }], "2026-03-02T04:00:00Z");
    expect(await readClient(stands)).toMatchObject({ state: "checked_in", left: false });
    await site.import([living, { ...gone, unavailable: "available" }], "2026-03-02T05:00:00Z");
    expect(await readClient(stands)).toMatchObject({
      state: "checked_in",
      facts: { needsUpdate: { value: false } },
    });
    // Who comes back to life speaks again.
    await site.import(
      [living, { ...gone, seen: "Online since 2026-03-02 05:30:00" }],
      "2026-03-02T06:00:00Z",
    );
    expect(await readClient(stands)).toMatchObject({
      state: "waiting",
      dueAt: "2026-03-02T07:30:00.000Z",
      lastSeenAt: "2026-03-02T06:00:00.000Z",
    });
    expect((await readRollout(rollout)).cohort).toBe(1);
  });

  it("makes a newcomer part of the cohort that its older entry belongs to, also by the snapshot that stands in for one", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const line = "Online since 2026-03-02 03:00:00";
    await site.import([{ id: "1", name: "first", host: site.host("a"), seen: line }], "2026-03-02T04:00:00Z");
    await site.import(
      [{ id: "2", name: "second", host: site.host("b"), seen: line }],
      "2026-03-02T05:00:00Z",
    );
    const [first = 0, second = 0] = await idsOf(site);
    expect([(await readClient(first)).late, (await readClient(second)).late]).toEqual([false, true]);
    await merge(first, second);
    expect(await readClient(second)).toMatchObject({ late: false, left: false });
    expect(await readRollout(rollout)).toMatchObject({ cohort: 1, late: 0 });
    await split(first);
    expect(await readClient(second)).toMatchObject({ late: true });
    expect(await readRollout(rollout)).toMatchObject({ cohort: 1, late: 1 });
  });

  it("several into one", async () => {
    const { first, second, other } = await twoUbuntus();
    await merge(first, other);
    await merge(second, other);
    expect(await readClient(other)).toMatchObject({
      state: "checked_in",
      lastSeenAt: "2026-03-02T02:30:00.000Z",
    });
    await split(second);
    expect(await readClient(other)).toMatchObject({
      state: "overdue",
      relatives: [{ id: first, relation: "merged" }],
    });
  });
});

describe("a file about merged clients", () => {
  it("counts them as one: replaced by each other they are neither missing nor returned, and shadow nobody", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    const old = { id: "1", name: "pc old", host: site.host("pc"), type: "active", seen: dead };
    const now = { id: "2", name: "pc new", host: site.host("pc"), type: "active", seen: after };
    const third = { id: "3", name: "third", type: "active", seen: before };
    expect((await site.import([old, now, third], "2026-03-02T03:00:00Z")).diff).toMatchObject({
      added: 3,
      duplicates: 1,
    });
    const [oldId = 0, nowId = 0] = await idsOf(site);
    await merge(oldId, nowId);
    const nothing = { added: 0, returned: 0, missing: 0, moved: 0, changed: 0, duplicates: 0 };
    expect((await site.import([old, now, third], "2026-03-02T03:10:00Z")).diff).toMatchObject(nothing);
    expect((await site.import([now, third], "2026-03-02T03:20:00Z")).diff).toMatchObject(nothing);
    expect((await site.import([old, third], "2026-03-02T03:30:00Z")).diff).toMatchObject(nothing);
    expect((await site.import([third], "2026-03-02T03:40:00Z")).diff).toMatchObject({
      ...nothing,
      missing: 1,
    });
    expect((await site.import([old, now, third], "2026-03-02T03:50:00Z")).diff).toMatchObject({
      ...nothing,
      returned: 1,
    });
    expect([...(await site.clients()).keys()].sort()).toEqual(["pc new", "third"]);
  });

  it("keeps the two apart where only name and group do", async () => {
    const { site, rollout, first, second } = await twoUbuntus();
    const untouched = await everything(site, rollout);
    await merge(second, first);
    const list = await site.import(ubuntus(site).reverse(), "2026-03-02T06:00:00Z");
    expect(list.diff).toMatchObject({ added: 0, missing: 0, moved: 0, changed: 0 });
    const rows = (await listedRows(site.id)).filter(({ importId }) => importId === list.id);
    expect(rows).toContainEqual(expect.objectContaining({ clientId: first, group: "Berlin" }));
    expect(rows).toContainEqual(expect.objectContaining({ clientId: second, group: "Lisbon" }));
    await split(second);
    await takeBackImport(list.id);
    const { clients } = await everything(site, rollout);
    expect(clients.map(hardened)).toEqual(untouched.clients.map(hardened));
  });

  it("that shows a short name means the client it fits, though that one was merged", async () => {
    const site = await openSite();
    await site.release("24.1.1", installedAt);
    const full = `${site.host("pc")}.corp.example`;
    await site.import(
      [
        { name: "pc", host: full, type: "active", seen: before },
        { name: "front desk", type: "active", seen: dead },
      ],
      "2026-03-02T03:00:00Z",
    );
    const [pc = 0, desk = 0] = await idsOf(site);
    await merge(pc, desk);
    const { diff } = await site.import(
      [{ name: "pc", host: site.host("pc"), type: "active", seen: after }],
      "2026-03-02T04:00:00Z",
    );
    expect(diff).toMatchObject({ added: 0, missing: 0 });
    expect(await readClient(desk)).toMatchObject({ state: "checked_in", name: "front desk" });
  });

  it("leaves nothing behind when it is taken back, of whichever of the two", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const a = { id: "1", name: "a", type: "active", seen: before };
    const b = { id: "2", name: "b", type: "active", seen: before };
    const first = await site.import([a], "2026-03-02T03:00:00Z");
    const second = await site.import([b], "2026-03-02T04:00:00Z");
    const [aId = 0, bId = 0] = await idsOf(site);
    await merge(aId, bId);
    await takeBackImport(second.id);
    // It stands by the other entry alone, and keeps its own name.
    expect(await readClient(bId)).toMatchObject({
      name: "b",
      vendorId: "2",
      hostname: site.host("b"),
      state: "waiting",
    });
    await takeBackImport(first.id);
    expect(await readClient(bId)).toMatchObject({ firstEvidenceAt: null, name: "b", vendorId: "2" });
    expect([...(await site.clients()).keys()]).toEqual([]);
    expect((await readRollout(rollout)).cohort).toBe(0);
    // Nothing stands of either, and the decision can be taken back and made no more.
    expect(await split(aId)).toMatchObject({ status: 204 });
    expect(await readClient(aId)).toMatchObject({ mergedIntoId: null, firstEvidenceAt: null, name: "a" });
    expect(await merge(aId, bId)).toMatchObject({ status: 404 });
    await site.import([a, b], "2026-03-02T05:00:00Z");
    expect(await idsOf(site)).toEqual([aId, bId]);
    expect(await site.states()).toEqual({ a: "overdue past_due", b: "overdue past_due" });
  });
});

describe("splitting", () => {
  it("restores everything exactly, since when and by what proof included", async () => {
    const site = await openSite();
    const { rollout } = await site.release("24.1.1", installedAt);
    const seen = "Online since 2026-03-02 02:10:00";
    const list: ListedClient[] = [
      { id: "1", name: "a", group: "Berlin", type: "active", seen },
      { id: "2", name: "b", group: "Lisbon", type: "passive", seen },
      { id: "3", name: "c", group: "Lisbon", type: "passive", seen: before, needsUpdate: "true" },
      { id: "4", name: "a again", host: site.host("a"), type: "active", seen: before },
    ];
    await site.import(list, "2026-03-02T03:00:00Z");
    await site.import(list, "2026-03-02T04:00:00Z");
    const ids = await idsOf(site);
    for (const id of ids) {
      for (const into of ids) {
        if (id === into) continue;
        const untouched = await everything(site, rollout);
        expect((await merge(id, into)).status).toBe(201);
        const meanwhile = await everything(site, rollout);
        expect((await split(id)).status).toBe(204);
        const again = await everything(site, rollout);
        expect({ ...again, clients: again.clients.map(hardened) }, `${id} into ${into}`).toEqual({
          ...untouched,
          clients: untouched.clients.map(hardened),
        });
        // Of whom another state was true meanwhile the present one is true only since the split; of all others nothing changed.
        for (const [place, client] of untouched.clients.entries()) {
          if (client.id !== id && meanwhile.clients[place]?.state !== client.state) continue;
          expect(again.clients[place], `${client.id}, ${id} into ${into}`).toEqual(client);
        }
      }
    }
  });

  it.each([1, 2, 3])(
    "leaves what there would be had they never been merged, whatever files came and went meanwhile (%i)",
    async (seed) => {
      expect(await play(seed, true)).toEqual(await play(seed, false));
    },
    60_000,
  );
});

/** A client without the record of since when it is in its state and which proof was the first. */
function hardened({ stateSince, checkedInAt, reason, ...client }: SaidOfClient): unknown {
  return { ...client, reason: reason?.code ?? null };
}

/** Gives numbers from 0 to below a limit, the same ones for the same seed. */
function seeded(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
}

/** Plays files that come and go over a small fleet with twins, merging two of it for a while or never; tells how it ends. */
async function play(seed: number, merging: boolean): Promise<unknown> {
  const below = seeded(seed);
  const site = await openSite();
  const { rollout } = await site.release("24.1.1", installedAt);
  const fleet: ListedClient[] = [
    { id: "11", name: "a", group: "Berlin" },
    { id: "12", name: "a again", host: site.host("a"), group: "Lisbon" },
    { id: "", name: "twin", host: site.host("t"), group: "Berlin" },
    { id: "", name: "twin", host: site.host("t"), group: "Lisbon" },
    { id: "", name: site.host("ubuntu"), host: "", group: "Berlin" },
    { id: "", name: site.host("ubuntu"), host: "", group: "Lisbon" },
    { id: "13", name: "full", host: `${site.host("full")}.corp.example`, group: "Berlin" },
  ];
  const imports: { id: number; standing: boolean }[] = [];
  const start = Date.parse("2026-03-02T00:00:00Z");
  const bring = async (index: number) => {
    const at = start + index * 20 * 60_000;
    const rows = fleet.map((client, place) => {
      const seen = new Date(start - 3_600_000 + index * 19 * 60_000 + place * 1_000).toISOString();
      const word = ["Online since", "Offline since"][below(2)];
      const types = ["active", "passive", ""];
      return {
        ...client,
        seen: place % 3 === index % 3 ? `${word} ${seen.slice(0, 19).replace("T", " ")}` : before,
        type: types[below(3)] ?? "",
        needsUpdate: ["true", "false", ""][below(3)] ?? "",
      };
    });
    const absent = [below(9), below(9)];
    const listed = rows.filter((_, place) => !absent.includes(place));
    const { id } = await site.import(listed, new Date(at).toISOString());
    imports.push({ id, standing: true });
  };
  for (let index = 0; index < 3; index++) await bring(index);
  const ids = await idsOf(site);
  const place = below(ids.length);
  const intoPlace = (place + 1 + below(ids.length - 1)) % ids.length;
  const [client = 0, into = 0] = [ids[place], ids[intoPlace]];
  if (merging) expect((await merge(client, into)).status).toBe(201);
  for (let index = 3; index < 7; index++) {
    // An older file now and then, and one that is taken back.
    await bring(below(4) === 0 ? index - 2.5 : index);
    const gone = imports[below(imports.length)];
    if (gone?.standing && below(3) === 0) {
      await takeBackImport(gone.id);
      gone.standing = false;
    }
  }
  if (merging) expect((await split(client)).status).toBe(204);
  const afterSplit = await tellOf(site, rollout, imports);
  await bring(7);
  const afterNext = await tellOf(site, rollout, imports);
  return { afterSplit, afterNext };
}

/**
 * The fleet, with what differs between two sites written alike: a client is called by the rows that are about it, an import by its
 * place.
 */
async function tellOf(site: Site, rollout: number, imports: readonly { id: number }[]): Promise<unknown> {
  const places = new Map(imports.map(({ id }, place) => [id, place]));
  const rowsOf = new Map<number, string>();
  for (const { clientId, importId, line } of await listedRows(site.id))
    rowsOf.set(clientId, `${rowsOf.get(clientId) ?? ""} ${places.get(importId)}:${line}`);
  const { clients, listed } = await everything(site, rollout);
  const { id: _, release: __, ...counts } = await readRollout(rollout);
  const alike = (said: unknown): unknown =>
    JSON.parse(
      JSON.stringify(said)
        .replaceAll(site.mark, "MARK")
        .replace(
          /"(id|survivorId)":(\d+)/g,
          (_whole, key, id) => `"${key}":"${rowsOf.get(Number(id)) ?? ""}"`,
        )
        .replace(/"importId":(\d+)/g, (_whole, id) => `"importId":${places.get(Number(id))}`)
        .replace(/"(applianceId|rolloutId)":\d+/g, '"$1":0'),
    );
  const told = clients.map((client) => {
    const { relatives, ...rest } = alike(hardened(client)) as { relatives: unknown[] };
    return { ...rest, relatives: sorted(relatives) };
  });
  return { clients: sorted(told), listed: alike(listed), counts: alike(counts) };
}

function sorted(items: readonly unknown[]): unknown[] {
  const texts = items.map((item) => JSON.stringify(item)).sort();
  return texts.map((text) => JSON.parse(text));
}

describe("a slot", () => {
  it("of the merged client ends, and whoever asks by its name asks for the one that stands", async () => {
    const site = await openSite({ cap: 5 });
    const { rollout } = await site.release("24.1.1", installedAt);
    setClock("2026-03-02T03:00:01Z");
    await site.import(
      [
        { name: "a", type: "active", seen: before },
        { name: "b", type: "active", seen: before },
      ],
      "2026-03-02T02:30:00Z",
    );
    expect((await changeRollout(rollout, { mode: "control" })).status).toBe(200);
    await moveQueueOn(site);
    const [a = 0, b = 0] = await idsOf(site);
    const endpoints = (await addKey("endpoints", "admin", null)).headers;
    const held = await want(site, "a", endpoints);
    expect(held).toMatchObject({ status: 201, body: { clientId: a } });
    expect(await readClient(a)).toMatchObject({ state: "upgrading" });
    await previewOfMerge(a, b);
    expect(await readClient(a)).toMatchObject({ state: "upgrading" });
    await merge(a, b);
    const { rows } = await pool().query("SELECT outcome, ended_reason FROM slot WHERE id = $1", [
      held.body.id,
    ]);
    expect(rows).toEqual([{ outcome: "withdrawn", ended_reason: "merged by roll call" }]);
    await moveQueueOn(site);
    expect(await want(site, "a", endpoints)).toMatchObject({ status: 201, body: { clientId: b } });
    expect(await want(site, "b", endpoints)).toMatchObject({ status: 200, body: { clientId: b } });
    await split(a);
    await moveQueueOn(site);
    expect(await site.states()).toEqual({ a: "queued wants_slot", b: "upgrading holds_slot" });
    expect(await want(site, "a", endpoints)).toMatchObject({ status: 201, body: { clientId: a } });
    setClock("2026-03-02T12:00:00Z");
  });
});

describe("who may merge", () => {
  let cast: Cast;
  beforeAll(async () => {
    cast = await makeCast();
  });

  const registered = async (applianceId: number, name: string) => {
    const { body } = await ask<{ id: number }>(clientsRoute.POST, "/api/v1/clients", {
      method: "POST",
      body: { applianceId, kind: "console", name },
    });
    return body.id;
  };

  it("admins and the appliance's leads, and nobody else", async () => {
    const [own, foreign] = cast.appliances;
    const [a, b, far] = [
      await registered(own, "a"),
      await registered(own, "b"),
      await registered(foreign, "far"),
    ];
    for (const who of [cast.technician, cast.viewer, cast.nobody, cast.agent, cast.otherLead]) {
      expect(await merge(a, b, who)).toMatchObject({
        status: 403,
        body: { code: "forbidden" },
      });
      expect(await split(a, who)).toMatchObject({ status: 403 });
    }
    expect(await merge(a, far, cast.lead)).toMatchObject({ status: 404, body: { code: "not_found" } });
    expect(await merge(a, b, { headers: {} })).toMatchObject({ status: 401 });
    expect(await merge(a, b, cast.lead)).toMatchObject({ status: 201 });
    expect(await split(a, cast.otherLead)).toMatchObject({ status: 403 });
    expect(await split(a, cast.leadKey)).toMatchObject({ status: 204 });
    const { body } = await ask<{
      items: { deed: string; actor: { name: string }; before: unknown; after: unknown }[];
    }>(auditRoute.GET, "/api/v1/audit?limit=500");
    const deeds = body.items.filter(({ deed }) => deed === "client.merge");
    expect(deeds).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ after: { into: b } }),
        expect.objectContaining({ before: { into: b } }),
      ]),
    );
  });

  it("two clients of one appliance and kind, neither of them merged already", async () => {
    const [own, foreign] = cast.appliances;
    const [a, b, c, far] = [
      await registered(own, "m1"),
      await registered(own, "m2"),
      await registered(own, "m3"),
      await registered(foreign, "m4"),
    ];
    const { body } = await ask<{ id: number }>(clientsRoute.POST, "/api/v1/clients", {
      method: "POST",
      body: { applianceId: own, kind: "jumpoint", name: "m5" },
    });
    const refused = async (id: number, into: number) => {
      const answer = await merge(id, into);
      return [answer.status, answer.body.code, answer.body.detail];
    };
    expect(await refused(a, a)).toEqual([422, "same_client", expect.stringContaining("itself")]);
    expect(await refused(a, far)).toEqual([
      422,
      "other_appliance",
      expect.stringContaining("different appliances"),
    ]);
    expect(await refused(a, body.id)).toEqual([422, "other_kind", expect.stringContaining("Jumpoint")]);
    expect((await refused(a, 2_000_000_000))[0]).toBe(404);
    expect((await refused(2_000_000_000, a))[0]).toBe(404);
    expect(await split(a)).toMatchObject({ status: 404 });
    expect(await merge(a, b)).toMatchObject({ status: 201 });
    expect(await refused(a, b)).toEqual([409, "merged_already", expect.stringContaining("already")]);
    expect(await refused(a, c)).toEqual([
      409,
      "merged_already",
      expect.stringContaining("Split the two again first"),
    ]);
    expect(await refused(c, a)).toEqual([
      409,
      "merged_already",
      expect.stringContaining(`Merge into client ${b}`),
    ]);
    expect(await refused(b, a)).toEqual([409, "merged_already", expect.stringContaining("other way round")]);
    expect(await refused(b, c)).toEqual([
      409,
      "merged_already",
      expect.stringContaining(`merge client ${c} into client ${b}`),
    ]);
    expect(await merge(c, b)).toMatchObject({ status: 201 });

    // What a person decides about a merged client is decided about the one that stands.
    const change = { method: "PATCH", id: a, body: { owner: "somebody" } };
    expect(await ask(clientRoute.PATCH, `/api/v1/clients/${a}`, change)).toMatchObject({
      status: 409,
      body: { code: "merged_already", clientId: b },
    });
    const again = { method: "POST", body: { applianceId: own, kind: "console", name: "m1" } };
    expect(await ask(clientsRoute.POST, "/api/v1/clients", again)).toMatchObject({
      status: 409,
      body: { code: "client_exists", detail: expect.stringContaining(`merged into client ${b}`) },
    });
  });
});
