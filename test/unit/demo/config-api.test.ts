import { afterAll, beforeAll, expect, test } from "vitest";
import { day } from "@/demo/fleet/durations";
import { openStandIn, type StandIn } from "@/demo/stand-in";
import { links, noRates, openStandInCaller, type StandInCaller } from "../../support/stand-in-caller";
import { complaints, vendorSchemas } from "../../support/vendor-schemas";

let standIn: StandIn;
let caller: StandInCaller;
const start = Date.parse("2026-11-02T00:00:00Z");

beforeAll(async () => {
  standIn = await openStandIn({ clients: 450, start, paused: true, rates: noRates });
  caller = await openStandInCaller(standIn);
  standIn.jumpTo(start + 3.4 * day);
});
afterAll(() => standIn.close());

const list = "/api/config/v1/jump-client";
const schemas = vendorSchemas();

test("answers fit the vendor's schemas, where its specification lies beside the checkout", async () => {
  const [clients, jumpoints, groups] = await Promise.all(
    ["jump-client", "jumpoint", "jump-group"].map((resource) => caller.walk(`/api/config/v1/${resource}`)),
  );
  const nodes = await (await caller.get("/api/config/v1/jumpoint/2/node")).json();
  expect([clients?.length, jumpoints?.length, groups?.length, nodes.length > 1]).toEqual([
    standIn.fleet.jumpClients.length,
    standIn.fleet.jumpoints.length,
    standIn.fleet.sites.length,
    true,
  ]);
  if (!schemas) return;
  const check = (name: string, items: unknown[] = []) =>
    items.flatMap((item) => complaints(schemas, name, item));
  expect(check("JumpClient", clients)).toEqual([]);
  expect(check("Jumpoint", jumpoints)).toEqual([]);
  expect(check("JumpGroup", groups)).toEqual([]);
  expect(check("JumpointNode", nodes)).toEqual([]);
  const untyped = { ...clients?.[0], needs_update: "False", is_lost: null, version: "26.2.1" };
  expect(check("JumpClient", [untyped])).toHaveLength(3);
});

test("a page has a hundred where nothing is said, and headers that tell where it stands", async () => {
  const answer = await caller.get(list);
  const total = standIn.fleet.jumpClients.length;
  expect(await answer.json()).toHaveLength(100);
  const header = (name: string) => answer.headers.get(`x-bt-pagination-${name}`);
  expect([header("current-page"), header("last-page"), header("per-page"), header("total")]).toEqual([
    "1",
    String(Math.ceil(total / 100)),
    "100",
    String(total),
  ]);
  expect(answer.headers.get("x-ratelimit-limit")).toBe(String(noRates.perHour));
  expect(Number(answer.headers.get("x-ratelimit-remaining"))).toBeLessThan(noRates.perHour);
  expect(answer.headers.get("connection")).toBe("close");
});

test("links lead first, previous, next and last, and keep the filter", async () => {
  const page = (number: number) =>
    caller.get(`${list}?connection_type=PASSIVE&per_page=5&current_page=${number}`);
  expect((await page(1)).status).toBe(422);
  const passive = (number: number) =>
    caller.get(`${list}?connection_type=passive&per_page=5&current_page=${number}`);
  const second = links(await passive(2));
  expect(Object.keys(second)).toEqual(["first", "previous", "next", "last"]);
  expect(second.next).toBe(`${standIn.url}${list}?connection_type=passive&per_page=5&current_page=3`);
  expect(Object.keys(links(await passive(1)))).toEqual(["first", "next", "last"]);
  const last = Number(new URL(second.last ?? "").searchParams.get("current_page"));
  expect(Object.keys(links(await passive(last)))).toEqual(["first", "previous", "last"]);
  expect(await (await passive(last + 1)).json()).toEqual([]);
  const all = await caller.walk(`${list}?connection_type=passive&per_page=5`);
  expect(all.every(({ connection_type }) => connection_type === "passive")).toBe(true);
  expect(all.length).toBeGreaterThan(20);
});

test("filters compare whole texts whatever their case, and all have to fit", async () => {
  const [wanted] = await caller.walk(list);
  const { hostname, jump_group_id } = wanted as { hostname: string; jump_group_id: number };
  const found = async (query: string) => (await (await caller.get(`${list}?${query}`)).json()).length;
  expect(await found(`hostname=${hostname.toLowerCase()}`)).toBeGreaterThan(0);
  expect(await found(`hostname=${hostname.slice(0, -1)}`)).toBe(0);
  expect(await found(`hostname=${hostname}&jump_group_id=${jump_group_id + 1}`)).toBe(0);
  expect(await found("jump_group_type=personal")).toBe(0);
  const node = standIn.fleet.jumpoints[1]?.nodes[1]?.hostname;
  const jumpoints = await caller.walk(`/api/config/v1/jumpoint?hostname=${node}`);
  expect(jumpoints.map(({ id }) => id)).toEqual([2]);
});

test.each([
  ["per_page=4", "per_page"],
  ["per_page=101", "per_page"],
  ["current_page=0", "current_page"],
  ["per_page=ten", "per_page"],
  ["jump_group_type=public", "jump_group_type"],
  ["name=", "name"],
])("%s is a 422 that names the field", async (query, field) => {
  const answer = await caller.get(`${list}?${query}`);
  expect(answer.status).toBe(422);
  const told = await answer.json();
  expect(Object.keys(told.errors)).toEqual([field]);
  expect(told.errors[field][0]).toEqual(expect.any(String));
});

test("an unknown parameter is a 401 that is no lost token", async () => {
  for (const query of ["?page=2", "?per_page=10&sort=name", "/1001?fields=id"]) {
    const answer = await caller.get(list + query);
    expect([query, answer.status]).toEqual([query, 401]);
    expect(await answer.json()).toEqual({ message: expect.stringContaining("Unrecognized") });
  }
});

test("one resource by its id; others do not exist", async () => {
  const id = standIn.fleet.jumpClients[3]?.vendorId;
  expect((await (await caller.get(`${list}/${id}`)).json()).id).toBe(id);
  expect((await (await caller.get("/api/config/v1/jumpoint/1")).json()).id).toBe(1);
  expect((await (await caller.get("/api/config/v1/jump-group/2")).json()).id).toBe(2);
  for (const path of [
    "jump-client/99",
    "jumpoint/99",
    "jumpoint/99/node",
    "jump-client/1001/node",
    "vault",
    "jumpoint/1/x",
  ])
    expect([path, (await caller.get(`/api/config/v1/${path}`)).status]).toEqual([path, 404]);
  expect((await caller.get(`${list}/abc`)).status).toBe(422);
});

test("HEAD has the headers alone, OPTIONS tells the methods, others are not allowed", async () => {
  const head = await caller.get(list, { method: "HEAD" });
  expect([head.status, await head.text(), head.headers.get("x-bt-pagination-current-page")]).toEqual([
    200,
    "",
    "1",
  ]);
  const options = await caller.get(list, { method: "OPTIONS" });
  expect(options.headers.get("allow")).toContain("GET");
  const patch = await caller.get(`${list}/1001`, { method: "PATCH", body: "{}" });
  expect([patch.status, patch.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
});

test("without a good token nobody is answered", async () => {
  const denied = await caller.get(list, { headers: { authorization: "Bearer nobody" } });
  expect(denied.status).toBe(401);
  expect(await denied.json()).toEqual({ error: "access_denied", message: expect.any(String) });
});

test("jzp settings are null until a Jumpoint has come back after an upgrade", async () => {
  const jumpoints = await caller.walk("/api/config/v1/jumpoint");
  const lost = jumpoints.filter(({ jzp_enabled }) => jzp_enabled === null);
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.length).toBeLessThan(jumpoints.length);
  expect(lost.every(({ connected }) => connected === false)).toBe(true);
});
