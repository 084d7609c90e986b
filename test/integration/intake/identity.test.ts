// Which client a row is: vendor id, else FQDN or host name within appliance and kind; name and group tell rows of one file apart.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as clientRoute from "@/app/api/v1/clients/[id]/route";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  readClient,
  readRejects,
  type Site,
  setClock,
  takeBackImport,
} from "@/test/support/roll-call";

const early = "Offline since 2026-03-01 10:00:00";
const later = "Offline since 2026-03-01 12:00:00";
let minutes = 0;

beforeAll(async () => {
  await openRollCall();
  setClock("2026-03-20T12:00:00Z");
});
afterAll(closeRollCall);

function nextTime(): string {
  return new Date(Date.parse("2026-03-02T00:00:00Z") + ++minutes * 60_000).toISOString();
}

async function ids(site: Site): Promise<Record<string, number>> {
  return Object.fromEntries([...(await site.clients()).values()].map(({ name, id }) => [name, id]));
}

describe("a vendor id", () => {
  it("is the same client whatever its name and host have become", async () => {
    const site = await openSite();
    await site.import([{ id: "V1", name: "old name", host: site.host("old"), seen: early }], nextTime());
    const before = await ids(site);
    const { diff } = await site.import(
      [{ id: "V1", name: "new name", host: site.host("new"), seen: later }],
      nextTime(),
    );
    expect(diff).toMatchObject({ added: 0, missing: 0, changed: 1 });
    expect(await ids(site)).toEqual({ "new name": before["old name"] });
    expect(await site.client("new name")).toMatchObject({
      hostname: site.host("new"),
      identityBasis: "vendor_id",
    });
  });

  it("is adopted later by the client on that host", async () => {
    const site = await openSite();
    await site.import([{ name: "pc", seen: early }], nextTime());
    const before = await ids(site);
    await site.import([{ id: "V1", name: "pc", seen: later }], nextTime());
    expect(await ids(site)).toEqual(before);
    expect(await site.client("pc")).toMatchObject({ vendorId: "V1" });
    await site.import([{ name: "pc", seen: later }], nextTime());
    expect(await ids(site)).toEqual(before);
    expect(await site.client("pc")).toMatchObject({ vendorId: "V1" });
  });

  it("that another one has makes another client on the same host, and the older its shadow", async () => {
    const site = await openSite();
    await site.import([{ id: "V1", name: "pc", seen: early }], nextTime());
    await site.import([{ id: "V2", name: "pc again", host: site.host("pc"), seen: later }], nextTime());
    const clients = await site.clients();
    expect(clients.size).toBe(2);
    expect(clients.get("pc")?.survivorId).toBe(clients.get("pc again")?.id);
  });

  it("that stands twice in a file keeps the row that connected last and rejects the other", async () => {
    const site = await openSite();
    const { id, rows } = await site.import(
      [
        { id: "V1", name: "first", host: site.host("a"), seen: early },
        { id: "V1", name: "second", host: site.host("b"), seen: later },
      ],
      nextTime(),
    );
    expect(rows).toEqual({ total: 2, accepted: 1, rejected: 1 });
    expect(Object.keys(await ids(site))).toEqual(["second"]);
    expect(await readRejects(id)).toMatch(/^2,,repeated_id,/m);
  });
});

describe("a host name", () => {
  it("is the same client under another display name, in another group", async () => {
    const site = await openSite();
    await site.import(
      [{ name: "Reception", group: "Berlin", host: site.host("pc1"), seen: early }],
      nextTime(),
    );
    const before = await ids(site);
    await site.import(
      [{ name: "Front desk", group: "Lisbon", host: site.host("pc1").toUpperCase(), seen: later }],
      nextTime(),
    );
    expect(await ids(site)).toEqual({ "Front desk": before.Reception });
    expect(await site.client("Front desk")).toMatchObject({ group: "Lisbon", hostname: site.host("pc1") });
  });

  it("is another client for each kind and on each appliance", async () => {
    const site = await openSite();
    await site.import([{ name: "pc", seen: early }], nextTime());
    await site.import([{ name: "pc", seen: early }], nextTime(), { kind: "console" });
    const { total } = { total: [...(await site.clients("kind=console")).values()].length };
    expect(total).toBe(1);
    expect((await site.clients("kind=jump_client")).size).toBe(1);
    expect((await site.clients("kind=console")).get("pc")?.id).not.toBe(
      (await site.clients("kind=jump_client")).get("pc")?.id,
    );
  });

  it("that stands twice in a file makes two clients, told apart by name and group from then on", async () => {
    const site = await openSite();
    const twins = [
      { name: "left", group: "A", host: site.host("twin"), seen: early },
      { name: "right", group: "A", host: site.host("twin"), seen: later },
    ];
    const first = await site.import(twins, nextTime());
    expect(first.diff).toMatchObject({ added: 2, duplicates: 1 });
    const before = await ids(site);
    expect(await site.client("left")).toMatchObject({ survivorId: before.right });
    const second = await site.import([...twins].reverse(), nextTime());
    expect(second.diff).toMatchObject({ added: 0, missing: 0, changed: 0, moved: 0 });
    expect(await ids(site)).toEqual(before);
  });
});

describe("a short name", () => {
  it("that fits exactly one known FQDN is that client, with lower confidence shown", async () => {
    const site = await openSite();
    const full = `${site.host("pc")}.corp.example`;
    await site.import([{ name: "pc", host: full, seen: early }], nextTime());
    const before = await ids(site);
    expect(await site.client("pc")).toMatchObject({ fqdn: full, identityBasis: "fqdn" });
    await site.import([{ name: "pc", host: site.host("pc"), seen: later }], nextTime());
    expect(await ids(site)).toEqual(before);
    expect(await site.client("pc")).toMatchObject({
      fqdn: full,
      identityBasis: "short_name",
      lastSeenAt: "2026-03-01T12:00:00.000Z",
    });
  });

  it("that fits several makes a new client marked as possible duplicate", async () => {
    const site = await openSite();
    const host = site.host("pc");
    await site.import(
      [
        { name: "north", host: `${host}.north.example`, seen: early },
        { name: "south", host: `${host}.south.example`, seen: early },
      ],
      nextTime(),
    );
    await site.import([{ name: "which", host, seen: later }], nextTime(), { complete: "false" });
    expect((await site.clients()).size).toBe(3);
    expect(await site.client("which")).toMatchObject({ possibleDuplicate: true });
    expect(await site.client("north")).toMatchObject({
      possibleDuplicate: false,
      lastSeenAt: "2026-03-01T10:00:00.000Z",
    });
  });

  it("is in doubt no longer once the client is recognised by its id, and again when that is taken back", async () => {
    const site = await openSite();
    const host = site.host("pc");
    const part = { complete: "false" };
    await site.import(
      [
        { name: "north", host: `${host}.north.example`, seen: early },
        { name: "south", host: `${host}.south.example`, seen: early },
      ],
      nextTime(),
    );
    await site.import([{ name: "which", host, seen: early }], nextTime(), part);
    const inDoubt = async () => (await site.client("which")).possibleDuplicate;
    await site.import([{ id: "V1", name: "which", host, seen: early }], nextTime(), part);
    expect(await inDoubt()).toBe(true);
    const { id } = await site.import([{ id: "V1", name: "which", host, seen: later }], nextTime(), part);
    expect(await inDoubt()).toBe(false);
    await takeBackImport(id);
    expect(await inDoubt()).toBe(true);
  });

  it("is not in doubt as the shadow of another", async () => {
    const site = await openSite();
    const host = site.host("pc");
    await site.import(
      [
        { name: "north", host: `${host}.north.example`, seen: early },
        { name: "south", host: `${host}.south.example`, seen: early },
      ],
      nextTime(),
    );
    await site.import(
      [
        { name: "older", host, seen: early },
        { name: "newer", host, seen: later },
      ],
      nextTime(),
      { complete: "false" },
    );
    expect(await site.client("older")).toMatchObject({ possibleDuplicate: false });
    expect(await site.client("newer")).toMatchObject({ possibleDuplicate: true });
  });

  it("known first is the client whose FQDN comes to be known", async () => {
    const site = await openSite();
    await site.import([{ name: "pc", host: site.host("pc"), seen: early }], nextTime());
    const before = await ids(site);
    await site.import([{ name: "pc", host: `${site.host("pc")}.corp.example`, seen: later }], nextTime());
    expect(await ids(site)).toEqual(before);
    expect(await site.client("pc")).toMatchObject({ fqdn: `${site.host("pc")}.corp.example` });
  });

  it("is not cut out of an address", async () => {
    const site = await openSite();
    await site.import(
      [
        { name: "one", host: "10.0.0.1", seen: early },
        { name: "two", host: "10.0.0.2", seen: early },
      ],
      nextTime(),
    );
    expect((await site.clients()).size).toBe(2);
  });
});

describe("a registered client", () => {
  it("is the one that a later file lists on its host", async () => {
    const site = await openSite();
    const id = await site.register({
      kind: "jumpoint",
      name: "dmz",
      hostname: `${site.host("dmz")}.corp.example`,
    });
    await site.import([{ name: "dmz", host: `${site.host("dmz")}.corp.example`, seen: early }], nextTime(), {
      kind: "jumpoint",
    });
    expect(await ids(site)).toEqual({ dmz: id });
    expect(await site.client("dmz")).toMatchObject({ lastSeenAt: "2026-03-01T10:00:00.000Z" });
  });

  it("is called as it was registered; a name is no fact that a person sets afterwards", async () => {
    const site = await openSite();
    const id = await site.register({ kind: "console", name: "Desk of  Ana", hostname: site.host("desk") });
    const patch = (body: unknown) =>
      ask(clientRoute.PATCH, `/api/v1/clients/${id}`, { method: "PATCH", id, body });
    expect(await patch({ name: "Other", owner: "Bea" })).toMatchObject({
      status: 422,
      body: { code: "invalid_request", detail: 'The field "name" is not known here; remove or correct it.' },
    });
    expect(await patch({ owner: "Bea", tags: ["till"] })).toMatchObject({ status: 204 });
    expect(await readClient(id)).toMatchObject({ name: "Desk of  Ana", owner: "Bea", tags: ["till"] });
  });
});
