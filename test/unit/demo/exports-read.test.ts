import { expect, test } from "vitest";
import type { Appliance } from "@/demo/appliance/appliance";
import { apiList, consoleList } from "@/demo/appliance/exports";
import { Faults } from "@/demo/faults";
import { advance } from "@/demo/fleet/advance";
import { day, hour } from "@/demo/fleet/durations";
import { makeFleet } from "@/demo/fleet/make-fleet";
import { truth } from "@/demo/fleet/truth";
import { readExport } from "../../support/read-export";

const start = Date.parse("2026-11-02T00:00:00Z");

function lived() {
  const fleet = makeFleet({ clients: 800, start });
  advance(fleet, start + 3 * day + 9 * hour);
  const appliance = { fleet, faults: new Faults() } as Appliance;
  const real = truth(fleet).clients.filter(({ kind }) => kind === "jump_client");
  const read = (text: string) =>
    readExport(new TextEncoder().encode(text), { zone: "UTC", order: null, now: fleet.now });
  return { fleet, appliance, real, read };
}

test("Rollcall reads the console's list as what is true", () => {
  const { fleet, appliance, real, read } = lived();
  const { rows, rejects, asked } = read(consoleList(appliance, fleet.jumpClients));
  expect([rows.length, rejects, asked]).toEqual([real.length, [], []]);
  for (const [place, client] of real.entries()) {
    const row = rows[place];
    expect([row?.hostname, row?.fqdn]).toEqual([client.hostname.toLowerCase(), client.fqdn]);
    if (client.availability !== "available") expect(row?.availability).toBe(client.availability);
    else if (client.online) expect(row?.online).toBe(true);
    else
      expect([row?.online, row?.connectedAt]).toEqual([
        client.lastDisconnectAt === null ? row?.online : false,
        client.lastDisconnectAt,
      ]);
  }
});

test("Rollcall reads the script's list as what is true", () => {
  const { fleet, appliance, real, read } = lived();
  const { rows, rejects, asked } = read(apiList(appliance, fleet.jumpClients));
  expect([rows.length, rejects, asked]).toEqual([real.length, [], []]);
  for (const [place, client] of real.entries()) {
    const last = Math.max(client.lastConnectAt ?? 0, client.lastDisconnectAt ?? 0);
    expect(rows[place]).toMatchObject({
      vendorId: String(client.vendorId),
      connectedAt: last === 0 ? null : last,
      needsUpdate: client.needsUpdate,
      availability: client.availability,
    });
  }
});
