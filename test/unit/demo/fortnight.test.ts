import Papa from "papaparse";
import { expect, test } from "vitest";
import { day, hour } from "@/demo/fleet/durations";
import { isUp } from "@/demo/fleet/fleet";
import { truth } from "@/demo/fleet/truth";
import { openStandIn } from "@/demo/stand-in";
import { noRates, openStandInCaller } from "../../support/stand-in-caller";

const start = Date.parse("2026-11-02T00:00:00Z");

test("for a fortnight everything that is answered agrees with what is true", {
  timeout: 60_000,
}, async () => {
  const standIn = await openStandIn({ clients: 600, start, paused: true, rates: noRates });
  try {
    const { fleet } = standIn;
    const caller = await openStandInCaller(standIn);
    const checkedIn: number[] = [];
    const time = (text: unknown) => (text === "" || text === null ? null : Date.parse(String(text)));
    for (let now = start; now <= start + 15 * day; now += 5 * hour) {
      standIn.jumpTo(now);
      if (!isUp(fleet)) continue;
      const { clients, version, installedAt } = truth(fleet);
      checkedIn.push(clients.filter((client) => client.checkedIn).length);
      const jumpClients = new Map(
        clients.filter(({ kind }) => kind === "jump_client").map((each) => [each.vendorId, each]),
      );
      const listed = await caller.walk("/api/config/v1/jump-client");
      expect(listed).toHaveLength(jumpClients.size);
      for (const item of listed) {
        const real = jumpClients.get(Number(item.id));
        if (!real) throw new Error(`${item.id} is listed and does not exist`);
        expect(item.needs_update).toBe(real.version !== version);
        expect(time(item.last_connect_timestamp)).toBe(real.lastConnectAt);
        expect(time(item.last_disconnect_timestamp)).toBe(real.lastDisconnectAt);
        for (const said of [real.lastConnectAt, real.lastDisconnectAt, time(item.last_access_timestamp)])
          expect(said ?? 0).toBeLessThanOrEqual(now);
        // Domain: a connect newer than the disconnect means connected when the list was made.
        expect((real.lastConnectAt ?? 0) > (real.lastDisconnectAt ?? 0)).toBe(real.online);
        if (real.checkedIn) expect(real.lastConnectedAt).toBeGreaterThan(installedAt);
      }
      for (const client of fleet.clients) {
        expect((client.lastConnectAt ?? 0) > (client.lastDisconnectAt ?? 0)).toBe(client.online);
        if (client.online)
          expect([client.on, client.availability, client.removed]).toEqual([true, "available", false]);
      }
    }
    // Everybody goes back to the start with each release, and comes in again.
    expect(checkedIn.filter((count, place) => count < (checkedIn[place - 1] ?? 0) / 2)).toHaveLength(3);
  } finally {
    await standIn.close();
  }
});

test("both exports list the same clients as the API, and each in its shape", async () => {
  const standIn = await openStandIn({ clients: 500, start: start + 9 * hour, paused: true, rates: noRates });
  try {
    const { username, password } = standIn.credentials;
    const download = async (query: string) => {
      const headers = { authorization: `Basic ${btoa(`${username}:${password}`)}` };
      const answer = await fetch(`${standIn.url}/exports/jump-clients.csv${query}`, { headers });
      expect(answer.headers.get("content-type")).toBe("text/csv; charset=utf-8");
      return answer.text();
    };
    const { jumpClients } = standIn.fleet;
    const console = await download("");
    const [label, ...lines] = console.split("\r\n");
    expect(label).toBe("Jump Client");
    const rows = Papa.parse<Record<string, string>>(lines.join("\r\n"), {
      header: true,
      skipEmptyLines: true,
    }).data;
    expect(rows.map((row) => row["Hostname / IP"])).toEqual(jumpClients.map(({ hostname }) => hostname));
    expect(rows.every(({ Name }) => Name?.startsWith("'"))).toBe(true);
    expect(new Set(rows.map(({ Status }) => Status))).toEqual(
      new Set(["Online", "Offline", "Lost", "Disabled", "Uninstalled"]),
    );
    const online = rows.filter((row) => row["Status Details"]?.startsWith("Online since "));
    expect(online).toHaveLength(jumpClients.filter((client) => client.online).length);
    const api = Papa.parse<Record<string, string>>(await download("?shape=api"), {
      header: true,
      skipEmptyLines: true,
    });
    expect(api.meta.fields).toHaveLength(29);
    expect(api.data.map(({ id }) => Number(id))).toEqual(jumpClients.map(({ vendorId }) => vendorId));
    expect(new Set(api.data.map((row) => row.needs_update))).toEqual(new Set(["True", "False"]));
    const stranger = await fetch(`${standIn.url}/exports/jump-clients.csv`);
    expect([stranger.status, stranger.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="exports"',
    ]);
  } finally {
    await standIn.close();
  }
});
