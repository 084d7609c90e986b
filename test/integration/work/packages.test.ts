// Installer packages and security providers: what a release makes of them, and what an item shows.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as packageRoute from "@/app/api/v1/installer-packages/[id]/route";
import * as packagesRoute from "@/app/api/v1/installer-packages/route";
import * as providersRoute from "@/app/api/v1/security-providers/route";
import {
  ask,
  closeRollCall,
  openRollCall,
  openSite,
  type Problem,
  type Site,
  setClock,
  withdrawRelease,
} from "@/test/support/roll-call";
import { hire, listWork, undo, work } from "@/test/support/work-calls";

beforeAll(openRollCall);
beforeEach(() => setClock("2026-03-02T12:00:00Z"));
afterAll(closeRollCall);

interface Installer {
  id: number;
  platform: string;
  state: string;
  toMakeAgain: boolean;
}

async function register(site: Site, more: object) {
  return ask<{ id: number } & Problem>(packagesRoute.POST, "/api/v1/installer-packages", {
    method: "POST",
    body: {
      applianceId: site.id,
      kind: "jump_client",
      platform: "windows",
      madeAt: "2026-03-01T00:00:00Z",
      ...more,
    },
  });
}

async function installers(site: Site): Promise<Record<number, string>> {
  const { body } = await ask<{ items: Installer[] }>(
    packagesRoute.GET,
    `/api/v1/installer-packages?applianceId=${site.id}`,
  );
  return Object.fromEntries(
    body.items.map(({ id, state, toMakeAgain }) => [id, `${state}${toMakeAgain ? " again" : ""}`]),
  );
}

describe("installer packages", () => {
  it("are made invalid by a site release, listed to be made again, and valid again when it is withdrawn", async () => {
    const site = await openSite();
    const windows = (await register(site, {})).body.id;
    const mac = (await register(site, { platform: "mac" })).body.id;
    expect(await installers(site)).toEqual({ [windows]: "valid", [mac]: "valid" });
    const base = await site.release("3.3.2", "2026-03-02T01:00:00Z", {
      kind: "base",
      name: "Base Software 3.3.2",
    });
    expect(base.status).toBe(201);
    expect(await installers(site)).toEqual({ [windows]: "valid", [mac]: "valid" });
    const release = await site.release("24.1.1", "2026-03-02T02:00:00Z");
    expect(await installers(site)).toEqual({
      [windows]: "before_release again",
      [mac]: "before_release again",
    });
    const fresh = (
      await register(site, { madeAt: "2026-03-02T03:00:00Z", validUntil: "2026-03-09T03:00:00Z" })
    ).body.id;
    expect(await installers(site)).toEqual({
      [fresh]: "valid",
      [windows]: "before_release",
      [mac]: "before_release again",
    });
    await withdrawRelease(release.id);
    expect((await installers(site))[windows]).toBe("valid");
    setClock("2026-03-10T12:00:00Z");
    expect((await installers(site))[fresh]).toBe("expired");
  });

  it("are shown on the items that they fit, the newest that is valid", async () => {
    const site = await openSite();
    await site.release("24.1.1", "2026-03-02T02:00:00Z");
    const client = {
      type: "active",
      seen: "Offline since 2026-03-01 20:00:00",
      unavailable: "uninstalled",
      group: "Lisbon",
    };
    await site.import([{ name: "alpha", ...client }], "2026-03-02T02:30:00Z");
    await register(site, { platform: "any" });
    expect((await listWork(site))[0]?.package).toBeNull();
    const any = (await register(site, { platform: "any", madeAt: "2026-03-02T03:00:00Z" })).body.id;
    await register(site, { platform: "any", group: "Porto", madeAt: "2026-03-02T05:00:00Z" });
    expect((await listWork(site))[0]?.package?.id).toBe(any);
    const own = (await register(site, { platform: "any", group: "Lisbon", madeAt: "2026-03-02T02:30:00Z" }))
      .body.id;
    expect((await listWork(site))[0]?.package?.id).toBe(own);
  });

  it("are refused where their times cannot be, changed and removed", async () => {
    const site = await openSite();
    expect((await register(site, { madeAt: "2026-03-03T00:00:00Z" })).body.code).toBe("made_in_future");
    expect((await register(site, { validUntil: "2026-02-01T00:00:00Z" })).body.code).toBe(
      "valid_before_made",
    );
    const { id } = (await register(site, { note: "old" })).body;
    const path = `/api/v1/installer-packages/${id}`;
    expect((await ask(packageRoute.PATCH, path, { method: "PATCH", id, body: { note: null } })).status).toBe(
      204,
    );
    const wrong = await ask(packageRoute.PATCH, path, {
      method: "PATCH",
      id,
      body: { validUntil: "2026-01-01T00:00:00Z" },
    });
    expect(wrong.body.code).toBe("valid_before_made");
    expect((await ask(packageRoute.DELETE, path, { method: "DELETE", id })).status).toBe(204);
    expect(await installers(site)).toEqual({});
  });
});

it("takes security providers to be down from the release until their agent is reported done", async () => {
  const site = await openSite();
  await site.register({
    kind: "connection_agent",
    name: "ldap",
    securityProviders: ["AD", "RADIUS"],
    inUseSince: "2026-01-01T00:00:00Z",
  });
  const down = async () => {
    const path = `/api/v1/security-providers?applianceId=${site.id}`;
    const { body } = await ask<{ items: { name: string; down: boolean; downSince: string | null }[] }>(
      providersRoute.GET,
      path,
    );
    return body.items.map(({ name, down: isDown, downSince }) => `${name} ${isDown} ${downSince}`);
  };
  expect(await down()).toEqual(["AD false null", "RADIUS false null"]);
  await site.release("24.1.1", "2026-03-02T02:00:00Z");
  expect(await down()).toEqual(["AD true 2026-03-02T02:00:00.000Z", "RADIUS true 2026-03-02T02:00:00.000Z"]);
  const tea = await hire("Tea", "technician", site);
  const done = await work(tea, site, "ldap", "done");
  // Nothing reports on agents here: somebody's word checks it in, and the item is closed by it.
  expect(done.body.item).toBeNull();
  expect(await site.states()).toEqual({ ldap: "checked_in attested" });
  expect(await down()).toEqual(["AD false null", "RADIUS false null"]);
  expect((await undo(done.body.batchId, tea)).body).toMatchObject({ undone: 1, kept: 0 });
  expect(await site.states()).toEqual({ ldap: "needs_redeployment agent_by_hand" });
});
