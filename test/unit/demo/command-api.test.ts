import { XMLParser } from "fast-xml-parser";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generations, isGeneration } from "@/demo/appliance/generations";
import { day, hour } from "@/demo/fleet/durations";
import { openStandIn, type StandIn } from "@/demo/stand-in";
import { noRates, openStandInCaller, type StandInCaller } from "../../support/stand-in-caller";

let standIn: StandIn;
let caller: StandInCaller;
const start = Date.parse("2026-11-02T00:00:00Z");
const noonOfTuesday = start + day + 11 * hour;

beforeAll(async () => {
  standIn = await openStandIn({ clients: 500, start, paused: true, rates: noRates });
  caller = await openStandInCaller(standIn);
  standIn.jumpTo(noonOfTuesday);
});
afterAll(() => standIn.close());

const parser = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "@", parseTagValue: false });
// biome-ignore lint/suspicious/noExplicitAny: the shape of a document is what these tests are about.
const read = (xml: string): any => parser.parse(xml);
// biome-ignore lint/suspicious/noExplicitAny: the same.
const many = (value: any): any[] => (value === undefined ? [] : [value].flat());

test("get_api_info tells version, clock and permissions", async () => {
  const { api_information: info } = read(await caller.command({ action: "get_api_info" }));
  expect(info["@xmlns"]).toBe("https://www.beyondtrust.com/namespaces/API/command");
  expect([info.api_version, info.timestamp]).toEqual(["1.24.1", String(noonOfTuesday / 1_000)]);
  const permissions = Object.fromEntries(
    info.permissions.permission.map((each: Record<string, string>) => [each["@name"], each["#text"]]),
  );
  expect(permissions).toMatchObject({ perm_command: "read_only", perm_configuration: "1" });
});

test("check_health tells the version and role of the unit that is asked", async () => {
  const { health_check: health } = read(await caller.command({ action: "check_health" }));
  expect(health.version).toMatch(/^26\.1\.3 \(\d+-[0-9a-f]{32}\)$/);
  expect([health.success, health.failover_role, health.appliance["@id"]]).toEqual([
    "1",
    "primary",
    standIn.fleet.units.A.guid,
  ]);
  expect(Number(health.last_data_sync_time["@ts"])).toBeLessThanOrEqual(noonOfTuesday / 1_000);
  const { username, password } = standIn.credentials;
  const ofB = await fetch(`${standIn.unitUrls.B}/api/command`, {
    method: "POST",
    body: new URLSearchParams({ action: "check_health", username, password }),
  });
  expect(read(await ofB.text()).health_check).toMatchObject({ failover_role: "backup" });
});

test("get_appliances lists the pair", async () => {
  const { appliances } = read(await caller.command({ action: "get_appliances" }));
  expect(
    appliances.appliance.map((unit: Record<string, string>) => [
      unit.failover_role,
      unit.accepting_connections,
    ]),
  ).toEqual([
    ["primary", "1"],
    ["backup", "0"],
  ]);
});

test("get_connected_client_list counts Jump Clients and lists only the others", async () => {
  const { connected_client_list: list } = read(await caller.command({ action: "get_connected_client_list" }));
  const counts = Object.fromEntries(
    list.connected_client_summary.appliance_summary.count.map((each: Record<string, string>) => [
      each["@type"],
      Number(each["#text"]),
    ]),
  );
  const online = standIn.fleet.clients.filter((client) => client.online);
  expect(counts).toMatchObject({
    pinned_client: online.filter(({ kind }) => kind === "jump_client").length,
    push_agent: online.filter(({ kind }) => kind === "jumpoint").length,
    representative: online.filter(({ kind }) => kind === "console").length,
  });
  const types = list.connected_client.map((each: Record<string, string>) => each["@type"]);
  expect(types.filter((type: string) => type === "representative")).toHaveLength(counts.representative ?? -1);
  expect(types).not.toContain("pinned_client");
  const summary = read(
    await caller.command({
      action: "get_connected_client_list",
      summary_only: "1",
      type: "representative,push_agent",
    }),
  ).connected_client_list;
  expect(summary.connected_client).toBeUndefined();
  expect(summary.connected_client_summary.appliance_summary.count).toHaveLength(2);
  expect(
    read(await caller.command({ action: "get_connected_client_list", type: "pinned_client" })).error,
  ).toBeDefined();
});

test("get_connected_clients tells hosts and since when, of a hundred at most and only while connected", async () => {
  const list = read(await caller.command({ action: "get_connected_client_list", type: "push_agent" }));
  const ids: string[] = many(list.connected_client_list.connected_client).map((each) => each["@id"]);
  const ask = (parameters: Record<string, string>) =>
    caller.command({ action: "get_connected_clients", type: "push_agent", ...parameters });
  const agents = many(read(await ask({ id: `${ids.join(",")},1` })).connected_clients.connected_push_agent);
  expect(agents.map(({ hostname }) => hostname).sort()).toEqual(
    standIn.fleet.jumpoints
      .flatMap(({ nodes }) => nodes.filter(({ online }) => online).map(({ hostname }) => hostname))
      .sort(),
  );
  const [first] = agents;
  expect(Date.parse(first.connected_since["#text"])).toBe(Number(first.connected_since["@ts"]) * 1_000);
  expect(first.client_connections).toBeUndefined();
  const [with_] = many(
    read(await ask({ id: ids[0] ?? "", include_connections: "1" })).connected_clients.connected_push_agent,
  );
  expect(with_.client_connections).toBeDefined();
  expect(read(await ask({})).error["#text"]).toContain("required");
  const tooMany = Array.from({ length: 101 }, (_, id) => id).join(",");
  expect(read(await ask({ id: tooMany })).error["#text"]).toContain("100");
});

test("get_logged_in_reps lists the technicians whose consoles are connected", async () => {
  const reps = many(read(await caller.command({ action: "get_logged_in_reps" })).logged_in_reps.rep);
  const online = standIn.fleet.clients.filter(({ kind, online }) => kind === "console" && online);
  expect(reps.map((rep) => Number(rep["@id"])).sort()).toEqual(online.map(({ vendorId }) => vendorId).sort());
  expect(online.map(({ displayName }) => displayName)).toContain(reps[0].public_display_name);
});

test("name and password open the older door, others do not", async () => {
  const { username, password } = standIn.credentials;
  const good = new URLSearchParams({ action: "get_api_info", username, password });
  for (const path of ["/api/command.ns", "/api/command"]) {
    expect((await fetch(`${standIn.url}${path}?${good}`)).status).toBe(200);
    expect((await fetch(standIn.url + path, { method: "POST", body: good })).status).toBe(200);
  }
  good.set("password", "no");
  const refused = await fetch(`${standIn.url}/api/command.ns?${good}`);
  expect([refused.status, read(await refused.text()).error["#text"]]).toEqual([
    403,
    "Authentication failed.",
  ]);
  expect(read(await caller.command({ action: "set_failover_role" })).error["#text"]).toContain(
    "Unknown action",
  );
});

test.each(Object.keys(generations))(
  "the generation %s has its own namespace, attribute and version",
  async (name) => {
    if (!isGeneration(name)) throw new Error(name);
    const other = await openStandIn({ clients: 60, start, paused: true, generation: name, rates: noRates });
    try {
      const asker = await openStandInCaller(other);
      const { namespace, epoch, apiVersion } = generations[name];
      const { api_information: info } = read(await asker.command({ action: "get_api_info" }));
      expect([info["@xmlns"], info.api_version]).toEqual([namespace ?? undefined, apiVersion]);
      const { health_check: health } = read(await asker.command({ action: "check_health" }));
      expect(health.last_data_sync_time).toHaveProperty(`@${epoch}`);
      const error = read(await asker.command({ action: "no" })).error;
      expect(namespace === null ? error : error["@xmlns"]).toBe(namespace ?? "Unknown action: no");
    } finally {
      await other.close();
    }
  },
);

test("/check_health needs no token and says nothing but yes or no", async () => {
  const other = await openStandIn({ clients: 60, start, paused: true, rates: noRates });
  try {
    const probe = async () => (await fetch(`${other.url}/check_health`)).status;
    expect(await probe()).toBe(200);
    const first = other.fleet.releases[0];
    other.jumpTo((first?.startsAt ?? 0) + 60_000);
    expect(await probe()).toBe(500);
    expect((await fetch(`${other.unitUrls.B}/check_health`)).status).toBe(200);
    expect((await fetch(`${other.url}/api/command?action=check_health`)).status).toBe(503);
    other.jumpTo(first?.installedAt ?? 0);
    expect(await probe()).toBe(200);
  } finally {
    await other.close();
  }
});
